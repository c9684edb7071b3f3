//! Nobody computes what was left out: neither from the whole, nor from what else is told, nor by knowing how it was done.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;

fn shown(cover: &Cover) -> Vec<Option<u64>> {
    (0..cover.counts.len()).map(|place| cover.at(place)).collect()
}

#[test]
fn what_is_small_is_left_out_with_enough_beside_it() {
    let of = |counts: &[u64]| shown(&Cover::small(counts.to_vec(), &[]));
    assert_eq!(of(&[10, 20, 0]), [Some(10), Some(20), Some(0)]);
    assert_eq!(of(&[10, 3, 20]), [None, None, Some(20)]);
    assert_eq!(of(&[10, 3, 10, 20]), [None, None, None, Some(20)], "which of two equal ones would tell");
    assert_eq!(of(&[4, 4, 20]), [None, None, None], "eight of two small ones would be four each");
    assert_eq!(of(&[1, 1, 20, 0]), [None, None, None, Some(0)]);
    assert_eq!(of(&[2, 3, 0]), [None, None, None], "each of two that are five together could be told by a zero");
    assert_eq!(of(&[]), []);
    assert_eq!(shown(&Cover::small(vec![10, 20, 30], &[2])), [None, Some(20), None]);
    assert_eq!(shown(&Cover::nothing(vec![1, 2])), [Some(1), Some(2)]);
}

#[test]
fn a_sum_is_shown_where_it_says_nothing_of_what_was_left_out() {
    let cover = Cover::small(vec![10, 3, 20, 30], &[]);
    assert_eq!(shown(&cover), [None, None, Some(20), Some(30)]);
    assert_eq!(cover.sum(|place| place >= 2), Some(50));
    assert_eq!(cover.sum(|place| place <= 2), Some(33), "both that are left out are in it");
    assert_eq!(cover.sum(|place| place == 1 || place == 2), None);
    assert_eq!(cover.passed(&[10, 3, 4, 0]), Some(17));
    assert_eq!(cover.passed(&[0, 0, 9, 0]), Some(9));
    assert_eq!(cover.passed(&[0, 0, 4, 0]), None, "four are too few");
    assert_eq!(cover.passed(&[10, 2, 20, 30]), None, "it would tell that one of the three did not");
    assert_eq!(Cover::nothing(vec![10, 3]).passed(&[1, 0]), Some(1));
}

/// Even somebody who knows by which rules counts are left out finds two numbers at least that each may be.
#[test]
fn who_knows_the_rules_and_the_whole_cannot_compute_what_was_left_out() {
    type Answers = BTreeMap<(Vec<Option<u64>>, u64), Vec<BTreeSet<u64>>>;
    let mut answers = Answers::new();
    for counts in all_of_four(16) {
        let whole: u64 = counts.iter().sum();
        // A whole that is small itself is not shown.
        let key = (shown(&Cover::small(counts.clone(), &[])), if is_small(whole) { u64::MAX } else { whole });
        let possible = answers.entry(key).or_insert_with(|| vec![BTreeSet::new(); counts.len()]);
        for (count, possible) in counts.iter().zip(possible) {
            possible.insert(*count);
        }
    }
    for ((shown, whole), possible) in answers {
        for (count, possible) in shown.iter().zip(possible) {
            assert!(count.is_some() || possible.len() > 1, "{shown:?} of {whole}: {possible:?}");
        }
    }
}

/// Every four counts that are so many together, or fewer.
fn all_of_four(most: u64) -> impl Iterator<Item = Vec<u64>> {
    let three = move |one: u64| {
        (0..=most - one).flat_map(move |other| (0..=most - one - other).map(move |third| (other, third)))
    };
    (0..=most).flat_map(move |one| three(one).map(move |(other, third)| (one, other, third))).flat_map(
        move |(one, other, third)| (0..=most - one - other - third).map(move |fourth| vec![one, other, third, fourth]),
    )
}

/// Somebody who was counted: at which place, and what they did.
type Somebody = (usize, u8);

const PLACES: usize = 6;

fn told(people: &[Somebody], cover: &Cover) -> (Vec<Option<u64>>, Vec<Option<u64>>, u64) {
    let deeds = (0..u8::BITS).map(|deed| {
        let mut did = vec![0; PLACES];
        people.iter().filter(|(_, deeds)| deeds & (1 << deed) > 0).for_each(|(place, _)| did[*place] += 1);
        cover.passed(&did)
    });
    (shown(cover), deeds.collect(), cover.whole())
}

fn counts(people: &[Somebody]) -> Vec<u64> {
    let mut counts = vec![0; PLACES];
    people.iter().for_each(|(place, _)| counts[*place] += 1);
    counts
}

proptest! {
    #[test]
    fn no_count_under_five_is_shown_or_follows_from_the_whole(
        counts in prop::collection::vec(0_u64..30, 0..12),
        also in prop::collection::vec(0_usize..12, 0..2),
    ) {
        let cover = Cover::small(counts.clone(), &also);
        prop_assert!(counts.iter().zip(shown(&cover)).all(|(count, shown)| shown.is_none_or(|shown| shown == *count && !is_small(shown))));
        prop_assert!(also.iter().all(|place| *place >= counts.len() || cover.at(*place).is_none()));
        let hidden = cover.places().count() as u64;
        if hidden > 0 && !cover.is_blank() {
            let left_over = cover.whole() - shown(&cover).iter().flatten().sum::<u64>();
            // Each is from 1 to what is left when the others are 1: so many numbers it may be.
            prop_assert!(hidden > 1 && left_over - (hidden - 1) >= SHOWN_FROM, "{cover:?}");
        }
    }

    #[test]
    fn nothing_is_left_out_where_nothing_is_small(counts in prop::collection::vec(prop_oneof![Just(0), 5_u64..99], 0..9)) {
        let all: Vec<Option<u64>> = counts.iter().copied().map(Some).collect();
        prop_assert_eq!(shown(&Cover::small(counts, &[])), all);
    }

    /// Whoever is moved from one count that is left out to another changes nothing of what is told.
    #[test]
    fn what_people_did_tells_nothing_of_the_counts_that_were_left_out(
        people in prop::collection::vec((0..PLACES, any::<u8>()), 5..60),
        // Places where all did everything, which small samples seldom have.
        alike in prop::collection::vec(0..PLACES, 0..4),
    ) {
        let people: Vec<Somebody> =
            people.into_iter().map(|(place, deeds)| (place, if alike.contains(&place) { 0b1010 } else { deeds })).collect();
        let before = counts(&people);
        let cover = Cover::small(before.clone(), &[]);
        let (of_counts, of_deeds, whole) = told(&people, &cover);
        for from in cover.places().filter(|place| before[*place] > 0) {
            let Some(to) = cover.places().find(|place| *place != from) else { continue };
            let mut others = people.clone();
            let moved = others.iter_mut().find(|(place, _)| *place == from).expect("somebody");
            moved.0 = to;
            // The same places are left out of the other world, which differs in what was left out.
            let mut other = cover.clone();
            other.counts = counts(&others);
            prop_assert_ne!(&other.counts, &before);
            let (counts, deeds, all) = told(&others, &other);
            prop_assert_eq!((&counts, all), (&of_counts, whole));
            // What is shown at all was shown with the same number.
            prop_assert!(of_deeds.iter().zip(&deeds).all(|(shown, other)| shown.is_none() || shown == other));
        }
    }
}
