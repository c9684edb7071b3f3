//! A country joined the network, or its office changed its languages.

use platform::{Result, Scope, names};
use proto::partners::v1::CountryAdmitted;
use sea_orm::{ColumnTrait, QueryFilter};

use super::rows::{Column, Entity, Model};

/// Keeps the newest that is known of the country.
pub async fn react(scope: &mut Scope, event: CountryAdmitted) -> Result<()> {
    let [code] = names::segments("name", &event.name, "countries/*")?;
    let here = scope.country().to_owned();
    let query = scope.find::<Entity>().filter(Column::Id.eq(code)).filter(Column::Country.eq(&here));
    let before = scope.one(query).await?;
    let after =
        Model { country: here, id: code.to_owned(), version: event.version, default_language: event.default_language };
    match before {
        None => scope.insert::<Entity>(after).await,
        Some(before) if before.version < after.version => scope.update::<Entity>(&before, after).await,
        Some(_) => Ok(()),
    }
}
