//! The table of consents, and the way from a row to a message.

use platform::{
    Result, Scope, choice, moment,
    personal::{Person, Personal},
    store::{Bond, Tenant},
};
use proto::registrations::v1::{Consent, ConsentKind};
use sea_orm::{Condition, QueryFilter, QueryOrder, QuerySelect, entity::prelude::*};
use serde::Serialize;
use time::OffsetDateTime;

use crate::registration;

/// One time that a consent was given or taken back.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "consents")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub country: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub registration: Uuid,
    pub kind: String,
    pub given: bool,
    /// 0: the country had no notice.
    pub notice_version: i32,
    /// The subject of the applicant, or of whoever recorded it for them.
    pub actor: String,
    pub create_time: OffsetDateTime,
}

/// No relations: rows of a tenant are reached through its scope alone.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Tenant for Entity {
    const SUBJECTS: &'static [&'static str] = &["actor"];

    fn country() -> Column {
        Column::Country
    }

    fn bonds() -> &'static [Bond<Column>] {
        &[Bond::Id(Column::Registration)]
    }

    fn resource(row: &Model) -> String {
        name(row)
    }

    fn person(row: &Model) -> String {
        registration::rows::name(&row.country, row.registration)
    }
}

impl Personal for Entity {
    const EXPORTED: &'static [&'static str] = &["id", "registration", "kind", "given", "notice_version", "create_time"];

    fn about(person: &Person) -> Condition {
        Condition::any()
            .add(Column::Registration.is_in(person.ids("registrations")))
            .add(Column::Actor.is_in(person.subject.as_deref()))
    }
}

/// An entry of this moment, told by the caller.
pub fn new(scope: &Scope, registration: &registration::rows::Model, kind: ConsentKind, given: bool) -> Model {
    Model {
        country: scope.country().to_owned(),
        id: Uuid::now_v7(),
        registration: registration.id,
        kind: choice::name(kind.as_str_name(), "CONSENT_KIND_"),
        given,
        notice_version: registration.notice_version,
        actor: scope.subject().to_owned(),
        create_time: moment::now(),
    }
}

/// Whether the newest entry about the data of a registration takes its consent back, and is not older than this: that of a
/// draft may be unticked while it is written.
pub async fn data_taken_back_since(scope: &Scope, registration: Uuid, since: OffsetDateTime) -> Result<bool> {
    let kind = choice::name(ConsentKind::Data.as_str_name(), "CONSENT_KIND_");
    let entries = scope.find::<Entity>().filter(Column::Registration.eq(registration)).filter(Column::Kind.eq(kind));
    let newest = scope.one(entries.order_by_desc(Column::Id).limit(1)).await?;
    Ok(newest.is_some_and(|entry| !entry.given && entry.create_time >= since))
}

/// The resource name of an entry.
pub fn name(row: &Model) -> String {
    format!("{}/consents/{}", registration::rows::name(&row.country, row.registration), row.id)
}

/// The message.
pub fn message(row: Model) -> Consent {
    Consent {
        name: name(&row),
        create_time: Some(moment::timestamp(row.create_time)),
        kind: choice::of(&row.kind, "CONSENT_KIND_", ConsentKind::from_str_name).into(),
        given: row.given,
        notice_version: row.notice_version,
        actor: row.actor,
    }
}
