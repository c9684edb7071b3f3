//! What holds of the scores whatever the ratings are, and how well they find a known truth again.

use proptest::prelude::*;

use super::{
    Rating,
    model::{Fit, Variances, fit, fit_with},
    rank::{Scored, interval, ranked},
    simulated::{Shape, USUAL, agreement},
};
use uuid::Uuid;

const CLOSE: f64 = 1e-6;

fn rating(case: u128, reviewer: usize, share: f64) -> Rating {
    Rating { case: Uuid::from_u128(case), reviewer: format!("r{reviewer}"), share, confidence: 3 }
}

/// An edition in which some reviewers reviewed some cases, each at most once.
fn editions() -> impl Strategy<Value = Vec<Rating>> {
    proptest::collection::btree_map((0..8_u128, 0..5_usize), 0.0..1.0_f64, 1..30)
        .prop_map(|shares| shares.into_iter().map(|((case, who), share)| rating(case, who, share)).collect())
}

/// An edition in which everybody reviewed every case.
fn balanced() -> impl Strategy<Value = Vec<Rating>> {
    (2..6_usize, 2..5_usize).prop_flat_map(|(cases, reviewers)| {
        proptest::collection::vec(0.0..1.0_f64, cases * reviewers).prop_map(move |shares| {
            let place = |(place, share)| rating((place / reviewers) as u128, place % reviewers, share);
            shares.into_iter().enumerate().map(place).collect()
        })
    })
}

fn harsher(ratings: &[Rating], by: f64) -> Vec<Rating> {
    let one = |rating: &Rating| {
        let share = if rating.reviewer == "r0" { rating.share + by } else { rating.share };
        Rating { share, ..rating.clone() }
    };
    ratings.iter().map(one).collect()
}

/// The differences between the cases of a part and its first one.
fn differences(fit: &Fit) -> Vec<f64> {
    let first = |part: usize| fit.cases.values().find(|case| case.part == part).map_or(0.0, |case| case.score);
    fit.cases.values().map(|case| case.score - first(case.part)).collect()
}

fn close(one: &[f64], other: &[f64], within: f64) -> bool {
    one.len() == other.len() && one.iter().zip(other).all(|(one, other)| (one - other).abs() < within)
}

proptest! {
    #[test]
    fn the_order_of_the_ratings_does_not_matter(ratings in editions(), turn in 0..30_usize) {
        let mut turned = ratings.clone();
        turned.rotate_left(turn % ratings.len());
        prop_assert_eq!(fit(&ratings), fit(&turned));
    }

    #[test]
    fn more_for_everybody_moves_every_score_by_as_much(ratings in editions(), more in -1.0..1.0_f64) {
        let moved: Vec<Rating> = ratings.iter().map(|one| Rating { share: one.share + more, ..one.clone() }).collect();
        let (before, after) = (fit(&ratings), fit(&moved));
        for (case, corrected) in &before.cases {
            prop_assert!((after.cases[case].score - corrected.score - more).abs() < CLOSE);
            prop_assert!((after.cases[case].error - corrected.error).abs() < CLOSE);
        }
    }

    #[test]
    fn where_everybody_reviewed_everything_a_harsher_reviewer_changes_no_order(
        ratings in balanced(), by in -1.0..1.0_f64,
    ) {
        let known = fit(&ratings).variances;
        let (before, after) = (fit_with(&ratings, known), fit_with(&harsher(&ratings, by), known));
        prop_assert!(close(&differences(&before), &differences(&after), CLOSE));
    }

    #[test]
    fn where_nothing_is_taken_for_known_of_severity_a_harsher_reviewer_changes_no_difference(
        ratings in editions(), by in -1.0..1.0_f64,
    ) {
        let open = Variances { case: 0.02, reviewer: 1e4, noise: 0.01 };
        let (before, after) = (fit_with(&ratings, open), fit_with(&harsher(&ratings, by), open));
        prop_assert!(close(&differences(&before), &differences(&after), 1e-3));
    }

    #[test]
    fn a_score_lies_between_the_mean_of_all_and_beyond_no_doubt(ratings in editions()) {
        let found = fit(&ratings);
        prop_assert_eq!(found.cases.values().map(|case| case.part).max(), Some(found.parts));
        for case in found.cases.values() {
            prop_assert!(case.score.is_finite() && case.error.is_finite() && case.error > 0.0);
        }
        for reviewer in found.reviewers.values() {
            // What is known of a person is never less sure than what is known of anybody.
            prop_assert!(reviewer.error * reviewer.error <= found.variances.reviewer * (1.0 + CLOSE));
        }
    }

    #[test]
    fn parts_are_centred_on_the_same_mean(ratings in editions(), apart in -1.0..1.0_f64) {
        // The same edition once more, elsewhere, by other people who score apart: nothing tells whether cases or people differ.
        let elsewhere = ratings.iter().map(|one| Rating {
            case: Uuid::from_u128(one.case.as_u128() + 1_000),
            reviewer: format!("{}-elsewhere", one.reviewer),
            share: one.share + apart,
            ..one.clone()
        });
        let both: Vec<Rating> = ratings.iter().cloned().chain(elsewhere).collect();
        let (alone, both) = (fit(&ratings), fit(&both));
        prop_assert_eq!(both.parts, 2 * alone.parts);
        let sum = |from: u128, to: u128| -> f64 {
            let there = both.cases.iter().filter(|(case, _)| (from..to).contains(&case.as_u128()));
            there.map(|(_, case)| case.score).sum()
        };
        prop_assert!((sum(0, 1_000) - sum(1_000, 2_000)).abs() < CLOSE);
    }

    #[test]
    fn ranks_follow_the_scores_and_ties_are_what_overlaps_the_first_of_them(
        scores in proptest::collection::vec((0.0..1.0_f64, 0.0..0.2_f64), 1..20),
    ) {
        let one = |(place, (score, error)): (usize, &(f64, f64))| {
            Scored { case: Uuid::from_u128(place as u128), score: *score, error: *error }
        };
        let scored: Vec<Scored> = scores.iter().enumerate().map(one).collect();
        let placed = ranked(scored.clone());
        let of = |case: Uuid| scored.iter().find(|one| one.case == case).copied().expect("it was scored");
        prop_assert_eq!(placed.len(), scored.len());
        for (place, here) in placed.iter().enumerate() {
            let leader = of(placed[here.rank - 1].case);
            let (low, _) = interval(leader.score, leader.error);
            let (_, high) = interval(of(here.case).score, of(here.case).error);
            prop_assert!(here.rank - 1 == place || high >= low, "who shares a rank overlaps its first");
            prop_assert_eq!(here.tied, placed.iter().filter(|other| other.group == here.group).count() > 1);
            if let Some(before) = place.checked_sub(1).map(|before| placed[before]) {
                prop_assert!(of(before.case).score >= of(here.case).score);
                prop_assert!(here.rank >= before.rank && here.group >= before.group);
                prop_assert_eq!(here.rank == before.rank, here.group == before.group);
            }
        }
    }
}

