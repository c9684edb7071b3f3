//! An institution became a partner of the network, or changed.

use platform::{error::Result, store::Scope};
use proto::partners::v1::InstitutionAdded;
use sea_orm::{QueryFilter, QuerySelect, entity::prelude::*};

use super::rows::{Column, Domains, Entity, Model};

/// Keeps the institution's name and domains, unless something newer is kept.
pub async fn react(scope: &mut Scope, event: InstitutionAdded) -> Result<()> {
    let kept = scope.find::<Entity>().filter(Column::Id.eq(event.name.as_str())).lock_exclusive();
    let kept = scope.one(kept).await?;
    let row = Model {
        country: scope.country().to_owned(),
        id: event.name,
        display_name: event.display_name,
        kind: event.kind,
        domains: Domains(event.domains),
        version: event.version,
    };
    match kept {
        Some(before) if before.version >= row.version => Ok(()),
        Some(before) => scope.update::<Entity>(&before, row).await,
        None => scope.insert::<Entity>(row).await,
    }
}
