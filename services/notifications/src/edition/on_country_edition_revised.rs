//! `country_edition.revised`: what the letters of an edition say in one country.

use platform::{Result, Scope, names};
use proto::registrations::v1::CountryEditionRevised;

use super::rows::{self, Letters, Model};

/// Keeps this version.
pub async fn react(scope: &mut Scope, event: CountryEditionRevised) -> Result<()> {
    let [_, id] = names::segments("name", &event.name, "countries/*/editions/*")?;
    let row = Model {
        country: scope.country().to_owned(),
        edition: format!("editions/{id}"),
        version: event.version,
        letters: Letters::of(event.letters),
        country_letters: true,
    };
    rows::keep(scope, row).await
}
