//! `country.configured`: within how many business days its office answers.

use platform::{Result, Scope, names};
use proto::partners::v1::CountryConfigured;
use sea_orm::{ColumnTrait, QueryFilter};

use super::rows::clocks::{Column, Entity, Model};

/// Keeps the newest that is known of the country.
pub async fn react(scope: &mut Scope, event: CountryConfigured) -> Result<()> {
    let [code] = names::segments("name", &event.name, "countries/*")?;
    let here = scope.country().to_owned();
    let query = scope.find::<Entity>().filter(Column::Id.eq(code)).filter(Column::Country.eq(&here));
    let before = scope.one(query).await?;
    let business_days = event.settings.map(|settings| settings.request_business_days).unwrap_or_default();
    let after = Model { country: here, id: code.to_owned(), version: event.version, business_days };
    match before {
        None => scope.insert::<Entity>(after).await,
        Some(before) if before.version < after.version => scope.update::<Entity>(&before, after).await,
        Some(_) => Ok(()),
    }
}
