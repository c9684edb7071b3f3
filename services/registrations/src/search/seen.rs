//! The rows that a search looks at: those that have its words, or the latest where it has none; and what of them it shows.

use std::collections::{BTreeSet, HashMap};

use platform::{Result, Scope, search::passage, store::Tenant};
use proto::registrations::v1::{Passage, PassagePiece};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect, Select, prelude::Uuid,
};

use super::{
    CANDIDATES, Hit, Question,
    candidates::{Key, Sought, of_countries},
    rows::Terms,
};

/// Where the heaviest rows of a frequent word leave fewer than this, what is asked besides may leave more: as many as the
/// largest page has.
const FEW: usize = 100;

/// A row as a search looks at it.
pub trait Placed: FromQueryResult + Send + Sync {
    /// The fields by whose value an index finds the rows of a country.
    const INDEXED: &'static [&'static str];

    /// The country that it is of, and its id.
    fn key(&self) -> (&str, Uuid);
}

/// What a search found.
pub struct Seen<Row> {
    /// The rows, in no order.
    pub rows: Vec<(Hit, Row)>,
    /// By which terms.
    pub terms: BTreeSet<String>,
    /// Whether that is all.
    pub complete: bool,
}

/// Looks at the rows of `these` that have the words of a question, in the countries that `has` leaves; `by` are the columns
/// with country and id. Where there is no word that says what is better, the latest are.
///
/// Of frequent words, the heaviest rows are looked at. Where few of them are of `these`, and these are found by an index
/// and are not many, all of them are looked at.
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
    let mut countries = of_countries(scope).await?;
    countries.retain(|country| has(country));
    let sought = Sought::of::<T>(scope, &countries, &question.groups).await?;
    let terms = sought.terms();
    let of_country = |country: &str| these().filter(by.0.eq(country));
    let hits = sought.heaviest::<T>(scope).await?;
    let mut queries = Vec::new();
    for country in &countries {
        let ids: Vec<Uuid> = hits.iter().filter(|hit| hit.country == *country).map(|hit| hit.id).collect();
        if !ids.is_empty() {
            queries.push(of_country(country).filter(scope.among(by.1, ids).await?));
        }
    }
    let rows = beside(hits, scope.gathered::<E, Row>(queries).await?);
    if sought.has_all_rows() || rows.len() >= FEW || !question.is_of(Row::INDEXED) {
        return Ok(Seen { rows, terms, complete: sought.has_all_rows() && sought.has_all_words() });
    }
    let queries = countries.iter().map(|country| of_country(country).limit(CANDIDATES as u64 + 1));
    let all = scope.gathered::<E, Row>(queries.collect()).await?;
    if all.len() > CANDIDATES {
        return Ok(Seen { rows, terms, complete: false });
    }
    let keys: Vec<Key> = all.iter().map(Placed::key).map(|(country, id)| (country.to_owned(), id)).collect();
    let hits = sought.among::<T>(scope, keys).await?;
    Ok(Seen { rows: beside(hits, all), terms, complete: sought.has_all_words() })
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
    let mut rows = scope.gathered::<E, Row>(vec![ordered.limit(CANDIDATES as u64 + 1)]).await?;
    let complete = rows.len() <= CANDIDATES;
    rows.truncate(CANDIDATES);
    let hit = |(country, id): (&str, Uuid)| Hit { country: country.to_owned(), id, score: 0 };
    let rows = rows.into_iter().map(|row| (hit(row.key()), row)).collect();
    Ok(Seen { rows, terms: BTreeSet::new(), complete })
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
