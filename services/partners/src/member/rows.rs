//! The table of members.

use platform::{Result, moment, store::Tenant};
use proto::partners::v1::Member;
use sea_orm::{FromJsonQueryResult, entity::prelude::*};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::{role_number, role_text, roles_of};
use crate::institution::rows as institutions;

/// One member.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "members")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub country: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub version: i64,
    pub created_at: OffsetDateTime,
    pub updated_at: OffsetDateTime,
    pub subject: String,
    pub display_name: String,
    pub email: String,
    /// Empty: the country's default.
    pub language: String,
    pub roles: Roles,
    /// The id of the institution, `micm`.
    pub institution: Option<String>,
}

/// What the person is in the country, `office_staff`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Roles(pub Vec<String>);

/// No relations.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Tenant for Entity {
    const PERSONAL: &'static [&'static str] = &["display_name", "email"];

    fn country() -> Column {
        Column::Country
    }

    fn resource(row: &Model) -> String {
        name(row)
    }
}

/// The resource name of a member.
pub fn name(row: &Model) -> String {
    format!("countries/{}/members/{}", row.country, row.id)
}

/// The numbers of the roles of a member.
pub fn role_numbers(row: &Model) -> Vec<i32> {
    row.roles.0.iter().map(|role| role_number(role)).collect()
}

/// The resource name of a member's institution; empty for none.
pub fn institution_name(row: &Model) -> String {
    row.institution.as_deref().map(institutions::name).unwrap_or_default()
}

/// A row at its first version; refuses what breaks a rule.
pub fn new(country: &str, institution: Option<&str>, member: Member) -> Result<Model> {
    let roles = roles_of(&member)?;
    let now = moment::now();
    Ok(Model {
        country: country.into(),
        id: Uuid::now_v7(),
        version: 1,
        created_at: now,
        updated_at: now,
        subject: member.subject,
        display_name: member.display_name,
        email: member.email,
        language: member.language,
        roles: Roles(roles.into_iter().map(role_text).collect()),
        institution: institution.map(str::to_owned),
    })
}

/// The message.
pub fn message(row: Model) -> Member {
    Member {
        name: name(&row),
        etag: row.version.to_string(),
        create_time: Some(moment::timestamp(row.created_at)),
        update_time: Some(moment::timestamp(row.updated_at)),
        roles: role_numbers(&row),
        institution: institution_name(&row),
        subject: row.subject,
        display_name: row.display_name,
        email: row.email,
        language: row.language,
    }
}
