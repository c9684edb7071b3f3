//! From how words begin to the words themselves, as they stand in a table of terms, where they are few enough to be looked up
//! one by one.

use std::collections::{BTreeMap, BTreeSet};

use platform::{Result, Scope, search::Group};
use sea_orm::{ActiveModelTrait, ColumnTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect};

use super::{condition::begins, rows::Terms};

/// Words of one beginning that are looked up, each by itself.
const MOST: usize = 40;
/// Lines that are read at once.
const AT_ONCE: u64 = 500;

/// What one of is enough.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Meant {
    /// Terms, those among them that a beginning stands for.
    pub terms: BTreeSet<String>,
    /// Beginnings of more terms than are looked up: they are asked of rows that were found by something else.
    pub beginnings: BTreeSet<String>,
}

impl Meant {
    /// Whether a term is one of these.
    pub fn has(&self, term: &str) -> bool {
        self.terms.contains(term) || self.beginnings.iter().any(|beginning| term.starts_with(beginning))
    }
}

/// One line of a table of terms.
#[derive(FromQueryResult)]
struct Line {
    country: String,
    term: String,
}

/// What is meant by each of these groups.
pub async fn grown<T: Terms>(scope: &Scope, countries: &[String], groups: &[Group]) -> Result<Vec<Meant>>
where
    T::ActiveModel: ActiveModelTrait<Entity = T> + Send,
{
    let mut all = Vec::new();
    for group in groups {
        let mut meant = Meant { terms: group.terms.clone(), ..Meant::default() };
        for beginning in &group.beginnings {
            let words = words::<T>(scope, countries, beginning).await?;
            match words.len() <= MOST {
                true => meant.terms.extend(words),
                false => drop(meant.beginnings.insert(beginning.clone())),
            }
        }
        all.push(meant);
    }
    Ok(all)
}

/// The words that begin so in these countries: the first in order, one more than [`MOST`] at least where there are more.
/// A word that stands in many rows is passed over from behind its last line that was read.
async fn words<T: Terms>(scope: &Scope, countries: &[String], beginning: &str) -> Result<BTreeSet<String>>
where
    T::ActiveModel: ActiveModelTrait<Entity = T> + Send,
{
    let mut found: BTreeSet<String> = BTreeSet::new();
    let mut open: BTreeMap<String, String> = countries.iter().map(|country| (country.clone(), String::new())).collect();
    while !open.is_empty() {
        let queries = open.iter().map(|(country, last)| {
            let lines = scope.find::<T>().filter(T::country().eq(country)).filter(begins::<T>(beginning));
            let lines = lines.filter(T::TERM.gt(last));
            let columns = lines.select_only().columns([T::country(), T::TERM]);
            columns.order_by_asc(T::TERM).limit(AT_ONCE)
        });
        let mut read: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for line in scope.gathered::<T, Line>(queries.collect()).await? {
            read.entry(line.country).or_default().push(line.term);
        }
        open.clear();
        for (country, terms) in read {
            let full = u64::try_from(terms.len()).is_ok_and(|lines| lines >= AT_ONCE);
            let words: BTreeSet<String> = terms.into_iter().collect();
            let enough = words.len() > MOST;
            if let Some(last) = words.last().filter(|_| full && !enough) {
                open.insert(country, last.clone());
            }
            found.extend(words);
        }
    }
    Ok(found)
}
