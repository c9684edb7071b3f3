//! What others are told of what a country changes.

use platform::Scope;
use proto::registrations::v1::{CountryEdition, CountryEditionRevised};

/// Tells of a version of what a country changes, as far as others need it.
pub fn publish(scope: &mut Scope, country_edition: &CountryEdition) {
    scope.publish(&CountryEditionRevised {
        name: country_edition.name.clone(),
        version: country_edition.version,
        letters: country_edition.letters.clone(),
    });
}
