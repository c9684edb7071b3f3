//! The order of what was found, and its pages.

use platform::{Result, list::no_position, page::Page};
use prost::Message;
use sea_orm::prelude::Uuid;

use super::{CANDIDATES, Hit};

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

/// Where the page before ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Position {
    last: (i64, Uuid),
    /// By which numbers of rows its hits score.
    pub frequencies: Vec<usize>,
}

impl Position {
    /// That of a page; nothing of the first.
    pub fn of(page: &Page) -> Result<Option<Self>> {
        page.after.as_deref().map(|after| Self::read(after).ok_or_else(no_position)).transpose()
    }

    fn read(after: &str) -> Option<Self> {
        let mut parts = after.split('/');
        let (score, id, frequencies) = (parts.next()?, parts.next()?, parts.next()?);
        let frequency = |number: &str| number.parse().ok().filter(|number| (1..=CANDIDATES).contains(number));
        let frequencies = frequencies.split('.').filter(|number| !number.is_empty()).map(frequency);
        let last = (score.parse().ok()?, Uuid::try_parse(id).ok()?);
        Some(Self { last, frequencies: frequencies.collect::<Option<_>>()? })
    }

    fn written(hit: &Hit, frequencies: &[usize]) -> String {
        let frequencies: Vec<String> = frequencies.iter().map(ToString::to_string).collect();
        format!("{}/{}/{}", hit.score, hit.id, frequencies.join("."))
    }
}

/// The hits of a page, and the token of the next one.
pub fn page_of(ranked: Ranked, page: &Page, after: Option<Position>, frequencies: &[usize]) -> (Vec<Hit>, String) {
    let mut hits = ranked.0;
    if let Some(Position { last, .. }) = after {
        hits.retain(|hit| key(hit) < last);
    }
    page.cut(hits, |hit| Position::written(hit, frequencies))
}

/// What one answer may hold of a page that goes on at `token`, and where the next one begins.
pub fn light<M: Message>(page: &Page, found: Vec<(Hit, M)>, token: String, frequencies: &[usize]) -> (Vec<M>, String) {
    let key = |(hit, _): &(Hit, M)| Position::written(hit, frequencies);
    let (found, token) = page.lighten(found, token, |(_, message)| message.encoded_len(), key);
    (found.into_iter().map(|(_, message)| message).collect(), token)
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
            let after = Position::of(&page).expect("a position");
            assert!(after.iter().all(|after| after.frequencies == [7, 1000]));
            let (hits, next) = page_of(all(), &page, after, &[7, 1000]);
            seen.extend(hits.iter().map(|hit| (hit.score, hit.id.as_u128())));
            if next.is_empty() {
                break;
            }
            token = next;
        }
        assert_eq!(seen, [(9, 2), (5, 3), (5, 2), (5, 1), (1, 9)]);
        let id = Uuid::nil();
        assert!(Position::read(&format!("5/{id}/")).is_some(), "a search without words");
        for wrong in ["nonsense", "5/none/", &format!("5/{id}"), &format!("5/{id}/0"), &format!("5/{id}/1.x")] {
            assert_eq!(Position::read(wrong), None, "{wrong}");
        }
    }
}
