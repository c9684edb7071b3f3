//! The table of drafts: who applies by what was not handed in yet, by which it is hidden from whoever is tied to them.

use platform::{
    error::Result,
    names,
    personal::{Person, Personal},
    store::{Bond, Scope, Tenant},
};
use proto::registrations::v1::RegistrationDrafted;
use sea_orm::{Condition, QueryFilter, entity::prelude::*};
use serde::Serialize;

/// One draft.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "drafts")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub country: String,
    /// That of its registration.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Version of the registration that said so.
    pub version: i64,
    /// `countries/do/registrations/{uuid}`
    pub registration: String,
    /// How often it was submitted before.
    pub submission: i32,
    pub organisation: String,
    pub applicant_domain: String,
}

/// No relations: rows are reached through the scope.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Tenant for Entity {
    /// An enterprise may be one person.
    const PERSONAL: &'static [&'static str] = &["organisation", "applicant_domain"];

    fn country() -> Column {
        Column::Country
    }

    fn bonds() -> &'static [Bond<Column>] {
        &[Bond::Name(Column::Registration)]
    }

    fn resource(row: &Model) -> String {
        format!("countries/{}/drafts/{}", row.country, row.id)
    }
}

impl Personal for Entity {
    const EXPORTED: &'static [&'static str] = &["registration", "organisation", "applicant_domain"];

    fn about(person: &Person) -> Condition {
        Condition::all().add(Column::Registration.is_in(&person.names))
    }

    /// What it was kept for is over.
    fn goes(_: &Model) -> bool {
        true
    }
}

/// Keeps what a draft says of who applies; nothing where something newer is kept.
pub async fn keep(scope: &mut Scope, told: RegistrationDrafted) -> Result<Option<Model>> {
    let [_, id] = names::segments("name", &told.name, "countries/*/registrations/*")?;
    let id = names::uuid(&told.name, id)?;
    let before = scope.one(scope.find::<Entity>().filter(Column::Id.eq(id))).await?;
    if before.as_ref().is_some_and(|before| before.version >= told.version) {
        return Ok(None);
    }
    let row = Model {
        country: scope.country().to_owned(),
        id,
        version: told.version,
        registration: told.name,
        submission: told.submission,
        organisation: told.organisation,
        applicant_domain: told.applicant_domain,
    };
    match &before {
        Some(before) => scope.update::<Entity>(before, row.clone()).await?,
        None => scope.insert::<Entity>(row.clone()).await?,
    }
    Ok(Some(row))
}
