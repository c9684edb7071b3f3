//! The table of registrations, and the way between row and message.

use platform::{
    Error, Result, Scope, choice,
    moment::timestamp,
    names,
    personal::{Person, Personal, data_blocked},
    search::{FoundBy, Texts},
    store::{Bond, Tenant, transitions::Traced},
};
use proto::registrations::v1::{
    Applicant, OrganisationKind, OrganisationSize, Registration, Stage, Track, registration::State,
};
use sea_orm::{
    Condition, FromJsonQueryResult, QueryFilter, QuerySelect,
    entity::prelude::*,
    sea_query::{Query, UnionType},
};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::answers::Answers;
use super::clarification;
use super::editor;
use crate::edition;

/// One registration.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "registrations")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub country: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub version: i64,
    /// The newest version of its case that was heard of; 0 before.
    pub case_version: i64,
    /// The subject of the applicant, or `office:do` where the office made it.
    pub owner: String,
    pub edition: String,
    pub track: String,
    pub category: String,
    pub state: String,
    pub state_reason: String,
    /// What makes it the same as another; null while it is a draft, and once it is withdrawn.
    pub fingerprint: Option<String>,
    pub title: String,
    pub summary: String,
    pub problem: String,
    pub description: String,
    pub stage: String,
    pub sdgs: Goals,
    pub people_reached: Option<i32>,
    pub jobs: Option<i32>,
    pub women_led: Option<bool>,
    pub data_consent: bool,
    pub publication_consent: bool,
    pub merged_into: String,
    pub organisation: String,
    pub organisation_kind: String,
    pub size: String,
    pub sector: String,
    pub city: String,
    pub website: String,
    pub contact_email: String,
    pub contact_phone: String,
    pub language: String,
    pub create_time: OffsetDateTime,
    pub update_time: OffsetDateTime,
    pub submit_time: Option<OffsetDateTime>,
    pub state_time: OffsetDateTime,
    /// The version of the notice that the applicant had read when they agreed.
    pub notice_version: i32,
    /// Somebody asked for its applicant's data to be erased.
    pub blocked: bool,
    /// Until when its evidence holds, as far as was heard.
    pub validated_until: Option<OffsetDateTime>,
    /// The version whose evidence was found to hold last; 0 where that was not kept.
    pub validated_version: i32,
    /// How often it was submitted: the number of its newest version.
    pub submissions: i32,
    /// How many versions of it were handed in: its submissions, and what was mended between two of them.
    pub versions: i32,
    /// Of title, summary, problem and description; empty where it is that of the applicant.
    pub source_language: String,
    pub answers: Answers,
    /// The versions that it was submitted under; 0 in a draft.
    pub edition_version: i64,
    pub country_edition_version: i64,
    /// Until when it may be submitted though its edition is over, and why.
    pub late_until: Option<OffsetDateTime>,
    pub late_reason: String,
    /// The clarification that waits for an answer; empty where none does.
    pub clarification: String,
    /// What can be changed until it is answered.
    pub open_fields: Paths,
    /// What was asked.
    pub question: String,
    /// Until when it can be answered.
    pub clarification_due: Option<OffsetDateTime>,
    /// While it is merged, where it would stand; empty in every other state, and where there is no way back.
    pub merged_state: String,
    /// Its appeal; empty where none was filed.
    pub appeal: String,
    /// Until when one can be filed; nothing where none can.
    pub appeal_due: Option<OffsetDateTime>,
    /// Where it stood when its appeal was filed; empty: nothing but a declined one could be appealed for.
    pub appealed_from: String,
}

/// Paths of fields.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Paths(pub Vec<String>);

/// Numbers of Sustainable Development Goals.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Goals(pub Vec<i32>);

