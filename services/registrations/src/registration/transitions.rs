//! The table of transitions: from which state registrations came to which. The scope writes it; see
//! `platform::store::transitions`.

use platform::{
    Result, Scope, choice,
    store::{Bond, Tenant},
};
use proto::registrations::v1::registration::State;
use sea_orm::{QueryFilter, QueryOrder, QuerySelect, entity::prelude::*};
use serde::Serialize;
use time::OffsetDateTime;

/// One transition.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "transitions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub country: String,
    /// The registration.
    #[sea_orm(primary_key, auto_increment = false)]
    pub row_id: Uuid,
    /// The version of the registration that it made.
    #[sea_orm(primary_key, auto_increment = false)]
    pub version: i64,
    /// Empty in the first one; null where nobody wrote down what was before.
    pub previous: Option<String>,
    pub state: String,
    pub at: OffsetDateTime,
    /// How long it was in the state before.
    pub milliseconds: Option<i64>,
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
        &[Bond::Id(Column::RowId)]
    }

    fn resource(row: &Model) -> String {
        format!("{}/transitions/{}", super::rows::name(&row.country, row.row_id), row.version)
    }
}

/// Whether a registration was published when its validation held last; true where nobody wrote that down yet.
pub async fn was_published(scope: &Scope, registration: Uuid) -> Result<bool> {
    let [published, validated] =
        [State::Published, State::Validated].map(|state| choice::name(state.as_str_name(), "STATE_"));
    let held = scope.find::<Entity>().filter(Column::RowId.eq(registration));
    let held = held.filter(Column::State.is_in([&published, &validated])).order_by_desc(Column::Version).limit(1);
    Ok(scope.one(held).await?.is_none_or(|last| last.state == published))
}
