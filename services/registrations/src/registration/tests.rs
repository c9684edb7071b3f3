//! Any sequence of calls and events keeps the invariants.

use proptest::prelude::*;
use proto::{
    registrations::v1::{Applicant, Category, Edition, Registration, registration::State},
    reviews::v1::{Outcome, ScreeningOutcome, ValidationOutcome},
};

use super::*;

#[derive(Clone, Copy, Debug)]
enum Step {
    Submit,
    Withdraw,
    Publish(bool),
    Opened,
    Screened(ScreeningOutcome, bool),
    Decided(Outcome),
    Validated(ValidationOutcome, bool),
    Expired,
}

fn steps() -> impl Strategy<Value = Step> {
    let screened = prop_oneof![Just(ScreeningOutcome::Passed), Just(ScreeningOutcome::Ineligible)];
    let decided = prop_oneof![Just(Outcome::Accepted), Just(Outcome::Waitlisted), Just(Outcome::Declined)];
    let validated = prop_oneof![Just(ValidationOutcome::Passed), Just(ValidationOutcome::Failed)];
    prop_oneof![
        Just(Step::Submit),
        Just(Step::Withdraw),
        any::<bool>().prop_map(Step::Publish),
        Just(Step::Opened),
        (screened, any::<bool>()).prop_map(|(outcome, newer)| Step::Screened(outcome, newer)),
        decided.prop_map(Step::Decided),
        (validated, any::<bool>()).prop_map(|(outcome, shown)| Step::Validated(outcome, shown)),
        Just(Step::Expired),
    ]
}

/// The state after a step; the same where the step is refused, waits, or changes nothing.
fn after(state: State, step: Step) -> State {
    match step {
        Step::Submit => submitted(state).unwrap_or(state),
        Step::Withdraw => withdrawn(state).unwrap_or(state),
        Step::Publish(consent) => published(state, consent).unwrap_or(state),
        Step::Opened => opened(state).unwrap_or(state),
        Step::Screened(outcome, newer) => screened(state, outcome, newer).unwrap_or(state),
        Step::Decided(outcome) => decided(state, outcome).unwrap_or(state),
        Step::Validated(outcome, shown) => validated(state, outcome, shown).ok().flatten().unwrap_or(state),
        Step::Expired => expired(state).ok().flatten().unwrap_or(state),
    }
}

proptest! {
    #[test]
    fn any_sequence_of_calls_keeps_the_invariants(steps in prop::collection::vec(steps(), 0..40)) {
        let mut state = State::Draft;
        let (mut was_submitted, mut was_accepted, mut was_validated) = (false, false, false);
        for step in steps {
            let before = state;
            state = after(before, step);
            if matches!(before, State::Withdrawn | State::Declined) {
                prop_assert_eq!(state, before, "what is final stays");
            }
            if before == State::Published && state != before {
                prop_assert!(matches!(step, Step::Expired), "only its end takes it out of the catalogue");
            }
            if before == State::Expired && state != before {
                prop_assert!(matches!(step, Step::Validated(ValidationOutcome::Passed, _)), "only a renewal brings it back");
            }
            if before == State::Draft && state != State::Draft {
                prop_assert!(matches!(step, Step::Submit | Step::Withdraw), "only its applicant moves a draft");
            }
            was_submitted |= state == State::Submitted;
            was_accepted |= state == State::Accepted;
            was_validated |= state == State::Validated;
            prop_assert!(state != State::Draft || !was_submitted, "nothing becomes a draft again");
            prop_assert!(state != State::Validated || was_accepted, "validated without being accepted");
            prop_assert!(state != State::Published || was_validated, "published without being validated");
            if before != State::Published && state == State::Published {
                let back = before == State::Expired && matches!(step, Step::Validated(_, true));
                prop_assert!(back || matches!(step, Step::Publish(true)), "published without consent");
            }
        }
    }

    #[test]
    fn the_news_of_a_case_end_the_same_in_any_order(
        news in Just(vec![0, 1, 2, 3]).prop_shuffle(),
        outcome in prop_oneof![Just(Outcome::Accepted), Just(Outcome::Waitlisted), Just(Outcome::Declined)],
    ) {
        let (mut state, mut seen) = (State::Submitted, 0);
        // What comes too early is tried again after the others.
        let again = if outcome == Outcome::Accepted { news.clone() } else { vec![] };
        for which in news.into_iter().chain(again) {
            let moved = match which {
                0 => (seen < 1).then(|| opened(state)).flatten().map(|state| (state, 1)),
                1 => screened(state, ScreeningOutcome::Passed, seen < 2).map(|state| (state, 2)),
                2 => decided(state, outcome).map(|state| (state, seen)),
                _ => validated(state, ValidationOutcome::Passed, false).ok().flatten().map(|state| (state, seen)),
            };
            (state, seen) = moved.unwrap_or((state, seen));
        }
        let end = match outcome {
            Outcome::Accepted => State::Validated,
            Outcome::Waitlisted => State::Waitlisted,
            _ => State::Declined,
        };
        prop_assert_eq!(state, end);
    }

    #[test]
    fn the_way_of_typing_does_not_make_it_another(name in "[a-z]{1,12}", title in "[a-z]{1,12}") {
        let typed = fingerprint(&format!("  {} ", name.to_uppercase()), &format!("{title}."));
        prop_assert_eq!(fingerprint(&name, &title), typed);
    }
}

