//! The table of publications, and the way between row and message.
//!
//! What always holds: a row has no contact data, for everybody may read it, and it leaves the catalogue with the consent.

use platform::{
    Result, Scope, choice,
    moment::{now, timestamp},
    personal::{Person, Personal},
    search::FoundBy,
    store::{Bond, Tenant},
};
use proto::registrations::v1::{Publication, Track};
use sea_orm::{Condition, QueryFilter, QuerySelect, entity::prelude::*};
use serde::Serialize;
use time::OffsetDateTime;

use super::{
    picture,
    words::{self, Translated, Words},
};
use crate::{edition, registration};

/// One entry of the catalogue.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "publications")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub country: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub version: i64,
    pub registration: Uuid,
    pub edition: String,
    pub track: String,
    pub category: String,
    pub organisation: String,
    pub title: String,
    pub summary: String,
    pub city: String,
    pub sdgs: registration::rows::Goals,
    /// False once it is taken out of the catalogue.
    pub published: bool,
    pub publish_time: OffsetDateTime,
    /// Somebody asked for its applicant's data to be erased: it is not shown until the office has decided.
    pub blocked: bool,
    /// Of title and summary; empty where it is not known.
    pub language: String,
    /// Title and summary in others.
    pub translations: Translated,
    pub sector: String,
    /// Its goals once more, each between commas, for filters.
    pub goals: String,
    /// It is under embargo until then.
    pub shown_from: Option<OffsetDateTime>,
    /// It was under embargo when that was looked at last, which a worker does again and again: a search passes it over.
    pub embargoed: bool,
    /// It was flagged, or the office suspended it.
    pub suspended: bool,
    pub suspend_reason: String,
    /// Title or summary are the office's.
    pub edited: bool,
    pub update_time: Option<OffsetDateTime>,
    /// The version that was told as a change of the catalogue last; 0 while it is not told of.
    pub told_version: i64,
    /// The same of what the members of the network are told.
    pub told_members: i64,
}

/// No relations: rows of a tenant are reached through its scope alone.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Tenant for Entity {
    const FOUND_BY: Option<FoundBy<Model>> =
        Some(FoundBy { table: "publication_terms", document: |row| row.id, texts: words::texts });
    const PERSONAL: &'static [&'static str] =
        &["organisation", "title", "summary", "city", "suspend_reason", "translations"];

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
        "id",
        "registration",
        "edition",
        "category",
        "organisation",
        "title",
        "summary",
        "city",
        "published",
        "publish_time",
        "translations",
    ];

    fn about(person: &Person) -> Condition {
        Condition::all().add(Column::Registration.is_in(person.ids("registrations")))
    }

    fn left(row: Model) -> Model {
        Model { published: false, blocked: false, ..row }
    }

    fn blocked(row: Model, blocked: bool) -> Model {
        Model { blocked, ..row }
    }
}

impl Model {
    /// Whether it is shown at this moment, to whom its country shows its entries.
    pub fn is_shown(&self, now: OffsetDateTime) -> bool {
        let embargoed = self.shown_from.is_some_and(|from| now < from);
        self.published && !self.blocked && !self.suspended && !embargoed
    }

    /// The same entry without what says anything of people.
    pub fn without_words(self) -> Self {
        let nothing = String::new;
        let translations = Translated::default();
        Self { organisation: nothing(), title: nothing(), summary: nothing(), city: nothing(), translations, ..self }
    }
}

/// The same, asked of the table; whom its country shows it to, [`super::sight`] says.
pub fn is_shown(now: OffsetDateTime) -> Condition {
    let open = Condition::any().add(Column::ShownFrom.is_null()).add(Column::ShownFrom.lte(now));
    Condition::all()
        .add(Column::Published.eq(true))
        .add(Column::Blocked.eq(false))
        .add(Column::Suspended.eq(false))
        .add(open)
}

/// Goals as filters ask for them, each between commas.
pub fn goals(goals: &registration::rows::Goals) -> String {
    goals.0.iter().map(|goal| format!(",{goal},")).collect()
}

/// Puts an entry into the catalogue; in place of the one that its registration had there before.
pub async fn put(scope: &mut Scope, entry: Model) -> Result<Model> {
    let Some(before) = of_registration(scope, entry.registration).await? else {
        scope.insert::<Entity>(entry.clone()).await?;
        return Ok(entry);
    };
    // What the office wrote and suspended stays so: the applicant alone took the entry away and brought it back. Where they
    // handed in other words meanwhile, it is suspended.
    let (title, summary, language) = match before.edited {
        true => (before.title.clone(), before.summary.clone(), before.language.clone()),
        false => (entry.title.clone(), entry.summary.clone(), entry.language.clone()),
    };
    // A day that was promised holds until the office names another one.
    let now = now();
    let shown_from = entry.shown_from.or(before.shown_from.filter(|from| now < *from));
    let after = Model {
        id: before.id,
        version: before.version + 1,
        title,
        summary,
        language,
        edited: before.edited,
        suspended: before.suspended,
        suspend_reason: before.suspend_reason.clone(),
        told_version: before.told_version,
        told_members: before.told_members,
        shown_from,
        embargoed: shown_from.is_some_and(|from| now < from),
        ..entry
    };
    scope.update::<Entity>(&before, after.clone()).await?;
    Ok(after)
}

/// The resource name of a publication.
pub fn name(row: &Model) -> String {
    format!("countries/{}/publications/{}", row.country, row.id)
}

/// The id in a resource name of a publication.
pub fn id(name: &str) -> String {
    name.rsplit('/').next().unwrap_or_default().to_owned()
}

/// The entry of a registration, whether it is shown or not, read to be changed. Its registration is locked before.
pub async fn of_registration(scope: &Scope, registration: Uuid) -> Result<Option<Model>> {
    scope.one(scope.find::<Entity>().filter(Column::Registration.eq(registration)).lock_exclusive()).await
}

/// Shows an entry in the catalogue, or takes it out.
pub async fn show(scope: &mut Scope, before: Model, published: bool) -> Result<()> {
    if before.published == published {
        return Ok(());
    }
    let after = Model { published, version: before.version + 1, update_time: Some(now()), ..before.clone() };
    scope.update::<Entity>(&before, after).await
}

/// Rows as their messages, with their words in other languages and their pictures.
pub async fn to_messages(scope: &Scope, rows: Vec<Model>) -> Result<Vec<Publication>> {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let mut pictures = picture::rows::messages(scope, &ids).await?;
    let message = |row: Model| {
        let pictures = pictures.remove(&row.id).unwrap_or_default();
        Publication { pictures, ..to_message(row) }
    };
    Ok(rows.into_iter().map(message).collect())
}

fn to_message(row: Model) -> Publication {
    Publication {
        name: name(&row),
        etag: row.version.to_string(),
        registration: registration::rows::name(&row.country, row.registration),
        edition: edition::rows::name(&row.edition),
        track: choice::of(&row.track, "TRACK_", Track::from_str_name).into(),
        category: row.category,
        organisation: row.organisation,
        title: row.title,
        summary: row.summary,
        city: row.city,
        country: format!("countries/{}", row.country),
        sdgs: row.sdgs.0,
        publish_time: Some(timestamp(row.publish_time)),
        language: row.language,
        translations: row.translations.0.into_iter().map(Words::message).collect(),
        pictures: Vec::new(),
        sector: row.sector,
        update_time: Some(timestamp(row.update_time.unwrap_or(row.publish_time))),
    }
}
