//! `edition.opened`: what the letters of an edition say.

use platform::{Result, Scope};
use proto::registrations::v1::EditionOpened;

use super::rows::{self, Letters, Model};

/// Keeps this version.
pub async fn react(scope: &mut Scope, event: EditionOpened) -> Result<()> {
    let row = Model {
        country: scope.country().to_owned(),
        edition: event.name,
        version: event.version,
        letters: Letters::of(event.letters),
        country_letters: event.country_letters,
    };
    rows::keep(scope, row).await
}
