//! What is wished of a pair of case and reviewer, and what it costs that a wish is not met. Pure.
//!
//! A cost says how much one wish counts beside another: who does not read the language of an entry comes last; who is from
//! another category comes before somebody who has 20 reviews more. What the pairs of a proposal cost together is what the
//! flow makes least.

mod words;

use proto::reviews::v1::{Bid, CostPart, cost_part};
use serde::{Deserialize, Serialize};

/// The reviewer does not read the language of the entry.
const LANGUAGE: u32 = 100;
/// The reviewer is not at home in the category.
const CATEGORY: u32 = 40;
/// Nor in the track.
const TRACK: u32 = 20;
/// The reviewer said nothing of the case, though others are eager.
const NO_BID: u32 = 20;
/// The reviewer would rather not have it.
const RELUCTANT: u32 = 60;
/// No reviewer of the case is lent by another country, where one is wished: less than the language, more than all else that one
/// who is lent may lack.
pub const LENT: u32 = 80;
/// The institution is no partner in the country.
const NO_PARTNER: u32 = 15;
/// A second reviewer of one institution on a case; a third costs twice as much more.
pub const SPREAD: u32 = 50;
/// One more review, for each that the reviewer has already.
pub const LOAD: u32 = 2;
/// A further empty place of one case, rather than one of another.
pub const SHORTAGE: u32 = 200;

/// What is wished for; as it is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Wish {
    /// That the reviewer reads the language.
    Language,
    /// That they are at home in category and track.
    Expertise,
    /// That they want the case.
    Bid,
    /// That their institution is a partner.
    Partnership,
    /// That the reviewers of a case come from different institutions.
    Spread,
    /// That all have as many reviews.
    Load,
    /// That another country lends one of the reviewers of a case.
    Lent,
}

/// All of them, in the order in which they are told.
pub const WISHES: [Wish; 7] =
    [Wish::Language, Wish::Expertise, Wish::Bid, Wish::Partnership, Wish::Spread, Wish::Load, Wish::Lent];

/// A wish that is not met, and what that costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// What is wished for.
    pub wish: Wish,
    /// Over 0.
    pub cost: u32,
}

/// What counts of an entry.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Entry {
    /// Empty: nobody said.
    pub language: String,
    /// The contract's number.
    pub track: i32,
    /// The id of the category.
    pub category: String,
}

/// What counts of a reviewer. Empty lists: everything.
#[derive(Clone, Debug, Default)]
pub struct Reader {
    /// The languages that they read.
    pub languages: Vec<String>,
    /// The categories that they are at home in.
    pub categories: Vec<String>,
    /// The tracks, by the contract's numbers.
    pub tracks: Vec<i32>,
    /// Whether their institution is a partner.
    pub partnered: bool,
}

/// What a pair costs by what its two sides are.
pub fn parts(entry: &Entry, reader: &Reader) -> Vec<Part> {
    let lacks = |known: bool, cost: u32| if known { 0 } else { cost };
    let reads = entry.language.is_empty() || is_among(&reader.languages, &entry.language);
    let expertise = lacks(is_among(&reader.categories, &entry.category), CATEGORY)
        + lacks(is_among(&reader.tracks, &entry.track), TRACK);
    let all = [
        (Wish::Language, lacks(reads, LANGUAGE)),
        (Wish::Expertise, expertise),
        (Wish::Partnership, lacks(reader.partnered, NO_PARTNER)),
    ];
    all.into_iter().filter(|(_, cost)| *cost > 0).map(|(wish, cost)| Part { wish, cost }).collect()
}

fn is_among<T: PartialEq>(known: &[T], asked: &T) -> bool {
    known.is_empty() || known.contains(asked)
}

/// What a pair costs by what the reviewer bid.
pub fn of_bid(bid: Bid) -> u32 {
    match bid {
        Bid::Eager => 0,
        Bid::Willing => NO_BID / 2,
        Bid::Unspecified => NO_BID,
        Bid::Reluctant => RELUCTANT,
    }
}

/// What parts cost together.
pub fn sum(parts: &[Part]) -> u32 {
    parts.iter().map(|part| part.cost).sum()
}

impl Wish {
    /// The kind of the contract.
    pub fn message(self) -> cost_part::Kind {
        match self {
            Wish::Language => cost_part::Kind::Language,
            Wish::Expertise => cost_part::Kind::Expertise,
            Wish::Bid => cost_part::Kind::Bid,
            Wish::Partnership => cost_part::Kind::Partnership,
            Wish::Spread => cost_part::Kind::Spread,
            Wish::Load => cost_part::Kind::Load,
            Wish::Lent => cost_part::Kind::Lent,
        }
    }
}

/// A wish and what it costs, as a message.
pub fn to_message(wish: Wish, cost: i64, language: platform::error::Language) -> CostPart {
    CostPart { kind: wish.message().into(), cost, words: words::of(wish).in_language(language).to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry() -> Entry {
        Entry { language: "en".into(), track: 1, category: "payments".into() }
    }

    #[test]
    fn who_says_nothing_of_themselves_fits_everything() {
        assert_eq!(parts(&entry(), &Reader { partnered: true, ..Reader::default() }), []);
    }

    #[test]
    fn a_language_that_is_not_read_weighs_more_than_all_else_that_does_not_fit() {
        let foreign = Reader { languages: vec!["es".into()], partnered: true, ..Reader::default() };
        let other = Reader { categories: vec!["health".into()], tracks: vec![2], ..Reader::default() };
        assert_eq!(parts(&entry(), &foreign), [Part { wish: Wish::Language, cost: LANGUAGE }]);
        assert!(sum(&parts(&entry(), &other)) < LANGUAGE);
        let unsaid = Entry { language: String::new(), ..entry() };
        assert_eq!(parts(&unsaid, &foreign), []);
    }

    #[test]
    fn the_more_a_case_is_wanted_the_less_it_costs() {
        let order = [Bid::Eager, Bid::Willing, Bid::Unspecified, Bid::Reluctant].map(of_bid);
        assert!(order.is_sorted_by(|one, next| one < next));
    }
}
