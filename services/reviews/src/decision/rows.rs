//! The table of decisions, and the way between row and message.

use platform::{
    choice,
    error::Result,
    moment, names,
    personal::{Person, Personal},
    store::{Bond, Scope, Tenant},
};
use proto::reviews::v1::{self as message, DecisionReason};
use sea_orm::{Condition, QueryFilter, entity::prelude::*};
use serde::Serialize;

use super::{Outcome, State, basis::Basis};
use crate::{assignment::rows::not_awaited_of_caller, case};

/// One decision.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "decisions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub country: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub case_id: Uuid,
    /// `countries/do/registrations/{uuid}`
    pub registration: String,
    /// `editions/2020`
    pub edition: String,
    pub outcome: Outcome,
    pub reason: String,
    pub overridden: bool,
    pub state: State,
    #[serde(with = "time::serde::rfc3339::option")]
    pub released_at: Option<time::OffsetDateTime>,
    #[serde(with = "time::serde::rfc3339")]
    pub created_at: time::OffsetDateTime,
    #[serde(with = "time::serde::rfc3339")]
    pub updated_at: time::OffsetDateTime,
    pub version: i64,
    /// The contract's name of the reason, without its prefix; empty in decisions of before that was kept.
    pub reason_code: String,
    /// Who prepared it, who confirmed it or set it back, and who released it; empty: nobody yet.
    pub preparer: String,
    pub confirmer: String,
    pub releaser: String,
    /// What it stands on; nothing in decisions of before that was kept.
    pub basis: Option<Basis>,
    /// The released one that it follows: that which put the case on the waiting list, or which an appeal overturned.
    pub replaces: Option<Uuid>,
    /// Its place on the waiting list.
    pub waiting_place: Option<i32>,
    /// The appeal that made it.
    pub appeal: Option<Uuid>,
}

/// No relations: rows are reached through the scope.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Tenant for Entity {
    /// Free text may name people.
    const PERSONAL: &'static [&'static str] = &["reason"];
    const SUBJECTS: &'static [&'static str] = &["preparer", "confirmer", "releaser"];

    fn country() -> Column {
        Column::Country
    }

    fn bonds() -> &'static [Bond<Column>] {
        &[Bond::Name(Column::Registration)]
    }

    fn resource(row: &Model) -> String {
        name(&row.country, row.id)
    }

    /// The applicant, whom it was decided on.
    fn person(row: &Model) -> String {
        row.registration.clone()
    }
}

impl Personal for Entity {
    const EXPORTED: &'static [&'static str] =
        &["id", "registration", "edition", "outcome", "reason_code", "reason", "released_at"];

    /// Those on the applicant, and those that the person prepared, confirmed or released for an office.
    fn about(person: &Person) -> Condition {
        let subject = person.subject.as_deref();
        Condition::any()
            .add(Column::Registration.is_in(&person.names))
            .add(Column::Preparer.is_in(subject))
            .add(Column::Confirmer.is_in(subject))
            .add(Column::Releaser.is_in(subject))
    }

    /// Not before it is released.
    fn theirs(row: &Model, person: &Person) -> bool {
        row.was_told() || !person.names.contains(&row.registration)
    }

    /// What was decided is of the applicant, and stays when whoever decided goes.
    fn speaks_of(row: &Model, person: &Person) -> bool {
        person.names.contains(&row.registration)
    }
}

/// The resource name of a decision.
pub fn name(country: &str, id: Uuid) -> String {
    format!("countries/{country}/decisions/{id}")
}

/// The decision that counts for a case, if one is prepared or released.
pub async fn of_case(scope: &Scope, of: &case::rows::Model) -> Result<Option<Model>> {
    match of.decision {
        Some(id) => scope.one(scope.find::<Entity>().filter(Column::Id.eq(id))).await,
        None => Ok(None),
    }
}

/// The decision of this name, unless a review of its case is awaited of the caller.
pub async fn by_name(scope: &Scope, decision_name: &str) -> Result<Model> {
    let [_, id] = names::segments::<2>("name", decision_name, "countries/*/decisions/*")?;
    let named = scope.find::<Entity>().filter(Column::Id.eq(names::uuid(decision_name, id)?));
    scope.expect(named.filter(not_awaited_of_caller(scope, Column::CaseId)), decision_name).await
}

/// The decision of this name and its case, which is locked: only under that lock does a decision stand still.
pub async fn locked_by_name(scope: &Scope, decision_name: &str) -> Result<(case::rows::Model, Model)> {
    let of = by_name(scope, decision_name).await?.case_id;
    let case = case::rows::locked(scope, of, decision_name).await?;
    Ok((case, by_name(scope, decision_name).await?))
}

/// The one that a decision follows.
pub async fn replaced(scope: &Scope, by: &Model) -> Result<Option<Model>> {
    match by.replaces {
        Some(id) => scope.one(scope.find::<Entity>().filter(Column::Id.eq(id))).await,
        None => Ok(None),
    }
}

impl Model {
    /// Whether the applicant was told of it.
    pub fn was_told(&self) -> bool {
        matches!(self.state, State::Released | State::Overturned)
    }

    /// Whether it can still be changed: nobody but the office knows of it.
    pub fn is_untold(&self) -> bool {
        matches!(self.state, State::Prepared | State::Confirmed)
    }

    /// Whoever had a part in it, by subject.
    pub fn deciders(&self) -> Vec<&str> {
        let all = [&self.preparer, &self.confirmer, &self.releaser];
        all.into_iter().map(String::as_str).filter(|subject| !subject.is_empty()).collect()
    }

    /// Its reason in the contract.
    pub fn code(&self) -> DecisionReason {
        choice::of(&self.reason_code, "DECISION_REASON_", DecisionReason::from_str_name)
    }

    /// The same decision one version on, to be changed further.
    pub fn next(&self) -> Self {
        Self { version: self.version + 1, updated_at: moment::now(), ..self.clone() }
    }

    /// The outcome that the applicant was told, if any.
    pub fn released_outcome(&self) -> Option<Outcome> {
        (self.state == State::Released).then_some(self.outcome)
    }
}

/// The row as a message.
pub fn to_message(row: Model) -> message::Decision {
    message::Decision {
        reason_code: row.code().into(),
        appeal: row.appeal.map(|id| format!("countries/{}/appeals/{id}", row.country)).unwrap_or_default(),
        name: name(&row.country, row.id),
        etag: row.version.to_string(),
        create_time: Some(moment::timestamp(row.created_at)),
        update_time: Some(moment::timestamp(row.updated_at)),
        case: case::rows::name(&row.country, row.case_id),
        registration: row.registration,
        edition: row.edition,
        outcome: row.outcome.message() as i32,
        reason: row.reason,
        overridden: row.overridden,
        state: row.state.message() as i32,
        release_time: row.released_at.map(moment::timestamp),
        preparer: row.preparer,
        confirmer: row.confirmer,
        releaser: row.releaser,
        waiting_place: row.waiting_place.unwrap_or_default(),
    }
}
