//! An institution took on a part in a country, or its agreement changed.

use platform::{error::Result, names, store::Scope};
use proto::partners::v1::PartnershipMade;
use sea_orm::{QueryFilter, QuerySelect, entity::prelude::*};

use super::rows::{Column, Entity, Model, Roles};

/// Keeps the partnership, unless something newer is kept.
pub async fn react(scope: &mut Scope, event: PartnershipMade) -> Result<()> {
    let [_, id] = names::segments::<2>("name", &event.name, "countries/*/partnerships/*")?;
    let id = names::uuid(&event.name, id)?;
    let kept = scope.one(scope.find::<Entity>().filter(Column::Id.eq(id)).lock_exclusive()).await?;
    let row = Model {
        country: scope.country().to_owned(),
        id,
        institution: event.institution,
        roles: Roles(event.roles),
        start_date: event.start_date,
        end_date: event.end_date,
        version: event.version,
    };
    match kept {
        Some(before) if before.version >= row.version => Ok(()),
        Some(before) => scope.update::<Entity>(&before, row).await,
        None => scope.insert::<Entity>(row).await,
    }
}
