//! Where a case stands and what may be done with it there: a second telling of the states of assignment, review, decision,
//! appeal and validation, which shares nothing with the one that the services enforce.

mod moves;

use moves::{NOT_ALLOWED, NOT_THERE, TOO_FEW};
use proto::{
    registrations::v1::registration,
    reviews::v1::{Outcome, appeal, assignment, case},
};
use tonic::Code;

use super::step::{Office, Step};

/// How many may review; the last of them represents the institution that validates, too.
pub const PEOPLE: usize = 5;
/// Whoever both reviews and represents the institution.
pub const BOTH: usize = PEOPLE - 1;
/// Reviews of each case. A decision stands on one at least.
pub const REVIEWS: usize = 2;

/// Why something is refused.
pub type Refusal = (Code, &'static str);

/// A decision that nobody was told of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Prepared {
    pub outcome: Outcome,
    pub by: Office,
    pub confirmed: Option<Office>,
}

/// Where a case stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The assignment of each.
    pub seats: [Option<assignment::State>; PEOPLE],
    /// Who writes in whose stead.
    pub writers: [Option<usize>; PEOPLE],
    /// Who declared a conflict of interest.
    pub bound: [bool; PEOPLE],
    pub prepared: Option<Prepared>,
    /// What the applicant was told, and who decided it.
    pub told: Option<Outcome>,
    pub deciders: Vec<Office>,
    /// Whether there ever was a decision.
    pub decided: bool,
    pub appeal: Option<appeal::State>,
    /// Who hears it.
    pub panel: Option<usize>,
    pub validated: bool,
}

impl Standing {
    /// It passed its screening, and nobody is on it.
    pub fn begun() -> Self {
        Self {
            seats: [None; PEOPLE],
            writers: [None; PEOPLE],
            bound: [false; PEOPLE],
            prepared: None,
            told: None,
            deciders: Vec::new(),
            decided: false,
            appeal: None,
            panel: None,
            validated: false,
        }
    }

    /// How many reviews are in.
    pub fn reviews(&self) -> usize {
        self.seats.iter().filter(|seat| **seat == Some(assignment::State::Submitted)).count()
    }

    /// Whether somebody is or was to review it, or to write a review.
    pub fn had_part(&self, person: usize) -> bool {
        self.seats[person].is_some() || self.writers.contains(&Some(person))
    }

    /// The state of the case.
    pub fn case(&self) -> case::State {
        match self.told {
            _ if self.validated => case::State::Closed,
            Some(Outcome::Declined) => case::State::Closed,
            told if told.is_some() || self.prepared.is_some() => case::State::Decided,
            _ if self.reviews() >= REVIEWS => case::State::Reviewed,
            _ if self.seats.iter().any(Option::is_some) => case::State::InReview,
            _ => case::State::Open,
        }
    }

    /// The state of the registration.
    pub fn registration(&self) -> registration::State {
        use registration::State;
        match self.told {
            _ if self.validated => State::Validated,
            _ if self.is_appealed() => State::Appealed,
            Some(Outcome::Accepted) => State::Accepted,
            Some(Outcome::Waitlisted) => State::Waitlisted,
            Some(Outcome::Declined) => State::Declined,
            _ => State::InReview,
        }
    }

    fn is_appealed(&self) -> bool {
        matches!(self.appeal, Some(appeal::State::Filed | appeal::State::Admitted))
    }

    fn is_awaited(&self, person: usize) -> bool {
        use assignment::State;
        matches!(self.seats[person], Some(State::Assigned | State::Draft | State::Late))
    }

    /// Whether a review is awaited of somebody, be it their own or one that they write for another.
    fn is_to_write(&self, person: usize) -> bool {
        let writes = |seat: usize| seat == person || self.writers[seat] == Some(person);
        (0..PEOPLE).any(|seat| self.is_awaited(seat) && writes(seat))
    }

    /// Where it stands after a step, or how that is refused. Nothing where there is nothing to name in the call. Whoever is
    /// chosen by it is put in by [`Standing::chosen`].
    pub fn after(&self, step: Step) -> Option<Result<Self, Refusal>> {
        let mut next = self.clone();
        let came = match step {
            Step::Assign => self.assigned(),
            Step::Draft(who)
            | Step::Submit(who)
            | Step::Decline(who)
            | Step::Conflict(who)
            | Step::Delegate(who, _) => {
                self.seats[who]?;
                if self.bound[who] { Err(NOT_THERE) } else { next.review(step) }
            }
            Step::TakeBack(who) => {
                self.seats[who]?;
                next.end(who, assignment::State::Withdrawn)
            }
            Step::Prepare(outcome, by) => next.prepare(outcome, by),
            Step::Confirm(_) | Step::SetBack(_) | Step::Release if !self.decided => return None,
            Step::Confirm(by) => next.confirm(by),
            Step::SetBack(_) => next.prepared.take().map(drop).ok_or(NOT_ALLOWED),
            Step::Release => next.release(),
            Step::File => next.file(),
            Step::TakeAppealBack if self.is_appealed() => {
                next.appeal = Some(appeal::State::Withdrawn);
                Ok(())
            }
            Step::TakeAppealBack => Err(NOT_ALLOWED),
            Step::Admit(_) | Step::Reject(_) | Step::Panel(_) | Step::Find(_) => next.hear(self.appeal?, step)?,
            Step::Validate(by, holds) => next.validate(by, holds),
            Step::Onward(_) => return None,
        };
        Some(came.map(|()| next))
    }

    /// Puts in who was chosen by a step that was taken; nothing where nobody could be.
    pub fn chosen(&mut self, step: Step, person: usize) -> Option<()> {
        if self.had_seat_or_is_bound(person) {
            return None;
        }
        match step {
            Step::Assign => self.seats[person] = Some(assignment::State::Assigned),
            Step::Panel(_) if !self.had_part(person) => self.panel = Some(person),
            _ => return None,
        }
        Some(())
    }

    fn had_seat_or_is_bound(&self, person: usize) -> bool {
        self.seats[person].is_some() || self.bound[person]
    }

    fn assigned(&self) -> Result<(), Refusal> {
        let is_free = |person: usize| !self.had_seat_or_is_bound(person);
        match self.case() {
            case::State::Open | case::State::InReview if (0..PEOPLE).any(is_free) => Ok(()),
            case::State::Open | case::State::InReview => Err(TOO_FEW),
            _ => Err(NOT_ALLOWED),
        }
    }
}
