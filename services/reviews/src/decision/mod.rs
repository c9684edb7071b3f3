//! Decisions: the edition's bar and what may override it, who has to confirm what, and release.

pub mod basis;
pub mod confirm;
pub mod explain;
pub mod list;
pub mod made;
pub mod prepare;
pub mod prepare_all;
pub mod rank;
pub mod release;
pub mod reviewed;
pub mod rows;
pub mod try_out;
mod waiting;

use platform::error::{Error, Result, Text};
use proto::{
    platform::v1::Reason,
    reviews::v1::{self as message, DecisionReason},
};
use sea_orm::{ActiveEnum, entity::prelude::*};
use serde::Serialize;

use crate::{edition::plan::Decides, second_person};

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
    /// A second person confirmed it.
    #[sea_orm(string_value = "CONFIRMED")]
    Confirmed,
    /// A second person set it back.
    #[sea_orm(string_value = "SET_BACK")]
    SetBack,
    /// An appeal overturned it.
    #[sea_orm(string_value = "OVERTURNED")]
    Overturned,
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

/// Why something is decided: what is given, or else what the rules say. From the waiting list something is accepted since a
/// place became free.
pub fn reason_of(
    given: DecisionReason,
    outcome: Outcome,
    overridden: bool,
    released: Option<Outcome>,
) -> DecisionReason {
    match (given, outcome) {
        (DecisionReason::Unspecified, Outcome::Accepted) if released == Some(Outcome::Waitlisted) => {
            DecisionReason::PlaceBecameFree
        }
        (DecisionReason::Unspecified, Outcome::Waitlisted) => DecisionReason::NoPlaceLeft,
        (DecisionReason::Unspecified, _) if overridden => DecisionReason::Other,
        (DecisionReason::Unspecified, Outcome::Accepted) => DecisionReason::ReachesTheBar,
        (DecisionReason::Unspecified, Outcome::Declined) => DecisionReason::BelowTheBar,
        (given, _) => given,
    }
}

/// The registration was withdrawn: a decision that nobody was told of is void. Nothing follows for any other.
pub fn voided(state: State) -> Option<State> {
    matches!(state, State::Prepared | State::Confirmed).then_some(State::Void)
}

/// A second person says something to a decision that nobody was told of.
pub fn judged(state: State, confirms: bool) -> Result<State> {
    match state {
        State::Prepared if confirms => Ok(State::Confirmed),
        State::Prepared | State::Confirmed if !confirms => Ok(State::SetBack),
        _ => Err(not_allowed(
            state,
            "be confirmed or set back",
            "confirmarse ni devolverse",
            "ser confirmada ou devolvida",
        )),
    }
}

/// A decision is told to the applicant: where the plan wants two people, only once the second one has confirmed it.
pub fn released(state: State, deciders: Decides) -> Result<State> {
    match (state, deciders) {
        (State::Prepared, Decides::One) | (State::Confirmed, _) => Ok(State::Released),
        (State::Prepared, Decides::Two | Decides::Network) => {
            let text = Text::told(
                "a second person has to confirm this decision before it is released",
                "otra persona debe confirmar esta decisión antes de publicarla",
                "outra pessoa precisa confirmar esta decisão antes de publicá-la",
            );
            Err(Error::refused(Reason::SecondPersonNeeded, text))
        }
        _ => Err(not_allowed(state, "be released", "publicarse", "ser publicada")),
    }
}

/// An appeal against it was upheld.
pub fn overturned(state: State) -> Result<State> {
    match state {
        State::Released => Ok(State::Overturned),
        _ => Err(not_allowed(state, "be overturned", "revocarse", "ser revertida")),
    }
}

/// Refuses whoever is no second person: who prepared it, and, where the network decides, who is not of the network.
pub fn may_confirm(deciders: Decides, preparer: &str, confirmer: &str, of_network: bool) -> Result<()> {
    second_person::other_than(preparer, confirmer)?;
    if deciders == Decides::Network && !of_network {
        let text = Text::told(
            "in this edition a regional admin confirms decisions",
            "en esta edición confirma las decisiones la administración regional",
            "nesta edição quem confirma as decisões é a administração regional",
        );
        return Err(Error::refused(Reason::RoleNotAllowed, text));
    }
    Ok(())
}

fn not_allowed(state: State, english: &str, spanish: &str, portuguese: &str) -> Error {
    let state = state.to_value();
    let text = Text::told(
        format!("a decision that is {state} cannot {english}"),
        format!("una decisión en estado {state} no puede {spanish}"),
        format!("uma decisão em estado {state} não pode {portuguese}"),
    );
    Error::refused(Reason::StateNotAllowed, text)
}

impl State {
    /// The state of the contract.
    pub fn message(self) -> message::decision::State {
        match self {
            State::Prepared => message::decision::State::Prepared,
            State::Released => message::decision::State::Released,
            State::Void => message::decision::State::Void,
            State::Confirmed => message::decision::State::Confirmed,
            State::SetBack => message::decision::State::SetBack,
            State::Overturned => message::decision::State::Overturned,
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
mod tests;