#[test]
fn a_case_that_met_strict_reviewers_is_lifted() {
    // r0 gives 0.3 less than r1 wherever both look; case 8 was seen by r0 alone, case 9 by r1 alone.
    let mut ratings: Vec<Rating> = (0..8_u128)
        .flat_map(|case| {
            let merit = 0.5 + 0.05 * f64::from(u32::try_from(case).unwrap_or_default());
            [rating(case, 0, merit - 0.15), rating(case, 1, merit + 0.15)]
        })
        .collect();
    ratings.extend([rating(8, 0, 0.55), rating(9, 1, 0.65)]);
    let found = fit(&ratings);
    assert_eq!(found.parts, 1);
    let score = |case| found.cases[&Uuid::from_u128(case)].score;
    assert!(score(8) > score(9), "0.55 of a strict reviewer is more than 0.65 of a generous one: {found:?}");
    assert!(found.reviewers["r0"].effect < 0.0 && found.reviewers["r1"].effect > 0.0);
}

#[test]
fn what_nothing_links_is_told_to_be_apart() {
    let ratings = [rating(0, 0, 0.9), rating(1, 0, 0.8), rating(2, 1, 0.4), rating(3, 1, 0.3)];
    let found = fit(&ratings);
    assert_eq!(found.parts, 2);
    // Somebody who reviewed a case of both links them.
    let linked: Vec<Rating> = ratings.into_iter().chain([rating(1, 1, 0.6)]).collect();
    assert_eq!(fit(&linked).parts, 1);
}

#[test]
fn reviews_that_all_say_the_same_make_one_tie() {
    let ratings: Vec<Rating> = (0..4).flat_map(|case| (0..2).map(move |who| rating(case, who, 0.5))).collect();
    let found = fit(&ratings);
    assert!(found.cases.values().all(|case| (case.score - 0.5).abs() < CLOSE));
    let scored = found.cases.iter().map(|(case, one)| Scored { case: *case, score: one.score, error: one.error });
    assert!(ranked(scored.collect()).iter().all(|placed| placed.rank == 1 && placed.tied));
    assert_eq!(fit(&[]).parts, 0);
}

#[test]
fn the_corrected_order_finds_a_known_truth_better_than_the_raw_one() {
    let usual = agreement(USUAL, 200, 2030);
    println!("usual: {usual:?}");
    assert!(usual.corrected > usual.raw + 0.05, "{usual:?}");
    assert!(usual.better > 180, "{usual:?}");
    let same = agreement(Shape { severity: 0.0, ..USUAL }, 200, 2030);
    println!("nobody is strict: {same:?}");
    let (gained, lost) = (usual.corrected - usual.raw, same.raw - same.corrected);
    assert!(lost < gained / 5.0, "where all are alike, a fifth of that is not lost: {same:?}");
}
