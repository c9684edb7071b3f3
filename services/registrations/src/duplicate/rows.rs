//! The table of keys.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet, HashMap},
};

use platform::{
    Result, Scope,
    personal::{Person, Personal},
    store::{Bond, Tenant},
};
use sea_orm::{Condition, FromQueryResult, QueryFilter, QuerySelect, entity::prelude::*};
use serde::Serialize;

use super::keys::{self, Keys};
use crate::registration;

/// Registrations that may have one key: what more have in common, such as the address of whoever enters for all, is too
/// common to tell.
const MOST: usize = 100;

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

/// The place of a column among the keys, and what stands there.
type Key = (i32, i64);

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

    /// Each of its keys, and the column that has it.
    fn keys(&self) -> impl Iterator<Item = (Key, Column)> {
        let key = move |(place, column): (i32, Column)| Some(((place, self.key(column)?), column));
        (0..).zip(COLUMNS).filter_map(key)
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

/// Who has a key.
#[derive(FromQueryResult)]
struct Holder {
    /// The place of its column among the keys.
    place: i32,
    value: i64,
    country: String,
    registration: Uuid,
}

/// Pairs of each of these and an earlier one that have a key in common, the later one first, and of each the latest first:
/// within the scope's country, or only of two countries where its reach is all of them. A key that more than a few have in
/// common tells nothing, and says nothing against the others.
pub async fn candidates(scope: &Scope, rows: &[Model], across: bool) -> Result<Vec<(Uuid, Uuid)>> {
    let telling = telling(scope, rows).await?;
    let mut found: BTreeSet<(Reverse<Uuid>, Reverse<Uuid>)> = BTreeSet::new();
    for row in rows {
        let others = row.keys().filter_map(|(key, _)| telling.get(&key)).flatten();
        let wanted =
            |other: &&Holder| other.registration < row.registration && (other.country != row.country) == across;
        found.extend(others.filter(wanted).map(|other| (Reverse(row.registration), Reverse(other.registration))));
    }
    Ok(found.into_iter().map(|(Reverse(later), Reverse(earlier))| (later, earlier)).collect())
}

/// Who has which of the keys of these, but for those that too many have. Each key is asked for by itself, and read no further
/// than to see that: of an address that half a country has, 101 rows are read.
async fn telling(scope: &Scope, rows: &[Model]) -> Result<HashMap<Key, Vec<Holder>>> {
    // In their order, so that the same page asks in the same words.
    let sought: BTreeMap<Key, Column> = rows.iter().flat_map(Model::keys).collect();
    let queries = sought.into_iter().map(|((place, value), column)| {
        let same = scope.find::<Entity>().filter(column.eq(value)).select_only();
        let same = same.column_as(Expr::value(place), "place").column_as(column, "value");
        same.columns([Column::Country, Column::Registration]).limit(MOST as u64 + 1)
    });
    let mut holders: HashMap<Key, Vec<Holder>> = HashMap::new();
    for holder in scope.gathered::<Entity, Holder>(queries.collect()).await? {
        holders.entry((holder.place, holder.value)).or_default().push(holder);
    }
    holders.retain(|_, holders| holders.len() <= MOST);
    Ok(holders)
}
