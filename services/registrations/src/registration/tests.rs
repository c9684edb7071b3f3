//! Any sequence of calls and events keeps the invariants.

use platform::{Result, choice};
use proptest::{prelude::*, test_runner::TestCaseError};
use proto::{
    registrations::v1::{Applicant, Category, Edition, Registration, registration::State},
    reviews::v1::{Outcome, ScreeningOutcome, ValidationOutcome},
};

use super::*;

mod merging;

#[derive(Clone, Copy, Debug)]
enum Step {
    Submit,
    Withdraw,
    Revive,
    Publish(bool),
    /// Into one that stands so.
    Merge(State),
    /// With the consent to its publication, and past the end of its validation.
    Unmerge(bool, bool),
    Opened,
    Asked(bool),
    Answered,
    Unanswered(bool),
    Mend(bool),
    Mended,
    Unmended(bool),
    Screened(ScreeningOutcome, bool),
    Decided(Outcome),
    Validated(ValidationOutcome, bool),
    Expired,
}

fn steps() -> impl Strategy<Value = Step> {
    let screened = prop_oneof![Just(ScreeningOutcome::Passed), Just(ScreeningOutcome::Ineligible)];
    let decided = prop_oneof![Just(Outcome::Accepted), Just(Outcome::Waitlisted), Just(Outcome::Declined)];
    let validated = prop_oneof![Just(ValidationOutcome::Passed), Just(ValidationOutcome::Failed)];
    let survivor = (0..=16).prop_map(|number| State::try_from(number).unwrap_or_default());
    prop_oneof![
        Just(Step::Submit),
        Just(Step::Withdraw),
        Just(Step::Revive),
        any::<bool>().prop_map(Step::Publish),
        survivor.prop_map(Step::Merge),
        (any::<bool>(), any::<bool>()).prop_map(|(consent, lapsed)| Step::Unmerge(consent, lapsed)),
        Just(Step::Opened),
        any::<bool>().prop_map(Step::Asked),
        Just(Step::Answered),
        any::<bool>().prop_map(Step::Unanswered),
        any::<bool>().prop_map(Step::Mend),
        Just(Step::Mended),
        any::<bool>().prop_map(Step::Unmended),
        (screened, any::<bool>()).prop_map(|(outcome, newer)| Step::Screened(outcome, newer)),
        decided.prop_map(Step::Decided),
        (validated, any::<bool>()).prop_map(|(outcome, shown)| Step::Validated(outcome, shown)),
        Just(Step::Expired),
    ]
}

/// The row after a step; the same where the step is refused, waits, or changes nothing.
fn after(row: &rows::Model, step: Step) -> rows::Model {
    let (state, stands) = (row.state(), row.stands());
    let called = |next: Result<State>| next.ok().map(|state| row.moved(state, ""));
    let told = |next: Option<State>| next.map(|state| row.brought(state, ""));
    let next = match step {
        Step::Submit => called(submitted(state)),
        Step::Withdraw => called(withdrawn(state)),
        Step::Revive => called(revived(state)),
        Step::Publish(consent) => called(published(state, consent)),
        Step::Merge(survivor) => {
            merged(state, survivor).ok().map(|state| row.merged(state, "countries/do/registrations/1".into(), ""))
        }
        Step::Unmerge(consent, lapsed) => {
            unmerged(state, stands, consent, lapsed).ok().map(|state| row.unmerged(state, ""))
        }
        Step::Opened => told(opened(stands)),
        Step::Asked(newer) => told(clarification_requested(stands, newer)),
        Step::Answered => called(answered(state, false)),
        Step::Unanswered(newer) => told(clarification_expired(stands, newer)),
        Step::Mend(newer) => {
            let asked =
                || rows::Model { clarification: "countries/do/cases/1/clarifications/1".into(), ..row.changed() };
            let told = mending_told(stands, newer).is_ok_and(|told| told) && state != State::Merged;
            told.then(asked)
        }
        Step::Mended => {
            let answered = row.is_asked().then(|| answered(state, true).ok()).flatten();
            answered.map(|stays| rows::Model {
                state: choice::name(stays.as_str_name(), "STATE_"),
                ..row.changed().unasked()
            })
        }
        Step::Unmended(newer) => mending_told(stands, newer).is_ok_and(|told| told).then(|| row.changed().unasked()),
        Step::Screened(outcome, newer) => told(screened(stands, outcome, newer)),
        Step::Decided(outcome) => told(decided(stands, outcome)),
        Step::Validated(outcome, shown) => told(validated(stands, outcome, shown).ok().flatten()),
        Step::Expired => told(expired(stands).ok().flatten()),
    };
    next.unwrap_or_else(|| row.clone())
}

