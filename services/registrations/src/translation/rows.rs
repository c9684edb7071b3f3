//! The table of translations, and the way between row and message.

use std::collections::HashMap;

use platform::{
    Error, Result, Scope, choice, moment, names,
    personal::{Person, Personal},
    store::{Bond, Tenant},
};
use proto::registrations::v1::{
    TranslatedAnswer, Translation,
    translation::{Origin, State},
};
use sea_orm::{
    Condition, FromJsonQueryResult, FromQueryResult, QueryFilter, QueryOrder, QuerySelect, entity::prelude::*,
};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::MOST;
use crate::{
    catalogue::words::{Translated, Words},
    registration,
};

/// One language of one registration.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "translations")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub country: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub registration: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub language: String,
    pub version: i64,
    pub origin: String,
    /// Empty where a person translated.
    pub engine: String,
    /// The subject of whoever recorded it.
    pub actor: String,
    pub title: String,
    pub summary: String,
    pub problem: String,
    pub description: String,
    /// The original was changed since.
    pub outdated: bool,
    pub create_time: OffsetDateTime,
    pub update_time: OffsetDateTime,
    /// Whether the public may read it.
    pub state: String,
    /// The subject of whoever of the office wrote or took it; empty while it waits.
    pub accept_actor: String,
    pub accept_time: Option<OffsetDateTime>,
    pub answers: Answers,
}

/// Answers in this language, each with the id of its question.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Answers(pub Vec<(String, String)>);

/// No relations: rows of a tenant are reached through its scope alone.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Tenant for Entity {
    const PERSONAL: &'static [&'static str] = &["title", "summary", "problem", "description", "answers"];
    const SUBJECTS: &'static [&'static str] = &["actor", "accept_actor"];

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
    const EXPORTED: &'static [&'static str] = &[
        "registration",
        "language",
        "origin",
        "engine",
        "title",
        "summary",
        "problem",
        "description",
        "create_time",
        "update_time",
        "state",
        "accept_time",
        "answers",
    ];

    fn about(person: &Person) -> Condition {
        Condition::any()
            .add(Column::Registration.is_in(person.ids("registrations")))
            .add(Column::Actor.is_in(person.subject.as_deref()))
            .add(Column::AcceptActor.is_in(person.subject.as_deref()))
    }

    /// The words are those of the registration's applicant, whoever wrote them down.
    fn theirs(row: &Model, person: &Person) -> bool {
        person.ids("registrations").contains(&row.registration)
    }

    fn speaks_of(row: &Model, person: &Person) -> bool {
        person.ids("registrations").contains(&row.registration)
    }
}

impl Model {
    /// Whether the public may read it.
    pub fn state(&self) -> State {
        choice::of(&self.state, "STATE_", State::from_str_name)
    }

    /// The row once somebody of the office stands for its words.
    pub fn taken_by(self, subject: &str, time: OffsetDateTime) -> Self {
        Self { state: stored(State::Accepted), accept_actor: subject.to_owned(), accept_time: Some(time), ..self }
    }

    /// The row, one version on, while it waits for the office.
    pub fn waiting(self, outdated: bool) -> Self {
        let version = self.version + 1;
        Self {
            state: stored(State::Proposed),
            accept_actor: String::new(),
            accept_time: None,
            outdated,
            version,
            ..self
        }
    }
}

/// A state as the table has it.
pub fn stored(state: State) -> String {
    choice::name(state.as_str_name(), "STATE_")
}

/// The resource name of a translation.
pub fn name(row: &Model) -> String {
    format!("{}/translations/{}", registration::rows::name(&row.country, row.registration), row.language)
}

/// The names of the registration and the language in the name of a translation.
pub fn parts(name: &str) -> Result<(String, String)> {
    let [country, registration, language] =
        names::segments("name", name, "countries/*/registrations/*/translations/*")?;
    let registration = registration::rows::name(country, names::uuid(name, registration)?);
    Ok((registration, language.to_owned()))
}

/// The translation of a registration into this language, read to be changed. Its registration is locked before.
pub async fn of_language(scope: &Scope, registration: Uuid, language: &str) -> Result<Option<Model>> {
    let query = scope.find::<Entity>().filter(Column::Registration.eq(registration));
    scope.one(query.filter(Column::Language.eq(language)).lock_exclusive()).await
}

/// All translations of these registrations, in the order of their languages.
pub async fn of(scope: &Scope, registrations: &[Uuid]) -> Result<Vec<Model>> {
    if registrations.is_empty() {
        return Ok(Vec::new());
    }
    let most = u64::try_from(registrations.len()).map_err(Error::internal)?.saturating_mul(MOST);
    let query = scope.find::<Entity>().filter(Column::Registration.is_in(registrations.iter().copied()));
    scope.all(query.order_by_asc(Column::Language).limit(most)).await
}

/// A language that waits for the office.
#[derive(FromQueryResult)]
struct Waiting {
    registration: Uuid,
    language: String,
}

/// The languages, in their order, into which a translation of each of these registrations waits for the office; nothing of
/// what it says is read.
pub async fn proposed(scope: &Scope, registrations: Vec<Uuid>) -> Result<HashMap<Uuid, Vec<String>>> {
    if registrations.is_empty() {
        return Ok(HashMap::new());
    }
    let these = scope.among(Column::Registration, registrations).await?;
    let query = scope.find::<Entity>().filter(these).filter(Column::State.eq(stored(State::Proposed)));
    let query = query.select_only().columns([Column::Registration, Column::Language]);
    let mut rows: Vec<Waiting> = scope.gathered(vec![query]).await?;
    rows.sort_by(|one, other| one.language.cmp(&other.language));
    let mut languages: HashMap<Uuid, Vec<String>> = HashMap::new();
    for row in rows {
        languages.entry(row.registration).or_default().push(row.language);
    }
    Ok(languages)
}

/// The public words of a registration in other languages: what its office stands for.
pub async fn public(scope: &Scope, registration: Uuid) -> Result<Translated> {
    let rows = of(scope, &[registration]).await?.into_iter().filter(|row| row.state() == State::Accepted);
    let said = rows.filter(|row| !row.title.is_empty() || !row.summary.is_empty()).map(|row| Words {
        language: row.language,
        title: row.title,
        summary: row.summary,
        origin: row.origin,
        update_time: row.update_time,
        outdated: row.outdated,
    });
    Ok(Translated(said.collect()))
}

/// The message.
pub fn message(row: Model) -> Translation {
    let answer = |(question, text)| TranslatedAnswer { question, text };
    Translation {
        name: name(&row),
        etag: row.version.to_string(),
        create_time: Some(moment::timestamp(row.create_time)),
        update_time: Some(moment::timestamp(row.update_time)),
        origin: choice::of(&row.origin, "ORIGIN_", Origin::from_str_name).into(),
        engine: row.engine,
        actor: row.actor,
        title: row.title,
        summary: row.summary,
        problem: row.problem,
        description: row.description,
        outdated: row.outdated,
        state: choice::of(&row.state, "STATE_", State::from_str_name).into(),
        accept_actor: row.accept_actor,
        accept_time: row.accept_time.map(moment::timestamp),
        answers: row.answers.0.into_iter().map(answer).collect(),
    }
}
