//! SubmitHearing.

use super::{
    Against, Finding, State, found, heard, hearing,
    readmit::readmit,
    rows::{self, Found},
    whole,
};
use crate::{case, decision};
use platform::{
    choice,
    error::{Error, Result, Text},
    etag, moment,
    store::Scope,
};
use proto::{
    platform::v1::Reason,
    reviews::v1::{AppealHeard, DecisionReason, DecisionReleased, SubmitHearingRequest, SubmitHearingResponse},
};

/// Takes what one of the panel found. With the last finding the appeal ends.
pub async fn submit(scope: &mut Scope, request: SubmitHearingRequest) -> Result<SubmitHearingResponse> {
    let of = hearing::by_name(scope, &request.name).await?.appeal_id;
    let (case, appeal) = rows::locked(scope, of, &request.name).await?;
    let before = hearing::by_name(scope, &request.name).await?;
    etag::check(&request.etag, before.version)?;
    heard(appeal.state)?;
    if before.state != hearing::State::Awaited {
        return Err(is_in());
    }
    let finding = Finding::of(request.finding()).ok_or_else(|| {
        Error::invalid("finding", Text::told("say UPHOLD or DENY", "indique UPHOLD o DENY", "indique UPHOLD ou DENY"))
    })?;
    let after = before.next();
    let found_at = Some(after.updated_at);
    let (state, finding) = (hearing::State::Found, Some(finding));
    let after = hearing::Model { state, finding, reason: request.reason, note: request.note, found_at, ..after };
    scope.update::<hearing::Entity>(&before, after.clone()).await?;
    let one = Found { upholds: finding == Some(Finding::Uphold), reason: after.reason.trim().to_owned() };
    count(scope, &case, &appeal, one).await?;
    Ok(SubmitHearingResponse { hearing: Some(whole::hearing(scope, after).await?) })
}

/// Counts what was found, and ends the appeal once every finding is in. The applicant reads the reasons of those who found as
/// the panel did.
async fn count(scope: &mut Scope, case: &case::rows::Model, before: &rows::Model, one: Found) -> Result<()> {
    let findings = before.findings.with(one);
    let upholding = findings.0.iter().filter(|found| found.upholds).count();
    let panel = usize::try_from(before.panel).unwrap_or_default();
    let Some(state) = found(panel, upholding, findings.0.len() - upholding) else {
        return scope.update::<rows::Entity>(before, rows::Model { findings, ..before.next() }).await;
    };
    let upheld = state == State::Upheld;
    let reasons = findings.0.iter().filter(|found| found.upholds == upheld).map(|found| found.reason.as_str());
    let reason = reasons.collect::<Vec<_>>().join("\n\n");
    let after = rows::Model { reason, findings, ..before.ended(state) };
    scope.update::<rows::Entity>(before, after.clone()).await?;
    match after.against {
        Against::Decision if upheld => overturn(scope, case, &after).await?,
        Against::Screening if upheld => readmit(scope, case, &after).await?,
        _ => {}
    }
    scope.publish(&AppealHeard {
        name: rows::name(&after.country, after.id),
        version: after.version,
        registration: after.registration.clone(),
        upheld,
        reason: after.reason.clone(),
        submission: case.submission,
        against_screening: after.against == Against::Screening,
    });
    Ok(())
}

/// The first decision is overturned, and another one accepts the case, which goes on to its validation.
async fn overturn(scope: &mut Scope, case_before: &case::rows::Model, appeal: &rows::Model) -> Result<()> {
    let before = rows::decision_of(scope, appeal).await?;
    let mut case_after = case_before.next();
    case_after.state = case::appeal_upheld(case_before.state, !case_before.is_going_on())?;
    let overturned = decision::rows::Model { state: decision::overturned(before.state)?, ..before.next() };
    let row = decision::rows::Model {
        outcome: decision::Outcome::Accepted,
        reason: appeal.reason.clone(),
        reason_code: choice::name(DecisionReason::AppealUpheld.as_str_name(), "DECISION_REASON_"),
        overridden: true,
        state: decision::State::Released,
        released_at: Some(moment::now()),
        basis: before.basis.clone(),
        replaces: Some(before.id),
        appeal: Some(appeal.id),
        ..decision::made::new(case_before)
    };
    case_after.decision = Some(row.id);
    case_after.outcome = Some(row.outcome);
    scope.publish(&DecisionReleased {
        name: decision::rows::name(&row.country, row.id),
        version: case_after.version,
        case: case::rows::name(&case_after.country, case_after.id),
        registration: row.registration.clone(),
        edition: row.edition.clone(),
        outcome: row.outcome.message().into(),
        reason: row.reason.clone(),
        comments_to_applicant: Vec::new(),
        submission: case_after.submission,
        reason_code: DecisionReason::AppealUpheld.into(),
        release_time: row.released_at.map(moment::timestamp),
        appeal: rows::name(&appeal.country, appeal.id),
        appeal_days: 0,
    });
    scope.update::<decision::rows::Entity>(&before, overturned).await?;
    scope.insert::<decision::rows::Entity>(row).await?;
    scope.update::<case::rows::Entity>(case_before, case_after).await
}

fn is_in() -> Error {
    let text = Text::told(
        "this hearing is over; what was found cannot be changed",
        "esta audiencia terminó; lo que se encontró no se puede cambiar",
        "esta audiência terminou; o que se concluiu não pode ser mudado",
    );
    Error::refused(Reason::StateNotAllowed, text)
}
