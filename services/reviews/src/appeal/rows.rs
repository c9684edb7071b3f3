//! The table of appeals, and the way between row and message.

use platform::{
    choice,
    error::{Error, Result},
    moment, names,
    personal::{Person, Personal},
    store::{Bond, Scope, Tenant},
};
use proto::{registrations::v1::AppealGround, reviews::v1 as message};
use sea_orm::{Condition, FromJsonQueryResult, QueryFilter, entity::prelude::*};
use serde::{Deserialize, Serialize};

use super::{Against, State};
use crate::{assignment::rows::not_awaited_of_caller, case, decision, screening};

/// One appeal.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "appeals")]
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
    /// The decision that it is against, or the screening.
    pub decision: Uuid,
    pub state: State,
    pub grounds: Grounds,
    pub statement: String,
    /// What the reviewers wrote for the applicant, as it was when the decision was released.
    pub comments_to_applicant: Comments,
    pub by_office: bool,
    /// Who admitted or rejected it; empty: nobody yet.
    pub judge: String,
    /// How many hear it; 0 before somebody does.
    pub panel: i32,
    /// What is found so far: kept here, since nobody of the panel reaches what the others found.
    pub findings: Findings,
    pub reason: String,
    #[serde(with = "time::serde::rfc3339")]
    pub filed_at: time::OffsetDateTime,
    #[serde(with = "time::serde::rfc3339::option")]
    pub ended_at: Option<time::OffsetDateTime>,
    #[serde(with = "time::serde::rfc3339")]
    pub created_at: time::OffsetDateTime,
    #[serde(with = "time::serde::rfc3339")]
    pub updated_at: time::OffsetDateTime,
    pub version: i64,
    /// Somebody asked for the applicant's data to be erased: until the office has decided, nobody is shown its words.
    pub blocked: bool,
    pub against: Against,
}

/// No relations: rows are reached through the scope.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// The contract's names of grounds without their prefix, as one column.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Grounds(pub Vec<String>);

impl Grounds {
    /// Grounds as they are kept.
    pub fn of(grounds: impl Iterator<Item = AppealGround>) -> Self {
        Self(grounds.map(|ground| choice::name(ground.as_str_name(), "APPEAL_GROUND_")).collect())
    }

    /// As messages have them.
    pub fn numbers(&self) -> Vec<i32> {
        let ground = |name: &String| choice::of(name, "APPEAL_GROUND_", AppealGround::from_str_name).into();
        self.0.iter().map(ground).collect()
    }
}

/// Words, as one column.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Comments(pub Vec<String>);

/// Findings with their reasons, as one column.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Findings(pub Vec<Found>);

/// What one person found, and why.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Found {
    /// Whether the decision should be overturned.
    pub upholds: bool,
    /// Why, for the applicant.
    pub reason: String,
}

impl Findings {
    /// With one more, in an order that does not tell who came when.
    pub fn with(&self, more: Found) -> Self {
        let mut all = self.0.clone();
        all.push(more);
        all.sort();
        Self(all)
    }
}

impl Tenant for Entity {
    /// Free text may name people.
    const PERSONAL: &'static [&'static str] = &["statement", "comments_to_applicant", "reason", "findings"];
    const SUBJECTS: &'static [&'static str] = &["judge"];

    fn country() -> Column {
        Column::Country
    }

    fn bonds() -> &'static [Bond<Column>] {
        &[Bond::Name(Column::Registration)]
    }

    fn resource(row: &Model) -> String {
        name(&row.country, row.id)
    }

    /// The applicant, whose appeal it is.
    fn person(row: &Model) -> String {
        row.registration.clone()
    }
}

impl Personal for Entity {
    const EXPORTED: &'static [&'static str] = &[
        "id",
        "registration",
        "edition",
        "state",
        "grounds",
        "statement",
        "by_office",
        "reason",
        "filed_at",
        "ended_at",
    ];

    /// Those of the applicant, and those that the person judged for an office.
    fn about(person: &Person) -> Condition {
        Condition::any()
            .add(Column::Registration.is_in(&person.names))
            .add(Column::Judge.is_in(person.subject.as_deref()))
    }

    /// What the applicant wrote stays when whoever judged it goes.
    fn speaks_of(row: &Model, person: &Person) -> bool {
        person.names.contains(&row.registration)
    }

    fn blocked(row: Model, blocked: bool) -> Model {
        Model { blocked, ..row }
    }
}

