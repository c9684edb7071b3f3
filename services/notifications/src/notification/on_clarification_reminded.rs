//! `clarification.reminded`: the applicant reads once more what waits for an answer, and until when.

use platform::{Result, Scope};
use proto::reviews::v1::{ClarificationReminded, clarification::Stage};

use super::{
    in_words,
    write::{self, Told},
};
use crate::{
    registration,
    template::{Facts, Template},
};

/// Tells the applicant.
pub async fn react(scope: &mut Scope, event: ClarificationReminded) -> Result<()> {
    let title = registration::rows::title(scope, &event.registration).await?;
    let due = in_words(scope, event.due_time.as_ref()).await?;
    let told = Told {
        template: match event.stage() {
            Stage::Validation => Template::MendingReminder,
            Stage::Screening | Stage::Unspecified => Template::ClarificationReminder,
        },
        about: &event.name,
        version: event.version,
        registration: &event.registration,
        facts: Facts { title: &title, question: &event.question, due: &due, ..Facts::default() },
    };
    write::to_applicant(scope, told).await
}
