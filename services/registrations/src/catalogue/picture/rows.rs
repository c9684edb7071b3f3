//! The table of pictures, and the way from rows to messages.

use std::collections::HashMap;

use platform::{
    Error, Result, Scope,
    files::Wanted,
    names,
    personal::{Person, Personal},
    store::{Bond, Tenant},
};
use proto::registrations::v1::{AlternativeText, FilePurpose, Picture, file::State};
use sea_orm::{Condition, FromJsonQueryResult, QueryFilter, QueryOrder, QuerySelect, entity::prelude::*};
use serde::{Deserialize, Serialize};

use super::MOST;
use crate::{
    catalogue::{entry, rows as entries, sight::Sight},
    country, file, registration,
};

/// One picture of one entry.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "publication_pictures")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub country: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub publication: Uuid,
    pub registration: Uuid,
    pub file: Uuid,
    /// Which it is of its entry, from 0 on.
    pub place: i32,
    pub alternative_texts: Texts,
}

/// What is to be seen, by language.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Texts(pub Vec<(String, String)>);

/// No relations: rows of a tenant are reached through its scope alone.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Tenant for Entity {
    const PERSONAL: &'static [&'static str] = &["alternative_texts"];

    fn country() -> Column {
        Column::Country
    }

    fn bonds() -> &'static [Bond<Column>] {
        &[Bond::Id(Column::Registration)]
    }

    fn resource(row: &Model) -> String {
        row.name()
    }

    fn person(row: &Model) -> String {
        registration::rows::name(&row.country, row.registration)
    }
}

impl Personal for Entity {
    const EXPORTED: &'static [&'static str] = &["id", "publication", "file", "alternative_texts"];

    fn about(person: &Person) -> Condition {
        Condition::all().add(Column::Registration.is_in(person.ids("registrations")))
    }
}

impl Model {
    /// The resource name.
    pub fn name(&self) -> String {
        format!("countries/{}/publications/{}/pictures/{}", self.country, self.publication, self.id)
    }
}

/// The pictures of these entries, each entry's in their order.
pub async fn of(scope: &Scope, publications: &[Uuid]) -> Result<Vec<Model>> {
    if publications.is_empty() {
        return Ok(Vec::new());
    }
    let most = publications.len().saturating_mul(MOST);
    let query = scope.find::<Entity>().filter(Column::Publication.is_in(publications.iter().copied()));
    let query = query.order_by_asc(Column::Publication).order_by_asc(Column::Place);
    scope.all(query.limit(u64::try_from(most).map_err(Error::internal)?)).await
}

/// The pictures of these entries as their messages, as far as their files are there.
pub async fn messages(scope: &Scope, publications: &[Uuid]) -> Result<HashMap<Uuid, Vec<Picture>>> {
    let mut found: HashMap<Uuid, Vec<Picture>> = HashMap::new();
    let rows = of(scope, publications).await?;
    if rows.is_empty() {
        return Ok(found);
    }
    let everybody = Sight::of_everybody(scope).await?;
    let files = whole(scope, rows.iter().map(|row| row.file).collect()).await?;
    for row in rows {
        let Some(file) = files.get(&row.file) else { continue };
        let picture = message(scope, &everybody, &row, file);
        found.entry(row.publication).or_default().push(picture);
    }
    Ok(found)
}

/// The files among these that are whole pictures.
pub async fn whole(scope: &Scope, ids: Vec<Uuid>) -> Result<HashMap<Uuid, file::rows::Model>> {
    let these = file::rows::shown(scope).filter(file::rows::Column::Id.is_in(ids));
    let rows = scope.all(these).await?.into_iter();
    Ok(rows.filter(is_picture).map(|row| (row.id, row)).collect())
}

fn is_picture(file: &file::rows::Model) -> bool {
    file.state() == State::Ready && file.purpose() == FilePurpose::Picture && file.content_type.starts_with("image/")
}

/// One picture as its message.
fn message(scope: &Scope, everybody: &Sight, row: &Model, file: &file::rows::Model) -> Picture {
    let url = match everybody.has(&row.country) {
        true => scope.files().lasting_link(&Wanted { country: row.country.clone(), id: row.id }),
        false => String::new(),
    };
    let text = |(language, text): &(String, String)| AlternativeText { language: language.clone(), text: text.clone() };
    Picture {
        name: row.name(),
        file: file.name(),
        alternative_texts: row.alternative_texts.0.iter().map(text).collect(),
        content_type: file.content_type.clone(),
        size: file.size,
        url,
    }
}

/// The picture of a name, and its file, as far as the caller sees them.
pub async fn seen(scope: &Scope, name: &str) -> Result<(Picture, file::rows::Model)> {
    let [_, publication, id] = names::segments("name", name, "countries/*/publications/*/pictures/*")?;
    let (publication, id) = (names::uuid(name, publication)?, names::uuid(name, id)?);
    let query = scope.find::<Entity>().filter(Column::Publication.eq(publication)).filter(Column::Id.eq(id));
    let row = scope.expect(query, name).await?;
    let file = shown_file(scope, &Sight::of(scope).await?, &row).await?.ok_or_else(|| Error::not_found(name))?;
    Ok((message(scope, &Sight::of_everybody(scope).await?, &row, &file), file))
}

/// The file of the picture with this id, where everybody sees it, and what it is saved as: its own name was not given for
/// everybody to read.
pub async fn seen_by_everybody(scope: &Scope, id: Uuid) -> Result<Option<(file::rows::Model, String)>> {
    // A link comes without a call that would be refused there.
    if country::rows::newest(scope).await?.is_some_and(|country| country.is_suspended()) {
        return Ok(None);
    }
    let Some(row) = scope.one(scope.find::<Entity>().filter(Column::Id.eq(id))).await? else { return Ok(None) };
    let file = shown_file(scope, &Sight::of_everybody(scope).await?, &row).await?;
    Ok(file.map(|file| {
        let ending = file.content_type.trim_start_matches("image/").to_owned();
        (file, format!("{id}.{ending}"))
    }))
}

/// The file of a picture, where its entry is seen.
async fn shown_file(scope: &Scope, sight: &Sight, row: &Model) -> Result<Option<file::rows::Model>> {
    let entry = sight.shown(scope).filter(entries::Column::Id.eq(row.publication));
    if scope.one(entry).await?.is_none() {
        return Ok(None);
    }
    Ok(whole(scope, vec![row.file]).await?.remove(&row.file))
}

/// Takes a file that goes out of the entries that show it.
pub async fn without(scope: &mut Scope, file: Uuid) -> Result<()> {
    let rows = scope.all(scope.find::<Entity>().filter(Column::File.eq(file)).lock_exclusive()).await?;
    for row in rows {
        scope.remove::<Entity>(&row).await?;
        let its = scope.find::<entries::Entity>().filter(entries::Column::Id.eq(row.publication));
        if let Some(before) = scope.one(its.lock_exclusive()).await? {
            scope.update::<entries::Entity>(&before, entry::changed(before.clone())).await?;
        }
    }
    Ok(())
}
