//! The rows that a search looks at: those that have its words, or the latest where it has none; and what of them it shows.

use std::collections::{BTreeSet, HashMap};

use platform::{Result, Scope, search::passage, store::Tenant};
use proto::registrations::v1::{Passage, PassagePiece};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect, Select, prelude::Uuid,
};

use super::{CANDIDATES, Hit, Hits, Question, by_words, candidates::of_countries, rows::Terms};

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
    /// Whether that is all.
    pub complete: bool,
}

/// Looks at the rows of `these` that have the words of a question, in the countries that `has` leaves; `by` are the columns
/// with country and id. Where there is no word that says what is better, the latest are.
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
    let Hits { all, complete, terms } = by_words::<T>(scope, &countries, &question.groups).await?;
    let mut queries = Vec::new();
    for country in &countries {
        let ids: Vec<Uuid> = all.iter().filter(|hit| hit.country == *country).map(|hit| hit.id).collect();
        if !ids.is_empty() {
            let among = scope.among(by.1, ids).await?;
            queries.push(these().filter(by.0.eq(country.as_str())).filter(among));
        }
    }
    let mut scored: HashMap<Uuid, Hit> = all.into_iter().map(|hit| (hit.id, hit)).collect();
    let rows = scope.gathered::<E, Row>(queries).await?.into_iter();
    let rows = rows.filter_map(|row| Some((scored.remove(&row.key().1)?, row))).collect();
    Ok(Seen { rows, terms, complete })
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
