//! The table of loans: rows of the country that lends.

use platform::{
    Result, Scope, moment, names,
    personal::{Person, Personal},
    store::Tenant,
};
use proto::partners::v1::Loan;
use sea_orm::{Condition, QueryFilter, QuerySelect, entity::prelude::*};
use serde::Serialize;
use time::OffsetDateTime;

/// One loan.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "loans")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub country: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub version: i64,
    pub created_at: OffsetDateTime,
    pub updated_at: OffsetDateTime,
    /// `countries/cr`, or `network`.
    pub borrower: String,
    pub reason: String,
    /// Who opened it.
    pub subject: String,
    pub expires_at: OffsetDateTime,
    pub closed_at: Option<OffsetDateTime>,
    /// The version that the country it is lent to was told of, if there was anything to tell.
    pub told_version: i64,
}

/// No relations.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Tenant for Entity {
    /// Why a queue is lent may name people.
    const PERSONAL: &'static [&'static str] = &["reason"];
    const SUBJECTS: &'static [&'static str] = &["subject"];

    fn country() -> Column {
        Column::Country
    }

    fn resource(row: &Model) -> String {
        name(row)
    }
}

impl Personal for Entity {
    const EXPORTED: &'static [&'static str] =
        &["id", "created_at", "borrower", "reason", "subject", "expires_at", "closed_at"];

    fn about(person: &Person) -> Condition {
        Condition::all().add(Column::Subject.is_in(person.subject.as_deref()))
    }
}

/// The resource name of a loan.
pub fn name(row: &Model) -> String {
    format!("countries/{}/loans/{}", row.country, row.id)
}

/// The loan with this name, read to be changed.
pub async fn lock(scope: &Scope, name: &str) -> Result<Model> {
    let [_, id] = names::segments("name", name, "countries/*/loans/*")?;
    let query = scope.find::<Entity>().filter(Column::Id.eq(names::uuid(name, id)?));
    scope.expect(query.lock_exclusive(), name).await
}

/// The message.
pub fn message(row: Model) -> Loan {
    Loan {
        name: name(&row),
        etag: row.version.to_string(),
        create_time: Some(moment::timestamp(row.created_at)),
        update_time: Some(moment::timestamp(row.updated_at)),
        borrower: row.borrower,
        reason: row.reason,
        expire_time: Some(moment::timestamp(row.expires_at)),
        subject: row.subject,
        close_time: row.closed_at.map(moment::timestamp),
    }
}
