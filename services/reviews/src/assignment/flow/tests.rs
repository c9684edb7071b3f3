//! The solution beside every other one, in small editions; and what always holds of it.

use proptest::prelude::*;

use super::*;

/// Places that stay empty, assignments that are moved, and the cost: in this order, less is better.
type Worth = (u32, u32, u64);

/// What an assignment is worth; nothing where a rule is broken.
fn worth(problem: &Problem, chosen: &[Vec<u32>]) -> Option<Worth> {
    let mut loads: Vec<u32> = problem.reviewers.iter().map(|reviewer| reviewer.load).collect();
    let mut institutions = vec![0; problem.institutions.len()];
    let (mut empty, mut moved, mut cost) = (0, 0, 0);
    for (case, (of, chosen)) in problem.cases.iter().zip(chosen).enumerate() {
        if chosen.len() > of.places as usize {
            return None;
        }
        let lacking = of.places - chosen.len() as u32;
        empty += lacking;
        cost += (0..lacking).map(|place| u64::from(place * problem.shortage)).sum::<u64>();
        let mut crowd = of.held.clone();
        for reviewer in chosen {
            cost += u64::from(problem.cost(case, *reviewer)?);
            let load = &mut loads[*reviewer as usize];
            cost += u64::from(*load * problem.load);
            *load += 1;
            if *load > problem.reviewers[*reviewer as usize].capacity {
                return None;
            }
            if let Some(institution) = problem.reviewers[*reviewer as usize].institution {
                institutions[institution as usize] += 1;
                if !problem.reviewers[*reviewer as usize].guest {
                    let there = crowd.iter().filter(|there| **there == institution).count() as u32;
                    cost += u64::from(there * problem.spread);
                    crowd.push(institution);
                }
            }
        }
        if chosen.iter().filter(|reviewer| problem.reviewers[**reviewer as usize].guest).count() > 1 {
            return None;
        }
        let kept = of.own.iter().filter(|(_, own)| matches!(own, Own::Kept(_)));
        moved += kept.filter(|(reviewer, _)| !chosen.contains(reviewer)).count() as u32;
    }
    let fits = institutions.iter().zip(&problem.institutions).all(|(taken, most)| taken <= most);
    fits.then_some((empty, moved, cost))
}

/// The best worth of all assignments.
fn best(problem: &Problem) -> Worth {
    fn go(problem: &Problem, chosen: &mut Vec<Vec<u32>>, best: &mut Worth) {
        let case = chosen.len();
        if case == problem.cases.len() {
            *best = worth(problem, chosen).map_or(*best, |worth| worth.min(*best));
            return;
        }
        for set in 0..1_u32 << problem.reviewers.len() {
            let of_set: Vec<u32> = (0..problem.reviewers.len() as u32).filter(|bit| set >> bit & 1 == 1).collect();
            if of_set.len() > problem.cases[case].places as usize {
                continue;
            }
            chosen.push(of_set);
            go(problem, chosen, best);
            chosen.pop();
        }
    }
    let mut found = (u32::MAX, u32::MAX, u64::MAX);
    go(problem, &mut Vec::new(), &mut found);
    found
}

prop_compose! {
    fn any_own()(seed in 0..8_u8, cost in 0..60_u32) -> Option<Own> {
        match seed {
            0..=1 => Some(Own::Never),
            2 => Some(Own::Cost(cost)),
            3 => Some(Own::Kept(cost)),
            _ => None,
        }
    }
}

prop_compose! {
    fn any_case(reviewers: usize)(
        kind in 0..2_usize,
        places in 0..4_u32,
        own in prop::collection::vec(any_own(), reviewers),
        held in prop::collection::vec(0..2_u32, 0..2),
    ) -> Case {
        let own = own.into_iter().enumerate().filter_map(|(reviewer, own)| Some((reviewer as u32, own?)));
        Case { kind, places, own: own.collect(), held }
    }
}

prop_compose! {
    fn any_reviewer()(institution in 0..3_u32, load in 0..3_u32, room in 0..4_u32, chance in 0..3_u8) -> Reviewer {
        let (capacity, guest) = ((load + room).saturating_sub(1), chance == 0);
        Reviewer { institution: institution.checked_sub(1), load, capacity, guest }
    }
}

prop_compose! {
    fn any_problem(cases: usize, reviewers: usize)(
        cases in prop::collection::vec(any_case(reviewers), 1..=cases),
        all in prop::collection::vec(any_reviewer(), reviewers),
        institutions in prop::collection::vec(0..6_u32, 2),
        kinds in prop::collection::vec(prop::collection::vec(0..50_u32, reviewers), 2),
        spread in 0..40_u32,
        load in 0..10_u32,
        shortage in 0..100_u32,
    ) -> Problem {
        Problem { cases, reviewers: all, institutions, kinds, spread, load, shortage }
    }
}

proptest! {
    #[test]
    fn no_other_assignment_fills_more_places_moves_fewer_or_costs_less(problem in any_problem(3, 4)) {
        let found = solve(&problem).chosen;
        prop_assert_eq!(worth(&problem, &found), Some(best(&problem)));
    }

    #[test]
    fn the_same_question_has_the_same_answer(problem in any_problem(12, 9)) {
        prop_assert_eq!(solve(&problem), solve(&problem));
    }

    /// The whole network at once, in which every pair is, as the measure of the one that grows.
    #[test]
    fn pairs_that_were_left_out_at_first_do_not_make_it_cheaper(seed in any::<u64>(), scarce in any::<bool>()) {
        let problem = edition(seed, 60, 90, scarce);
        let found = solve(&problem);
        let whole = super::solve::solve_from(&problem, usize::MAX);
        let worth_found = worth(&problem, &found.chosen);
        prop_assert!(worth_found.is_some());
        prop_assert_eq!(worth_found, worth(&problem, &whole.chosen));
    }
}

/// An edition as it may be, always the same for the same seed.
fn edition(seed: u64, cases: u32, reviewers: u32, scarce: bool) -> Problem {
    let mut state = seed | 1;
    let mut chance = |below: u32| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as u32 % below
    };
    let kinds = (0..4).map(|_| (0..reviewers).map(|_| [0, 40, 60, 100][chance(4) as usize]).collect()).collect();
    let capacity = if scarce { (cases * 3).div_ceil(reviewers) } else { cases };
    let case = |chance: &mut dyn FnMut(u32) -> u32| {
        let own = (0..reviewers).filter_map(|reviewer| match chance(20) {
            0 => Some((reviewer, Own::Never)),
            1 => Some((reviewer, Own::Cost(chance(90)))),
            _ => None,
        });
        Case { own: own.collect(), kind: chance(4) as usize, places: 3, held: Vec::new() }
    };
    Problem {
        cases: (0..cases).map(|_| case(&mut chance)).collect(),
        reviewers: (0..reviewers)
            .map(|number| {
                let guest = number % 7 == 0;
                Reviewer { institution: chance(9).checked_sub(1), load: 0, capacity, guest }
            })
            .collect(),
        institutions: vec![if scarce { cases / 2 } else { cases * 3 }; 8],
        kinds,
        spread: 30,
        load: 3,
        shortage: 200,
    }
}
