//! The table of institutions. Its rows are the network's; every country reads them.

use platform::{Error, Result, Scope, moment, names, names::NETWORK, store::Tenant};
use proto::partners::v1::Institution;
use sea_orm::{FromJsonQueryResult, Select, entity::prelude::*};
use serde::{Deserialize, Serialize};

use super::{kind_of, kind_text, without_repeats};

/// One institution.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "institutions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub country: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub version: i64,
    pub created_at: time::OffsetDateTime,
    pub updated_at: time::OffsetDateTime,
    pub display_name: String,
    pub kind: String,
    pub domains: Domains,
}

/// Internet domains in lower case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Domains(pub Vec<String>);

/// No relations.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Tenant for Entity {
    const SHARED: bool = true;

    fn country() -> Column {
        Column::Country
    }

    fn resource(row: &Model) -> String {
        name(&row.id)
    }
}

/// The resource name of an institution.
pub fn name(id: &str) -> String {
    format!("institutions/{id}")
}

/// The id in a resource name, which the request has in `field`.
pub fn id_of<'a>(field: &str, name: &'a str) -> Result<&'a str> {
    let [id] = names::segments(field, name, "institutions/*")?;
    Ok(id)
}

/// The institution with this id, from any scope.
pub fn by_id(scope: &Scope, id: &str) -> Select<Entity> {
    scope.find::<Entity>().filter(Column::Id.eq(id))
}

/// Refuses an institution that is not there.
pub async fn expect(scope: &Scope, id: &str) -> Result<()> {
    match scope.one(by_id(scope, id)).await? {
        Some(_) => Ok(()),
        None => Err(Error::not_found(&name(id))),
    }
}

/// A row at its first version.
pub fn new(id: String, institution: Institution) -> Model {
    let now = moment::now();
    Model {
        country: NETWORK.into(),
        id,
        version: 1,
        created_at: now,
        updated_at: now,
        kind: kind_text(institution.kind()),
        display_name: institution.display_name,
        domains: Domains(without_repeats(institution.domains)),
    }
}

/// The message.
pub fn message(row: Model) -> Institution {
    Institution {
        name: name(&row.id),
        etag: row.version.to_string(),
        create_time: Some(moment::timestamp(row.created_at)),
        update_time: Some(moment::timestamp(row.updated_at)),
        display_name: row.display_name,
        kind: kind_of(&row.kind).into(),
        domains: row.domains.0,
    }
}
