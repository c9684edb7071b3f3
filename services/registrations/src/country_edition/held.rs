//! An edition as it is held in the scope's country: the network's, with what the country adds and changes.

use std::borrow::Cow;

use platform::{Error, Result, Scope, names::NETWORK};
use proto::registrations::v1::{Calendar, CountryEdition, Definition, Edition};

use super::{effective, latitude, rows};
use crate::{
    country,
    edition::{self, versions},
    form::Categories,
    registration,
};

/// An edition in a country.
pub struct Held {
    /// The edition, with the calendar of the country.
    pub edition: Edition,
    /// What is asked there.
    pub definition: Cow<'static, Definition>,
    /// The edition as the network has it.
    pub network: Edition,
    /// What the network asks.
    pub template: Cow<'static, Definition>,
    /// The version of the network's edition.
    pub edition_version: i64,
    /// What the country changes, if anything.
    pub changed: Option<rows::Model>,
    /// What is known of the country.
    pub country: Option<country::rows::Model>,
}

impl Held {
    /// The version of what the country changes; 0 where it changes nothing.
    pub fn country_edition_version(&self) -> i64 {
        self.changed.as_ref().map(|row| row.version).unwrap_or_default()
    }

    /// The language for whoever chose none; empty while the country is not known here.
    pub fn default_language(&self) -> &str {
        self.country.as_ref().map(|row| row.default_language.as_str()).unwrap_or_default()
    }

    /// The time zone of the calendar; empty where none is known.
    pub fn time_zone(&self) -> &str {
        let own = self.changed.as_ref().map(|row| row.time_zone.as_str()).filter(|zone| !zone.is_empty());
        own.or_else(|| self.country.as_ref().map(|row| row.time_zone.as_str())).unwrap_or_default()
    }

    /// What may be chosen as the category.
    pub fn categories(&self) -> Categories<'_> {
        self.edition.categories.iter().map(|category| category.id.as_str()).collect()
    }

    /// What the country changes, as its message; one that changes nothing where it does not.
    pub fn message(&self, name: &str) -> Result<CountryEdition> {
        match &self.changed {
            Some(row) => row.message(),
            None => Ok(CountryEdition { name: name.to_owned(), ..CountryEdition::default() }),
        }
    }
}

/// The edition of this name as the country holds it now. Refuses an edition that there is not, or that the country takes no
/// part in.
pub async fn entered(scope: &Scope, name: &str) -> Result<Held> {
    at(scope, name, Versions::default()).await
}

/// Versions of an edition, as a registration keeps them. Where neither is given, the present ones are meant.
#[derive(Clone, Copy, Default)]
pub struct Versions {
    /// Of the network's edition. 0: the present one.
    pub edition: i64,
    /// Of what the country changes. 0: beside a version of the network's edition, that the country changed nothing yet.
    pub country_edition: i64,
}

/// The same in earlier versions.
pub async fn at(scope: &Scope, name: &str, versions: Versions) -> Result<Held> {
    held(scope, name, edition::rows::entered(scope, name).await?, versions).await
}

/// The edition of a registration, in the versions that this was handed in under; of a draft, as it stands now.
pub async fn of(scope: &Scope, registration: &registration::rows::Model) -> Result<Held> {
    let (edition, country_edition) = (registration.edition_version, registration.country_edition_version);
    at(scope, &edition::rows::name(&registration.edition), Versions { edition, country_edition }).await
}

/// The edition of this name as it stands now, also for a country that takes no part in it: its rules say so.
pub async fn asked(scope: &Scope, name: &str) -> Result<Held> {
    held(scope, name, edition::rows::beside(scope, name).await?, Versions::default()).await
}

async fn held(scope: &Scope, name: &str, found: edition::rows::Entered, versions: Versions) -> Result<Held> {
    let (mut row, country, mut changed) = found;
    if versions.edition != 0 && versions.edition != row.version {
        let kept = versions::find(scope, NETWORK, &row.id, versions.edition).await?;
        row = edition::rows::of_version(&kept.ok_or_else(|| no_version(name, versions.edition))?)?;
    }
    let present = changed.as_ref().map(|row| row.version).unwrap_or_default();
    if versions.edition != 0 && versions.country_edition == 0 {
        changed = None;
    } else if versions.country_edition != 0 && versions.country_edition != present {
        let name = rows::name(scope.country(), &row.id);
        let kept = versions::find(scope, scope.country(), &row.id, versions.country_edition).await?;
        changed = Some(rows::of_version(&kept.ok_or_else(|| no_version(&name, versions.country_edition))?)?);
    }
    let edition_version = row.version;
    let template = edition::rows::definition_of(&row.definition)?;
    let network = edition::rows::to_message(row);
    let definition = match &changed {
        None => template.clone(),
        Some(changed) => Cow::Owned(effective(&template, &changed.message()?)),
    };
    let calendar = calendar(&network, &template, changed.as_ref());
    let edition = Edition { calendar, ..network.clone() };
    Ok(Held { edition, definition, network, template, edition_version, changed, country })
}

fn calendar(network: &Edition, template: &Definition, changed: Option<&rows::Model>) -> Option<Calendar> {
    let calendar = network.calendar?;
    let Some(changed) = changed else { return Some(calendar) };
    Some(changed.local().within(&calendar, &latitude(template), &changed.time_zone))
}

fn no_version(name: &str, version: i64) -> Error {
    Error::not_found(&format!("{name}/versions/{version}"))
}
