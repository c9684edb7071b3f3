//! `reviewer.lent`: the office that borrows a reviewer reads from which country, why, and until when.

use platform::{Result, Scope};
use proto::partners::v1::ReviewerLent;

use super::{
    in_words,
    write::{self, Told},
};
use crate::template::{Facts, Template};

/// Tells the office.
pub async fn react(scope: &mut Scope, event: ReviewerLent) -> Result<()> {
    let due = in_words(scope, event.expire_time.as_ref()).await?;
    let told = Told {
        template: if event.member.is_empty() { Template::ReviewerNotSeated } else { Template::ReviewerLent },
        about: &event.name,
        version: event.version,
        registration: "",
        facts: Facts { title: &event.lender, reason: &event.reason, due: &due, ..Facts::default() },
    };
    write::to_office(scope, told).await
}
