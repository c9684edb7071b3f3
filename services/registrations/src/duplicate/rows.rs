//! The table of keys.

use platform::{
    Result, Scope,
    personal::{Person, Personal},
    store::{Bond, Tenant},
};
use sea_orm::{Condition, QueryFilter, QueryOrder, QuerySelect, entity::prelude::*};
use serde::Serialize;

use super::keys::{self, Keys};
use crate::registration;

/// Candidates that are looked at for one registration: what has a key in common with more is too common to tell.
const MOST: u64 = 100;

/// The keys of one registration, hashed.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "duplicate_keys")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub country: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub registration: Uuid,
    pub letters: Option<i64>,
    pub consonants: Option<i64>,
    pub heads: Option<i64>,
    pub tails: Option<i64>,
    pub contact: Option<i64>,
    pub phone: Option<i64>,
    pub band_1: Option<i64>,
    pub band_2: Option<i64>,
    pub band_3: Option<i64>,
    pub band_4: Option<i64>,
}

/// No relations: rows of a tenant are reached through its scope alone.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Tenant for Entity {
    /// Hashed, but of words that can be guessed.
    const PERSONAL: &'static [&'static str] =
        &["letters", "consonants", "heads", "tails", "contact", "phone", "band_1", "band_2", "band_3", "band_4"];

    fn country() -> Column {
        Column::Country
    }

    fn bonds() -> &'static [Bond<Column>] {
        &[Bond::Id(Column::Registration)]
    }

    fn resource(row: &Model) -> String {
        format!("{}/duplicateKeys", registration::rows::name(&row.country, row.registration))
    }

    fn person(row: &Model) -> String {
        registration::rows::name(&row.country, row.registration)
    }
}

impl Personal for Entity {
    /// Nothing that says anything to anybody.
    const EXPORTED: &'static [&'static str] = &["registration"];

    fn about(person: &Person) -> Condition {
        Condition::all().add(Column::Registration.is_in(person.ids("registrations")))
    }
}

impl Model {
    /// Each key with its column.
    fn keys(&self) -> [(Column, Option<i64>); 10] {
        [
            (Column::Letters, self.letters),
            (Column::Consonants, self.consonants),
            (Column::Heads, self.heads),
            (Column::Tails, self.tails),
            (Column::Contact, self.contact),
            (Column::Phone, self.phone),
            (Column::Band1, self.band_1),
            (Column::Band2, self.band_2),
            (Column::Band3, self.band_3),
            (Column::Band4, self.band_4),
        ]
    }
}

/// Keeps the keys of a registration as it is handed in.
pub fn keep(scope: &mut Scope, registration: &registration::rows::Model) -> Result<()> {
    let Keys { letters, consonants, heads, tails, contact, phone, bands: [band_1, band_2, band_3, band_4] } =
        keys::of(registration);
    let country = registration.country.clone();
    let row = Model {
        country,
        registration: registration.id,
        letters,
        consonants,
        heads,
        tails,
        contact,
        phone,
        band_1,
        band_2,
        band_3,
        band_4,
    };
    scope.derive::<Entity>(&row)
}

/// The keys of a registration.
pub fn of(scope: &Scope, registration: Uuid) -> Select<Entity> {
    scope.find::<Entity>().filter(Column::Registration.eq(registration))
}

/// What is within the scope's reach, is earlier, and has a key in common: each found by an index, the latest first.
pub async fn candidates(scope: &Scope, row: &Model) -> Result<Vec<Model>> {
    let common = row.keys().into_iter().filter_map(|(column, key)| key.map(|key| column.eq(key)));
    let common = common.fold(Condition::any(), Condition::add);
    if common.is_empty() {
        return Ok(Vec::new());
    }
    let earlier = scope.find::<Entity>().filter(common).filter(Column::Registration.lt(row.registration));
    scope.all(earlier.order_by_desc(Column::Registration).limit(MOST)).await
}
