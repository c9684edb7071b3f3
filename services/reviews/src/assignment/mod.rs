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
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

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
            let text = Text::new(
                "a review is already submitted for this assignment; it cannot be changed",
                "esta asignación ya tiene su revisión; no se puede cambiar",
            );
            Err(Error::refused(Reason::ReviewAlreadySubmitted, text))
        }
    }
}

/// Whether an institution and an applicant are tied: the applicant's domain is one of the institution's or below it,
/// or both go by the same name.
pub fn tied(applicant_domain: &str, organisation: &str, domains: &[String], display_name: &str) -> bool {
    let applicant = fold_domain(applicant_domain);
    let below = |domain: &String| {
        let domain = fold_domain(domain);
        let rest = applicant.strip_suffix(domain.as_str());
        !domain.is_empty() && rest.is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    };
    let organisation = fold_name(organisation);
    domains.iter().any(below) || (!organisation.is_empty() && organisation == fold_name(display_name))
}

fn fold_domain(domain: &str) -> String {
    domain.trim().trim_matches('.').to_lowercase()
}

/// A name without accents, case, punctuation and doubled spaces, so that two spellings of it are one.
pub fn fold_name(name: &str) -> String {
    let plain: String = name.nfkd().filter(|letter| !is_combining_mark(*letter)).collect();
    let words = plain.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join(" ")
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
    let text = Text::new(
        format!("{wanted} reviewers are wanted and {left} without a tie to the applicant are left; add reviewers"),
        format!("hacen falta {wanted} revisores y quedan {left} sin vínculo con el postulante; agregue revisores"),
    );
    Err(Error::refused(Reason::ReviewersTooFew, text))
}

#[cfg(test)]
mod tests;
