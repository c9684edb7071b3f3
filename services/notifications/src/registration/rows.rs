//! The table of registrations.

use platform::{
    Error, Result, Scope,
    names::{segments, uuid},
    personal::{Person, Personal},
    store::Tenant,
};
use sea_orm::{Condition, QuerySelect, entity::prelude::*};
use serde::Serialize;

/// One registration.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "registrations")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub country: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub version: i64,
    pub title: String,
    /// `editions/2020`; empty where it was told of before editions had letters.
    pub edition: String,
}

/// No relations.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Tenant for Entity {
    const PERSONAL: &'static [&'static str] = &["title"];

    fn country() -> Column {
        Column::Country
    }

    fn resource(row: &Model) -> String {
        format!("countries/{}/registrations/{}", row.country, row.id)
    }
}

impl Personal for Entity {
    const EXPORTED: &'static [&'static str] = &["id", "title"];

    fn about(person: &Person) -> Condition {
        Condition::all().add(Column::Id.is_in(person.ids("registrations")))
    }
}

/// Keeps what is newer; the edition, which never changes, also where it is not told again.
pub async fn keep(scope: &mut Scope, name: &str, version: i64, title: &str, edition: &str) -> Result<()> {
    let id = id(name)?;
    let (title, edition) = (title.to_owned(), edition.to_owned());
    let after = Model { country: scope.country().to_owned(), id, version, title, edition };
    // Of two who tell at the same moment, the second sees what the first told.
    let before = scope.one(scope.find::<Entity>().filter(Column::Id.eq(id)).lock_exclusive()).await?;
    match before {
        None => scope.insert::<Entity>(after).await,
        Some(before) if before.version < version => {
            let edition = if after.edition.is_empty() { before.edition.clone() } else { after.edition };
            scope.update::<Entity>(&before, Model { edition, ..after }).await
        }
        Some(_) => Ok(()),
    }
}

/// What a registration is called; late while it is not known.
pub async fn title(scope: &Scope, name: &str) -> Result<String> {
    let row = scope.one(scope.find::<Entity>().filter(Column::Id.eq(id(name)?))).await?;
    Ok(row.ok_or_else(|| Error::late("registration.submitted"))?.title)
}

/// The edition that a registration enters; empty while it is not known.
pub async fn edition(scope: &Scope, name: &str) -> Result<String> {
    let row = scope.one(scope.find::<Entity>().filter(Column::Id.eq(id(name)?))).await?;
    Ok(row.map(|row| row.edition).unwrap_or_default())
}

fn id(name: &str) -> Result<Uuid> {
    let [_, id] = segments::<2>("name", name, "countries/*/registrations/*")?;
    uuid(name, id)
}
