//! The table of changes of the catalogue. It says which entry, and nothing of what it said.

use platform::{Result, Scope, choice, moment, store::Tenant};
use proto::registrations::v1::catalogue_change::Kind;
use sea_orm::{QueryOrder, QuerySelect, entity::prelude::*};
use serde::Serialize;
use time::OffsetDateTime;

use super::audience::Audience;

/// One change.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "catalogue_changes")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub country: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Which it is of its country, from 1 on.
    pub place: i64,
    pub publication: Uuid,
    pub kind: String,
    pub change_time: OffsetDateTime,
    /// Who is told.
    pub audience: String,
}

/// No relations: rows of a tenant are reached through its scope alone.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Tenant for Entity {
    fn country() -> Column {
        Column::Country
    }

    fn resource(row: &Model) -> String {
        format!("countries/{}/catalogueChanges/{}", row.country, row.place)
    }
}

impl Model {
    /// What happened.
    pub fn kind(&self) -> Kind {
        choice::of(&self.kind, "KIND_", Kind::from_str_name)
    }
}

/// Writes the next change of the scope's country. Of two that are written at the same moment one is refused by the place.
pub async fn add(scope: &mut Scope, place: i64, publication: Uuid, kind: Kind, audience: Audience) -> Result<()> {
    let row = Model {
        country: scope.country().to_owned(),
        id: Uuid::now_v7(),
        place,
        publication,
        kind: choice::name(kind.as_str_name(), "KIND_"),
        change_time: moment::now(),
        audience: audience.name().to_owned(),
    };
    scope.insert::<Entity>(row).await
}

/// The place of the last change of the scope's country; 0 before the first.
pub async fn last_place(scope: &Scope) -> Result<i64> {
    let last = scope.find::<Entity>().order_by_desc(Column::Place).limit(1);
    Ok(scope.one(last).await?.map_or(0, |row| row.place))
}
