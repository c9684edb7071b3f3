//! Who reviews which case: the states of an assignment, and whom to choose.

pub mod assign;
pub mod bid;
pub mod blind;
pub mod brief;
pub mod decline;
pub mod delegate;
pub mod flow;
pub mod get;
pub mod keep_time;
pub mod lent;
pub mod list;
pub mod made;
mod preference;
pub mod profile;
pub mod proposal;
pub mod rows;
pub mod term;
pub mod transitions;
pub mod withdraw;

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
    /// The review is awaited, and a draft is kept.
    #[sea_orm(string_value = "DRAFT")]
    Draft,
    /// The reviewer declined.
    #[sea_orm(string_value = "DECLINED")]
    Declined,
    /// The review is awaited, and its time is over.
    #[sea_orm(string_value = "LATE")]
    Late,
    /// The office took it back.
    #[sea_orm(string_value = "WITHDRAWN")]
    Withdrawn,
    /// The reviewer has a conflict of interest: no review is awaited.
    #[sea_orm(string_value = "CONFLICTED")]
    Conflicted,
}

impl State {
    /// Where a review is awaited.
    pub const AWAITED: [State; 3] = [State::Assigned, State::Draft, State::Late];

    /// Whether a review is awaited.
    pub fn is_awaited(self) -> bool {
        Self::AWAITED.contains(&self)
    }

    /// Whether a review is in, or awaited: its reviewer has a place on the case.
    pub fn has_place(self) -> bool {
        self == State::Submitted || self.is_awaited()
    }

    /// The state of the contract.
    pub fn message(self) -> message::assignment::State {
        match self {
            State::Assigned => message::assignment::State::Assigned,
            State::Submitted => message::assignment::State::Submitted,
            State::Draft => message::assignment::State::Draft,
            State::Declined => message::assignment::State::Declined,
            State::Late => message::assignment::State::Late,
            State::Withdrawn => message::assignment::State::Withdrawn,
            State::Conflicted => message::assignment::State::Conflicted,
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
    /// Whether another country lends the person.
    pub lent: bool,
}

/// Who is on the case already.
#[derive(Clone, Debug, Default)]
pub struct Taken {
    /// The members.
    pub members: HashSet<Uuid>,
    /// Their institutions.
    pub institutions: HashSet<String>,
    /// Whether another country lends one of them.
    pub lent: bool,
}

/// Chooses `wanted` reviewers: nobody tied, nobody twice, and one whom another country lends at most; the country's own first,
/// then partners, then the least loaded, then by id. A second reviewer of one institution comes only when no other is left. With too few left, nobody is chosen.
pub fn choose(candidates: &[Candidate], mut taken: Taken, wanted: usize) -> Result<Vec<Uuid>> {
    let mut order: Vec<&Candidate> = candidates.iter().filter(|candidate| !candidate.tied).collect();
    order.sort_by_key(|candidate| (candidate.lent, !candidate.partnered, candidate.load, candidate.id));
    let mut chosen = Vec::with_capacity(wanted);
    for spread in [true, false] {
        for candidate in &order {
            if chosen.len() == wanted {
                return Ok(chosen);
            }
            let crowded = !candidate.institution.is_empty() && taken.institutions.contains(&candidate.institution);
            let second = candidate.lent && taken.lent;
            if second || (spread && crowded) || !taken.members.insert(candidate.id) {
                continue;
            }
            taken.institutions.insert(candidate.institution.clone());
            taken.lent |= candidate.lent;
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
            "são precisos {wanted} avaliadores e restam {left} sem vínculo com o postulante; acrescente avaliadores"
        ),
    );
    Err(Error::refused(Reason::ReviewersTooFew, text))
}

#[cfg(test)]
mod tests;
