//! Figures: how many registrations stand where, how many came there and how long they stayed, and what is left to do.
//!
//! What always holds: rows are counted in the database, and never read one by one; both databases give the same figures; of
//! an answer for others than a country's own office, no count that was left out can be computed (`platform::cover`).

mod rows;
pub mod summarize;
mod weeks;

use platform::choice;
use proto::registrations::v1::registration::State;

/// Where registrations can stand, more finely than by state: so that everything that is told of where they stand is a sum
/// of these, and no count can be computed by holding one figure against another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// In a state, and none of the others below.
    In(State),
    /// In a clarification that was not answered in time.
    Overdue,
    /// Withdrawn while it was a draft that was never submitted, or not since it was revived.
    Unsubmitted,
    /// Published, and out of sight: its entry was flagged, or its office suspended it.
    OutOfSight,
}

impl Standing {
    /// All of them; the states in the order of the contract.
    pub fn all() -> Vec<Self> {
        let states = (1..).map_while(|number| State::try_from(number).ok()).map(Self::In);
        states.chain([Self::Overdue, Self::Unsubmitted, Self::OutOfSight]).collect()
    }

    /// As queries tell it. No state is called as one of the others is.
    pub fn name(self) -> String {
        match self {
            Self::In(state) => choice::name(state.as_str_name(), "STATE_"),
            Self::Overdue => "OVERDUE".into(),
            Self::Unsubmitted => "UNSUBMITTED".into(),
            Self::OutOfSight => "OUT_OF_SIGHT".into(),
        }
    }

    /// The state that this is a part of.
    pub fn state(self) -> State {
        match self {
            Self::In(state) => state,
            Self::Overdue => State::Clarification,
            Self::Unsubmitted => State::Withdrawn,
            Self::OutOfSight => State::Published,
        }
    }

    /// Whether it was submitted, and not revived since: whether it has a time of submission.
    pub fn is_submitted(self) -> bool {
        !matches!(self, Self::In(State::Draft) | Self::Unsubmitted)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_standing_has_a_name_of_its_own_and_every_state_is_one() {
        let all = Standing::all();
        let names: BTreeSet<String> = all.iter().map(|standing| standing.name()).collect();
        assert_eq!((names.len(), all.len()), (19, 19));
        assert!(names.contains("DRAFT") && names.contains("WITHDRAWN"));
        assert_eq!(all.iter().filter(|standing| standing.state() == State::Withdrawn).count(), 2);
    }
}
