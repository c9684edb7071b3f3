//! The table of cases, and the way between row and message.

use platform::{
    error::{Error, Language, Result},
    moment, names,
    personal::{Person, Personal, data_blocked},
    store::{Bond, Scope, Tenant},
};
use proto::reviews::v1 as message;
use sea_orm::{
    Condition, QueryFilter, QueryOrder, QuerySelect,
    entity::prelude::*,
    sea_query::{Query, SelectStatement, SimpleExpr},
};
use serde::Serialize;

use super::{Screening, State, answers::Answers, particulars::Particulars};
use crate::{assignment::rows as assignments, clarification, decision::Outcome};

/// One case.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "cases")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub country: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// `countries/do/registrations/{uuid}`
    pub registration: String,
    /// Which submission of it this is the review of, from 1.
    pub submission: i32,
    /// `editions/2020`
    pub edition: String,
    /// The contract's number.
    pub track: i32,
    pub category: String,
    pub organisation: String,
    pub title: String,
    pub summary: String,
    pub problem: String,
    pub description: String,
    /// Internet domain of the applicant; empty where there is none.
    pub applicant_domain: String,
    pub state: State,
    pub screening: Option<Screening>,
    pub screening_reason: String,
    pub reviews_wanted: i32,
    pub reviews_in: i32,
    /// Sum of the shares of the reviews that are in.
    pub share_sum: f64,
    /// The decision that counts, prepared or released.
    pub decision: Option<Uuid>,
    pub outcome: Option<Outcome>,
    /// When the applicant took the registration back.
    #[serde(with = "time::serde::rfc3339::option")]
    pub withdrawn_at: Option<time::OffsetDateTime>,
    #[serde(with = "time::serde::rfc3339")]
    pub created_at: time::OffsetDateTime,
    #[serde(with = "time::serde::rfc3339")]
    pub updated_at: time::OffsetDateTime,
    pub version: i64,
    /// Somebody asked for the applicant's data to be erased: until the office has decided, nobody is shown its words.
    pub blocked: bool,
    /// Where its latest clarification stands; nothing where nothing was asked.
    pub clarification: Option<clarification::State>,
    /// When it was heard that its registration was merged; nothing where it is not.
    #[serde(with = "time::serde::rfc3339::option")]
    pub merged_at: Option<time::OffsetDateTime>,
    /// Where it stands again if that is undone.
    pub state_before_merge: Option<State>,
    /// Version of the registration at the last merge that was made or undone; 0 before the first.
    pub merge_version: i64,
    /// To the edition's own questions.
    pub answers: Answers,
    /// Version of the edition whose plan it is under.
    pub plan_version: i64,
    /// That its texts are written in; empty: nobody said.
    pub language: String,
    /// The id of the stage of review that it is in; empty: the first.
    pub stage: String,
    /// What it says besides its words; reviewers are not told.
    pub particulars: Particulars,
    /// The ids of the edition's own questions in its form; none where that was not told.
    pub questions: clarification::rows::Paths,
}

/// No relations: rows are reached through the scope.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Tenant for Entity {
    /// An enterprise may be one person, and free text may name people.
    const PERSONAL: &'static [&'static str] = &[
        "organisation",
        "title",
        "summary",
        "problem",
        "description",
        "applicant_domain",
        "screening_reason",
        "answers",
        "particulars",
    ];

    fn country() -> Column {
        Column::Country
    }

    fn bonds() -> &'static [Bond<Column>] {
        &[Bond::Name(Column::Registration)]
    }

    fn resource(row: &Model) -> String {
        name(&row.country, row.id)
    }

    /// The applicant, who wrote it.
    fn person(row: &Model) -> String {
        row.registration.clone()
    }
}

impl Personal for Entity {
    /// Not what its reviews say, nor a decision that was only prepared.
    const EXPORTED: &'static [&'static str] = &[
        "id",
        "registration",
        "submission",
        "edition",
        "category",
        "organisation",
        "title",
        "summary",
        "problem",
        "description",
        "applicant_domain",
        "screening",
        "screening_reason",
        "answers",
        "particulars",
        "created_at",
    ];

    fn about(person: &Person) -> Condition {
        Condition::all().add(Column::Registration.is_in(&person.names))
    }

    fn blocked(row: Model, blocked: bool) -> Model {
        Model { blocked, ..row }
    }
}

