//! The table of pairs that somebody looked at and found to be two. Those of two countries are the network's.

use platform::{
    Result, Scope, moment,
    names::NETWORK,
    store::{Bond, Tenant},
};
use sea_orm::{QueryFilter, entity::prelude::*};
use serde::Serialize;
use time::OffsetDateTime;

use crate::registration;

/// One pair.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "duplicate_dismissals")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub country: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub later: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub earlier: Uuid,
    pub create_time: OffsetDateTime,
}

/// No relations: rows of a tenant are reached through its scope alone.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Tenant for Entity {
    fn country() -> Column {
        Column::Country
    }

    fn bonds() -> &'static [Bond<Column>] {
        &[Bond::Id(Column::Later), Bond::Id(Column::Earlier)]
    }

    fn resource(row: &Model) -> String {
        if row.country == NETWORK {
            return format!("duplicates/{}/{}", row.later, row.earlier);
        }
        format!("{}/duplicates/{}", registration::rows::name(&row.country, row.later), row.earlier)
    }
}

/// Keeps that two are not one, in whichever order they are named.
pub async fn keep(scope: &mut Scope, one: Uuid, other: Uuid) -> Result<()> {
    let (later, earlier) = (one.max(other), one.min(other));
    let same = scope.find::<Entity>().filter(Column::Later.eq(later)).filter(Column::Earlier.eq(earlier));
    if scope.one(same).await?.is_some() {
        return Ok(());
    }
    let country = scope.country().to_owned();
    scope.insert::<Entity>(Model { country, later, earlier, create_time: moment::now() }).await
}

/// What each of these was told apart from: later and earlier.
pub async fn of(scope: &Scope, later: &[Uuid]) -> Result<Vec<(Uuid, Uuid)>> {
    let told = scope.find::<Entity>().filter(Column::Later.is_in(later.iter().copied()));
    Ok(scope.all(told).await?.into_iter().map(|row| (row.later, row.earlier)).collect())
}
