//! TryDecisions: what if the rules were others. Reads, and keeps nothing.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use platform::{error::Result, store::Scope};
use proto::{
    registrations::v1::review_plan::ScoreBasis,
    reviews::v1::{TriedCase, TryDecisionsRequest, TryDecisionsResponse},
};
use sea_orm::prelude::Uuid;

use super::{Outcome, basis::quorum, by_bar, reviewed};
use crate::{
    assignment,
    case::{self, stage::of_plan},
    edition::{plan::Plan, plans::Plans},
    review::{self, Criterion},
    score::summary::{CaseScores, summed_up},
};

/// The rules that decide on a case.
struct Rules {
    bar: f64,
    corrected: bool,
    quorum: i32,
}

/// Compares the rules as they are with those that are tried.
pub async fn try_out(scope: &mut Scope, request: TryDecisionsRequest) -> Result<TryDecisionsResponse> {
    let reviewed = reviewed::of_edition(scope, &request.edition).await?;
    let mut plans = Plans::default();
    let mut of_cases: HashMap<Uuid, Arc<Plan>> = HashMap::new();
    for case in &reviewed.cases {
        of_cases.insert(case.id, plans.of(scope, case).await?);
    }
    let weights: HashMap<&str, f64> =
        request.weights.iter().map(|given| (given.criterion.as_str(), given.weight)).collect();
    let tracks: HashMap<Uuid, i32> = reviewed.cases.iter().map(|case| (case.id, case.track)).collect();
    let reweighted = |review: &assignment::rows::Model| {
        let rubric = of_plan(of_cases.get(&review.case_id)?, &review.stage).criteria_of(*tracks.get(&review.case_id)?);
        reckoned(&rubric, review, &weights).or(review.share)
    };
    let now = reviewed.summary().cases;
    let then = if weights.is_empty() { now.clone() } else { summed_up(&reviewed.ratings_by(reweighted)).cases };
    let mut answer = TryDecisionsResponse::default();
    for case in reviewed.cases.iter().filter(|case| case.is_going_on()) {
        let Some(plan) = of_cases.get(&case.id) else { continue };
        let is = Rules { bar: plan.accept_bar, corrected: plan.corrected, quorum: quorum(plan, &case.stage) };
        let tried = tried_rules(&is, &request);
        answer.cases.extend(tried_case(case, (&now, &is), (&then, &tried)));
    }
    answer
        .cases
        .sort_by(|one, other| other.score_then.total_cmp(&one.score_then).then_with(|| one.case.cmp(&other.case)));
    count(&mut answer);
    Ok(answer)
}

fn tried_rules(is: &Rules, request: &TryDecisionsRequest) -> Rules {
    Rules {
        bar: request.bar.unwrap_or(is.bar),
        corrected: match request.score_basis() {
            ScoreBasis::Unspecified => is.corrected,
            basis => basis == ScoreBasis::Corrected,
        },
        quorum: if request.quorum > 0 { request.quorum } else { is.quorum },
    }
}

/// What a review's scores are worth by other weights; nothing where they do not fit the rubric any more.
fn reckoned(rubric: &[Criterion], review: &assignment::rows::Model, weights: &HashMap<&str, f64>) -> Option<f64> {
    let other = |line: &Criterion| Criterion {
        weight: weights.get(line.id.as_str()).copied().unwrap_or(line.weight),
        ..line.clone()
    };
    let rubric: Vec<Criterion> = rubric.iter().map(other).collect();
    review::share(&rubric, &review.scores.as_ref()?.0).ok()
}

type Scores = BTreeMap<Uuid, CaseScores>;

fn tried_case(
    case: &case::rows::Model,
    (now, is): (&Scores, &Rules),
    (then, tried): (&Scores, &Rules),
) -> Option<TriedCase> {
    let (now, then) = (now.get(&case.id)?, then.get(&case.id)?);
    Some(TriedCase {
        case: case::rows::name(&case.country, case.id),
        registration: case.registration.clone(),
        score_now: now.decisive(is.corrected),
        score_then: then.decisive(tried.corrected),
        outcome_now: outcome(now, is),
        outcome_then: outcome(then, tried),
    })
}

/// What rules say of scores, as messages have it: not set where the quorum does not hold.
fn outcome(scores: &CaseScores, rules: &Rules) -> i32 {
    let said = || by_bar(scores.decisive(rules.corrected), rules.bar).message().into();
    if scores.reviews >= rules.quorum { said() } else { 0 }
}

fn count(answer: &mut TryDecisionsResponse) {
    let accepted: i32 = Outcome::Accepted.message().into();
    for case in &answer.cases {
        let (now, then) = (case.outcome_now == accepted, case.outcome_then == accepted);
        answer.accepted_now += i32::from(now);
        answer.accepted_then += i32::from(then);
        answer.moved_in += i32::from(then && !now);
        answer.moved_out += i32::from(now && !then);
    }
}
