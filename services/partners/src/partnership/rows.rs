//! The table of partnerships.

use platform::{Result, moment, store::Tenant};
use proto::partners::v1::{Partnership, PartnershipRole};
use sea_orm::{FromJsonQueryResult, entity::prelude::*};
use serde::{Deserialize, Serialize};
use time::{Date, OffsetDateTime};

use super::{day_text, days_of, role_number, role_text, roles_of};
use crate::institution::rows as institutions;

/// One partnership.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "partnerships")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub country: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub version: i64,
    pub created_at: OffsetDateTime,
    pub updated_at: OffsetDateTime,
    /// The id of the institution, `micm`.
    pub institution: String,
    pub roles: Roles,
    pub start_date: Option<Date>,
    pub end_date: Option<Date>,
}

/// What the institution does, `validation`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Roles(pub Vec<String>);

/// No relations.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Tenant for Entity {
    fn country() -> Column {
        Column::Country
    }

    fn resource(row: &Model) -> String {
        name(row)
    }
}

/// The resource name of a partnership.
pub fn name(row: &Model) -> String {
    format!("countries/{}/partnerships/{}", row.country, row.id)
}

/// The numbers of the roles of a partnership.
pub fn role_numbers(row: &Model) -> Vec<i32> {
    row.roles.0.iter().map(|role| role_number(role)).collect()
}

/// A row at its first version; refuses what breaks a rule.
pub fn new(country: &str, institution: &str, partnership: &Partnership) -> Result<Model> {
    let roles: Vec<PartnershipRole> = roles_of(&partnership.roles)?;
    let (start_date, end_date) = days_of(&partnership.start_date, &partnership.end_date)?;
    let now = moment::now();
    Ok(Model {
        country: country.into(),
        id: Uuid::now_v7(),
        version: 1,
        created_at: now,
        updated_at: now,
        institution: institution.into(),
        roles: Roles(roles.into_iter().map(role_text).collect()),
        start_date,
        end_date,
    })
}

/// The message.
pub fn message(row: Model) -> Partnership {
    Partnership {
        name: name(&row),
        etag: row.version.to_string(),
        create_time: Some(moment::timestamp(row.created_at)),
        update_time: Some(moment::timestamp(row.updated_at)),
        institution: institutions::name(&row.institution),
        roles: role_numbers(&row),
        start_date: day_text(row.start_date),
        end_date: day_text(row.end_date),
    }
}
