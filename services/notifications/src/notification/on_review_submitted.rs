//! `review.submitted`: nobody is told.

use platform::{Result, Scope};
use proto::reviews::v1::ReviewSubmitted;

/// Tells nobody: applicants learn what was decided, never that or when somebody reviewed, and the office sees the
/// reviews of a case in its list. The reaction is here so that the event has a subscriber; one that nobody wants would
/// stay in the outbox.
pub async fn react(scope: &mut Scope, event: ReviewSubmitted) -> Result<()> {
    tracing::debug!(country = scope.country(), assignment = event.name, "a review came in");
    Ok(())
}
