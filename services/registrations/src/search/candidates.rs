//! Which rows have the words of a question, the heaviest first.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use platform::{Result, Scope, search::Group};
use sea_orm::{ActiveModelTrait, ColumnTrait, FromQueryResult, QueryFilter, QuerySelect, Select, prelude::Uuid};

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
    /// The heaviest, in order.
    rows: Vec<(Key, i32)>,
    /// Whether these are all that there are.
    complete: bool,
    /// All that were read.
    weights: HashMap<Key, i32>,
    /// The terms that have more lines than were read, none of which is heavier than this.
    cut: BTreeMap<String, i32>,
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
    let mut found = heaviest::<T>(scope, countries, &groups).await?;
    let size = |found: &Found| if found.complete { found.rows.len() } else { CANDIDATES + 1 };
    let Some(rarest) = (0..found.len()).min_by_key(|place| size(&found[*place])) else {
        return Ok(Hits { all: Vec::new(), complete: true, terms });
    };
    let mut scores: HashMap<Key, i64> =
        found[rarest].rows.iter().map(|(key, weight)| (key.clone(), score(&found[rarest], *weight))).collect();
    let others: Vec<usize> = (0..found.len()).filter(|place| *place != rarest).collect();
    let lines = not_read::<T>(scope, &scores, others.iter().map(|place| &found[*place])).await?;
    for line in lines {
        for place in others.iter().filter(|place| groups[**place].contains(&line.term)) {
            heavier(&mut found[*place].weights, &line);
        }
    }
    for place in others {
        scores.retain(|key, scored| match found[place].weights.get(key) {
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

/// The heaviest rows of each group. Each term is asked for by itself in each country, so that an index gives the heaviest
/// first and nothing else is read.
async fn heaviest<T: Terms>(scope: &Scope, countries: &[String], groups: &[BTreeSet<String>]) -> Result<Vec<Found>>
where
    T::ActiveModel: ActiveModelTrait<Entity = T> + Send,
{
    let terms: BTreeSet<&String> = groups.iter().flatten().collect();
    let of_term =
        |term: &String| countries.iter().map(|country| lines::<T>(scope, country).filter(T::TERM.eq(term))).collect();
    let lots = terms.into_iter().map(of_term).collect();
    let order = [T::WEIGHT, T::DOCUMENT];
    let mut by_term: HashMap<String, Vec<Line>> = HashMap::new();
    for line in scope.gathered_highest::<T, Line>(lots, &order, CANDIDATES as u64 + 1).await? {
        by_term.entry(line.term.clone()).or_default().push(line);
    }
    Ok(groups.iter().map(|group| together(group, &by_term)).collect())
}

/// The heaviest rows of all terms of a group.
fn together(group: &BTreeSet<String>, by_term: &HashMap<String, Vec<Line>>) -> Found {
    let mut found = Found::default();
    for (term, lines) in group.iter().filter_map(|term| by_term.get_key_value(term)) {
        for line in lines {
            heavier(&mut found.weights, line);
        }
        if lines.len() > CANDIDATES {
            let lightest = lines.iter().map(|line| line.weight).min();
            found.cut.insert(term.clone(), lightest.unwrap_or_default());
        }
    }
    found.rows = found.weights.iter().map(|(key, weight)| (key.clone(), *weight)).collect();
    found.rows.sort_by(|(one, heavy), (other, light)| light.cmp(heavy).then_with(|| other.1.cmp(&one.1)));
    found.complete = found.rows.len() <= CANDIDATES;
    found.rows.truncate(CANDIDATES);
    found
}

/// The lines of these rows that were not read because a term of one of the groups has more of them: asked for all at once,
/// and of those terms alone. Those of one row stand beside one another.
async fn not_read<'found, T: Terms>(
    scope: &Scope,
    rows: &HashMap<Key, i64>,
    groups: impl Iterator<Item = &'found Found> + Clone,
) -> Result<Vec<Line>>
where
    T::ActiveModel: ActiveModelTrait<Entity = T> + Send,
{
    let terms: BTreeSet<&String> = groups.clone().flat_map(|found| found.cut.keys()).collect();
    let cut: Vec<(&Found, i32)> = groups.filter_map(|found| Some((found, *found.cut.values().max()?))).collect();
    let may_weigh_more =
        |key: &Key| cut.iter().any(|(found, lightest)| found.weights.get(key).is_none_or(|weight| weight < lightest));
    let mut open: BTreeMap<&String, Vec<Uuid>> = BTreeMap::new();
    for key in rows.keys().filter(|key| may_weigh_more(key)) {
        open.entry(&key.0).or_default().push(key.1);
    }
    let mut queries = Vec::new();
    for (country, ids) in open {
        let these = scope.among(T::DOCUMENT, ids).await?;
        queries.push(lines::<T>(scope, country).filter(these).filter(T::TERM.is_in(terms.iter().copied())));
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
