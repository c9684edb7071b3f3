//! The rows that a search looks at: those that have its words, or the latest where it has none; and what of them it shows.

use std::{
    cmp::Reverse,
    collections::{BTreeSet, HashMap, HashSet},
    time::Duration,
};

use platform::{Result, Scope, search::passage, store::Tenant};
use proto::registrations::v1::{Passage, PassagePiece};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect, Select, prelude::Uuid,
};

use super::{
    CANDIDATES, Hit, Question,
    candidates::{Key, Matched, Sought, of_countries},
    condition::has_all,
    rows::Terms,
};

/// Where the heaviest rows of a frequent word leave fewer than this, those that it leaves out are asked for: as many as the
/// largest page has.
const FEW: usize = 100;
/// How long rows are looked for that no index finds: two words that many rows have and none has both are held against all of these.
const PATIENCE: Duration = Duration::from_secs(1);

/// A row as a search looks at it.
pub trait Placed: FromQueryResult + Send + Sync {
    /// The country that it is of, and its id.
    fn key(&self) -> (&str, Uuid);
}

/// What a search found.
pub struct Seen<Row> {
    /// The rows, in no order.
    pub rows: Vec<(Hit, Row)>,
    /// By which terms.
    pub terms: BTreeSet<String>,
    /// The number of rows of each group of words, by which they score.
    pub frequencies: Vec<usize>,
    /// Whether that is all.
    pub complete: bool,
}

/// Looks at the rows of `these` that have the words of a question, in the countries that `has` leaves; `by` are the columns
/// with country and id. Where there is no word that says what is better, the latest are.
///
/// Of frequent words, the heaviest rows are looked at. Where these leave few, or nothing is known but how words begin, the
/// latest rows are looked at that have all that is asked for.
pub async fn seen<T, E, Row>(
    scope: &Scope,
    question: &Question,
    has: impl Fn(&str) -> bool,
    by: (E::Column, E::Column),
    these: impl Fn() -> Select<E>,
) -> Result<Seen<Row>>
where
    T: Terms,
    T::ActiveModel: ActiveModelTrait<Entity = T> + Send,
    E: Tenant,
    E::ActiveModel: ActiveModelTrait<Entity = E> + Send,
    Row: Placed,
{
    if question.groups.is_empty() {
        return latest(scope, these().order_by_desc(by.1)).await;
    }
    // What is not to be seen takes no place among what is looked at.
    let mut countries = of_countries(scope, question).await?;
    countries.retain(|country| has(country));
    let sought = Sought::of::<T>(scope, &countries, question).await?;
    let of_country = |country: &str| these().filter(by.0.eq(country));
    let Matched { hits, mut terms } = sought.heaviest::<T>(scope).await?;
    let mut queries = Vec::new();
    for country in &countries {
        let ids: Vec<Uuid> = hits.iter().filter(|hit| hit.country == *country).map(|hit| hit.id).collect();
        if !ids.is_empty() {
            queries.push(of_country(country).filter(scope.among(by.1, ids).await?));
        }
    }
    let mut rows = beside(hits, scope.gathered::<E, Row>(queries).await?);
    let mut complete = sought.has_all_rows();
    if !complete && rows.len() < FEW {
        let asked = has_all::<T>(&question.groups, by.0, by.1);
        // The latest, so that one page after the other is of the same.
        let any = |country: &String| {
            of_country(country).filter(asked.clone()).order_by_desc(by.1).limit(CANDIDATES as u64 + 1)
        };
        let found = scope.gathered_within::<E, Row>(countries.iter().map(any).collect(), PATIENCE).await?;
        complete = found.as_ref().is_some_and(|any| any.len() <= CANDIDATES);
        let mut any = found.unwrap_or_default();
        any.sort_unstable_by_key(|row| Reverse(row.key().1));
        let known: HashSet<Uuid> = rows.iter().map(|(hit, _)| hit.id).collect();
        any.retain(|row| !known.contains(&row.key().1));
        any.truncate(CANDIDATES - rows.len());
        let keys: Vec<Key> = any.iter().map(Placed::key).map(|(country, id)| (country.to_owned(), id)).collect();
        let more = sought.among::<T>(scope, keys).await?;
        rows.extend(beside(more.hits, any));
        terms.extend(more.terms);
    }
    terms.extend(sought.terms());
    Ok(Seen { rows, terms, frequencies: sought.frequencies().to_vec(), complete })
}

/// Each hit with its row, if that is there.
fn beside<Row: Placed>(hits: Vec<Hit>, rows: Vec<Row>) -> Vec<(Hit, Row)> {
    let mut hits: HashMap<Uuid, Hit> = hits.into_iter().map(|hit| (hit.id, hit)).collect();
    rows.into_iter().filter_map(|row| Some((hits.remove(&row.key().1)?, row))).collect()
}

async fn latest<E: Tenant, Row: Placed>(scope: &Scope, ordered: Select<E>) -> Result<Seen<Row>>
where
    E::ActiveModel: ActiveModelTrait<Entity = E> + Send,
{
    // What few have is looked for among all.
    let found = scope.gathered_within::<E, Row>(vec![ordered.limit(CANDIDATES as u64 + 1)], PATIENCE).await?;
    let complete = found.as_ref().is_some_and(|rows| rows.len() <= CANDIDATES);
    let mut rows = found.unwrap_or_default();
    rows.truncate(CANDIDATES);
    let hit = |(country, id): (&str, Uuid)| Hit { country: country.to_owned(), id, score: 0 };
    let rows = rows.into_iter().map(|row| (hit(row.key()), row)).collect();
    Ok(Seen { rows, terms: BTreeSet::new(), frequencies: Vec::new(), complete })
}

/// The hits of a page with their whole rows, in its order, but for those that are not of `these` any more.
pub async fn of_page<E>(
    scope: &Scope,
    these: Select<E>,
    by: (E::Column, E::Column),
    hits: Vec<Hit>,
) -> Result<Vec<(Hit, E::Model)>>
where
    E: Tenant,
    E::Model: Placed,
    E::ActiveModel: ActiveModelTrait<Entity = E> + Send,
{
    let countries: BTreeSet<&str> = hits.iter().map(|hit| hit.country.as_str()).collect();
    let ids = scope.among(by.1, hits.iter().map(|hit| hit.id).collect()).await?;
    let rows = scope.all(these.filter(by.0.is_in(countries)).filter(ids)).await?;
    let mut rows: HashMap<Uuid, E::Model> = rows.into_iter().map(|row| (row.key().1, row)).collect();
    let with_row = |hit: Hit| rows.remove(&hit.id).map(|row| (hit, row));
    Ok(hits.into_iter().filter_map(with_row).collect())
}

/// The passages of some fields, each with its language and text, that have a term.
pub fn passages<'a>(
    fields: impl Iterator<Item = (String, &'a str, &'a str)>,
    terms: &BTreeSet<String>,
) -> Vec<Passage> {
    let shown = fields.filter_map(|(field, language, text)| {
        let pieces = passage(text, language, terms)?.into_iter();
        let pieces = pieces.map(|piece| PassagePiece { text: piece.text, matched: piece.matched }).collect();
        Some(Passage { field, pieces })
    });
    shown.collect()
}
