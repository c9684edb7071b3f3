//! The table of API keys.

use platform::{
    Error, Result, Scope, moment,
    names::{self, NETWORK},
    personal::{Person, Personal},
    store::Tenant,
};
use proto::partners::v1::ApiKey;
use sea_orm::{Condition, FromJsonQueryResult, QueryFilter, QuerySelect, entity::prelude::*};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::KeptSecret;
use crate::{
    country::rows as countries,
    member::{grantable, role_number, rows::Roles},
};

/// One key.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "api_keys")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub country: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub version: i64,
    pub created_at: OffsetDateTime,
    pub updated_at: OffsetDateTime,
    pub display_name: String,
    pub roles: Roles,
    /// Codes of the countries it is narrowed to; none: it is not.
    pub countries: Countries,
    pub issuer: String,
    pub expires_at: OffsetDateTime,
    /// The newest last.
    pub secrets: Secrets,
    pub last_used_at: Option<OffsetDateTime>,
    pub revoked_at: Option<OffsetDateTime>,
}

/// Codes of countries.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Countries(pub Vec<String>);

/// The secrets that are good, or were.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Secrets(pub Vec<KeptSecret>);

/// No relations.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Tenant for Entity {
    const PERSONAL: &'static [&'static str] = &["secrets"];
    const SUBJECTS: &'static [&'static str] = &["issuer"];

    fn country() -> Column {
        Column::Country
    }

    fn resource(row: &Model) -> String {
        name(row)
    }
}

impl Personal for Entity {
    const EXPORTED: &'static [&'static str] = &["id", "created_at", "display_name", "roles", "issuer", "expires_at"];

    fn about(person: &Person) -> Condition {
        Condition::all().add(Column::Issuer.is_in(person.subject.as_deref()))
    }

    /// The secrets are those of another system, which goes on.
    fn speaks_of(_row: &Model, _person: &Person) -> bool {
        false
    }
}

impl Model {
    /// The same at its next version.
    pub fn changed(&self) -> Self {
        Self { version: self.version + 1, updated_at: moment::now(), ..self.clone() }
    }

    /// The numbers of its roles.
    pub fn role_numbers(&self) -> Vec<i32> {
        self.roles.0.iter().map(|role| role_number(role)).collect()
    }
}

/// The resource name of a key.
pub fn name(row: &Model) -> String {
    match row.country.as_str() {
        NETWORK => format!("{NETWORK}/apiKeys/{}", row.id),
        country => format!("countries/{country}/apiKeys/{}", row.id),
    }
}

/// Refuses the keys of the network to all but those who may issue them: to everybody else they are not there.
pub fn within_reach(scope: &Scope, name: &str) -> Result<()> {
    if scope.country() == NETWORK && grantable(scope.role(), true).is_empty() {
        return Err(Error::not_found(name));
    }
    Ok(())
}

/// The key with this name.
pub fn by_name(scope: &Scope, name: &str) -> Result<Select<Entity>> {
    within_reach(scope, name)?;
    let id = match name.starts_with("network/") {
        true => names::segments::<1>("name", name, "network/apiKeys/*")?[0],
        false => names::segments::<2>("name", name, "countries/*/apiKeys/*")?[1],
    };
    Ok(scope.find::<Entity>().filter(Column::Id.eq(names::uuid(name, id)?)))
}

/// The key with this name, read to be changed.
pub async fn lock(scope: &Scope, name: &str) -> Result<Model> {
    scope.expect(by_name(scope, name)?.lock_exclusive(), name).await
}

/// The message.
pub fn message(row: Model) -> ApiKey {
    let now = moment::milliseconds(moment::now());
    let overlap = row.secrets.0.iter().filter_map(|secret| secret.until).filter(|until| *until > now).max();
    ApiKey {
        name: name(&row),
        etag: row.version.to_string(),
        create_time: Some(moment::timestamp(row.created_at)),
        update_time: Some(moment::timestamp(row.updated_at)),
        roles: row.role_numbers(),
        countries: row.countries.0.iter().map(|code| countries::name(code)).collect(),
        display_name: row.display_name,
        expire_time: Some(moment::timestamp(row.expires_at)),
        issuer: row.issuer,
        last_use_time: row.last_used_at.map(moment::timestamp),
        overlap_end_time: overlap.map(moment::from_milliseconds),
        revoke_time: row.revoked_at.map(moment::timestamp),
    }
}
