//! What a reviewer gets to see of a case: by the stage of its plan, and never who applied where that is blind.

use platform::{error::Result, store::Scope};
use proto::{registrations::v1 as registrations, reviews::v1 as message};

use super::{blind, rows::Model};
use crate::{
    case,
    case::stage,
    conflict,
    edition::{
        plan::{Line, Plan},
        plans,
    },
};

/// As lists have it.
pub async fn short(scope: &Scope, row: &Model, of: &case::rows::Model) -> Result<message::CaseBrief> {
    Ok(short_by(&plans::of_case(scope, of).await?, scope, row, of))
}

/// What the entry is called, as its reviewer may read it.
pub async fn title(scope: &Scope, row: &Model, of: &case::rows::Model) -> Result<String> {
    let plan = plans::of_case(scope, of).await?;
    Ok(title_by(&plan, [row.stage.as_str()], of))
}

/// The same by a plan that is known, for whoever reviews in any of these stages.
pub fn title_by<'a>(plan: &Plan, stages: impl IntoIterator<Item = &'a str>, of: &case::rows::Model) -> String {
    let brief = of.brief(false);
    let blind = stages.into_iter().any(|id| stage::of_plan(plan, id).blind);
    if blind { blind::blinded(brief, &of.applicant_domain).title } else { brief.title }
}

/// The short one by a plan that is known.
pub fn short_by(plan: &Plan, scope: &Scope, row: &Model, of: &case::rows::Model) -> message::CaseBrief {
    seen(plan, scope, row, of, of.brief(false))
}

/// With all that there is to read and to score by.
pub async fn whole(scope: &Scope, row: &Model, of: &case::rows::Model) -> Result<message::CaseBrief> {
    let plan = plans::of_case(scope, of).await?;
    let rubric = stage::of_plan(&plan, &row.stage).rubric_of(of.track);
    let criteria = rubric.iter().map(criterion).collect();
    let rubric = rubric.iter().map(described).collect();
    let brief = message::CaseBrief { criteria, rubric, answers: of.answers(scope.language()), ..of.brief(true) };
    let brief = seen(&plan, scope, row, of, brief);
    let undeclared = conflict::declarations::missing(scope, [of.registration.as_str()]).await?;
    Ok(if undeclared.is_empty() { brief } else { conflict::until_declared(brief) })
}

/// Who is not the reviewer, nor writes in their stead, sees who applied.
fn seen(
    plan: &Plan,
    scope: &Scope,
    row: &Model,
    of: &case::rows::Model,
    brief: message::CaseBrief,
) -> message::CaseBrief {
    let reviews = scope.is_own() || row.subject == scope.subject() || row.delegate_subject == scope.subject();
    match reviews && stage::of_plan(plan, &row.stage).blind {
        true => blind::blinded(brief, &of.applicant_domain),
        false => brief,
    }
}

fn criterion(line: &Line) -> registrations::Criterion {
    let criterion = &line.line.criterion;
    registrations::Criterion {
        id: criterion.id.clone(),
        titles: line.line.titles.clone(),
        weight: criterion.weight,
        max_score: criterion.max_score,
    }
}

fn described(line: &Line) -> registrations::DescribedCriterion {
    let level = |(score, texts): &(i32, _)| registrations::ScoreLevel { score: *score, texts: Clone::clone(texts) };
    registrations::DescribedCriterion {
        criterion: Some(criterion(line)),
        levels: line.levels.iter().map(level).collect(),
    }
}
