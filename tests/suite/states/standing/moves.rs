//! What each step makes of where a case stands, or why it is refused.

use proto::{
    registrations::v1::registration,
    reviews::v1::{Outcome, appeal, assignment, case},
};
use tonic::Code;

use super::{BOTH, PEOPLE, Prepared, Refusal, Standing};
use crate::states::step::{Office, Step, Validator};

pub const NOT_ALLOWED: Refusal = (Code::FailedPrecondition, "STATE_NOT_ALLOWED");
pub const ANOTHER_PERSON: Refusal = (Code::FailedPrecondition, "SECOND_PERSON_NEEDED");
pub const TOO_FEW: Refusal = (Code::FailedPrecondition, "REVIEWERS_TOO_FEW");
pub const NO_REVIEWS: Refusal = (Code::FailedPrecondition, "REVIEWS_MISSING");
pub const NOT_THERE: Refusal = (Code::NotFound, "RESOURCE_NOT_FOUND");
pub const NOT_THEM: Refusal = (Code::InvalidArgument, "INVALID_FIELD");
pub const NOT_THEIRS: Refusal = (Code::PermissionDenied, "ROLE_NOT_ALLOWED");

impl Standing {
    /// What a reviewer does with their assignment, which they see.
    pub fn review(&mut self, step: Step) -> Result<(), Refusal> {
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

    pub fn end(&mut self, who: usize, state: assignment::State) -> Result<(), Refusal> {
        if !self.is_awaited(who) {
            return Err(NOT_ALLOWED);
        }
        self.seats[who] = Some(state);
        Ok(())
    }

    pub fn prepare(&mut self, outcome: Outcome, by: Office) -> Result<(), Refusal> {
        if self.validated || matches!(self.told, Some(Outcome::Accepted | Outcome::Declined)) {
            return Err(NOT_ALLOWED);
        }
        if self.reviews() == 0 {
            return Err(NO_REVIEWS);
        }
        (self.decided, self.prepared) = (true, Some(Prepared { outcome, by, confirmed: None }));
        Ok(())
    }

    pub fn confirm(&mut self, by: Office) -> Result<(), Refusal> {
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
    pub fn release(&mut self) -> Result<(), Refusal> {
        let prepared = self.prepared.ok_or(NOT_ALLOWED)?;
        let confirmed = prepared.confirmed.ok_or(ANOTHER_PERSON)?;
        self.deciders = vec![prepared.by, confirmed, Office::First];
        (self.told, self.prepared) = (Some(prepared.outcome), None);
        Ok(())
    }

    pub fn file(&mut self) -> Result<(), Refusal> {
        if self.registration() != registration::State::Declined || self.appeal.is_some() {
            return Err(NOT_ALLOWED);
        }
        self.appeal = Some(appeal::State::Filed);
        Ok(())
    }

    /// What the office and the panel do with an appeal that stands so.
    pub fn hear(&mut self, stands: appeal::State, step: Step) -> Option<Result<(), Refusal>> {
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

    pub fn validate(&mut self, by: Validator, holds: bool) -> Result<(), Refusal> {
        match by {
            Validator::Both if self.bound[BOTH] || self.is_to_write(BOTH) => return Err(NOT_THERE),
            Validator::Both if self.had_part(BOTH) => return Err(NOT_THEIRS),
            _ if self.validated || self.told != Some(Outcome::Accepted) => return Err(NOT_ALLOWED),
            _ => self.validated = holds,
        }
        Ok(())
    }
}
