//! The table of partnerships, a projection.

use platform::{
    error::Result,
    moment,
    store::{Scope, Tenant},
};
use proto::partners::v1::PartnershipRole;
use sea_orm::{FromJsonQueryResult, QueryFilter, QuerySelect, entity::prelude::*};
use serde::{Deserialize, Serialize};

use super::holds;

/// No country has more partnerships than this.
const MOST: u64 = 5_000;

/// One institution's part in one country.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "partnerships")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub country: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// `institutions/micm`
    pub institution: String,
    pub roles: Roles,
    /// ISO 8601; empty: from the start.
    pub start_date: String,
    /// ISO 8601; empty: without end.
    pub end_date: String,
    /// That of the last event taken.
    pub version: i64,
}

/// No relations: rows are reached through the scope.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// The contract's numbers of the roles, as one column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Roles(pub Vec<i32>);

impl Tenant for Entity {
    fn country() -> Column {
        Column::Country
    }

    fn resource(row: &Model) -> String {
        format!("countries/{}/partnerships/{}", row.country, row.id)
    }
}

/// The partnerships in this country whose agreements hold today.
pub async fn today(scope: &Scope) -> Result<Vec<Model>> {
    let mut found = scope.all(scope.find::<Entity>().limit(MOST)).await?;
    let day = moment::today();
    found.retain(|row| holds(&row.start_date, &row.end_date, &day));
    Ok(found)
}

/// Whether an institution checks evidence in this country today.
pub async fn validates(scope: &Scope, institution: &str) -> Result<bool> {
    let found = scope.all(scope.find::<Entity>().filter(Column::Institution.eq(institution)).limit(MOST)).await?;
    let day = moment::today();
    let validation = PartnershipRole::Validation as i32;
    Ok(found.iter().any(|row| row.roles.0.contains(&validation) && holds(&row.start_date, &row.end_date, &day)))
}
