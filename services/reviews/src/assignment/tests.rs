//! Who has a tie, and whom the choice takes: in examples and for any country office.

use proptest::prelude::*;

use super::*;

fn candidate(number: u128, institution: &str, load: i32) -> Candidate {
    Candidate {
        id: Uuid::from_u128(number),
        institution: institution.into(),
        load,
        partnered: false,
        tied: false,
        lent: false,
    }
}

fn ids(numbers: &[u128]) -> Vec<Uuid> {
    numbers.iter().map(|number| Uuid::from_u128(*number)).collect()
}

#[test]
fn partners_come_first_then_the_least_loaded_then_by_id() {
    let mut candidates = [candidate(1, "", 0), candidate(2, "", 2), candidate(4, "", 1), candidate(3, "", 1)];
    candidates[1].partnered = true;
    assert_eq!(choose(&candidates, Taken::default(), 4).expect("four"), ids(&[2, 1, 3, 4]));
}

#[test]
fn whom_another_country_lends_comes_last_and_not_twice() {
    let mut candidates = [candidate(1, "", 0), candidate(2, "", 0), candidate(3, "", 9)];
    (candidates[0].lent, candidates[1].lent) = (true, true);
    assert_eq!(choose(&candidates, Taken::default(), 2).expect("two"), ids(&[3, 1]));
    let refused = choose(&candidates, Taken::default(), 3).expect_err("a second one who is lent");
    assert_eq!(refused.reason(), Reason::ReviewersTooFew);
    let taken = Taken { lent: true, ..Taken::default() };
    assert_eq!(choose(&candidates, taken, 1).expect("one"), ids(&[3]));
}

#[test]
fn an_institution_comes_twice_only_when_no_other_is_left() {
    let candidates = [candidate(1, "institutions/a", 0), candidate(2, "institutions/a", 0), candidate(3, "", 9)];
    assert_eq!(choose(&candidates, Taken::default(), 2).expect("two"), ids(&[1, 3]));
    assert_eq!(choose(&candidates, Taken::default(), 3).expect("three"), ids(&[1, 3, 2]));
    let taken = Taken { institutions: ["institutions/a".to_owned()].into(), ..Taken::default() };
    assert_eq!(choose(&candidates, taken, 1).expect("one"), ids(&[3]));
}

#[test]
fn with_too_few_left_nobody_is_chosen() {
    let mut candidates = [candidate(1, "", 0), candidate(2, "", 0)];
    candidates[1].tied = true;
    let refused = choose(&candidates, Taken::default(), 2).expect_err("one is tied");
    assert_eq!(refused.reason(), Reason::ReviewersTooFew);
    assert!(choose(&candidates, Taken::default(), 0).expect("none wanted").is_empty());
}

prop_compose! {
    fn any_candidates()(seeds in prop::collection::vec((0..6u8, 0..5i32, any::<bool>(), prop::bool::weighted(0.3)), 0..25))
        -> Vec<Candidate> {
        seeds.into_iter().enumerate().map(|(place, (institution, load, partnered, tied))| {
            let institution = if institution == 0 { String::new() } else { format!("institutions/{institution}") };
            Candidate { partnered, tied, ..candidate(place as u128, &institution, load) }
        }).collect()
    }
}

proptest! {
    #[test]
    fn never_a_tied_reviewer_never_the_same_twice_never_fewer(candidates in any_candidates(), wanted in 0..10usize) {
        let free = candidates.iter().filter(|candidate| !candidate.tied).count();
        match choose(&candidates, Taken::default(), wanted) {
            Ok(chosen) => {
                prop_assert_eq!(chosen.len(), wanted);
                let distinct: HashSet<Uuid> = chosen.iter().copied().collect();
                prop_assert_eq!(distinct.len(), wanted);
                for id in &chosen {
                    prop_assert!(candidates.iter().any(|candidate| candidate.id == *id && !candidate.tied));
                }
            }
            Err(_) => prop_assert!(free < wanted),
        }
    }

    #[test]
    fn loads_stay_even(reviewers in 3..12u128, cases in 1..40usize, wanted in 1..3usize) {
        let mut candidates: Vec<Candidate> = (0..reviewers).map(|number| candidate(number, "", 0)).collect();
        for _ in 0..cases {
            for id in choose(&candidates, Taken::default(), wanted).expect("enough reviewers") {
                for candidate in candidates.iter_mut().filter(|candidate| candidate.id == id) {
                    candidate.load += 1;
                }
            }
        }
        let loads = || candidates.iter().map(|candidate| candidate.load);
        prop_assert!(loads().max().unwrap_or_default() - loads().min().unwrap_or_default() <= 1);
    }

    #[test]
    fn the_order_of_the_candidates_does_not_matter(candidates in any_candidates(), wanted in 0..6usize) {
        let mut turned = candidates.clone();
        turned.reverse();
        let first = choose(&candidates, Taken::default(), wanted).ok();
        prop_assert_eq!(first, choose(&turned, Taken::default(), wanted).ok());
    }
}
