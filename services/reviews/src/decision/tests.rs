//! What a decision needs, and the states it goes through: each by itself, and any sequence of what can happen.

use proptest::prelude::*;
use sea_orm::Iterable;

use super::*;

const DECIDERS: [Decides; 3] = [Decides::One, Decides::Two, Decides::Network];

#[test]
fn a_score_that_is_the_bar_reaches_it() {
    assert_eq!(by_bar(0.7, 0.7), Outcome::Accepted);
    assert_eq!(by_bar((0.1 + 0.7 + 0.1) / 3.0, 0.3), Outcome::Accepted);
    assert_eq!(by_bar(0.699, 0.7), Outcome::Declined);
}

#[test]
fn only_what_nobody_was_told_becomes_void() {
    for state in State::iter() {
        let untold = matches!(state, State::Prepared | State::Confirmed);
        assert_eq!(voided(state), untold.then_some(State::Void), "{state:?}");
    }
}

#[test]
fn an_override_needs_a_reason() {
    assert_eq!(decided(0.8, 0.7, None, "").expect("by the bar"), (Outcome::Accepted, false));
    assert_eq!(decided(0.8, 0.7, Some(Outcome::Accepted), "").expect("as the bar"), (Outcome::Accepted, false));
    assert!(decided(0.8, 0.7, Some(Outcome::Declined), " ").is_err());
    let overridden = decided(0.8, 0.7, Some(Outcome::Waitlisted), "budget").expect("with a reason");
    assert_eq!(overridden, (Outcome::Waitlisted, true));
}

#[test]
fn a_reason_that_nobody_gave_is_that_of_the_rules() {
    use DecisionReason::{
        BelowTheBar, EvidenceTooWeak, NoPlaceLeft, Other, PlaceBecameFree, ReachesTheBar, Unspecified,
    };
    assert_eq!(reason_of(Unspecified, Outcome::Accepted, false, None), ReachesTheBar);
    assert_eq!(reason_of(Unspecified, Outcome::Declined, false, None), BelowTheBar);
    assert_eq!(reason_of(Unspecified, Outcome::Declined, true, None), Other);
    assert_eq!(reason_of(Unspecified, Outcome::Waitlisted, true, None), NoPlaceLeft);
    assert_eq!(reason_of(Unspecified, Outcome::Accepted, true, Some(Outcome::Waitlisted)), PlaceBecameFree);
    assert_eq!(reason_of(EvidenceTooWeak, Outcome::Declined, true, None), EvidenceTooWeak);
}

#[test]
fn nobody_confirms_what_they_prepared_and_the_network_does_where_the_plan_says_so() {
    for deciders in DECIDERS {
        let alone = may_confirm(deciders, "ana", "ana", true).expect_err("alone");
        assert_eq!(alone.reason(), Reason::SecondPersonNeeded);
        assert!(may_confirm(deciders, "ana", "beto", true).is_ok());
    }
    assert!(may_confirm(Decides::Two, "ana", "beto", false).is_ok());
    let of_office = may_confirm(Decides::Network, "ana", "beto", false).expect_err("not of the network");
    assert_eq!(of_office.reason(), Reason::RoleNotAllowed);
}

/// What can happen to a decision.
#[derive(Clone, Copy, Debug)]
enum Step {
    Confirm,
    SetBack,
    Release,
    Withdraw,
    Overturn,
}

fn after(state: State, deciders: Decides, step: Step) -> Option<State> {
    match step {
        Step::Confirm => judged(state, true).ok(),
        Step::SetBack => judged(state, false).ok(),
        Step::Release => released(state, deciders).ok(),
        Step::Withdraw => voided(state),
        Step::Overturn => overturned(state).ok(),
    }
}

proptest! {
    #[test]
    fn whatever_happens_nobody_is_told_before_the_plan_allows_it_and_what_was_told_stands(
        deciders in proptest::sample::select(DECIDERS.to_vec()),
        steps in proptest::collection::vec(
            proptest::sample::select(
                vec![Step::Confirm, Step::SetBack, Step::Release, Step::Withdraw, Step::Overturn],
            ),
            0..12,
        ),
    ) {
        let mut state = State::Prepared;
        let (mut confirmed, mut told) = (false, false);
        for step in steps {
            let Some(next) = after(state, deciders, step) else { continue };
            confirmed |= next == State::Confirmed;
            if next == State::Released {
                prop_assert!(!told, "told once");
                prop_assert!(confirmed || deciders == Decides::One);
                told = true;
            }
            prop_assert!(!told || matches!(next, State::Released | State::Overturned));
            prop_assert!(next != State::Overturned || told);
            prop_assert!(!matches!(state, State::Void | State::SetBack | State::Overturned), "that was the end");
            state = next;
        }
    }
}
