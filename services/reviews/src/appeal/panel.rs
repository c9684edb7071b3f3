//! Who may hear an appeal. Pure: nobody who reviewed the case, decided on it or judged the appeal is ever on its panel, and
//! nobody with a conflict of interest.

use std::collections::HashSet;

use platform::error::{Error, Result, Text};
use proto::platform::v1::Reason;
use sea_orm::prelude::Uuid;

/// A reviewer of the country, as far as the choice goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The member's id.
    pub member: Uuid,
    /// The subject of their tokens.
    pub subject: String,
    /// The institution; empty: none.
    pub institution: String,
    /// Reviews awaited of this person.
    pub load: i32,
    /// Whether a conflict of interest rules them out.
    pub conflicted: bool,
}

/// Who had a part in the case before.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Before {
    /// Whoever reviewed, decided or judged, by subject.
    pub subjects: HashSet<String>,
    /// The members who were assigned.
    pub members: HashSet<Uuid>,
    /// Their institutions, from which nobody is taken while somebody else is left.
    pub institutions: HashSet<String>,
}

impl Before {
    /// Whether somebody may hear the appeal.
    pub fn allows(&self, candidate: &Candidate) -> bool {
        !candidate.conflicted
            && !self.members.contains(&candidate.member)
            && !self.subjects.contains(&candidate.subject)
    }
}

/// Chooses a panel of `wanted`: of other institutions than those that reviewed the case first, each of another one, then the
/// least loaded, then by id. With too few left, nobody is chosen.
pub fn choose(candidates: &[Candidate], before: &Before, wanted: usize) -> Result<Vec<Uuid>> {
    let mut order: Vec<&Candidate> = candidates.iter().filter(|candidate| before.allows(candidate)).collect();
    order.sort_by_key(|candidate| (candidate.load, candidate.member));
    let mut subjects = HashSet::new();
    let mut institutions = before.institutions.clone();
    let mut chosen = Vec::with_capacity(wanted);
    for spread in [true, false] {
        for candidate in &order {
            let crowded = !candidate.institution.is_empty() && institutions.contains(&candidate.institution);
            if chosen.len() == wanted || (spread && crowded) || !subjects.insert(&candidate.subject) {
                continue;
            }
            institutions.insert(candidate.institution.clone());
            chosen.push(candidate.member);
        }
    }
    if chosen.len() == wanted { Ok(chosen) } else { Err(too_few(wanted, chosen.len())) }
}

/// Takes the panel that somebody asks for, if each of them may hear the appeal and there are as many as wanted.
pub fn take(candidates: &[Candidate], before: &Before, asked: &[Uuid], wanted: usize) -> Result<Vec<Uuid>> {
    let mut subjects = HashSet::new();
    let allowed = |id: &&Uuid| {
        let found = candidates.iter().find(|candidate| candidate.member == **id);
        found.is_some_and(|candidate| before.allows(candidate) && subjects.insert(&candidate.subject))
    };
    let taken: Vec<Uuid> = asked.iter().filter(allowed).copied().collect();
    if taken.len() < asked.len() {
        let text = Text::told(
            "each has to be another reviewer of the country who had no part in the case and has no conflict of interest",
            "cada persona debe ser otra revisora del país, sin parte en el caso ni conflicto de interés",
            "cada pessoa deve ser outra avaliadora do país, sem parte no caso nem conflito de interesse",
        );
        return Err(Error::invalid("reviewers", text));
    }
    if taken.len() == wanted { Ok(taken) } else { Err(too_few(wanted, taken.len())) }
}

fn too_few(wanted: usize, left: usize) -> Error {
    let text = Text::told(
        format!("a panel has {wanted} people, and {left} are there who had no part in the case; add reviewers"),
        format!("hacen falta {wanted} personas y hay {left} sin parte en el caso; agregue revisores"),
        format!("são precisas {wanted} pessoas e há {left} sem parte no caso; acrescente avaliadores"),
    );
    Error::refused(Reason::ReviewersTooFew, text)
}