/// The resource name of an appeal.
pub fn name(country: &str, id: Uuid) -> String {
    format!("countries/{country}/appeals/{id}")
}

/// The appeal of this name, unless a review of its case is awaited of the caller.
pub async fn by_name(scope: &Scope, appeal_name: &str) -> Result<Model> {
    let [_, id] = names::segments::<2>("name", appeal_name, "countries/*/appeals/*")?;
    let named = scope.find::<Entity>().filter(Column::Id.eq(names::uuid(appeal_name, id)?));
    scope.expect(named.filter(not_awaited_of_caller(scope, Column::CaseId)), appeal_name).await
}

/// The appeal of this id.
pub async fn by_id(scope: &Scope, id: Uuid, asked_for: &str) -> Result<Model> {
    scope.expect(scope.find::<Entity>().filter(Column::Id.eq(id)), asked_for).await
}

/// The appeal of this id and its case, which is locked: only under that lock does an appeal stand still.
pub async fn locked(scope: &Scope, id: Uuid, asked_for: &str) -> Result<(case::rows::Model, Model)> {
    let of = by_id(scope, id, asked_for).await?.case_id;
    let case = case::rows::locked(scope, of, asked_for).await?;
    Ok((case, by_id(scope, id, asked_for).await?))
}

/// The same by name.
pub async fn locked_by_name(scope: &Scope, appeal_name: &str) -> Result<(case::rows::Model, Model)> {
    locked(scope, by_name(scope, appeal_name).await?.id, appeal_name).await
}

/// The appeal in a case, if there is one.
pub async fn of_case(scope: &Scope, case_id: Uuid) -> Result<Option<Model>> {
    scope.one(scope.find::<Entity>().filter(Column::CaseId.eq(case_id))).await
}

/// Whoever had a part in what an appeal is against, by subject.
pub async fn deciders_of(scope: &Scope, row: &Model) -> Result<Vec<String>> {
    Ok(match row.against {
        Against::Decision => decision_of(scope, row).await?.deciders().into_iter().map(str::to_owned).collect(),
        Against::Screening => {
            let screening = screening_of(scope, row).await?;
            vec![screening.proposer, screening.confirmer]
        }
    })
}

/// The screening that an appeal is against.
pub async fn screening_of(scope: &Scope, row: &Model) -> Result<screening::rows::Model> {
    let query = scope.find::<screening::rows::Entity>().filter(screening::rows::Column::Id.eq(row.decision));
    scope.one(query).await?.ok_or_else(|| Error::internal("an appeal against a screening that is not there"))
}

/// The decision that an appeal is against.
pub async fn decision_of(scope: &Scope, row: &Model) -> Result<decision::rows::Model> {
    let query = scope.find::<decision::rows::Entity>().filter(decision::rows::Column::Id.eq(row.decision));
    scope.one(query).await?.ok_or_else(|| Error::internal("an appeal against a decision that is not there"))
}

impl Model {
    /// The same appeal one version on, to be changed further.
    pub fn next(&self) -> Self {
        Self { version: self.version + 1, updated_at: moment::now(), ..self.clone() }
    }

    /// The same once it has ended so.
    pub fn ended(&self, state: State) -> Self {
        let after = self.next();
        Self { state, ended_at: Some(after.updated_at), ..after }
    }
}

/// The row as a message, without its hearings; without words while they are blocked.
pub fn to_message(row: Model) -> message::Appeal {
    let shown = |words: String| if row.blocked { String::new() } else { words };
    let (decision, screening) = match row.against {
        Against::Decision => (decision::rows::name(&row.country, row.decision), String::new()),
        Against::Screening => (String::new(), screening::rows::name(&row.country, row.case_id, row.decision)),
    };
    message::Appeal {
        decision,
        screening,
        name: name(&row.country, row.id),
        etag: row.version.to_string(),
        create_time: Some(moment::timestamp(row.created_at)),
        update_time: Some(moment::timestamp(row.updated_at)),
        case: case::rows::name(&row.country, row.case_id),
        state: row.state.message().into(),
        grounds: row.grounds.numbers(),
        statement: shown(row.statement),
        reason: shown(row.reason),
        registration: row.registration,
        edition: row.edition,
        by_office: row.by_office,
        judge: row.judge,
        file_time: Some(moment::timestamp(row.filed_at)),
        end_time: row.ended_at.map(moment::timestamp),
        hearings: Vec::new(),
    }
}
