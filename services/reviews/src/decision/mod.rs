//! Decisions: the edition's bar, what may override it, and release.

pub mod list;
pub mod prepare;
pub mod release;
pub mod rows;

use platform::error::{Error, Result, Text};
use proto::reviews::v1 as message;
use sea_orm::entity::prelude::*;
use serde::Serialize;

/// What a sum of shares may be off by: a score that is the bar reaches it.
const ROUNDING: f64 = 1e-9;

/// Where a decision stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum State {
    /// The office sees it, the applicant does not.
    #[sea_orm(string_value = "PREPARED")]
    Prepared,
    /// The applicant is told; it stands.
    #[sea_orm(string_value = "RELEASED")]
    Released,
    /// The registration was withdrawn before the release.
    #[sea_orm(string_value = "VOID")]
    Void,
}

/// What a decision says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum Outcome {
    /// Accepted on its merit.
    #[sea_orm(string_value = "ACCEPTED")]
    Accepted,
    /// Not yet, but perhaps later.
    #[sea_orm(string_value = "WAITLISTED")]
    Waitlisted,
    /// Not accepted.
    #[sea_orm(string_value = "DECLINED")]
    Declined,
}

/// What the edition's bar says of a score.
pub fn by_bar(score: f64, bar: f64) -> Outcome {
    if score + ROUNDING >= bar { Outcome::Accepted } else { Outcome::Declined }
}

/// The outcome, and whether someone chose it instead of the bar. Whoever overrides the bar gives a reason.
pub fn decided(score: f64, bar: f64, asked: Option<Outcome>, reason: &str) -> Result<(Outcome, bool)> {
    let of_bar = by_bar(score, bar);
    let outcome = asked.unwrap_or(of_bar);
    let overridden = outcome != of_bar;
    if overridden && reason.trim().is_empty() {
        let text = Text::told(
            "the outcome differs from that of the edition's bar; say why in words for the applicant",
            "el resultado difiere del que da el umbral de la edición; explique al postulante por qué",
            "o resultado difere do que dá a nota de corte da edição; explique por quê ao candidato",
        );
        return Err(Error::invalid("reason", text));
    }
    Ok((outcome, overridden))
}

/// The registration was withdrawn: a decision that nobody was told of is void. Nothing follows for any other.
pub fn voided(state: State) -> Option<State> {
    (state == State::Prepared).then_some(State::Void)
}

impl State {
    /// The state of the contract.
    pub fn message(self) -> message::decision::State {
        match self {
            State::Prepared => message::decision::State::Prepared,
            State::Released => message::decision::State::Released,
            State::Void => message::decision::State::Void,
        }
    }
}

impl Outcome {
    /// The outcome of the contract.
    pub fn message(self) -> message::Outcome {
        match self {
            Outcome::Accepted => message::Outcome::Accepted,
            Outcome::Waitlisted => message::Outcome::Waitlisted,
            Outcome::Declined => message::Outcome::Declined,
        }
    }

    /// What a request asks for; nothing where it leaves it to the bar.
    pub fn of(outcome: message::Outcome) -> Option<Self> {
        match outcome {
            message::Outcome::Unspecified => None,
            message::Outcome::Accepted => Some(Outcome::Accepted),
            message::Outcome::Waitlisted => Some(Outcome::Waitlisted),
            message::Outcome::Declined => Some(Outcome::Declined),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_score_that_is_the_bar_reaches_it() {
        assert_eq!(by_bar(0.7, 0.7), Outcome::Accepted);
        assert_eq!(by_bar((0.1 + 0.7 + 0.1) / 3.0, 0.3), Outcome::Accepted);
        assert_eq!(by_bar(0.699, 0.7), Outcome::Declined);
    }

    #[test]
    fn only_what_nobody_was_told_becomes_void() {
        assert_eq!(voided(State::Prepared), Some(State::Void));
        assert_eq!(voided(State::Released), None);
        assert_eq!(voided(State::Void), None);
    }

    #[test]
    fn an_override_needs_a_reason() {
        assert_eq!(decided(0.8, 0.7, None, "").expect("by the bar"), (Outcome::Accepted, false));
        assert_eq!(decided(0.8, 0.7, Some(Outcome::Accepted), "").expect("as the bar"), (Outcome::Accepted, false));
        assert!(decided(0.8, 0.7, Some(Outcome::Declined), " ").is_err());
        let overridden = decided(0.8, 0.7, Some(Outcome::Waitlisted), "budget").expect("with a reason");
        assert_eq!(overridden, (Outcome::Waitlisted, true));
    }
}
