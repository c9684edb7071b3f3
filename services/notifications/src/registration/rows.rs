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
    /// The version of the edition that it was submitted under; 0 where it was told of before letters were kept by version.
    pub edition_version: i64,
    /// That of what its country changes in the edition; 0 where it changed nothing.
    pub country_edition_version: i64,
}

/// The edition that a registration enters, in the versions that it was submitted under.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entered {
    /// `editions/2020`; empty while it is not known.
    pub edition: String,
    /// That of the network's edition. 0: not known.
    pub edition_version: i64,
    /// That of what the country changes in it. 0, beside a version of the network's: nothing.
    pub country_edition_version: i64,
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

/// Keeps what is newer. Edition and versions stay as they are where what is told says nothing of them.
pub async fn keep(scope: &mut Scope, name: &str, version: i64, title: &str, entered: Entered) -> Result<()> {
    let id = id(name)?;
    let Entered { edition, edition_version, country_edition_version } = entered;
    let (country, title) = (scope.country().to_owned(), title.to_owned());
    let mut after = Model { country, id, version, title, edition, edition_version, country_edition_version };
    // Of two who tell at the same moment, the second sees what the first told.
    let before = scope.one(scope.find::<Entity>().filter(Column::Id.eq(id)).lock_exclusive()).await?;
    match before {
        None => scope.insert::<Entity>(after).await,
        Some(before) if before.version < version => {
            if after.edition.is_empty() {
                after.edition.clone_from(&before.edition);
            }
            if after.edition_version == 0 {
                after.edition_version = before.edition_version;
                after.country_edition_version = before.country_edition_version;
            }
            scope.update::<Entity>(&before, after).await
        }
        Some(_) => Ok(()),
    }
}

/// What a registration is called; late while it is not known.
pub async fn title(scope: &Scope, name: &str) -> Result<String> {
    let row = scope.one(scope.find::<Entity>().filter(Column::Id.eq(id(name)?))).await?;
    Ok(row.ok_or_else(|| Error::late("registration.submitted"))?.title)
}

/// The edition that a registration enters, and the versions that it was submitted under; nothing while it is not known.
pub async fn entered(scope: &Scope, name: &str) -> Result<Entered> {
    let row = scope.one(scope.find::<Entity>().filter(Column::Id.eq(id(name)?))).await?;
    let entered = |row: Model| Entered {
        edition: row.edition,
        edition_version: row.edition_version,
        country_edition_version: row.country_edition_version,
    };
    Ok(row.map(entered).unwrap_or_default())
}

fn id(name: &str) -> Result<Uuid> {
    let [_, id] = segments::<2>("name", name, "countries/*/registrations/*")?;
    uuid(name, id)
}
