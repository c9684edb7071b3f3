//! `registration.clarified`: the office reads that the applicant answered what it had asked.

use platform::{Result, Scope};
use proto::registrations::v1::RegistrationClarified;

use super::write::{self, Told};
use crate::{
    registration::{self, rows::Entered},
    template::{Facts, Template},
};

/// Keeps the title, which may be another now, and tells the office.
pub async fn react(scope: &mut Scope, event: RegistrationClarified) -> Result<()> {
    let entered = Entered {
        edition: event.edition.clone(),
        edition_version: event.edition_version,
        country_edition_version: event.country_edition_version,
    };
    registration::rows::keep(scope, &event.name, event.version, &event.title, entered).await?;
    if event.of_validation {
        // The institution asked: who is told of the answer follows from `validation.mended`.
        return Ok(());
    }
    let told = Told {
        template: Template::ClarificationAnswered,
        about: &event.name,
        version: event.version,
        registration: &event.name,
        facts: Facts { title: &event.title, answer: &event.answer, ..Facts::default() },
    };
    write::to_office(scope, told).await
}