/// No relations: rows of a tenant are reached through its scope alone.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Tenant for Entity {
    /// Contact data, and all that is in words: an enterprise may be one person, and free text may name people. The
    /// fingerprint is of such words, and can be guessed.
    const PERSONAL: &'static [&'static str] = &[
        "contact_email",
        "contact_phone",
        "organisation",
        "city",
        "website",
        "title",
        "summary",
        "problem",
        "description",
        "state_reason",
        "question",
        "fingerprint",
        "answers",
        "late_reason",
    ];
    const SUBJECTS: &'static [&'static str] = &["owner"];
    const FOUND_BY: Option<FoundBy<Model>> =
        Some(FoundBy { table: "registration_terms", document: |row| row.id, texts });
    const TRACED: Option<Traced<Model>> = Some(Traced {
        table: "transitions",
        row: |row| row.id,
        version: |row| row.version,
        state: |row| &row.state,
        since: |row| row.state_time,
    });

    fn country() -> Column {
        Column::Country
    }

    fn owner() -> Option<Column> {
        Some(Column::Owner)
    }

    /// What they own, and what they edit along with its owner: each found by an index of its own.
    fn own(country: &str, subject: &str) -> Option<Condition> {
        let mut within = Query::select();
        within.column(Column::Id).from(Entity).and_where(Column::Country.eq(country));
        within.and_where(Column::Owner.eq(subject)).union(UnionType::All, editor::rows::edited(country, subject));
        Some(Condition::all().add(Column::Id.in_subquery(within)))
    }

    fn bonds() -> &'static [Bond<Column>] {
        &[Bond::Id(Column::Id)]
    }

    fn resource(row: &Model) -> String {
        name(&row.country, row.id)
    }

    fn taken() -> Error {
        super::already_made()
    }
}

/// Words that are blocked are not found.
fn texts(row: &Model) -> Vec<Texts<'_>> {
    if row.blocked {
        return Vec::new();
    }
    let mut fields = vec![
        (4, row.title.as_str()),
        (3, row.organisation.as_str()),
        (2, row.summary.as_str()),
        (1, row.sector.as_str()),
        (1, row.city.as_str()),
        (1, row.problem.as_str()),
        (1, row.description.as_str()),
    ];
    fields.extend(row.answers.in_words().map(|(_, words)| (1, words)));
    vec![Texts { language: row.written_in(), fields }]
}

impl Model {
    /// The language that it is written in: the one it says, or else the one its applicant is written to in; empty where
    /// neither is known.
    pub fn written_in(&self) -> &str {
        if self.source_language.is_empty() { &self.language } else { &self.source_language }
    }
}

impl Personal for Entity {
    const EXPORTED: &'static [&'static str] = &[
        "id",
        "owner",
        "edition",
        "track",
        "category",
        "state",
        "state_reason",
        "title",
        "summary",
        "problem",
        "description",
        "stage",
        "sdgs",
        "people_reached",
        "jobs",
        "women_led",
        "data_consent",
        "publication_consent",
        "notice_version",
        "organisation",
        "organisation_kind",
        "size",
        "sector",
        "city",
        "website",
        "contact_email",
        "contact_phone",
        "language",
        "source_language",
        "create_time",
        "update_time",
        "submit_time",
        "answers",
        "edition_version",
        "country_edition_version",
        "late_until",
        "late_reason",
        "open_fields",
        "question",
        "clarification_due",
    ];

    fn about(person: &Person) -> Condition {
        Condition::any()
            .add(Column::Id.is_in(person.ids("registrations")))
            .add(Column::Owner.is_in(person.subject.as_deref()))
    }

    /// Without its words nothing goes on, and nothing is the same as another: an empty fingerprint would be.
    fn left(row: Model) -> Model {
        Model { blocked: false, fingerprint: None, ..row.without_way_back() }
    }

    fn blocked(row: Model, blocked: bool) -> Model {
        Model { blocked, ..row }
    }
}

/// The resource name of a registration.
pub fn name(country: &str, id: Uuid) -> String {
    format!("countries/{country}/registrations/{id}")
}

/// The row of a resource name within the scope's reach.
pub async fn expect(scope: &Scope, name: &str) -> Result<Model> {
    scope.expect(of_name(scope, name)?, name).await
}

/// The same row, locked until the end of the transaction. Whoever changes a registration locks it first: of two changes
/// that begin at the same moment the second builds on the first.
pub async fn locked(scope: &Scope, name: &str) -> Result<Model> {
    scope.expect(of_name(scope, name)?.lock_exclusive(), name).await
}

