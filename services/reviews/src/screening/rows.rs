//! The table of screenings, and the way between row and message.

use platform::{
    choice,
    error::Result,
    moment,
    personal::{Person, Personal},
    store::{Bond, Scope, Tenant},
};
use proto::reviews::v1::{self as message, ScreeningReason, checklist_answer::Verdict};
use sea_orm::{Condition, FromJsonQueryResult, QueryFilter, QueryOrder, QuerySelect, entity::prelude::*};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{State, kept};
use crate::{
    actor,
    case::{self, Screening},
};

/// One screening.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "screenings")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub country: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub case_id: Uuid,
    /// `countries/do/registrations/{uuid}`
    pub registration: String,
    pub state: State,
    pub outcome: Screening,
    /// The contract's name of the reason, without its prefix.
    pub reason_code: String,
    pub reason: String,
    pub answers: Answers,
    /// Who screened.
    pub proposer: String,
    /// Who confirmed it or set it back; empty while nobody did.
    pub confirmer: String,
    #[serde(with = "time::serde::rfc3339")]
    pub created_at: time::OffsetDateTime,
    #[serde(with = "time::serde::rfc3339")]
    pub updated_at: time::OffsetDateTime,
    pub version: i64,
    /// By which role, and where it is held if elsewhere: `office_staff`, `office_staff:cr`. Empty: it was not kept.
    pub proposer_role: String,
    /// The same of who confirmed it or set it back.
    pub confirmer_role: String,
}

/// No relations: rows are reached through the scope.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// The answers to the checklist, as one column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Answers(pub Vec<Answer>);

/// One answer: the line, and the contract's name of the verdict without its prefix.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// The id of the line.
    pub item: String,
    /// `YES`, `NO` or `NOT_APPLICABLE`.
    pub verdict: String,
}

impl Tenant for Entity {
    /// Free text may name people.
    const PERSONAL: &'static [&'static str] = &["reason"];
    const SUBJECTS: &'static [&'static str] = &["proposer", "confirmer"];

    fn country() -> Column {
        Column::Country
    }

    fn bonds() -> &'static [Bond<Column>] {
        &[Bond::Name(Column::Registration)]
    }

    fn resource(row: &Model) -> String {
        row.name()
    }

    /// The applicant, of whom it was found.
    fn person(row: &Model) -> String {
        row.registration.clone()
    }
}

impl Personal for Entity {
    const EXPORTED: &'static [&'static str] =
        &["id", "registration", "state", "outcome", "reason_code", "reason", "answers", "created_at"];

    /// Those of the applicant, and those that the person made or confirmed for an office.
    fn about(person: &Person) -> Condition {
        let subject = person.subject.as_deref();
        Condition::any()
            .add(Column::Registration.is_in(&person.names))
            .add(Column::Proposer.is_in(subject))
            .add(Column::Confirmer.is_in(subject))
    }

    /// Not what is only proposed, or was set back: nobody outside of the office is told of it.
    fn theirs(row: &Model, person: &Person) -> bool {
        matches!(row.state, State::Stands | State::Overturned) || !person.names.contains(&row.registration)
    }

    /// What was found is of the applicant, and stays when whoever found it goes.
    fn speaks_of(row: &Model, person: &Person) -> bool {
        person.names.contains(&row.registration)
    }
}

impl Model {
    /// What the caller found of a case just now.
    pub fn new(
        scope: &Scope,
        of: &case::rows::Model,
        found: Screening,
        request: &message::ScreenCaseRequest,
        code: String,
    ) -> Self {
        let now = moment::now();
        Self {
            country: of.country.clone(),
            id: Uuid::now_v7(),
            case_id: of.id,
            registration: of.registration.clone(),
            state: State::of_new(found),
            outcome: found,
            reason_code: code,
            reason: request.reason.clone(),
            answers: Answers(request.answers.iter().map(kept).collect()),
            proposer: scope.subject().to_owned(),
            confirmer: String::new(),
            created_at: now,
            updated_at: now,
            version: 1,
            proposer_role: scope.role_told(),
            confirmer_role: String::new(),
        }
    }

    /// The resource name.
    pub fn name(&self) -> String {
        name(&self.country, self.case_id, self.id)
    }

    /// The same once the caller has confirmed it or set it back.
    pub fn judged(&self, scope: &Scope, state: State) -> Self {
        let (confirmer, confirmer_role) = (scope.subject().to_owned(), scope.role_told());
        Self { confirmer, confirmer_role, ..self.moved(state) }
    }

    /// The same in another state, whoever confirmed it.
    pub fn moved(&self, state: State) -> Self {
        Self { version: self.version + 1, updated_at: moment::now(), state, ..self.clone() }
    }

    /// Its reason in the contract.
    pub fn code(&self) -> ScreeningReason {
        choice::of(&self.reason_code, "SCREENING_REASON_", ScreeningReason::from_str_name)
    }
}

/// The resource name of a screening.
pub fn name(country: &str, case_id: Uuid, id: Uuid) -> String {
    format!("{}/screenings/{id}", case::rows::name(country, case_id))
}

/// The one that keeps a case out, if any does.
pub async fn standing(scope: &Scope, case_id: Uuid) -> Result<Option<Model>> {
    let standing = scope.find::<Entity>().filter(Column::CaseId.eq(case_id)).filter(Column::State.eq(State::Stands));
    scope.one(standing.filter(Column::Outcome.eq(Screening::Ineligible)).order_by_desc(Column::Id).limit(1)).await
}

/// Those of a case, latest first.
pub async fn of_case(scope: &Scope, case_id: Uuid) -> Result<Vec<Model>> {
    scope.all(scope.find::<Entity>().filter(Column::CaseId.eq(case_id)).order_by_desc(Column::Id)).await
}

/// What was proposed of a case and waits for a second person. The case is locked.
pub async fn proposed(scope: &Scope, case_id: Uuid, asked_for: &str) -> Result<Model> {
    let proposed = scope.find::<Entity>().filter(Column::CaseId.eq(case_id)).filter(Column::State.eq(State::Proposed));
    scope.expect(proposed.order_by_desc(Column::Id).limit(1), asked_for).await
}

/// The row as a message.
pub fn to_message(row: Model) -> message::Screening {
    let answer = |answer: Answer| message::ChecklistAnswer {
        verdict: choice::of(&answer.verdict, "VERDICT_", Verdict::from_str_name).into(),
        item: answer.item,
    };
    message::Screening {
        proposed_by: actor::of(&row.country, &row.proposer, &row.proposer_role),
        confirmed_by: actor::of(&row.country, &row.confirmer, &row.confirmer_role),
        name: row.name(),
        create_time: Some(moment::timestamp(row.created_at)),
        update_time: Some(moment::timestamp(row.updated_at)),
        state: row.state.message().into(),
        outcome: row.outcome.message().into(),
        reason_code: row.code().into(),
        reason: row.reason,
        answers: row.answers.0.into_iter().map(answer).collect(),
        proposer: row.proposer,
        confirmer: row.confirmer,
    }
}
