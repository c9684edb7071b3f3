//! Appeals: how a decision, or a screening that kept a case out, is heard again by people who had no part in it. The states of an appeal and of what each of those
//! people finds; every transition that is not here is refused.

pub mod assign_panel;
pub mod get;
pub mod get_hearing;
pub mod hearing;
pub mod judge;
pub mod list;
pub mod list_hearings;
pub mod on_appeal_filed;
pub mod on_appeal_withdrawn;
pub mod panel;
mod readmit;
pub mod rows;
pub mod submit_hearing;
mod whole;

use platform::error::{Error, Result, Text};
use proto::{platform::v1::Reason, reviews::v1 as message};
use sea_orm::{ActiveEnum, entity::prelude::*};
use serde::Serialize;

/// Where an appeal stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum State {
    /// Waits for the office.
    #[sea_orm(string_value = "FILED")]
    Filed,
    /// A panel hears it.
    #[sea_orm(string_value = "ADMITTED")]
    Admitted,
    /// It is none.
    #[sea_orm(string_value = "REJECTED")]
    Rejected,
    /// The decision is overturned.
    #[sea_orm(string_value = "UPHELD")]
    Upheld,
    /// The decision stands.
    #[sea_orm(string_value = "DENIED")]
    Denied,
    /// Taken back.
    #[sea_orm(string_value = "WITHDRAWN")]
    Withdrawn,
}

/// What an appeal is against.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum Against {
    /// The decision that declined the case.
    #[sea_orm(string_value = "DECISION")]
    Decision,
    /// The screening that kept it out.
    #[sea_orm(string_value = "SCREENING")]
    Screening,
}

/// What one person of a panel finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum Finding {
    /// The decision should be overturned.
    #[sea_orm(string_value = "UPHOLD")]
    Uphold,
    /// It should stand.
    #[sea_orm(string_value = "DENY")]
    Deny,
}

/// The office admits an appeal, or finds that it is none: for that it gives a reason in words.
pub fn judged(state: State, admits: bool, reason: &str) -> Result<State> {
    match state {
        State::Filed if admits => Ok(State::Admitted),
        State::Filed if reason.trim().is_empty() => {
            let text = Text::told(
                "say in words for the applicant why the appeal is not admitted",
                "explique al postulante por qué no se admite la apelación",
                "explique a quem se inscreveu por que o recurso não é admitido",
            );
            Err(Error::invalid("reason", text))
        }
        State::Filed => Ok(State::Rejected),
        _ => Err(not_allowed(state, "be judged", "examinarse", "ser examinado")),
    }
}

/// A panel is put on an appeal, or one of the panel is heard.
pub fn heard(state: State) -> Result<()> {
    match state {
        State::Admitted => Ok(()),
        _ => Err(not_allowed(state, "be heard", "ser oída", "ser ouvido")),
    }
}

/// Where an appeal stands once so many of a panel found so; nothing while a finding is missing. The decision is overturned by
/// more than half of the panel alone: it was made by the rules.
pub fn found(panel: usize, upholding: usize, denying: usize) -> Option<State> {
    if panel == 0 || upholding + denying < panel {
        return None;
    }
    Some(if upholding * 2 > panel { State::Upheld } else { State::Denied })
}

/// The applicant takes it back, or the registration itself; nothing where it ended before.
pub fn withdrawn(state: State) -> Option<State> {
    matches!(state, State::Filed | State::Admitted).then_some(State::Withdrawn)
}

/// Refuses that whoever decided on a case, or screened it, rejects the appeal against that.
pub fn rejected_by(deciders: &[String], judge: &str) -> Result<()> {
    if !deciders.iter().any(|decider| decider == judge) {
        return Ok(());
    }
    let text = Text::told(
        "you took part in this decision; it takes another person to reject the appeal against it",
        "usted participó en esta decisión; hace falta otra persona para rechazar la apelación contra ella",
        "você participou desta decisão; é preciso outra pessoa para rejeitar o recurso contra ela",
    );
    Err(Error::refused(Reason::SecondPersonNeeded, text))
}

fn not_allowed(state: State, english: &str, spanish: &str, portuguese: &str) -> Error {
    let state = state.to_value();
    let text = Text::told(
        format!("an appeal that is {state} cannot {english}"),
        format!("una apelación en estado {state} no puede {spanish}"),
        format!("um recurso em estado {state} não pode {portuguese}"),
    );
    Error::refused(Reason::StateNotAllowed, text)
}

impl State {
    /// The state of the contract.
    pub fn message(self) -> message::appeal::State {
        match self {
            State::Filed => message::appeal::State::Filed,
            State::Admitted => message::appeal::State::Admitted,
            State::Rejected => message::appeal::State::Rejected,
            State::Upheld => message::appeal::State::Upheld,
            State::Denied => message::appeal::State::Denied,
            State::Withdrawn => message::appeal::State::Withdrawn,
        }
    }
}

impl Finding {
    /// The finding of the contract.
    pub fn message(self) -> message::Finding {
        match self {
            Finding::Uphold => message::Finding::Uphold,
            Finding::Deny => message::Finding::Deny,
        }
    }

    /// What a request says; nothing where it says nothing.
    pub fn of(finding: message::Finding) -> Option<Self> {
        match finding {
            message::Finding::Unspecified => None,
            message::Finding::Uphold => Some(Finding::Uphold),
            message::Finding::Deny => Some(Finding::Deny),
        }
    }
}

#[cfg(test)]
mod tests;
