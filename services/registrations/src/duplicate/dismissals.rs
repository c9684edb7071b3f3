//! The table of pairs that somebody looked at and found to be two. Those of two countries are the network's.

use std::collections::HashMap;

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
    if of_pair(scope, one, other).await?.is_some() {
        return Ok(());
    }
    let country = scope.country().to_owned();
    let (later, earlier) = (one.max(other), one.min(other));
    scope.insert::<Entity>(Model { country, later, earlier, create_time: moment::now() }).await
}

/// Takes that back, where somebody said so.
pub async fn take_back(scope: &mut Scope, one: Uuid, other: Uuid) -> Result<()> {
    match of_pair(scope, one, other).await? {
        Some(row) => scope.remove::<Entity>(&row).await,
        None => Ok(()),
    }
}

async fn of_pair(scope: &Scope, one: Uuid, other: Uuid) -> Result<Option<Model>> {
    let (later, earlier) = (one.max(other), one.min(other));
    let same = scope.find::<Entity>().filter(Column::Later.eq(later)).filter(Column::Earlier.eq(earlier));
    scope.one(same).await
}

/// What each of these was told apart from, later and earlier, and when.
pub async fn of(scope: &Scope, later: &[Uuid]) -> Result<HashMap<(Uuid, Uuid), OffsetDateTime>> {
    let told = scope.find::<Entity>().filter(Column::Later.is_in(later.iter().copied()));
    Ok(scope.all(told).await?.into_iter().map(|row| ((row.later, row.earlier), row.create_time)).collect())
}
