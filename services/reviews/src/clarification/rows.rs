//! The table of clarifications, and the way between row and message.

use platform::{
    error::Result,
    moment,
    personal::{Person, Personal},
    store::{Bond, Scope, Tenant},
};
use proto::reviews::v1 as message;
use sea_orm::{Condition, FromJsonQueryResult, QueryFilter, QueryOrder, QuerySelect, entity::prelude::*};
use serde::{Deserialize, Serialize};

use super::{Stage, State, reminder};
use crate::{actor, case};

/// One clarification.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "clarifications")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub country: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub case_id: Uuid,
    /// `countries/do/registrations/{uuid}`
    pub registration: String,
    pub state: State,
    pub fields: Paths,
    pub question: String,
    pub answer: String,
    /// Who asked.
    pub subject: String,
    #[serde(with = "time::serde::rfc3339")]
    pub due_at: time::OffsetDateTime,
    #[serde(with = "time::serde::rfc3339")]
    pub remind_at: time::OffsetDateTime,
    /// When the applicant was reminded.
    #[serde(with = "time::serde::rfc3339::option")]
    pub reminded_at: Option<time::OffsetDateTime>,
    #[serde(with = "time::serde::rfc3339::option")]
    pub ended_at: Option<time::OffsetDateTime>,
    #[serde(with = "time::serde::rfc3339")]
    pub created_at: time::OffsetDateTime,
    #[serde(with = "time::serde::rfc3339")]
    pub updated_at: time::OffsetDateTime,
    pub version: i64,
    /// The applicant's data is blocked: nothing is done with it, and its clock waits to be looked at.
    pub blocked: bool,
    pub stage: Stage,
    /// `institutions/micm`, which asked; empty: the office did.
    pub institution: String,
    /// By which role, and where it is held if elsewhere: `office_staff`, `office_staff:cr`. Empty: it was not kept.
    pub subject_role: String,
}

/// What somebody asks an applicant to mend.
pub struct Asked {
    /// When in the course of the case.
    pub stage: Stage,
    /// The institution that asks; empty: the office.
    pub institution: String,
    /// Who asks for it.
    pub subject: String,
    /// By which role, as the audit log tells it.
    pub subject_role: String,
    /// The fields that it opens.
    pub fields: Vec<String>,
    /// In words for the applicant.
    pub question: String,
    /// Until when it can be answered.
    pub due_at: time::OffsetDateTime,
}

/// No relations: rows are reached through the scope.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Paths of fields, in the order in which they were asked for, as one column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Paths(pub Vec<String>);

impl Tenant for Entity {
    /// Free text may name people.
    const PERSONAL: &'static [&'static str] = &["question", "answer"];
    const SUBJECTS: &'static [&'static str] = &["subject"];

    fn country() -> Column {
        Column::Country
    }

    fn bonds() -> &'static [Bond<Column>] {
        &[Bond::Name(Column::Registration)]
    }

    fn resource(row: &Model) -> String {
        row.name()
    }

    /// The applicant, who was asked.
    fn person(row: &Model) -> String {
        row.registration.clone()
    }
}

impl Personal for Entity {
    const EXPORTED: &'static [&'static str] = &[
        "id",
        "registration",
        "stage",
        "institution",
        "state",
        "fields",
        "question",
        "answer",
        "due_at",
        "ended_at",
        "created_at",
    ];

    /// Those of the applicant, and those that the person asked for an office.
    fn about(person: &Person) -> Condition {
        Condition::any()
            .add(Column::Registration.is_in(&person.names))
            .add(Column::Subject.is_in(person.subject.as_deref()))
    }

    /// What was asked and answered is of the applicant, and stays when whoever asked goes.
    fn speaks_of(row: &Model, person: &Person) -> bool {
        person.names.contains(&row.registration)
    }

    fn blocked(row: Model, blocked: bool) -> Model {
        Model { blocked, ..row }
    }
}

/// The resource name of a clarification.
pub fn name(country: &str, case_id: Uuid, id: Uuid) -> String {
    format!("{}/clarifications/{id}", case::rows::name(country, case_id))
}

