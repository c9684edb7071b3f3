//! The states of an appeal in any sequence of what can happen, and who may be on a panel, whoever there is.

use proptest::prelude::*;

use super::{
    panel::{Before, Candidate, choose, take},
    *,
};

#[test]
fn who_decided_does_not_reject_the_appeal_against_that_and_a_rejection_has_a_reason() {
    let deciders = ["ana".to_owned(), "beto".to_owned()];
    assert!(rejected_by(&deciders, "carla").is_ok());
    let alone = rejected_by(&deciders, "beto").expect_err("a decider");
    assert_eq!(alone.reason(), Reason::SecondPersonNeeded);
    assert_eq!(judged(State::Filed, false, " ").expect_err("no reason").reason(), Reason::InvalidField);
}

#[test]
fn more_than_half_of_the_whole_panel_overturns() {
    assert_eq!(found(3, 2, 0), None, "one is missing");
    assert_eq!(found(3, 2, 1), Some(State::Upheld));
    assert_eq!(found(3, 1, 2), Some(State::Denied));
    assert_eq!(found(2, 1, 1), Some(State::Denied), "in doubt the decision stands");
    assert_eq!(found(0, 0, 0), None, "nobody heard it");
}

/// What can happen to an appeal.
#[derive(Clone, Copy, Debug)]
enum Step {
    Admit,
    Reject,
    Find(bool),
    Withdraw,
}

proptest! {
    #[test]
    fn whatever_happens_an_appeal_ends_once_and_only_what_was_admitted_is_heard(
        panel in 1..5_usize,
        steps in proptest::collection::vec(
            proptest::sample::select(
                vec![Step::Admit, Step::Reject, Step::Find(true), Step::Find(false), Step::Withdraw],
            ),
            0..15,
        ),
    ) {
        let mut state = State::Filed;
        let (mut admitted, mut upholding, mut denying) = (false, 0, 0);
        for step in steps {
            let next = match step {
                Step::Admit => judged(state, true, "").ok(),
                Step::Reject => judged(state, false, "no es motivo").ok(),
                Step::Withdraw => withdrawn(state),
                Step::Find(upholds) => heard(state).ok().map(|()| {
                    (upholding, denying) = (upholding + usize::from(upholds), denying + usize::from(!upholds));
                    found(panel, upholding, denying).unwrap_or(state)
                }),
            };
            let Some(next) = next else { continue };
            prop_assert!(matches!(state, State::Filed | State::Admitted), "{state:?} was the end");
            admitted |= next == State::Admitted;
            if matches!(next, State::Upheld | State::Denied) {
                prop_assert!(admitted && upholding + denying == panel);
                prop_assert_eq!(next == State::Upheld, upholding > denying);
            }
            state = next;
        }
    }

    #[test]
    fn nobody_who_had_a_part_in_the_case_is_ever_on_the_panel(
        people in proptest::collection::vec((0..12_u32, 0..4_u32, 0..5_i32, any::<bool>()), 0..20),
        subjects in proptest::collection::hash_set(0..12_u32, 0..6),
        members in proptest::collection::hash_set(0..20_u128, 0..6),
        wanted in 1..5_usize,
        asked in proptest::collection::vec(0..20_u128, 0..5),
    ) {
        let candidates: Vec<Candidate> = (0_u128..).zip(&people).map(|(member, (subject, institution, load, conflicted))| {
            let institution = if *institution == 0 { String::new() } else { format!("institutions/{institution}") };
            Candidate {
                member: Uuid::from_u128(member),
                subject: format!("person-{subject}"),
                institution,
                load: *load,
                conflicted: *conflicted,
            }
        }).collect();
        let before = Before {
            subjects: subjects.iter().map(|subject| format!("person-{subject}")).collect(),
            members: members.iter().map(|member| Uuid::from_u128(*member)).collect(),
            institutions: ["institutions/1".to_owned()].into(),
        };
        let asked: Vec<Uuid> = asked.into_iter().map(Uuid::from_u128).collect();
        let chosen = choose(&candidates, &before, wanted);
        let taken = take(&candidates, &before, &asked, wanted);
        for panel in [&chosen, &taken].into_iter().flatten() {
            let mut people = std::collections::HashSet::new();
            prop_assert_eq!(panel.len(), wanted);
            for member in panel {
                let one = candidates.iter().find(|candidate| candidate.member == *member).expect("a reviewer");
                prop_assert!(!one.conflicted);
                prop_assert!(!before.subjects.contains(&one.subject) && !before.members.contains(member));
                prop_assert!(people.insert(&one.subject), "one person twice");
            }
        }
        // With enough people a panel is found.
        let fit: std::collections::HashSet<&str> = candidates
            .iter()
            .filter(|one| before.allows(one))
            .map(|one| one.subject.as_str())
            .collect();
        prop_assert_eq!(chosen.is_ok(), fit.len() >= wanted);
    }
}
