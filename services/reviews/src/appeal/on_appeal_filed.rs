//! An applicant appealed: the appeal is put beside the decision, or the screening, that it is against.

use platform::{
    error::{Error, Result},
    moment, names,
    store::Scope,
};
use proto::registrations::v1::AppealFiled;
use uuid::Uuid;

use super::{
    Against, State,
    rows::{Comments, Entity, Findings, Grounds, Model, of_case},
};
use crate::{
    assignment,
    case::{self, Screening},
    screening,
};

/// Keeps the appeal, once for a case. It was taken in time by whoever keeps the term, however late it arrives here.
pub async fn react(scope: &mut Scope, event: AppealFiled) -> Result<()> {
    let case = case::rows::of_submission(scope, &event.registration, event.submission).await?;
    if of_case(scope, case.id).await?.is_some() {
        return Ok(());
    }
    let (against, decision) = against(scope, &case).await?;
    let reviews =
        assignment::rows::of_cases(scope, &[case.id]).await?.into_iter().filter(|review| !review.is_calibration());
    let comments = reviews.map(|review| review.comment_to_applicant).filter(|words| !words.trim().is_empty()).collect();
    let [_, id] = names::segments::<2>("name", &event.name, "countries/*/appeals/*")?;
    let now = moment::now();
    let grounds = Grounds::of(event.grounds());
    let ended = !case.is_going_on();
    let row = Model {
        id: names::uuid(&event.name, id)?,
        case_id: case.id,
        registration: case.registration,
        edition: case.edition,
        country: case.country,
        decision,
        state: if ended { State::Withdrawn } else { State::Filed },
        grounds,
        statement: event.statement,
        comments_to_applicant: Comments(comments),
        by_office: event.by_office,
        judge: String::new(),
        panel: 0,
        findings: Findings::default(),
        reason: String::new(),
        filed_at: event.file_time.as_ref().and_then(moment::read).unwrap_or(now),
        ended_at: ended.then_some(now),
        created_at: now,
        updated_at: now,
        version: 1,
        blocked: case.blocked,
        against,
    };
    scope.insert::<Entity>(row).await
}

/// What it is against, which was told from here before.
async fn against(scope: &Scope, case: &case::rows::Model) -> Result<(Against, Uuid)> {
    if case.screening == Some(Screening::Ineligible)
        && let Some(screening) = screening::rows::standing(scope, case.id).await?
    {
        return Ok((Against::Screening, screening.id));
    }
    let decision = case.decision.ok_or_else(|| Error::late("the decision that is appealed against"))?;
    Ok((Against::Decision, decision))
}
