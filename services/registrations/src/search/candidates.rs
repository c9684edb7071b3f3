//! Which rows have the words of a question, the heaviest first.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use platform::{Result, Scope};
use sea_orm::{ActiveModelTrait, ColumnTrait, FromQueryResult, QueryFilter, QuerySelect, Select, prelude::Uuid};

use super::{
    Question,
    beginnings::{Meant, grown},
    condition::one_of,
    rows::Terms,
};
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

/// One line of a table of terms.
#[derive(FromQueryResult)]
struct Line {
    country: String,
    document: Uuid,
    term: String,
    weight: i32,
}

/// The country and the id of a row.
pub type Key = (String, Uuid);

/// Rows that have what they are asked for.
#[derive(Default)]
pub struct Matched {
    /// How well each does.
    pub hits: Vec<Hit>,
    /// Terms that they have and that were looked for by their beginning alone.
    pub terms: BTreeSet<String>,
}

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

/// The countries that are searched: that of the scope, or all that are known; of these the one that is asked for, if one is.
pub async fn of_countries(scope: &Scope, question: &Question) -> Result<Vec<String>> {
    if !scope.country().is_empty() {
        return Ok(vec![scope.country().to_owned()]);
    }
    let known = scope.all(scope.find::<country::rows::Entity>()).await?;
    let mut codes: BTreeSet<String> = known.into_iter().map(|country| country.id).collect();
    if let Some(name) = question.value_of("country") {
        codes.retain(|code| name.strip_prefix("countries/").is_some_and(|asked| asked == code));
    }
    Ok(codes.into_iter().collect())
}

/// What is looked for, and the heaviest rows of each group of words.
///
/// A row scores the sum over the groups of ln(1 + [`CANDIDATES`] / n) times its weight, where n is the number of rows of
/// the group, as far as it is counted: the inverse frequency of BM25 with a constant in the place of the number of all
/// rows, so that neither tells of rows elsewhere.
pub struct Sought {
    groups: Vec<Meant>,
    found: Vec<Found>,
    frequencies: Vec<usize>,
}

impl Sought {
    /// Looks up each word of a question in these countries.
    pub async fn of<T: Terms>(scope: &Scope, countries: &[String], question: &Question) -> Result<Self>
    where
        T::ActiveModel: ActiveModelTrait<Entity = T> + Send,
    {
        let groups = grown::<T>(scope, countries, &question.groups).await?;
        let found = heaviest::<T>(scope, countries, &groups).await?;
        let frequencies = match &question.frequencies {
            Some(known) => known.clone(),
            None => found.iter().map(Found::frequency).collect(),
        };
        Ok(Self { groups, found, frequencies })
    }

    /// The number of rows of each group, by which each row scores: those of the first page hold for those that follow it, or
    /// else each row that comes or goes meanwhile would move all others.
    pub fn frequencies(&self) -> &[usize] {
        &self.frequencies
    }

    /// All that is looked for and was known beforehand, which passages may show.
    pub fn terms(&self) -> BTreeSet<String> {
        self.groups.iter().flat_map(|group| &group.terms).cloned().collect()
    }

    /// Whether all rows of the rarest group were read.
    pub fn has_all_rows(&self) -> bool {
        self.rarest().is_none_or(|found| found.complete)
    }

    /// The rows that have a term of each group: of more than one, the heaviest rows of the rarest that have the others.
    pub async fn heaviest<T: Terms>(&self, scope: &Scope) -> Result<Matched>
    where
        T::ActiveModel: ActiveModelTrait<Entity = T> + Send,
    {
        let rows = self.rarest().map(|found| found.rows.clone()).unwrap_or_default();
        self.among::<T>(scope, rows.into_iter().map(|(key, _)| key).collect()).await
    }

    /// Those of these rows that have a term of each group.
    pub async fn among<T: Terms>(&self, scope: &Scope, rows: Vec<Key>) -> Result<Matched>
    where
        T::ActiveModel: ActiveModelTrait<Entity = T> + Send,
    {
        let mut weights: Vec<HashMap<&Key, i32>> = Vec::new();
        let lines = self.not_read::<T>(scope, &rows).await?;
        let lines: Vec<(Key, Line)> =
            lines.into_iter().map(|line| ((line.country.clone(), line.document), line)).collect();
        for group in &self.groups {
            let mut heaviest = HashMap::new();
            for (key, line) in lines.iter().filter(|(_, line)| group.has(&line.term)) {
                let weight = heaviest.entry(key).or_default();
                *weight = line.weight.max(*weight);
            }
            weights.push(heaviest);
        }
        let weight = |place: usize, key: &Key| {
            let known = [self.found[place].weights.get(key), weights[place].get(key)];
            known.into_iter().flatten().max().copied()
        };
        let scored = rows.iter().filter_map(|key| {
            let scores = (0..self.groups.len()).map(|place| Some(score(self.frequencies[place], weight(place, key)?)));
            let score = scores.sum::<Option<i64>>()?;
            Some(Hit { country: key.0.clone(), id: key.1, score })
        });
        let hits = scored.collect();
        let terms = lines.iter().map(|(_, line)| &line.term).filter(|term| self.begins(term));
        Ok(Matched { hits, terms: terms.cloned().collect() })
    }

