//! `review.readied`: the accountable reviewer reads that the review can be handed in.

use platform::{Result, Scope};
use proto::reviews::v1::ReviewReadied;

use super::write::{self, Told};
use crate::template::{Facts, Template};

/// Tells the reviewer.
pub async fn react(scope: &mut Scope, event: ReviewReadied) -> Result<()> {
    let told = Told {
        template: Template::ReviewReady,
        about: &event.name,
        version: event.version,
        registration: &event.registration,
        facts: Facts { title: &event.title, ..Facts::default() },
    };
    write::to_reviewer(scope, &event.reviewer, told).await
}
