//! The office, or an institution that checks the evidence, asked the applicant to mend something: the fields they named are
//! open.

use platform::{Result, Scope, moment};
use proto::{
    platform::v1::Reason,
    registrations::v1::registration::State,
    reviews::v1::{ClarificationRequested, clarification::Stage},
};

use super::{
    clarification_requested, dependents, mending_told,
    rows::{self, Model, Paths},
    unanswered,
};
use crate::country_edition::held;

/// Opens the fields, unless something newer of the case is known, or of a later submission.
pub async fn react(scope: &mut Scope, event: ClarificationRequested) -> Result<()> {
    let before = rows::locked(scope, &event.registration).await?;
    if before.is_past(event.submission) {
        return Ok(());
    }
    let newer = event.version > before.case_version;
    let after = match event.stage() {
        Stage::Validation => mending_told(before.stands(), newer)?.then(|| before.changed()),
        Stage::Screening | Stage::Unspecified => {
            clarification_requested(before.stands(), newer).map(|state| before.brought(state, ""))
        }
    };
    let Some(after) = after else { return Ok(()) };
    if before.state() == State::Merged {
        // Its case is closed, or will be once that is heard of there: nothing is asked in it any more.
        return scope.update::<rows::Entity>(&before, Model { case_version: event.version, ..after }).await;
    }
    let after = Model {
        case_version: event.version,
        clarification: event.name,
        open_fields: Paths(opened(scope, &before, event.fields).await?),
        question: event.question,
        clarification_due: event.due_time.as_ref().and_then(moment::read),
        ..after
    };
    // What was asked before may have ended without an answer, though nobody has heard of that.
    let after = unanswered::put_back(scope, &before, after).await?;
    scope.update::<rows::Entity>(&before, after).await
}

/// These fields with what depends on them in the form that was filled in.
async fn opened(scope: &Scope, row: &Model, named: Vec<String>) -> Result<Vec<String>> {
    match held::of(scope, row).await {
        Ok(held) => {
            let track = rows::to_message(row.clone()).track();
            Ok(dependents::with_dependents(named, &held.definition, track))
        }
        // Its country takes no part any more, and nobody knows what was asked.
        Err(gone) if matches!(gone.reason(), Reason::EditionNotOpen | Reason::ResourceNotFound) => Ok(named),
        Err(failure) => Err(failure),
    }
}
