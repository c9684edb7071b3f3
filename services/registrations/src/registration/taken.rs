//! What was handed in already, past whose it is: one title of one organisation is handed in once, whoever does so.

use platform::{Result, Scope, store::Tenant};
use sea_orm::{QueryFilter, entity::prelude::*};
use serde::Serialize;

use super::rows;

/// What makes a registration the same as another; the table is that of registrations.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "registrations")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub country: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub edition: String,
    pub fingerprint: Option<Vec<u8>>,
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
        rows::name(&row.country, row.id)
    }
}

/// Whether another registration that was handed in is the same.
pub async fn is_taken(scope: &Scope, row: &rows::Model) -> Result<bool> {
    let Some(fingerprint) = &row.fingerprint else { return Ok(false) };
    let others = scope.find::<Entity>().filter(Column::Edition.eq(&row.edition)).filter(Column::Id.ne(row.id));
    Ok(scope.count(others.filter(Column::Fingerprint.eq(fingerprint.clone()))).await? > 0)
}
