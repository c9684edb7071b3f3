//! Where a case stands and what may be done with it there: a second telling of the states of assignment, review, decision,
//! appeal and validation, which shares nothing with the one that the services enforce.

use proto::{
    registrations::v1::registration,
    reviews::v1::{Outcome, appeal, assignment, case},
};
use tonic::Code;

use super::step::{Office, Step, Validator};

/// How many may review; the last of them represents the institution that validates, too.
pub const PEOPLE: usize = 5;
/// Whoever both reviews and represents the institution.
pub const BOTH: usize = PEOPLE - 1;
/// Reviews of each case. A decision stands on one at least.
pub const REVIEWS: usize = 2;

/// Why something is refused.
pub type Refusal = (Code, &'static str);

const NOT_ALLOWED: Refusal = (Code::FailedPrecondition, "STATE_NOT_ALLOWED");
const ANOTHER_PERSON: Refusal = (Code::FailedPrecondition, "SECOND_PERSON_NEEDED");
const TOO_FEW: Refusal = (Code::FailedPrecondition, "REVIEWERS_TOO_FEW");
const NO_REVIEWS: Refusal = (Code::FailedPrecondition, "REVIEWS_MISSING");
const NOT_THERE: Refusal = (Code::NotFound, "RESOURCE_NOT_FOUND");
const NOT_THEM: Refusal = (Code::InvalidArgument, "INVALID_FIELD");
const NOT_THEIRS: Refusal = (Code::PermissionDenied, "ROLE_NOT_ALLOWED");

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

    /// What a reviewer does with their assignment, which they see.
    fn review(&mut self, step: Step) -> Result<(), Refusal> {
        use assignment::State;
        let takes_reviews = matches!(self.case(), case::State::Open | case::State::InReview | case::State::Reviewed);
        match step {
            Step::Draft(who) if takes_reviews => match self.seats[who] {
                Some(State::Assigned | State::Draft) => self.seats[who] = Some(State::Draft),
                Some(State::Submitted) => {}
                _ => return Err(NOT_ALLOWED),
            },
            Step::Submit(who) if takes_reviews => match self.seats[who] {
                Some(State::Assigned | State::Draft | State::Submitted) => self.seats[who] = Some(State::Submitted),
                _ => return Err(NOT_ALLOWED),
            },
            Step::Decline(who) => return self.end(who, State::Declined),
            Step::Conflict(who) => {
                self.bound[who] = true;
                if self.is_awaited(who) {
                    self.seats[who] = Some(State::Conflicted);
                }
                let awaited: Vec<usize> = (0..PEOPLE).filter(|other| self.is_awaited(*other)).collect();
                for other in awaited {
                    self.writers[other] = self.writers[other].filter(|writer| *writer != who);
                }
            }
            Step::Delegate(who, _) if !self.is_awaited(who) => return Err(NOT_ALLOWED),
            Step::Delegate(who, writer) if self.bound[writer] || who == writer => return Err(NOT_THEM),
            Step::Delegate(who, writer) => self.writers[who] = Some(writer),
            _ => return Err(NOT_ALLOWED),
        }
        Ok(())
    }

    fn end(&mut self, who: usize, state: assignment::State) -> Result<(), Refusal> {
        if !self.is_awaited(who) {
            return Err(NOT_ALLOWED);
        }
        self.seats[who] = Some(state);
        Ok(())
    }

    fn prepare(&mut self, outcome: Outcome, by: Office) -> Result<(), Refusal> {
        if self.validated || matches!(self.told, Some(Outcome::Accepted | Outcome::Declined)) {
            return Err(NOT_ALLOWED);
        }
        if self.reviews() == 0 {
            return Err(NO_REVIEWS);
        }
        (self.decided, self.prepared) = (true, Some(Prepared { outcome, by, confirmed: None }));
        Ok(())
    }

    fn confirm(&mut self, by: Office) -> Result<(), Refusal> {
        match &mut self.prepared {
            Some(prepared) if prepared.confirmed.is_some() => Err(NOT_ALLOWED),
            Some(prepared) if prepared.by == by => Err(ANOTHER_PERSON),
            Some(prepared) => {
                prepared.confirmed = Some(by);
                Ok(())
            }
            None => Err(NOT_ALLOWED),
        }
    }

    /// The first of the office releases.
    fn release(&mut self) -> Result<(), Refusal> {
        let prepared = self.prepared.ok_or(NOT_ALLOWED)?;
        let confirmed = prepared.confirmed.ok_or(ANOTHER_PERSON)?;
        self.deciders = vec![prepared.by, confirmed, Office::First];
        (self.told, self.prepared) = (Some(prepared.outcome), None);
        Ok(())
    }

    fn file(&mut self) -> Result<(), Refusal> {
        if self.registration() != registration::State::Declined || self.appeal.is_some() {
            return Err(NOT_ALLOWED);
        }
        self.appeal = Some(appeal::State::Filed);
        Ok(())
    }

    /// What the office and the panel do with an appeal that stands so.
    fn hear(&mut self, stands: appeal::State, step: Step) -> Option<Result<(), Refusal>> {
        use appeal::State;
        let can_hear = |person: usize| !self.had_part(person) && !self.bound[person];
        self.appeal = Some(match (step, stands) {
            (Step::Admit(_), State::Filed) => State::Admitted,
            (Step::Reject(by), State::Filed) if self.deciders.contains(&by) => return Some(Err(ANOTHER_PERSON)),
            (Step::Reject(_), State::Filed) => State::Rejected,
            (Step::Panel(asked), State::Admitted) if self.panel.is_none() => match asked {
                None if !(0..PEOPLE).any(can_hear) => return Some(Err(TOO_FEW)),
                Some(person) if !can_hear(person) => return Some(Err(NOT_THEM)),
                _ => State::Admitted,
            },
            (Step::Find(_), _) if self.panel.is_none() => return None,
            (Step::Find(true), State::Admitted) => {
                self.told = Some(Outcome::Accepted);
                State::Upheld
            }
            (Step::Find(false), State::Admitted) => State::Denied,
            _ => return Some(Err(NOT_ALLOWED)),
        });
        Some(Ok(()))
    }

    fn validate(&mut self, by: Validator, holds: bool) -> Result<(), Refusal> {
        match by {
            Validator::Both if self.bound[BOTH] => return Err(NOT_THERE),
            Validator::Both if self.had_part(BOTH) => return Err(NOT_THEIRS),
            _ if self.validated || self.told != Some(Outcome::Accepted) => return Err(NOT_ALLOWED),
            _ => self.validated = holds,
        }
        Ok(())
    }
}
