//! What others are told of an edition.

use platform::{Result, Scope};
use proto::registrations::v1::{Edition, EditionOpened};

use super::rows::{Model, definition_of, to_message};
use crate::country_edition::latitude;

/// Tells of an edition that is new, or revised; its message.
pub fn publish(scope: &mut Scope, row: Model) -> Result<Edition> {
    let definition = definition_of(&row.definition)?.into_owned();
    let version = row.version;
    let edition = to_message(row);
    scope.publish(&EditionOpened {
        name: edition.name.clone(),
        version,
        edition: Some(edition.clone()),
        country_letters: latitude(&definition).wordings,
        letters: definition.letters,
        plan: definition.plan,
    });
    Ok(edition)
}
