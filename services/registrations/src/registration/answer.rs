//! `AnswerClarification`

use platform::{Error, Result, Scope, etag, moment};
use proto::{
    platform::v1::Reason,
    registrations::v1::{AnswerClarificationRequest, AnswerClarificationResponse},
};

use super::{answered, clarification, complete, facts, rows};
use crate::{country, edition};

/// Answers what the office asked, which has the registration again then. The edition may be closed by now: whoever was
/// asked in time may answer.
pub async fn answer(scope: &mut Scope, request: AnswerClarificationRequest) -> Result<AnswerClarificationResponse> {
    let before = rows::locked_to_change(scope, &request.name).await?;
    etag::check(&request.etag, before.version)?;
    let state = answered(before.state())?;
    clarification::in_time(before.clarification_due, moment::now())?;
    let (edition, _) = edition::rows::entered(scope, &edition::rows::name(&before.edition)).await?;
    let faults = complete::faults(&rows::to_message(before.clone()), &edition);
    if !faults.is_empty() {
        return Err(Error::fields(Reason::RegistrationIncomplete, faults));
    }
    let after = before.moved(state, "");
    scope.update::<rows::Entity>(&before, after.clone()).await?;
    let language = match after.language.as_str() {
        "" => country::rows::default_language(scope).await?,
        chosen => chosen.to_owned(),
    };
    facts::publish_answer(scope, &after, before.clarification, request.answer, language);
    Ok(AnswerClarificationResponse { registration: Some(rows::to_message(after)) })
}
