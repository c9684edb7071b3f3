//! From how words begin to the words themselves, as they stand in a table of terms.

use std::collections::{BTreeMap, BTreeSet};

use platform::{Result, Scope, search::Group};
use sea_orm::{ActiveModelTrait, ColumnTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect};

use super::rows::Terms;

/// Words that one beginning stands for, the first in order: each is looked up by itself.
const MOST: usize = 40;
/// Lines that are read at once.
const AT_ONCE: u64 = 500;
/// Behind every letter that a word may have.
const LAST: char = '\u{10FFFF}';

/// One line of a table of terms.
#[derive(FromQueryResult)]
struct Line {
    country: String,
    term: String,
}

/// What one of each group's terms is enough for, once beginnings are the words that begin so; and whether these are all.
pub async fn grown<T: Terms>(
    scope: &Scope,
    countries: &[String],
    groups: &[Group],
) -> Result<(Vec<BTreeSet<String>>, bool)>
where
    T::ActiveModel: ActiveModelTrait<Entity = T> + Send,
{
    let mut complete = true;
    let mut all = Vec::new();
    for group in groups {
        let mut terms = group.terms.clone();
        for beginning in &group.beginnings {
            let words = words::<T>(scope, countries, beginning).await?;
            complete &= words.len() <= MOST;
            terms.extend(words.into_iter().take(MOST));
        }
        all.push(terms);
    }
    Ok((all, complete))
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
            let lines = scope.find::<T>().filter(T::country().eq(country)).filter(T::TERM.gte(beginning));
            let lines = lines.filter(T::TERM.gt(last)).filter(T::TERM.lt(format!("{beginning}{LAST}")));
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
