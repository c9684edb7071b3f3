//! Which rows have the words of a question, the heaviest first.

use std::collections::{BTreeSet, HashMap};

use platform::{Result, Scope, search::Group};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect, Select, prelude::Uuid,
};

use super::{beginnings::grown, rows::Terms};
use crate::country;

/// Rows that a search looks at.
pub const CANDIDATES: usize = 1000;

/// A row that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Its country.
    pub country: String,
    /// Its id.
    pub id: Uuid,
    /// How well it answers the question.
    pub score: i64,
}

/// What was found.
pub struct Hits {
    /// In no order.
    pub all: Vec<Hit>,
    /// Whether these are all that there are.
    pub complete: bool,
    /// All that was looked for, which passages may show.
    pub terms: BTreeSet<String>,
}

/// One line of a table of terms.
#[derive(FromQueryResult)]
struct Line {
    country: String,
    document: Uuid,
    term: String,
    weight: i32,
}

type Key = (String, Uuid);

/// Rows with one of a group's terms, and how much it weighs in each.
#[derive(Default)]
struct Found {
    rows: Vec<(Key, i32)>,
    complete: bool,
}

/// The countries that are searched: that of the scope, or all that are known.
pub async fn of_countries(scope: &Scope) -> Result<Vec<String>> {
    if !scope.country().is_empty() {
        return Ok(vec![scope.country().to_owned()]);
    }
    let known = scope.all(scope.find::<country::rows::Entity>()).await?;
    let codes: BTreeSet<String> = known.into_iter().map(|country| country.id).collect();
    Ok(codes.into_iter().collect())
}

/// The rows that have a term of each group. With more than one group the heaviest rows of the rarest are asked for the
/// others.
///
/// A row scores the sum over the groups of ln(1 + [`CANDIDATES`] / n) times its weight, where n is the number of rows of
/// the group, as far as it is counted: the inverse frequency of BM25 with a constant in the place of the number of all
/// rows, so that neither tells of rows elsewhere.
pub async fn by_words<T: Terms>(scope: &Scope, countries: &[String], groups: &[Group]) -> Result<Hits>
where
    T::ActiveModel: ActiveModelTrait<Entity = T> + Send,
{
    let (groups, all_words) = grown::<T>(scope, countries, groups).await?;
    let terms = groups.iter().flatten().cloned().collect();
    let found = heaviest::<T>(scope, countries, &groups).await?;
    let size = |found: &Found| if found.complete { found.rows.len() } else { CANDIDATES + 1 };
    let Some(rarest) = (0..found.len()).min_by_key(|place| size(&found[*place])) else {
        return Ok(Hits { all: Vec::new(), complete: true, terms });
    };
    let mut scores: HashMap<Key, i64> =
        found[rarest].rows.iter().map(|(key, weight)| (key.clone(), score(&found[rarest], *weight))).collect();
    let others: Vec<usize> = (0..found.len()).filter(|place| *place != rarest).collect();
    let mut weights: Vec<HashMap<Key, i32>> = found.iter().map(|found| found.rows.iter().cloned().collect()).collect();
    let open: Vec<usize> = others.iter().copied().filter(|place| !found[*place].complete).collect();
    let is_missing = |key: &&Key| open.iter().any(|place| !weights[*place].contains_key(*key));
    let missing: Vec<Key> = scores.keys().filter(is_missing).cloned().collect();
    let terms_of_open = open.iter().flat_map(|place| &groups[*place]).cloned().collect();
    for line in of_rows::<T>(scope, countries, missing, &terms_of_open).await? {
        for place in open.iter().filter(|place| groups[**place].contains(&line.term)) {
            heavier(&mut weights[*place], &line);
        }
    }
    for place in others {
        scores.retain(|key, scored| match weights[place].get(key) {
            Some(weight) => {
                *scored += score(&found[place], *weight);
                true
            }
            None => false,
        });
    }
    let all = scores.into_iter().map(|((country, id), score)| Hit { country, id, score }).collect();
    Ok(Hits { all, complete: all_words && found[rarest].complete, terms })
}

fn heavier(weights: &mut HashMap<Key, i32>, line: &Line) {
    let heaviest = weights.entry((line.country.clone(), line.document)).or_default();
    *heaviest = line.weight.max(*heaviest);
}

#[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "at most 7 times 2,200, thousandfold")]
fn score(found: &Found, weight: i32) -> i64 {
    let frequency = found.rows.len().max(1) as f64;
    ((1.0 + CANDIDATES as f64 / frequency).ln() * f64::from(weight) * 1000.0).round() as i64
}

/// The heaviest rows of each group. Each term is asked for by itself in each country, so that the index gives the
/// heaviest first and nothing else is read.
async fn heaviest<T: Terms>(scope: &Scope, countries: &[String], groups: &[BTreeSet<String>]) -> Result<Vec<Found>>
where
    T::ActiveModel: ActiveModelTrait<Entity = T> + Send,
{
    let terms: BTreeSet<&String> = groups.iter().flatten().collect();
    let mut queries = Vec::new();
    for (country, term) in countries.iter().flat_map(|country| terms.iter().map(move |term| (country, *term))) {
        let lines = lines::<T>(scope, country).filter(T::TERM.eq(term));
        let heaviest = lines.order_by_desc(T::WEIGHT).order_by_desc(T::DOCUMENT);
        queries.push(heaviest.limit(CANDIDATES as u64 + 1));
    }
    let mut by_term: HashMap<String, Vec<Line>> = HashMap::new();
    for line in scope.gathered::<T, Line>(queries).await? {
        by_term.entry(line.term.clone()).or_default().push(line);
    }
    Ok(groups.iter().map(|group| together(group, &by_term)).collect())
}

/// The heaviest rows of all terms of a group.
fn together(group: &BTreeSet<String>, by_term: &HashMap<String, Vec<Line>>) -> Found {
    let mut weights = HashMap::new();
    for line in group.iter().filter_map(|term| by_term.get(term)).flatten() {
        heavier(&mut weights, line);
    }
    let mut rows: Vec<(Key, i32)> = weights.into_iter().collect();
    rows.sort_by(|(one, heavy), (other, light)| light.cmp(heavy).then_with(|| other.1.cmp(&one.1)));
    let complete = rows.len() <= CANDIDATES;
    rows.truncate(CANDIDATES);
    Found { rows, complete }
}

/// The lines of these rows with one of these terms, all asked for at once: those of one row stand beside one another.
async fn of_rows<T: Terms>(
    scope: &Scope,
    countries: &[String],
    rows: Vec<Key>,
    terms: &BTreeSet<String>,
) -> Result<Vec<Line>>
where
    T::ActiveModel: ActiveModelTrait<Entity = T> + Send,
{
    let mut queries = Vec::new();
    for country in countries {
        let ids: Vec<Uuid> = rows.iter().filter(|(of, _)| of == country).map(|(_, id)| *id).collect();
        if !ids.is_empty() {
            let these = scope.among(T::DOCUMENT, ids).await?;
            queries.push(lines::<T>(scope, country).filter(these).filter(T::TERM.is_in(terms)));
        }
    }
    scope.gathered::<T, Line>(queries).await
}

fn lines<T: Terms>(scope: &Scope, country: &str) -> Select<T>
where
    T::ActiveModel: ActiveModelTrait<Entity = T> + Send,
{
    let columns = [T::country(), T::DOCUMENT, T::TERM, T::WEIGHT];
    scope.find::<T>().filter(T::country().eq(country)).select_only().columns(columns)
}
