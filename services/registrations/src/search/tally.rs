//! The order of what was found, and its pages.

use platform::{Result, list::no_position, page::Page};
use sea_orm::prelude::Uuid;

use super::Hit;

/// What was found and may be seen, the best first; of equals, the latest made.
pub struct Ranked(Vec<Hit>);

impl Ranked {
    /// In order.
    pub fn of(mut hits: Vec<Hit>) -> Self {
        hits.sort_unstable_by_key(|hit| std::cmp::Reverse(key(hit)));
        Self(hits)
    }

    /// How many there are.
    pub fn size(&self) -> i32 {
        i32::try_from(self.0.len()).unwrap_or(i32::MAX)
    }
}

fn key(hit: &Hit) -> (i64, Uuid) {
    (hit.score, hit.id)
}

/// The hits of a page, and the token of the next one.
pub fn page_of(ranked: Ranked, page: &Page) -> Result<(Vec<Hit>, String)> {
    let mut hits = ranked.0;
    if let Some(after) = &page.after {
        let last = position(after)?;
        hits.retain(|hit| key(hit) < last);
    }
    Ok(page.cut(hits, |hit| format!("{}/{}", hit.score, hit.id)))
}

fn position(after: &str) -> Result<(i64, Uuid)> {
    let (score, id) = after.split_once('/').ok_or_else(no_position)?;
    let score = score.parse().map_err(|_| no_position())?;
    Ok((score, Uuid::try_parse(id).map_err(|_| no_position())?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_follow_one_another_without_a_gap_or_a_repetition() {
        let hit = |score: i64, id: u128| Hit { country: "do".into(), id: Uuid::from_u128(id), score };
        let all = || Ranked::of(vec![hit(5, 1), hit(9, 2), hit(5, 3), hit(5, 2), hit(1, 9)]);
        let (mut seen, mut token) = (Vec::new(), String::new());
        loop {
            let page = Page::of(2, &token, &["search"]).expect("a page");
            let (hits, next) = page_of(all(), &page).expect("hits");
            seen.extend(hits.iter().map(|hit| (hit.score, hit.id.as_u128())));
            if next.is_empty() {
                break;
            }
            token = next;
        }
        assert_eq!(seen, [(9, 2), (5, 3), (5, 2), (5, 1), (1, 9)]);
        assert!(position("nonsense").is_err() && position("5/none").is_err());
    }
}
