//! Proposals: an assignment for a whole edition that is computed, looked at, changed by hand, and released together or given up.

pub mod change;
pub mod compute;
pub mod discard;
mod edition;
pub mod gap;
pub mod get;
mod kept;
pub mod list;
pub mod list_pairs;
pub mod loan_gap;
mod outcome;
pub mod pair;
pub mod release;
pub mod replace;
pub mod rows;

pub use kept::Answer;
use platform::error::{Error, Result, Text};
use proto::{
    platform::v1::Reason,
    reviews::v1::{assignment_proposal, proposed_assignment, unmet_wish},
};
use sea_orm::entity::prelude::*;
use serde::Serialize;

/// Where a proposal stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum State {
    /// It can be looked at and changed.
    #[sea_orm(string_value = "DRAFT")]
    Draft,
    /// Its assignments are made.
    #[sea_orm(string_value = "RELEASED")]
    Released,
    /// It was given up.
    #[sea_orm(string_value = "DISCARDED")]
    Discarded,
}

impl State {
    /// The state of the contract.
    pub fn message(self) -> assignment_proposal::State {
        match self {
            State::Draft => assignment_proposal::State::Draft,
            State::Released => assignment_proposal::State::Released,
            State::Discarded => assignment_proposal::State::Discarded,
        }
    }
}

/// What a proposal is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum Purpose {
    /// To fill the places of cases that lack reviewers.
    #[sea_orm(string_value = "FILL")]
    Fill,
    /// To replace reviewers.
    #[sea_orm(string_value = "REPLACE")]
    Replace,
}

impl Purpose {
    /// The purpose of the contract.
    pub fn message(self) -> assignment_proposal::Purpose {
        match self {
            Purpose::Fill => assignment_proposal::Purpose::Fill,
            Purpose::Replace => assignment_proposal::Purpose::Replace,
        }
    }
}

/// What becomes of a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum Action {
    /// It is assigned.
    #[sea_orm(string_value = "ADD")]
    Add,
    /// It is taken back.
    #[sea_orm(string_value = "WITHDRAW")]
    Withdraw,
}

impl Action {
    /// The action of the contract.
    pub fn message(self) -> proposed_assignment::Action {
        match self {
            Action::Add => proposed_assignment::Action::Add,
            Action::Withdraw => proposed_assignment::Action::Withdraw,
        }
    }
}

/// Why a place stays empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum Gap {
    /// All who are not on the case have a conflict of interest.
    #[sea_orm(string_value = "ALL_CONFLICTED")]
    AllConflicted,
    /// All who have none have as many reviews as they take.
    #[sea_orm(string_value = "REVIEWERS_FULL")]
    ReviewersFull,
    /// All who have none and take more are of institutions that take no more.
    #[sea_orm(string_value = "INSTITUTIONS_FULL")]
    InstitutionsFull,
    /// All are on the case, or were.
    #[sea_orm(string_value = "NOBODY_ELSE")]
    NobodyElse,
    /// Somebody took a reviewer off it.
    #[sea_orm(string_value = "TAKEN_OFF")]
    TakenOff,
}

impl Gap {
    /// The reason of the contract.
    pub fn message(self) -> unmet_wish::Reason {
        match self {
            Gap::AllConflicted => unmet_wish::Reason::AllConflicted,
            Gap::ReviewersFull => unmet_wish::Reason::ReviewersFull,
            Gap::InstitutionsFull => unmet_wish::Reason::InstitutionsFull,
            Gap::NobodyElse => unmet_wish::Reason::NobodyElse,
            Gap::TakenOff => unmet_wish::Reason::TakenOff,
        }
    }

    /// The same in words.
    pub fn words(self) -> Text {
        match self {
            Gap::AllConflicted => Text::told(
                "everybody else has a conflict of interest with this case",
                "todas las demás personas tienen un conflicto de interés con este caso",
                "todas as outras pessoas têm um conflito de interesse com este caso",
            ),
            Gap::ReviewersFull => Text::told(
                "everybody else has as many reviews as they take; add reviewers, or let them take more",
                "todas las demás personas ya tienen el máximo de revisiones; agregue revisores o suba el máximo",
                "todas as outras pessoas já têm o máximo de avaliações; inclua avaliadores ou aumente o máximo",
            ),
            Gap::InstitutionsFull => Text::told(
                "the institutions of everybody else have as many reviews as they take",
                "las instituciones de las demás personas ya tienen el máximo de revisiones",
                "as instituições das outras pessoas já têm o máximo de avaliações",
            ),
            Gap::NobodyElse => Text::told(
                "everybody is on this case, or was; add reviewers",
                "todas las personas están o estuvieron en este caso; agregue revisores",
                "todas as pessoas estão ou estiveram neste caso; inclua avaliadores",
            ),
            Gap::TakenOff => Text::told(
                "somebody of the office took a reviewer off it",
                "alguien de la oficina quitó a una persona del caso",
                "alguém do escritório retirou uma pessoa do caso",
            ),
        }
    }
}

/// A draft is changed: it stays one.
pub fn changed(state: State) -> Result<State> {
    ended(state, State::Draft)
}

/// A draft is released.
pub fn released(state: State) -> Result<State> {
    ended(state, State::Released)
}

/// A draft is given up.
pub fn discarded(state: State) -> Result<State> {
    ended(state, State::Discarded)
}

/// Only from a draft a way leads on.
fn ended(state: State, to: State) -> Result<State> {
    if state == State::Draft {
        return Ok(to);
    }
    let text = Text::told(
        "only a draft can be changed, released or discarded; compute a new one",
        "solo un borrador se puede cambiar, publicar o descartar; calcule uno nuevo",
        "só um rascunho pode ser alterado, publicado ou descartado; calcule um novo",
    );
    Err(Error::refused(Reason::StateNotAllowed, text))
}

#[cfg(test)]
mod tests {
    use sea_orm::Iterable;

    use super::*;

    #[test]
    fn only_from_a_draft_a_way_leads_on() {
        for state in State::iter() {
            for way in [changed, released, discarded] {
                assert_eq!(way(state).is_ok(), state == State::Draft, "{state:?}");
            }
        }
    }
}
