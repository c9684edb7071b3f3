//! The table of what people say is wrong with entries of the catalogue.

use std::collections::HashMap;

use platform::{
    Error, Result, Scope, moment,
    personal::{Person, Personal},
    store::{Bond, Tenant},
};
use proto::{platform::v1::Reason, registrations::v1::PublicationFlag};
use sea_orm::{
    Condition, FromQueryResult, QueryFilter, QuerySelect,
    entity::prelude::*,
    sea_query::{Alias, Expr, ExprTrait},
};
use serde::Serialize;
use time::{Duration, OffsetDateTime};

use super::rows;
use crate::registration;

/// So many are shown with an entry.
const MOST: i64 = 20;

/// Entries of a country that one person hides by flags within [`LATELY`]: nobody empties a catalogue by themselves, and
/// whoever means well seldom finds more.
pub const HIDE: u64 = 3;
const LATELY: Duration = Duration::days(30);

/// One flag.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "publication_flags")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub country: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub publication: Uuid,
    pub registration: Uuid,
    /// Who says so; once about one entry.
    pub subject: String,
    pub reason: String,
    pub create_time: OffsetDateTime,
}

/// No relations: rows of a tenant are reached through its scope alone.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Tenant for Entity {
    const PERSONAL: &'static [&'static str] = &["reason"];
    const SUBJECTS: &'static [&'static str] = &["subject"];

    fn country() -> Column {
        Column::Country
    }

    fn bonds() -> &'static [Bond<Column>] {
        &[Bond::Id(Column::Registration)]
    }

    fn resource(row: &Model) -> String {
        name(row)
    }

    fn taken() -> Error {
        let text = platform::error::Text::told(
            "you have flagged this entry before; the office has read it",
            "usted ya avisó sobre esta publicación; la oficina lo leyó",
            "você já avisou sobre esta publicação; o escritório leu o aviso",
        );
        Error::refused(Reason::ResourceAlreadyExists, text)
    }

    fn older_person(row: &Model) -> String {
        registration::rows::name(&row.country, row.registration)
    }
}

impl Personal for Entity {
    const EXPORTED: &'static [&'static str] = &["id", "publication", "reason", "create_time"];

    fn about(person: &Person) -> Condition {
        Condition::any()
            .add(Column::Registration.is_in(person.ids("registrations")))
            .add(Column::Subject.is_in(person.subject.as_deref()))
    }

    /// Whoever is flagged is not told by whom.
    fn theirs(row: &Model, person: &Person) -> bool {
        person.is(&row.subject)
    }
}

/// The resource name.
pub fn name(row: &Model) -> String {
    format!("countries/{}/publications/{}/flags/{}", row.country, row.publication, row.id)
}

/// A flag of this moment by the caller.
pub fn new(scope: &Scope, entry: &rows::Model, reason: String) -> Model {
    Model {
        country: scope.country().to_owned(),
        id: Uuid::now_v7(),
        publication: entry.id,
        registration: entry.registration,
        subject: scope.subject().to_owned(),
        reason,
        create_time: moment::now(),
    }
}

/// How many entries of the country the caller has flagged lately. Flags that they send all at once are counted one after the
/// other: each waits here until the one before it is kept.
pub async fn lately(scope: &Scope) -> Result<u64> {
    scope.alone(&format!("flags/{}", scope.subject())).await?;
    let theirs = scope.find::<Entity>().filter(Column::Subject.eq(scope.subject()));
    scope.count(theirs.filter(Column::CreateTime.gt(moment::now() - LATELY))).await
}

/// A flag, and which it is of its entry, from the latest on.
#[derive(FromQueryResult)]
struct Said {
    publication: Uuid,
    reason: String,
    create_time: OffsetDateTime,
    place: i64,
}

const PLACE: &str =
    r#"row_number() OVER (PARTITION BY "publication_flags"."publication" ORDER BY "publication_flags"."id" DESC)"#;

/// What was said of these entries, of each the latest first. One query for all, which brings no more of each than is shown.
pub async fn of_all(scope: &Scope, publications: Vec<Uuid>) -> Result<HashMap<Uuid, Vec<PublicationFlag>>> {
    if publications.is_empty() {
        return Ok(HashMap::new());
    }
    let found = scope.find::<Entity>().filter(scope.among(Column::Publication, publications).await?).select_only();
    let found = found.columns([Column::Publication, Column::Reason, Column::CreateTime]);
    let latest = Condition::all().add(ExprTrait::lte(Expr::col(Alias::new("place")), MOST));
    let mut rows: Vec<Said> = scope.picked(found.column_as(Expr::cust(PLACE), "place"), latest).await?;
    rows.sort_by_key(|row| row.place);
    let mut flags: HashMap<Uuid, Vec<PublicationFlag>> = HashMap::new();
    for Said { publication, reason, create_time, .. } in rows {
        let flag = PublicationFlag { reason, create_time: Some(moment::timestamp(create_time)) };
        flags.entry(publication).or_default().push(flag);
    }
    Ok(flags)
}
