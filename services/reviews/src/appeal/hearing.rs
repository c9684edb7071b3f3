//! The table of hearings: who hears which appeal, and what they found; and the way between row and message.

use platform::{
    error::Result,
    moment, names,
    personal::{Person, Personal},
    store::{Bond, Scope, Tenant},
};
use proto::reviews::v1 as message;
use sea_orm::{Condition, QueryFilter, QueryOrder, entity::prelude::*};
use serde::Serialize;

use super::{Finding, rows};
use crate::{assignment::rows::not_awaited_of_caller, member};

/// Where a hearing stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum State {
    /// The finding is awaited.
    #[sea_orm(string_value = "AWAITED")]
    Awaited,
    /// The finding is in.
    #[sea_orm(string_value = "FOUND")]
    Found,
    /// The appeal ended before.
    #[sea_orm(string_value = "ENDED")]
    Ended,
}

/// One person who hears an appeal.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "hearings")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub country: String,
    /// Random: it is in the name, and must not tell who was chosen first.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The order in which hearings were made, for lists.
    pub made: Uuid,
    pub appeal_id: Uuid,
    pub case_id: Uuid,
    /// `countries/do/registrations/{uuid}`
    pub registration: String,
    /// The member who hears.
    pub member: Uuid,
    /// The subject of that person: whose row this is.
    pub subject: String,
    pub state: State,
    pub finding: Option<Finding>,
    /// For the applicant.
    pub reason: String,
    /// For the office.
    pub note: String,
    #[serde(with = "time::serde::rfc3339::option")]
    pub found_at: Option<time::OffsetDateTime>,
    #[serde(with = "time::serde::rfc3339")]
    pub created_at: time::OffsetDateTime,
    #[serde(with = "time::serde::rfc3339")]
    pub updated_at: time::OffsetDateTime,
    pub version: i64,
}

/// No relations: rows are reached through the scope.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Tenant for Entity {
    /// Free text may name people.
    const PERSONAL: &'static [&'static str] = &["reason", "note"];
    const SUBJECTS: &'static [&'static str] = &["subject"];

    fn country() -> Column {
        Column::Country
    }

    fn owner() -> Option<Column> {
        Some(Column::Subject)
    }

    fn bonds() -> &'static [Bond<Column>] {
        &[Bond::Name(Column::Registration)]
    }

    fn resource(row: &Model) -> String {
        name(row)
    }
}

impl Personal for Entity {
    const EXPORTED: &'static [&'static str] =
        &["id", "appeal_id", "subject", "state", "finding", "reason", "note", "found_at", "created_at"];

    /// Those of who hears, and those of the applicant.
    fn about(person: &Person) -> Condition {
        Condition::any()
            .add(Column::Member.is_in(person.ids("members")))
            .add(Column::Subject.is_in(person.subject.as_deref()))
            .add(Column::Registration.is_in(&person.names))
    }

    /// Who heard an applicant's appeal is not the applicant's to know.
    fn theirs(row: &Model, person: &Person) -> bool {
        person.is(&row.subject) || person.ids("members").contains(&row.member)
    }

    /// What was found is of the applicant, and stays when whoever found it goes.
    fn speaks_of(row: &Model, person: &Person) -> bool {
        !Self::theirs(row, person)
    }
}

/// The resource name of a hearing.
pub fn name(row: &Model) -> String {
    format!("{}/hearings/{}", rows::name(&row.country, row.appeal_id), row.id)
}

/// The hearing of this name, within the caller's reach.
pub async fn by_name(scope: &Scope, hearing_name: &str) -> Result<Model> {
    let [_, of, id] = names::segments::<3>("name", hearing_name, "countries/*/appeals/*/hearings/*")?;
    let query = scope.find::<Entity>().filter(Column::AppealId.eq(names::uuid(hearing_name, of)?));
    let query = query.filter(not_awaited_of_caller(scope, Column::CaseId));
    scope.expect(query.filter(Column::Id.eq(names::uuid(hearing_name, id)?)), hearing_name).await
}

/// Those of an appeal within the caller's reach, in the order of their random ids, which tells nothing.
pub async fn of_appeal(scope: &Scope, appeal: Uuid) -> Result<Vec<Model>> {
    scope.all(scope.find::<Entity>().filter(Column::AppealId.eq(appeal)).order_by_asc(Column::Id)).await
}

/// Ends what is awaited in an appeal.
pub async fn end(scope: &mut Scope, appeal: Uuid) -> Result<()> {
    for before in of_appeal(scope, appeal).await? {
        if before.state == State::Awaited {
            let after = Model { state: State::Ended, ..before.next() };
            scope.update::<Entity>(&before, after).await?;
        }
    }
    Ok(())
}

impl Model {
    /// A hearing that is made just now.
    pub fn new(of: &rows::Model, by: &member::rows::Model) -> Self {
        let now = moment::now();
        Self {
            country: of.country.clone(),
            id: Uuid::new_v4(),
            made: Uuid::now_v7(),
            appeal_id: of.id,
            case_id: of.case_id,
            registration: of.registration.clone(),
            member: by.id,
            subject: by.subject.clone(),
            state: State::Awaited,
            finding: None,
            reason: String::new(),
            note: String::new(),
            found_at: None,
            created_at: now,
            updated_at: now,
            version: 1,
        }
    }

    /// The same hearing one version on, to be changed further.
    pub fn next(&self) -> Self {
        Self { version: self.version + 1, updated_at: moment::now(), ..self.clone() }
    }
}

/// The row as a message, without what is heard.
pub fn to_message(row: Model) -> message::Hearing {
    let state = match row.state {
        State::Awaited => message::hearing::State::Awaited,
        State::Found => message::hearing::State::Found,
        State::Ended => message::hearing::State::Ended,
    };
    message::Hearing {
        name: name(&row),
        etag: row.version.to_string(),
        create_time: Some(moment::timestamp(row.created_at)),
        update_time: Some(moment::timestamp(row.updated_at)),
        reviewer: member::rows::name(&row.country, row.member),
        state: state.into(),
        finding: row.finding.map_or(0, |finding| finding.message().into()),
        reason: row.reason,
        note: row.note,
        heard: None,
    }
}