impl Model {
    /// What is asked of the applicant of a case now.
    pub fn new(of: &case::rows::Model, asked: Asked, now: time::OffsetDateTime) -> Self {
        Self {
            country: of.country.clone(),
            id: Uuid::now_v7(),
            case_id: of.id,
            registration: of.registration.clone(),
            state: State::Asked,
            fields: Paths(asked.fields),
            question: asked.question,
            answer: String::new(),
            subject: asked.subject,
            subject_role: asked.subject_role,
            due_at: asked.due_at,
            remind_at: reminder(now, asked.due_at),
            reminded_at: None,
            ended_at: None,
            created_at: now,
            updated_at: now,
            version: 1,
            blocked: false,
            stage: asked.stage,
            institution: asked.institution,
        }
    }

    /// What others are told of it: `of` is its case as it stands now.
    pub fn requested(&self, of: &case::rows::Model) -> message::ClarificationRequested {
        message::ClarificationRequested {
            name: self.name(),
            version: of.version,
            case: case::rows::name(&of.country, of.id),
            registration: self.registration.clone(),
            fields: self.fields.0.clone(),
            question: self.question.clone(),
            due_time: Some(moment::timestamp(self.due_at)),
            stage: self.stage.message().into(),
            submission: of.submission,
            questions: self.questions(of),
        }
    }

    /// What the questions are called whose answers are open, as far as the case knows.
    fn questions(&self, of: &case::rows::Model) -> Vec<message::OpenedQuestion> {
        let named = self.fields.0.iter().filter_map(|field| field.strip_prefix("answers."));
        let called = named.filter_map(|question| Some((question, of.answers.label(question)?)));
        called
            .map(|(question, label)| message::OpenedQuestion { question: question.into(), label: label.clone() })
            .collect()
    }

    /// The resource name.
    pub fn name(&self) -> String {
        name(&self.country, self.case_id, self.id)
    }

    /// The same one version on, to be changed further.
    pub fn next(&self) -> Self {
        Self { version: self.version + 1, updated_at: moment::now(), ..self.clone() }
    }

    /// The same once it has come to its end.
    pub fn ended(&self, state: State) -> Self {
        let next = self.next();
        Self { state, ended_at: Some(next.updated_at), ..next }
    }
}

/// Those of a case, latest first.
pub async fn of_case(scope: &Scope, case_id: Uuid) -> Result<Vec<Model>> {
    scope.all(scope.find::<Entity>().filter(Column::CaseId.eq(case_id)).order_by_desc(Column::Id)).await
}

/// The one of a case that waits for the applicant. Its case is locked.
pub async fn waiting(scope: &Scope, case_id: Uuid) -> Result<Option<Model>> {
    let asked = scope.find::<Entity>().filter(Column::CaseId.eq(case_id)).filter(Column::State.eq(State::Asked));
    scope.one(asked.order_by_desc(Column::Id).limit(1)).await
}

/// Those that have come to their end, or of which the applicant is to be reminded; the earliest end first.
pub fn due(rows: Select<Entity>, now: time::OffsetDateTime) -> Select<Entity> {
    let to_remind = Condition::all().add(Column::RemindedAt.is_null()).add(Column::RemindAt.lte(now));
    let due = Condition::any().add(Column::DueAt.lte(now)).add(to_remind);
    let waiting = rows.filter(Column::State.eq(State::Asked)).filter(Column::Blocked.eq(false));
    waiting.filter(due).order_by_asc(Column::DueAt)
}

/// The row as a message.
pub fn to_message(row: Model) -> message::Clarification {
    message::Clarification {
        asked_by: actor::of(&row.country, &row.subject, &row.subject_role),
        name: row.name(),
        create_time: Some(moment::timestamp(row.created_at)),
        update_time: Some(moment::timestamp(row.updated_at)),
        state: row.state.message().into(),
        fields: row.fields.0,
        question: row.question,
        due_time: Some(moment::timestamp(row.due_at)),
        remind_time: Some(moment::timestamp(row.remind_at)),
        end_time: row.ended_at.map(moment::timestamp),
        answer: row.answer,
        subject: row.subject,
        stage: row.stage.message().into(),
        institution: row.institution,
    }
}