/// The resource name of a case.
pub fn name(country: &str, id: Uuid) -> String {
    format!("countries/{country}/cases/{id}")
}

/// The case of the latest submission of a registration.
pub async fn newest(scope: &Scope, registration: &str) -> Result<Option<Model>> {
    let known = scope.find::<Entity>().filter(Column::Registration.eq(registration));
    scope.one(known.order_by_desc(Column::Submission).limit(1)).await
}

/// Which submission a registration told of: the first, where it did not count them yet.
pub fn submission(told: i32) -> i32 {
    told.max(1)
}

/// The ids of the cases of an edition in the place of a scope, inside a query.
pub fn of_edition(scope: &Scope, edition: &str) -> SelectStatement {
    let mut ids = Query::select();
    ids.column(Column::Id).from(Entity).and_where(Column::Edition.eq(edition));
    if !scope.country().is_empty() {
        ids.and_where(Column::Country.eq(scope.country()));
    }
    ids
}

/// The ids of the cases of what a person registered, inside a query.
pub fn of_applicant(person: &Person) -> SelectStatement {
    Query::select().column(Column::Id).from(Entity).and_where(Column::Registration.is_in(&person.names)).take()
}

/// The case of this name.
pub async fn case(scope: &Scope, case_name: &str) -> Result<Model> {
    let [_, id] = names::segments::<2>("name", case_name, "countries/*/cases/*")?;
    let id = names::uuid(case_name, id)?;
    scope.expect(scope.find::<Entity>().filter(Column::Id.eq(id)), case_name).await
}

/// The case of this name, unless a review of it is awaited of the caller: for them it is not there, as what it says tells what
/// others found.
pub async fn shown_to_caller(scope: &Scope, case_name: &str) -> Result<Model> {
    scope.expect(shown(scope, case_name)?, case_name).await
}

fn shown(scope: &Scope, case_name: &str) -> Result<Select<Entity>> {
    let [_, id] = names::segments::<2>("name", case_name, "countries/*/cases/*")?;
    let named = scope.find::<Entity>().filter(Column::Id.eq(names::uuid(case_name, id)?));
    Ok(named.filter(assignments::not_awaited_of_caller(scope, Column::Id)))
}

/// What rows of registrations, by the column with their names, have to satisfy for the caller to know of them: that no review
/// of one of their cases is awaited of the caller.
pub fn registration_not_awaited_of_caller(scope: &Scope, registration: impl ColumnTrait) -> SimpleExpr {
    let mut awaited = Query::select();
    awaited.column(Column::Registration).from(Entity);
    awaited.and_where(Column::Id.in_subquery(assignments::awaited_of_caller(scope)));
    if !scope.country().is_empty() {
        awaited.and_where(Column::Country.eq(scope.country()));
    }
    registration.not_in_subquery(awaited)
}

/// The case of a submission, locked; late while it is not there.
pub async fn of_submission(scope: &Scope, registration: &str, told: i32) -> Result<Model> {
    let of_submission = scope
        .find::<Entity>()
        .filter(Column::Registration.eq(registration))
        .filter(Column::Submission.eq(submission(told)));
    scope.one(of_submission.lock_exclusive()).await?.ok_or_else(|| Error::late("the submission of the registration"))
}

/// The case of this id, locked until the end of the transaction. Whoever changes anything of a case locks it first,
/// so that two changes never count the same reviews. While its data is blocked, nobody does.
pub async fn locked(scope: &Scope, id: Uuid, asked_for: &str) -> Result<Model> {
    let row = scope.expect(scope.find::<Entity>().filter(Column::Id.eq(id)).lock_exclusive(), asked_for).await?;
    if row.blocked { Err(data_blocked()) } else { Ok(row) }
}