/// The same for whoever calls: while its data is blocked, nobody processes it.
pub async fn locked_to_change(scope: &Scope, name: &str) -> Result<Model> {
    let row = locked(scope, name).await?;
    if row.blocked { Err(data_blocked()) } else { Ok(row) }
}

/// The same for what is the owner's to decide, and for an office where it acts for them.
pub async fn locked_by_owner(scope: &Scope, name: &str) -> Result<Model> {
    let row = locked_to_change(scope, name).await?;
    only_owner(scope, &row)?;
    Ok(row)
}

/// The same for what nobody decides for somebody else: an office does where nobody has claimed what it made.
pub async fn locked_by_owner_alone(scope: &Scope, name: &str) -> Result<Model> {
    let row = locked_to_change(scope, name).await?;
    only_owner_alone(scope, &row)?;
    Ok(row)
}

/// Refuses whoever reaches it as one of its editors.
pub fn only_owner(scope: &Scope, row: &Model) -> Result<()> {
    if scope.is_own() && row.owner != scope.subject() { Err(super::owner_needed()) } else { Ok(()) }
}

/// Refuses an office as well, unless nobody has claimed what it made.
pub fn only_owner_alone(scope: &Scope, row: &Model) -> Result<()> {
    only_owner(scope, row)?;
    if scope.is_own() || row.is_of_office() { Ok(()) } else { Err(super::applicant_needed()) }
}

/// The row of a resource name within the scope's reach, as a query.
pub(super) fn of_name(scope: &Scope, name: &str) -> Result<Select<Entity>> {
    let [_, id] = names::segments("name", name, "countries/*/registrations/*")?;
    let id = names::uuid(name, id)?;
    Ok(scope.find::<Entity>().filter(Column::Id.eq(id)))
}

/// A row as its message; without words and contact data while they are blocked, and without what it was merged
/// into, which is not everybody's to know.
pub fn to_message(row: Model) -> Registration {
    let blocked = row.blocked;
    let row = if blocked { row.without_words() } else { row };
    let kind: OrganisationKind =
        choice::of(&row.organisation_kind, "ORGANISATION_KIND_", OrganisationKind::from_str_name);
    let size: OrganisationSize = choice::of(&row.size, "ORGANISATION_SIZE_", OrganisationSize::from_str_name);
    Registration {
        name: row.name(),
        clarification: clarification::to_message(&row),
        etag: row.version.to_string(),
        create_time: Some(timestamp(row.create_time)),
        update_time: Some(timestamp(row.update_time)),
        submit_time: row.submit_time.map(timestamp),
        state_time: Some(timestamp(row.state_time)),
        edition: edition::rows::name(&row.edition),
        track: choice::of(&row.track, "TRACK_", Track::from_str_name).into(),
        category: row.category,
        state: choice::of(&row.state, "STATE_", State::from_str_name).into(),
        state_reason: row.state_reason,
        applicant: Some(Applicant {
            organisation: row.organisation,
            organisation_kind: kind.into(),
            size: size.into(),
            sector: row.sector,
            city: row.city,
            website: row.website,
            contact_email: row.contact_email,
            contact_phone: row.contact_phone,
            language: row.language,
        }),
        title: row.title,
        summary: row.summary,
        problem: row.problem,
        description: row.description,
        stage: choice::of(&row.stage, "STAGE_", Stage::from_str_name).into(),
        sdgs: row.sdgs.0,
        people_reached: row.people_reached,
        jobs: row.jobs,
        women_led: row.women_led,
        data_consent: row.data_consent,
        publication_consent: row.publication_consent,
        merged_into: String::new(),
        survivor: String::new(),
        notice_version: row.notice_version,
        blocked,
        source_language: row.source_language,
        answers: row.answers.into_messages(),
        edition_version: row.edition_version,
        country_edition_version: row.country_edition_version,
        late_until: row.late_until.map(timestamp),
        late_reason: row.late_reason,
        appeal: row.appeal,
        appeal_due_time: row.appeal_due.map(timestamp),
    }
}
