//! Who reviews which case: the states of an assignment, who has a tie to an applicant, and whom to choose.

pub mod assign;
pub mod get;
pub mod list;
pub mod rows;

use std::collections::HashSet;

use platform::error::{Error, Result, Text};
use proto::{platform::v1::Reason, reviews::v1 as message};
use sea_orm::entity::prelude::*;
use serde::Serialize;

/// Where an assignment stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum State {
    /// The review is awaited.
    #[sea_orm(string_value = "ASSIGNED")]
    Assigned,
    /// The review is in.
    #[sea_orm(string_value = "SUBMITTED")]
    Submitted,
}

impl State {
    /// The state of the contract.
    pub fn message(self) -> message::assignment::State {
        match self {
            State::Assigned => message::assignment::State::Assigned,
            State::Submitted => message::assignment::State::Submitted,
        }
    }
}

/// A review is handed in, once.
pub fn submitted(state: State) -> Result<State> {
    match state {
        State::Assigned => Ok(State::Submitted),
        State::Submitted => {
            let text = Text::told(
                "a review is already submitted for this assignment; it cannot be changed",
                "esta asignación ya tiene su revisión; no se puede cambiar",
                "esta designação já tem a sua avaliação; não pode ser alterada",
            );
            Err(Error::refused(Reason::ReviewAlreadySubmitted, text))
        }
    }
}

/// A reviewer of the country, as far as the choice goes.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// The member's id.
    pub id: Uuid,
    /// The institution; empty: none.
    pub institution: String,
    /// Reviews awaited of this person.
    pub load: i32,
    /// Whether the institution has a partnership in this country.
    pub partnered: bool,
    /// Whether the person has a tie to the applicant.
    pub tied: bool,
}

/// Who is on the case already.
#[derive(Clone, Debug, Default)]
pub struct Taken {
    /// The members.
    pub members: HashSet<Uuid>,
    /// Their institutions.
    pub institutions: HashSet<String>,
}

/// Chooses `wanted` reviewers: nobody tied, nobody twice; partners first, then the least loaded, then by id. A second
/// reviewer of one institution comes only when no other is left. With too few left, nobody is chosen.
pub fn choose(candidates: &[Candidate], mut taken: Taken, wanted: usize) -> Result<Vec<Uuid>> {
    let mut order: Vec<&Candidate> = candidates.iter().filter(|candidate| !candidate.tied).collect();
    order.sort_by_key(|candidate| (!candidate.partnered, candidate.load, candidate.id));
    let mut chosen = Vec::with_capacity(wanted);
    for spread in [true, false] {
        for candidate in &order {
            if chosen.len() == wanted {
                return Ok(chosen);
            }
            let crowded = !candidate.institution.is_empty() && taken.institutions.contains(&candidate.institution);
            if (spread && crowded) || !taken.members.insert(candidate.id) {
                continue;
            }
            taken.institutions.insert(candidate.institution.clone());
            chosen.push(candidate.id);
        }
    }
    if chosen.len() == wanted {
        return Ok(chosen);
    }
    let left = chosen.len();
    let text = Text::told(
        format!("{wanted} reviewers are wanted and {left} without a tie to the applicant are left; add reviewers"),
        format!("hacen falta {wanted} revisores y quedan {left} sin vínculo con el postulante; agregue revisores"),
        format!(
            "são necessários {wanted} avaliadores e restam {left} sem vínculo com o candidato; acrescente avaliadores"
        ),
    );
    Err(Error::refused(Reason::ReviewersTooFew, text))
}

#[cfg(test)]
mod tests;
