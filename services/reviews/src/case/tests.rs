//! Each transition of a case, and the states that allow it.

use sea_orm::Iterable;

use super::*;

fn states_allowing(transition: impl Fn(State) -> Result<State>) -> Vec<State> {
    State::iter().filter(|state| transition(*state).is_ok()).collect()
}

#[test]
fn an_open_case_is_screened_once() {
    let passes = |state| screened(state, None, Screening::Passed, "");
    assert_eq!(states_allowing(passes), [State::Open]);
    assert_eq!(passes(State::Open).expect("passes"), State::Open);
    assert!(screened(State::Open, Some(Screening::Passed), Screening::Passed, "").is_err());
}

#[test]
fn whoever_is_kept_out_is_told_why() {
    let refused = screened(State::Open, None, Screening::Ineligible, "  ").expect_err("no reason given");
    assert_eq!(refused.reason(), Reason::InvalidField);
    let out = screened(State::Open, None, Screening::Ineligible, "not an enterprise").expect("proposed");
    assert_eq!(out, State::ProposedOut);
}

#[test]
fn what_one_person_proposed_another_confirms_or_sets_back() {
    assert_eq!(states_allowing(|state| judged(state, true)), [State::ProposedOut]);
    assert_eq!(judged(State::ProposedOut, true).expect("confirmed"), State::ScreenedOut);
    assert_eq!(judged(State::ProposedOut, false).expect("set back"), State::Open);
}

#[test]
fn the_applicant_is_asked_before_the_screening_and_the_office_has_the_case_again_afterwards() {
    assert_eq!(states_allowing(|state| clarification_requested(state, None)), [State::Open]);
    assert!(clarification_requested(State::Open, Some(Screening::Passed)).is_err());
    assert_eq!(clarification_ended(State::Clarification), State::Open);
    assert_eq!(clarification_ended(State::Closed), State::Closed);
}

#[test]
fn reviewers_come_after_the_screening_and_before_the_last_review() {
    assert_eq!(states_allowing(|state| assigned(state, Some(Screening::Passed))), [State::Open, State::InReview]);
    assert!(assigned(State::Open, None).is_err());
}

#[test]
fn a_case_is_reviewed_when_every_wanted_review_is_in() {
    assert_eq!(review_came(State::InReview, 1, 2).expect("one"), State::InReview);
    assert_eq!(review_came(State::InReview, 2, 2).expect("two"), State::Reviewed);
    assert_eq!(review_came(State::Reviewed, 3, 2).expect("one more"), State::Reviewed);
    assert_eq!(review_came(State::Reviewed, 1, 2).expect("changed"), State::Reviewed, "those that are in were enough");
    assert_eq!(states_allowing(|state| review_came(state, 2, 2)), [State::InReview, State::Reviewed]);
}

#[test]
fn a_decision_needs_the_reviews() {
    let reason = |state, holds| decision_prepared(state, None, holds).expect_err("too early").reason();
    assert_eq!(reason(State::Open, true), Reason::ReviewsMissing);
    assert_eq!(reason(State::InReview, false), Reason::ReviewsMissing);
    assert_eq!(reason(State::Reviewed, false), Reason::ReviewsMissing);
    assert_eq!(reason(State::ScreenedOut, true), Reason::StateNotAllowed);
    assert_eq!(reason(State::Closed, true), Reason::StateNotAllowed);
    let with_quorum = states_allowing(|state| decision_prepared(state, None, true));
    assert_eq!(with_quorum, [State::InReview, State::Reviewed, State::Decided]);
    assert_eq!(states_allowing(|state| decision_prepared(state, None, false)), []);
}

#[test]
fn a_released_decision_stands_unless_it_only_waitlists() {
    assert!(decision_prepared(State::Decided, Some(Outcome::Accepted), true).is_err());
    assert!(decision_prepared(State::Decided, Some(Outcome::Declined), true).is_err());
    assert!(decision_prepared(State::Decided, Some(Outcome::Waitlisted), true).is_ok());
}

#[test]
fn what_is_set_back_waits_for_another_decision_or_stands_as_it_was_told() {
    assert_eq!(decision_set_back(None, 2, 2), State::Reviewed);
    assert_eq!(decision_set_back(None, 1, 2), State::InReview);
    assert_eq!(decision_set_back(Some(Outcome::Waitlisted), 2, 2), State::Decided);
}

#[test]
fn an_appeal_opens_a_closed_case_that_did_not_end_otherwise() {
    assert_eq!(states_allowing(|state| appeal_upheld(state, false)), [State::Closed]);
    assert_eq!(states_allowing(|state| appeal_upheld(state, true)), []);
}

#[test]
fn declined_closes_and_a_passed_validation_closes() {
    assert_eq!(decision_released(State::Decided, Outcome::Declined).expect("declined"), State::Closed);
    assert_eq!(decision_released(State::Decided, Outcome::Accepted).expect("accepted"), State::Decided);
    assert_eq!(states_allowing(|state| decision_released(state, Outcome::Accepted)), [State::Decided]);
    let accepted = Some(Outcome::Accepted);
    assert_eq!(validated(State::Decided, accepted, true).expect("holds"), State::Closed);
    assert_eq!(validated(State::Decided, accepted, false).expect("does not hold"), State::Decided);
    assert!(validated(State::Decided, None, true).is_err());
    assert!(validated(State::Decided, Some(Outcome::Waitlisted), true).is_err());
    assert!(validated(State::Closed, accepted, true).is_err());
}

#[test]
fn a_validated_case_is_validated_again_when_that_is_due_and_it_was_not_withdrawn() {
    assert_eq!(states_allowing(|state| renewed(state, false, true)), [State::Closed]);
    assert_eq!(states_allowing(|state| renewed(state, false, false)), []);
    assert_eq!(states_allowing(|state| renewed(state, true, true)), []);
}

#[test]
fn a_merge_closes_whatever_the_state_and_a_case_goes_on_from_where_it_stood() {
    assert!(State::iter().all(|state| merged(state) == State::Closed));
    let others = |state: &State| *state != State::Clarification;
    assert!(State::iter().filter(others).all(|state| stands_again(state) == state));
    assert_eq!(stands_again(State::Clarification), State::Open, "the office may ask again");
}

#[test]
fn a_withdrawal_closes_whatever_the_state() {
    assert!(State::iter().all(|state| withdrawn(state) == State::Closed));
}