#[test]
fn a_validation_before_its_decision_is_tried_again() {
    let early = validated(State::InReview, ValidationOutcome::Passed, false).expect_err("it waits");
    assert!(early.is_late());
    assert_eq!(validated(State::Withdrawn, ValidationOutcome::Passed, false).expect("ignored"), None);
}

#[test]
fn what_expired_comes_back_to_where_it_was_by_a_renewal() {
    for state in [State::Validated, State::Published] {
        assert_eq!(expired(state).expect("ends"), Some(State::Expired));
    }
    assert!(expired(State::Accepted).expect_err("its validation is on its way").is_late());
    assert_eq!(expired(State::Withdrawn).expect("ignored"), None);
    let renewed = |shown| validated(State::Expired, ValidationOutcome::Passed, shown).expect("back");
    assert_eq!((renewed(true), renewed(false)), (Some(State::Published), Some(State::Validated)));
    assert_eq!(validated(State::Expired, ValidationOutcome::Failed, true).expect("stays"), None);
}

/// What a registration lacks for an edition that asks what comes along.
pub fn faults(registration: &Registration, edition: &Edition) -> Vec<String> {
    let definition = crate::definition::default().expect("it comes along");
    let measure = complete::Measure { edition, definition, country: "do", now: 0, late_until: None, entries: Some(0) };
    complete::faults(registration, &measure).into_iter().map(|fault| fault.field).collect()
}

#[test]
fn all_that_is_missing_is_said_at_once() {
    let edition = Edition {
        tracks: vec![1],
        categories: vec![Category { id: "logistics".into(), ..Default::default() }],
        countries: vec!["countries/do".into()],
        ..Default::default()
    };
    assert_eq!(faults(&Registration::default(), &edition).len(), 8);
    let applicant = Applicant {
        organisation: "Taller Malecón".into(),
        contact_email: "contacto@taller.example.org".into(),
        ..Default::default()
    };
    let whole = Registration {
        track: 1,
        category: "logistics".into(),
        title: "Rutas".into(),
        description: "Rutas compartidas".into(),
        stage: 3,
        data_consent: true,
        applicant: Some(applicant),
        ..Default::default()
    };
    assert_eq!(faults(&whole, &edition), [""; 0]);
    let idea = Registration { stage: 1, ..whole };
    assert_eq!(faults(&idea, &edition), ["registration.stage"]);
}
