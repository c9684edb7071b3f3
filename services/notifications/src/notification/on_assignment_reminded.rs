//! `assignment.reminded`: the reviewer reads that the end of the time comes near.

use platform::{Result, Scope};
use proto::reviews::v1::AssignmentReminded;

use super::{
    in_words,
    write::{self, Told},
};
use crate::template::{Facts, Template};

/// Tells the reviewer.
pub async fn react(scope: &mut Scope, event: AssignmentReminded) -> Result<()> {
    let due = in_words(scope, event.due_time.as_ref()).await?;
    let told = Told {
        template: Template::AssignmentReminder,
        about: &event.name,
        version: event.version,
        registration: &event.registration,
        facts: Facts { title: &event.title, due: &due, ..Facts::default() },
    };
    write::to_reviewer(scope, &event.reviewer, told).await
}
