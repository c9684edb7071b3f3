//! The arithmetic of a rubric, in examples and for any scores.

use proptest::prelude::*;

use super::*;

fn line(id: &str, weight: f64, max_score: i32) -> Criterion {
    Criterion { id: id.into(), weight, max_score }
}

fn score(criterion: &str, score: i32) -> Score {
    Score { criterion: criterion.into(), score }
}

fn close(left: f64, right: f64) -> bool {
    (left - right).abs() < 1e-9
}

#[test]
fn a_criterion_counts_by_its_weight_whatever_its_highest_score() {
    let rubric = [line("impact", 3.0, 5), line("cost", 1.0, 10)];
    assert!(close(share(&rubric, &[score("cost", 10), score("impact", 0)]).expect("whole"), 0.25));
    assert!(close(share(&rubric, &[score("impact", 5), score("cost", 0)]).expect("whole"), 0.75));
    assert!(close(share(&rubric, &[score("impact", 5), score("cost", 10)]).expect("whole"), 1.0));
}

#[test]
fn without_weights_all_count_the_same() {
    let rubric = [line("impact", 0.0, 5), line("cost", 0.0, 10)];
    assert!(close(share(&rubric, &[score("impact", 5), score("cost", 0)]).expect("whole"), 0.5));
}

#[test]
fn each_criterion_is_scored_once_and_within_its_limits() {
    let rubric = [line("impact", 1.0, 5), line("cost", 1.0, 5)];
    let fields = |scores: &[Score]| -> Vec<String> {
        let refused = share(&rubric, scores).expect_err("refused");
        assert_eq!(refused.reason(), Reason::InvalidField);
        refused.violations().iter().map(|violation| violation.field.clone()).collect()
    };
    assert_eq!(fields(&[score("impact", 1)]), ["scores"]);
    assert_eq!(fields(&[score("impact", 6), score("cost", 1)]), ["scores[0].score"]);
    assert_eq!(fields(&[score("impact", 1), score("cost", 1), score("cost", 2)]), ["scores[2].criterion"]);
    assert_eq!(fields(&[score("impact", 1), score("cost", 1), score("style", 2)]), ["scores[2].criterion"]);
}

proptest! {
    #[test]
    fn a_share_is_between_nothing_and_all(lines in prop::collection::vec((0.0..1000.0f64, 1..100i32, 0.0..=1.0f64), 1..20)) {
        let id = |place: usize| format!("c{place}");
        let rubric: Vec<Criterion> =
            lines.iter().enumerate().map(|(place, (weight, most, _))| line(&id(place), *weight, *most)).collect();
        let scores: Vec<Score> = lines
            .iter()
            .enumerate()
            .map(|(place, (_, most, part))| score(&id(place), (f64::from(*most) * part) as i32))
            .collect();
        let share = share(&rubric, &scores).expect("whole");
        prop_assert!((0.0..=1.0).contains(&share));
    }
}