/// The case of an assignment that is within the caller's reach.
pub async fn of_assignment(scope: &Scope, row: &crate::assignment::rows::Model) -> Result<Model> {
    scope.expect(scope.find::<Entity>().filter(Column::Id.eq(row.case_id)), &row.name()).await
}

/// The case of this name, locked, for whoever works on it for the office: it is not there for them while a review of it is
/// awaited of them, since what can be done with it tells what others found.
pub async fn locked_by_name(scope: &Scope, case_name: &str) -> Result<Model> {
    let row = scope.expect(shown(scope, case_name)?.lock_exclusive(), case_name).await?;
    if row.blocked { Err(data_blocked()) } else { Ok(row) }
}

impl Model {
    /// The same case one version on, to be changed further.
    pub fn next(&self) -> Self {
        Self { version: self.version + 1, updated_at: moment::now(), ..self.clone() }
    }

    /// Whether its registration was merged into another one.
    pub fn is_merged(&self) -> bool {
        self.state_before_merge.is_some()
    }

    /// Whether anything may still come of it: its registration was neither withdrawn nor merged.
    pub fn is_going_on(&self) -> bool {
        self.withdrawn_at.is_none() && !self.is_merged()
    }

    /// The same case without what its applicant wrote.
    fn without_words(self) -> Self {
        let nothing = String::new;
        Self {
            organisation: nothing(),
            title: nothing(),
            summary: nothing(),
            problem: nothing(),
            description: nothing(),
            screening_reason: nothing(),
            answers: Answers::default(),
            particulars: Particulars::default(),
            ..self
        }
    }

    /// What was answered to the edition's own questions, for somebody who reads this language; nothing while it is blocked.
    pub fn answers(&self, language: Language) -> Vec<message::CaseAnswer> {
        if self.blocked { Vec::new() } else { self.answers.to_messages(language) }
    }

    /// The mean of its reviews; nothing before the first.
    pub fn score(&self) -> Option<f64> {
        (self.reviews_in > 0).then(|| self.share_sum / f64::from(self.reviews_in))
    }

    /// What its reviewers get to see; the long text only where it is read one by one, and no words while it is blocked.
    pub fn brief(&self, in_full: bool) -> message::CaseBrief {
        if self.blocked {
            return message::CaseBrief {
                edition: self.edition.clone(),
                track: self.track,
                category: self.category.clone(),
                ..Default::default()
            };
        }
        message::CaseBrief {
            edition: self.edition.clone(),
            track: self.track,
            category: self.category.clone(),
            organisation: self.organisation.clone(),
            title: self.title.clone(),
            summary: self.summary.clone(),
            problem: self.problem.clone(),
            description: if in_full { self.description.clone() } else { String::new() },
            criteria: Vec::new(),
            answers: Vec::new(),
            blind: false,
            rubric: Vec::new(),
        }
    }
}

/// The row as a message, as lists have it.
pub fn to_message(row: Model) -> message::Case {
    let row = if row.blocked { row.without_words() } else { row };
    message::Case {
        name: name(&row.country, row.id),
        etag: row.version.to_string(),
        create_time: Some(moment::timestamp(row.created_at)),
        update_time: Some(moment::timestamp(row.updated_at)),
        score: row.score(),
        decision: row.decision.map(|id| crate::decision::rows::name(&row.country, id)).unwrap_or_default(),
        registration: row.registration,
        edition: row.edition,
        track: row.track,
        category: row.category,
        organisation: row.organisation,
        title: row.title,
        summary: row.summary,
        problem: row.problem,
        description: row.description,
        state: row.state.message() as i32,
        screening: row.screening.map_or(0, |screening| screening.message() as i32),
        screening_reason: row.screening_reason,
        reviews_wanted: row.reviews_wanted,
        reviews_in: row.reviews_in,
        outcome: row.outcome.map_or(0, |outcome| outcome.message() as i32),
        clarification: row.clarification.map_or(0, |state| state.message() as i32),
        clarifications: Vec::new(),
        screenings: Vec::new(),
        checklist: Vec::new(),
        answers: Vec::new(),
        particulars: None,
        stage: row.stage,
    }
}
