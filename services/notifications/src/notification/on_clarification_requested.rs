//! `clarification.requested`: the applicant reads what the office or an institution asks, which fields are open, and until when.

use platform::{Result, Scope};
use proto::reviews::v1::{ClarificationRequested, clarification::Stage};

use super::{
    in_words,
    write::{self, Told},
};
use crate::{
    registration,
    template::{Facts, Template},
};

/// Tells the applicant.
pub async fn react(scope: &mut Scope, event: ClarificationRequested) -> Result<()> {
    let title = registration::rows::title(scope, &event.registration).await?;
    let due = in_words(scope, event.due_time.as_ref()).await?;
    let told = Told {
        template: match event.stage() {
            Stage::Validation => Template::MendingAsked,
            Stage::Screening | Stage::Unspecified => Template::ClarificationAsked,
        },
        about: &event.name,
        version: event.version,
        registration: &event.registration,
        facts: Facts {
            title: &title,
            question: &event.question,
            fields: &event.fields,
            questions: &event.questions,
            due: &due,
            ..Facts::default()
        },
    };
    write::to_applicant(scope, told).await
}