    fn begins(&self, term: &str) -> bool {
        self.groups.iter().flat_map(|group| &group.beginnings).any(|beginning| term.starts_with(beginning))
    }

    /// The group that the fewest rows have. What only a beginning is known of has none that were read.
    fn rarest(&self) -> Option<&Found> {
        let size = |found: &&Found| match found.complete {
            true => found.rows.len(),
            false if found.rows.is_empty() => CANDIDATES + 2,
            false => CANDIDATES + 1,
        };
        self.found.iter().min_by_key(size)
    }

    /// The lines of these rows that were not read because a term of one of the groups has more of them, or is not known:
    /// asked for all at once, and of those terms alone. Those of one row stand beside one another.
    async fn not_read<T: Terms>(&self, scope: &Scope, rows: &[Key]) -> Result<Vec<Line>>
    where
        T::ActiveModel: ActiveModelTrait<Entity = T> + Send,
    {
        let terms: BTreeSet<String> = self.found.iter().flat_map(|found| found.cut.keys()).cloned().collect();
        let beginnings: BTreeSet<String> = self.groups.iter().flat_map(|group| &group.beginnings).cloned().collect();
        let cut = self.found.iter().filter_map(|found| Some((found, *found.cut.values().max()?)));
        let cut: Vec<(&Found, i32)> = cut.collect();
        let may_weigh_more = |key: &Key| {
            cut.iter().any(|(found, lightest)| found.weights.get(key).is_none_or(|weight| weight < lightest))
        };
        let mut open: BTreeMap<&String, Vec<Uuid>> = BTreeMap::new();
        for key in rows.iter().filter(|key| !beginnings.is_empty() || may_weigh_more(key)) {
            open.entry(&key.0).or_default().push(key.1);
        }
        let mut queries = Vec::new();
        for (country, ids) in open {
            let these = scope.among(T::DOCUMENT, ids).await?;
            queries.push(lines::<T>(scope, country).filter(these).filter(one_of::<T>(&terms, &beginnings)));
        }
        scope.gathered::<T, Line>(queries).await
    }
}

impl Found {
    /// How many rows there are, as far as it is counted.
    fn frequency(&self) -> usize {
        if self.complete { self.rows.len().clamp(1, CANDIDATES) } else { CANDIDATES }
    }
}

fn heavier(weights: &mut HashMap<Key, i32>, line: &Line) {
    let heaviest = weights.entry((line.country.clone(), line.document)).or_default();
    *heaviest = line.weight.max(*heaviest);
}

#[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "at most 7 times 2,200, thousandfold")]
fn score(frequency: usize, weight: i32) -> i64 {
    ((1.0 + CANDIDATES as f64 / frequency as f64).ln() * f64::from(weight) * 1000.0).round() as i64
}

/// The heaviest rows of each group. Each term is asked for by itself in each country, so that an index gives the heaviest
/// first and nothing else is read.
async fn heaviest<T: Terms>(scope: &Scope, countries: &[String], groups: &[Meant]) -> Result<Vec<Found>>
where
    T::ActiveModel: ActiveModelTrait<Entity = T> + Send,
{
    let terms: BTreeSet<&String> = groups.iter().flat_map(|group| &group.terms).collect();
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
fn together(group: &Meant, by_term: &HashMap<String, Vec<Line>>) -> Found {
    let mut found = Found::default();
    for (term, lines) in group.terms.iter().filter_map(|term| by_term.get_key_value(term)) {
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
    found.complete = found.rows.len() <= CANDIDATES && group.beginnings.is_empty();
    found.rows.truncate(CANDIDATES);
    found
}

fn lines<T: Terms>(scope: &Scope, country: &str) -> Select<T>
where
    T::ActiveModel: ActiveModelTrait<Entity = T> + Send,
{
    let columns = [T::country(), T::DOCUMENT, T::TERM, T::WEIGHT];
    scope.find::<T>().filter(T::country().eq(country)).select_only().columns(columns)
}