/// What a step may do to a row, whatever came before.
fn holds(before: &rows::Model, step: Step, after: &rows::Model) -> std::result::Result<(), TestCaseError> {
    let (from, to) = (before.state(), after.state());
    prop_assert_eq!(
        to == State::Merged,
        !after.merged_into.is_empty(),
        "a merged one names its survivor, and no other"
    );
    prop_assert_eq!(to == State::Merged, !after.merged_state.is_empty(), "only what is merged has a way back");
    prop_assert!(
        !after.is_asked() || is_validated_in(to),
        "what an institution asks waits where its evidence is checked"
    );
    if matches!(step, Step::Mend(_) | Step::Mended | Step::Unmended(_)) {
        prop_assert_eq!(from, to, "mending moves nothing");
    }
    if before.is_asked() && is_validated_in(to) && !matches!(step, Step::Mended | Step::Unmended(_)) {
        prop_assert!(after.is_asked(), "only an answer or the end of the time ends what an institution asks");
    }
    if from == to {
        return Ok(());
    }
    match from {
        State::Declined => prop_assert!(false, "what is final stays"),
        State::Withdrawn => {
            prop_assert!(matches!(step, Step::Revive) && to == State::Draft, "only its applicant revives it");
        }
        State::Merged => {
            prop_assert!(matches!(step, Step::Unmerge(..)), "only the office brings it back");
            prop_assert_ne!(to, State::Clarification, "nothing is asked of it any more");
        }
        State::Published => {
            let survives = matches!(step, Step::Merge(State::Published));
            prop_assert!(survives || matches!(step, Step::Expired), "only its end takes it out of the catalogue");
        }
        State::Expired => {
            let renewed = matches!(step, Step::Validated(ValidationOutcome::Passed, _) | Step::Merge(_));
            prop_assert!(renewed || matches!(step, Step::Withdraw), "only a renewal brings it back");
        }
        State::Draft => {
            prop_assert!(matches!(step, Step::Submit | Step::Withdraw), "only its applicant moves a draft");
        }
        _ => {}
    }
    match (to, step) {
        (State::Clarification, step) => prop_assert!(matches!(step, Step::Asked(true)), "only the office asks"),
        (State::Merged, Step::Merge(survivor)) => {
            prop_assert_ne!(survivor, State::Merged, "nothing is merged into what is merged itself");
            prop_assert_eq!(after.stands(), kept(from), "it can be brought back to where it was");
        }
        (State::Published, Step::Publish(consent) | Step::Unmerge(consent, false)) => {
            prop_assert!(consent, "published without consent");
        }
        (State::Published, step) => {
            let back = from == State::Expired && matches!(step, Step::Validated(_, true));
            prop_assert!(back, "published by something else");
        }
        _ => {}
    }
    Ok(())
}

proptest! {
    #[test]
    fn any_sequence_of_calls_keeps_the_invariants(steps in prop::collection::vec(steps(), 0..40)) {
        let mut row = rows::Model::draft("do", "ana".into(), "2020");
        let (mut was_submitted, mut was_accepted, mut was_validated) = (false, false, false);
        for step in steps {
            let next = after(&row, step);
            holds(&row, step, &next)?;
            if row.state() == State::Withdrawn && next.state() == State::Draft {
                // It goes the whole way anew.
                (was_submitted, was_accepted, was_validated) = (false, false, false);
            }
            row = next;
            let state = row.stands();
            was_submitted |= state == State::Submitted;
            was_accepted |= state == State::Accepted;
            was_validated |= state == State::Validated;
            prop_assert!(state != State::Draft || !was_submitted, "nothing becomes a draft again");
            prop_assert!(state != State::Validated || was_accepted, "validated without being accepted");
            prop_assert!(state != State::Published || was_validated, "published without being validated");
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
fn news_of_a_submission_that_was_withdrawn_since_is_past() {
    let first = rows::Model::draft("do", "ana".into(), "2020").handed_in(State::Submitted);
    assert!(!first.is_past(1) && !first.is_past(0));
    let revived = rows::Model { submit_time: None, ..first.moved(State::Draft, "again") };
    assert!(revived.is_past(1));
    let second = revived.handed_in(State::Submitted);
    assert!(second.is_past(1) && !second.is_past(2), "only the second is under way");
    assert_eq!((second.submissions, second.case_version), (2, 0));
}

#[test]
fn a_validation_before_its_decision_is_tried_again() {
    let early = validated(State::InReview, ValidationOutcome::Passed, false).expect_err("it waits");
    assert!(early.is_late());
    assert_eq!(validated(State::Withdrawn, ValidationOutcome::Passed, false).expect("ignored"), None);
}

#[test]
fn what_waits_or_expired_can_be_withdrawn_and_what_is_shown_or_over_cannot() {
    for state in [State::Draft, State::InReview, State::Waitlisted, State::Accepted, State::Validated, State::Expired] {
        assert_eq!(withdrawn(state).ok(), Some(State::Withdrawn), "{state:?}");
    }
    for state in [State::Published, State::Withdrawn, State::Merged, State::Declined, State::Ineligible] {
        assert!(withdrawn(state).is_err(), "{state:?}");
    }
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

#[test]
fn what_is_not_asked_any_more_is_not_handed_in() {
    let definition = crate::definition::default().expect("it comes along");
    let story = Registration { track: 2, sdgs: (1..=12).collect(), ..Registration::default() };
    let unasked = complete::unasked(&story, definition);
    assert!(unasked.contains(&"sdgs") && !unasked.contains(&"stage"), "{unasked:?}");
    for kept in ["title", "data_consent", "publication_consent", "applicant.city", "jobs"] {
        assert!(!unasked.contains(&kept), "{kept}");
    }
    let solution = Registration { track: 1, ..story.clone() };
    assert!(!complete::unasked(&solution, definition).contains(&"sdgs"));
    let mut row = rows::Model::draft("do", "ana".into(), "2021");
    fields::copy_set(&mut row, &story);
    fields::clear(&mut row, &unasked);
    assert!(rows::to_message(row).sdgs.is_empty());
}

#[test]
fn what_an_institution_asks_opens_what_is_accepted_and_leaves_it_where_it_is() {
    for state in [State::Accepted, State::Validated, State::Published, State::Expired] {
        assert!(mending_told(state, true).expect("news") && !mending_told(state, false).expect("old news"));
        assert_eq!(answered(state, true).expect("answered"), state);
        assert!(
            answered(state, false).is_err() && changeable(state, true).is_ok() && changeable(state, false).is_err()
        );
    }
    assert!(mending_told(State::InReview, true).expect_err("the decision is on its way").is_late());
    assert!(!mending_told(State::Withdrawn, true).expect("ignored"));
    assert!(answered(State::InReview, true).is_err());
}
