//! `registration.published`: the applicant reads that it is in the catalogue, or from when on.

use platform::{Result, Scope};
use proto::registrations::v1::RegistrationPublished;

use super::{
    in_words,
    write::{self, Told},
};
use crate::template::{Facts, Template};

/// Congratulates the applicant, unless nobody sees the entry until the office has looked.
pub async fn react(scope: &mut Scope, event: RegistrationPublished) -> Result<()> {
    if event.suspended {
        return Ok(());
    }
    let from = in_words(scope, event.shown_from.as_ref()).await?;
    let told = Told {
        template: if from.is_empty() { Template::RegistrationPublished } else { Template::PublicationAwaited },
        about: &event.name,
        version: event.version,
        registration: &event.name,
        facts: Facts { title: &event.title, from: &from, ..Facts::default() },
    };
    write::to_applicant(scope, told).await
}
