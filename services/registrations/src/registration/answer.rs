//! `AnswerClarification`

use platform::{Error, Result, Scope, etag, moment};
use proto::{
    platform::v1::Reason,
    registrations::v1::{AnswerClarificationRequest, AnswerClarificationResponse},
};

use super::{
    answered, answers::Answers, clarification, complete, dependents, facts, fields, rows, unanswered, version,
};
use crate::{catalogue, country, country_edition::held, duplicate, file, translation};

/// Answers what the office asked, which has the registration again then, or what an institution asked. The edition may be closed
/// by now: whoever was asked in time may answer.
pub async fn answer(scope: &mut Scope, request: AnswerClarificationRequest) -> Result<AnswerClarificationResponse> {
    let before = rows::locked_by_owner(scope, &request.name).await?;
    etag::check(&request.etag, before.version)?;
    let state = answered(before.state(), before.is_asked())?;
    clarification::in_time(before.clarification_due, moment::now())?;
    // What was asked when it was submitted is asked now, and by the clock of then.
    let held = held::of(scope, &before).await?;
    let measure = complete::Measure {
        edition: &held.edition,
        definition: &held.definition,
        country: scope.country(),
        now: before.submit_time.map(moment::milliseconds).unwrap_or_default(),
        late_until: before.late_until.map(moment::milliseconds),
        entries: Some(0),
    };
    let registration = rows::to_message(before.clone());
    let mut faults = complete::faults(&registration, &measure);
    faults.extend(file::limits::faults(scope, &registration, &held.definition).await?);
    // What is closed cannot be mended now, whatever is wrong with it: an import may have had no column for it. Whatever the
    // open answers have asked or not any more is open with them.
    let open = dependents::with_dependents(before.open_fields.0.clone(), &held.definition, registration.track());
    faults.retain(|fault| is_open(&fault.field, &open));
    if !faults.is_empty() {
        return Err(Error::fields(Reason::RegistrationIncomplete, faults));
    }
    let of_validation = state == before.state();
    let mut after = if of_validation { before.changed().unasked() } else { before.moved(state, "") };
    after.answers = Answers::of(&complete::kept(&registration, &held.definition));
    let mut unasked = complete::unasked(&registration, &held.definition);
    unasked.retain(|path| is_open(path, &open));
    fields::clear(&mut after, &unasked);
    after.write_out_link();
    after.versions += 1;
    let earlier = unanswered::handed_in(scope, before.clone()).await?;
    catalogue::mended::hold_unlike(scope, &earlier, &after).await?;
    scope.update::<rows::Entity>(&before, after.clone()).await?;
    translation::original::follow(scope, &earlier, &after).await?;
    version::rows::add(scope, &after)?;
    duplicate::rows::keep(scope, &after)?;
    let language = country::rows::language_for(scope, &after.language).await?;
    let said = facts::Said { clarification: before.clarification, answer: request.answer, of_validation };
    facts::publish_answer(scope, &after, &held.definition, said, language).await?;
    Ok(AnswerClarificationResponse { registration: Some(rows::to_message(after)) })
}

fn is_open(field: &str, open: &[String]) -> bool {
    let path = field.strip_prefix("registration.").unwrap_or(field);
    clarification::closed(path, open).is_none()
}
