//! The table of keys.

use std::{
    cmp::Reverse,
    collections::{BTreeSet, HashMap, HashSet},
};

use platform::{
    Result, Scope,
    personal::{Person, Personal},
    store::{Bond, Tenant},
};
use sea_orm::{
    Condition, FromQueryResult, QueryFilter, QuerySelect,
    entity::prelude::*,
    sea_query::{Expr, ExprTrait},
};
use serde::Serialize;

use super::keys::{self, Keys};
use crate::registration;

/// Registrations that may have one key: what more have in common, such as the address of whoever enters for all, is too
/// common to tell.
const MOST: i64 = 100;

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

/// The keys, each in its column.
const COLUMNS: [Column; 10] = [
    Column::Letters,
    Column::Consonants,
    Column::Heads,
    Column::Tails,
    Column::Contact,
    Column::Phone,
    Column::Band1,
    Column::Band2,
    Column::Band3,
    Column::Band4,
];

impl Model {
    /// The key in a column.
    fn key(&self, column: Column) -> Option<i64> {
        match column {
            Column::Letters => self.letters,
            Column::Consonants => self.consonants,
            Column::Heads => self.heads,
            Column::Tails => self.tails,
            Column::Contact => self.contact,
            Column::Phone => self.phone,
            Column::Band1 => self.band_1,
            Column::Band2 => self.band_2,
            Column::Band3 => self.band_3,
            Column::Band4 => self.band_4,
            Column::Country | Column::Registration => None,
        }
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

/// A key that many have.
#[derive(FromQueryResult)]
struct Common {
    /// The place of its column among the keys.
    place: i32,
    value: i64,
}

/// Pairs of each of these and an earlier one that have a key in common, the later one first, and of each the latest first:
/// within the scope's country, or only of two countries where its reach is all of them. A key that more than a few have in
/// common tells nothing, and says nothing against the others.
pub async fn candidates(scope: &Scope, rows: &[Model], across: bool) -> Result<Vec<(Uuid, Uuid)>> {
    let columns: Vec<(i32, Column)> = (0..).zip(COLUMNS).collect();
    let sought = |column: Column| -> HashSet<i64> { rows.iter().filter_map(|row| row.key(column)).collect() };
    let many = columns.iter().map(|(place, column)| {
        let same = scope.find::<Entity>().filter(column.is_in(sought(*column))).select_only();
        let same = same.column_as(Expr::value(*place), "place").column_as(*column, "value").group_by(*column);
        same.having(ExprTrait::gt(Column::Registration.count(), MOST))
    });
    let common: Vec<Common> = scope.gathered(many.collect()).await?;
    let common: HashSet<(i32, i64)> = common.into_iter().map(|key| (key.place, key.value)).collect();
    let mut found: BTreeSet<(Reverse<Uuid>, Reverse<Uuid>)> = BTreeSet::new();
    for (place, column) in columns {
        let telling: Vec<i64> = sought(column).into_iter().filter(|value| !common.contains(&(place, *value))).collect();
        if telling.is_empty() {
            continue;
        }
        let mut by_key: HashMap<i64, Vec<Model>> = HashMap::new();
        for other in scope.all(scope.find::<Entity>().filter(column.is_in(telling))).await? {
            if let Some(key) = other.key(column) {
                by_key.entry(key).or_default().push(other);
            }
        }
        for row in rows {
            let others = row.key(column).and_then(|key| by_key.get(&key)).into_iter().flatten();
            let wanted =
                |other: &&Model| other.registration < row.registration && (other.country != row.country) == across;
            found.extend(others.filter(wanted).map(|other| (Reverse(row.registration), Reverse(other.registration))));
        }
    }
    Ok(found.into_iter().map(|(Reverse(later), Reverse(earlier))| (later, earlier)).collect())
}
