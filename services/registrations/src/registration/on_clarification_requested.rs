//! The office asked the applicant to mend something: the fields it named are open.

use platform::{Result, Scope, moment};
use proto::{registrations::v1::registration::State, reviews::v1::ClarificationRequested};

use super::{
    clarification_requested,
    rows::{self, Model, Paths},
};

/// Opens the fields, unless something newer of the case is known.
pub async fn react(scope: &mut Scope, event: ClarificationRequested) -> Result<()> {
    let before = rows::locked(scope, &event.registration).await?;
    let newer = event.version > before.case_version;
    let Some(state) = clarification_requested(before.stands(), newer) else { return Ok(()) };
    let after = before.brought(state, "");
    if before.state() == State::Merged {
        // Its case is closed, or will be once that is heard of there: nothing is asked in it any more.
        return scope.update::<rows::Entity>(&before, Model { case_version: event.version, ..after }).await;
    }
    let after = Model {
        case_version: event.version,
        clarification: event.name,
        open_fields: Paths(event.fields),
        question: event.question,
        clarification_due: event.due_time.as_ref().and_then(moment::read),
        ..after
    };
    scope.update::<rows::Entity>(&before, after).await
}
