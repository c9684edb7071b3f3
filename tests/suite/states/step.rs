//! What somebody does with a case, in any order; and what would bring it on.

use proptest::prelude::*;
use proto::reviews::v1::{Outcome, appeal, assignment, case};

use super::standing::{PEOPLE, Standing};

/// Three people of the office.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Office {
    First,
    Second,
    Third,
}

/// Who represents the institution: one who does nothing else, and one who reviews as well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Validator {
    Alone,
    Both,
}

/// What somebody does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The office has one more reviewer chosen.
    Assign,
    Draft(usize),
    Submit(usize),
    Decline(usize),
    /// The office takes an assignment back.
    TakeBack(usize),
    /// Declares a conflict of interest.
    Conflict(usize),
    /// Has another one write.
    Delegate(usize, usize),
    Prepare(Outcome, Office),
    Confirm(Office),
    SetBack(Office),
    Release,
    /// The applicant appeals.
    File,
    TakeAppealBack,
    Admit(Office),
    Reject(Office),
    /// The office has somebody chosen to hear the appeal, or names who is to.
    Panel(Option<usize>),
    /// Whether whoever hears the appeal upholds it.
    Find(bool),
    /// Whether the evidence holds.
    Validate(Validator, bool),
    /// Whatever brings the case on its way; to the better, where there are two ways.
    Onward(bool),
}

impl Step {
    /// The step itself, or what brings a case on from where it stands.
    pub fn of(self, stands: &Standing) -> Self {
        let Step::Onward(well) = self else { return self };
        let awaits = |person: &usize| {
            matches!(stands.seats[*person], Some(assignment::State::Assigned | assignment::State::Draft))
                && !stands.bound[*person]
        };
        match (stands.case(), stands.prepared) {
            (case::State::Open | case::State::InReview, _) => match (0..PEOPLE).find(awaits) {
                Some(person) => Step::Submit(person),
                None => Step::Assign,
            },
            (case::State::Reviewed, _) => Step::Prepare(outcome(well), Office::Second),
            (_, Some(prepared)) if prepared.confirmed.is_none() => Step::Confirm(Office::First),
            (_, Some(_)) => Step::Release,
            _ => Self::behind_a_decision(stands, well),
        }
    }

    fn behind_a_decision(stands: &Standing, well: bool) -> Self {
        match (stands.told, stands.appeal) {
            (Some(Outcome::Waitlisted), _) => Step::Prepare(outcome(well), Office::Third),
            (Some(Outcome::Declined), None) => Step::File,
            (_, Some(appeal::State::Filed)) => Step::Admit(Office::Second),
            (_, Some(appeal::State::Admitted)) if stands.panel.is_none() => Step::Panel(None),
            (_, Some(appeal::State::Admitted)) => Step::Find(well),
            (Some(Outcome::Accepted), _) if !stands.validated => Step::Validate(Validator::Alone, well),
            // It has come to its end.
            _ => Step::Onward(well),
        }
    }
}

fn outcome(well: bool) -> Outcome {
    if well { Outcome::Accepted } else { Outcome::Declined }
}

/// Any step. Without a push nothing but chance would bring a case to its end.
pub fn any() -> impl Strategy<Value = Step> {
    let person = || 0..PEOPLE;
    let office = || prop_oneof![Just(Office::First), Just(Office::Second), Just(Office::Third)];
    let outcome = prop_oneof![Just(Outcome::Accepted), Just(Outcome::Waitlisted), Just(Outcome::Declined)];
    let reviewing = prop_oneof![
        2 => Just(Step::Assign),
        1 => person().prop_map(Step::Draft),
        2 => person().prop_map(Step::Submit),
        1 => person().prop_map(Step::Decline),
        1 => person().prop_map(Step::TakeBack),
        1 => person().prop_map(Step::Conflict),
        1 => (person(), person()).prop_map(|(who, writer)| Step::Delegate(who, writer)),
    ];
    let deciding = prop_oneof![
        2 => (outcome, office()).prop_map(|(outcome, by)| Step::Prepare(outcome, by)),
        2 => office().prop_map(Step::Confirm),
        1 => office().prop_map(Step::SetBack),
        2 => Just(Step::Release),
    ];
    let appealing = prop_oneof![
        2 => Just(Step::File),
        1 => Just(Step::TakeAppealBack),
        1 => office().prop_map(Step::Admit),
        1 => office().prop_map(Step::Reject),
        1 => prop::option::of(person()).prop_map(Step::Panel),
        1 => prop::bool::ANY.prop_map(Step::Find),
    ];
    let validator = prop_oneof![Just(Validator::Alone), Just(Validator::Both)];
    let validating = (validator, prop::bool::ANY).prop_map(|(by, holds)| Step::Validate(by, holds));
    prop_oneof![
        // Only what fails leads to an appeal.
        7 => prop::bool::weighted(0.3).prop_map(Step::Onward),
        2 => reviewing,
        2 => deciding,
        2 => appealing,
        1 => validating,
    ]
}
