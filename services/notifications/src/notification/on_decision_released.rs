//! `decision.released`: the applicant reads what was decided, and why.

use platform::{Error, Result, Scope};
use proto::reviews::v1::{DecisionReleased, Outcome};

use super::write::{self, Told};
use crate::{
    registration,
    template::{Facts, Template},
};

/// Tells the applicant.
pub async fn react(scope: &mut Scope, event: DecisionReleased) -> Result<()> {
    if !event.appeal.is_empty() {
        // The appeal that made it tells the applicant itself.
        return Ok(());
    }
    let template = match event.outcome() {
        Outcome::Accepted => Template::DecisionAccepted,
        Outcome::Waitlisted => Template::DecisionWaitlisted,
        Outcome::Declined => Template::DecisionDeclined,
        // Parked, so that somebody looks: no letter may guess a decision.
        Outcome::Unspecified => return Err(Error::internal("a decision without an outcome")),
    };
    let title = registration::rows::title(scope, &event.registration).await?;
    let told = Told {
        template,
        about: &event.name,
        version: event.version,
        registration: &event.registration,
        facts: Facts {
            title: &title,
            reason: &event.reason,
            decision_code: Some(event.reason_code()),
            comments: &event.comments_to_applicant,
            ..Facts::default()
        },
    };
    write::to_applicant(scope, told).await
}
