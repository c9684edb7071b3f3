//! The states of a case and the transitions between them; every transition that is not here is refused.

pub mod answers;
mod awaited;
pub mod get;
pub mod list;
pub mod on_registration_merged;
pub mod on_registration_submitted;
pub mod on_registration_unmerged;
pub mod on_registration_withdrawn;
pub mod particulars;
pub mod rows;
pub mod screen;
pub mod stage;
pub mod whole;

use platform::error::{Error, Result, Text};
use proto::{platform::v1::Reason, reviews::v1 as message};
use sea_orm::{ActiveEnum, entity::prelude::*};
use serde::Serialize;

use crate::decision::Outcome;

/// Where a case stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum State {
    /// Waits for the screening, or, once passed, for reviewers.
    #[sea_orm(string_value = "OPEN")]
    Open,
    /// May not take part.
    #[sea_orm(string_value = "SCREENED_OUT")]
    ScreenedOut,
    /// Has reviewers, and lacks reviews.
    #[sea_orm(string_value = "IN_REVIEW")]
    InReview,
    /// Every wanted review is in.
    #[sea_orm(string_value = "REVIEWED")]
    Reviewed,
    /// A decision is prepared or released.
    #[sea_orm(string_value = "DECIDED")]
    Decided,
    /// Declined, validated, withdrawn, or merged; a validated one may be validated again, and a merged one may go on.
    #[sea_orm(string_value = "CLOSED")]
    Closed,
    /// Waits for the applicant to mend something.
    #[sea_orm(string_value = "CLARIFICATION")]
    Clarification,
    /// One person found that it may not take part.
    #[sea_orm(string_value = "PROPOSED_OUT")]
    ProposedOut,
}

/// What the screening found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum Screening {
    /// It may take part.
    #[sea_orm(string_value = "PASSED")]
    Passed,
    /// It may not.
    #[sea_orm(string_value = "INELIGIBLE")]
    Ineligible,
}

/// Screening: an open case that was not screened before stays open when it passes. That it may not take part is only
/// proposed by it, and said in words that the applicant can be told.
pub fn screened(state: State, before: Option<Screening>, found: Screening, reason: &str) -> Result<State> {
    if state != State::Open || before.is_some() {
        return Err(not_allowed(state, "be screened", "pasar por el examen de admisión", "passar pela triagem"));
    }
    match found {
        Screening::Passed => Ok(State::Open),
        Screening::Ineligible if reason.trim().is_empty() => {
            let text = Text::told(
                "say in words for the applicant why the case may not take part",
                "explique al postulante por qué el caso no puede participar",
                "explique ao candidato por que o caso não pode participar",
            );
            Err(Error::invalid("reason", text))
        }
        Screening::Ineligible => Ok(State::ProposedOut),
    }
}

/// A second person confirms that a case is kept out, or sets that back.
pub fn judged(state: State, confirms: bool) -> Result<State> {
    match state {
        State::ProposedOut if confirms => Ok(State::ScreenedOut),
        State::ProposedOut => Ok(State::Open),
        _ => Err(not_allowed(
            state,
            "be confirmed as ineligible or set back; nobody proposed that",
            "confirmarse como no admitido ni devolverse; nadie lo propuso",
            "ser confirmado como não admitido nem devolvido; ninguém propôs isso",
        )),
    }
}

/// The applicant is asked to mend something: only before the screening.
pub fn clarification_requested(state: State, screening: Option<Screening>) -> Result<State> {
    match (state, screening) {
        (State::Open, None) => Ok(State::Clarification),
        _ => Err(not_allowed(state, "be clarified", "recibir una aclaración", "receber um esclarecimento")),
    }
}

/// A clarification came to its end, answered or not: the case is the office's again.
pub fn clarification_ended(state: State) -> State {
    if state == State::Clarification { State::Open } else { state }
}

/// Reviewers are put on a case that passed the screening and still lacks reviews.
pub fn assigned(state: State, screening: Option<Screening>) -> Result<State> {
    match (state, screening) {
        (State::Open | State::InReview, Some(Screening::Passed)) => Ok(State::InReview),
        _ => Err(not_allowed(
            state,
            "get reviewers before it passed the screening or after it was reviewed",
            "recibir revisores antes de ser admitido o después de ser revisado",
            "receber avaliadores antes de passar pela triagem ou depois de ser avaliado",
        )),
    }
}

/// A review came in, which makes `reviews_in` of the `wanted`. More than were wanted are welcome until the decision.
pub fn review_came(state: State, reviews_in: i32, wanted: i32) -> Result<State> {
    match state {
        State::Reviewed => Ok(State::Reviewed),
        State::InReview if reviews_in >= wanted => Ok(State::Reviewed),
        State::InReview => Ok(State::InReview),
        _ => Err(not_allowed(state, "take reviews", "recibir revisiones", "receber avaliações")),
    }
}

/// Refuses what is written of a case that takes no reviews.
pub fn takes_reviews(state: State) -> Result<()> {
    if State::TAKES_REVIEWS.contains(&state) { Ok(()) } else { Err(no_reviews(state)) }
}

/// The refusal of a review of a stage that the case has left.
pub fn stage_over(state: State) -> Error {
    no_reviews(state)
}

/// Refuses what is said of a case that is not under review, nor waits for its decision to be released.
pub fn discussed(state: State) -> Result<()> {
    match state {
        State::Open | State::InReview | State::Reviewed | State::Decided => Ok(()),
        _ => Err(not_allowed(state, "be discussed", "discutirse", "ser discutido")),
    }
}

fn no_reviews(state: State) -> Error {
    not_allowed(
        state,
        "take reviews of this stage",
        "recibir revisiones de esta etapa",
        "receber avaliações desta etapa",
    )
}

/// A decision is prepared on a case whose quorum of reviews holds, or prepared anew: in place of one that is not released,
/// or after one that put it on the waiting list.
pub fn decision_prepared(state: State, released: Option<Outcome>, quorum_holds: bool) -> Result<State> {
    match (state, released) {
        (State::InReview | State::Reviewed, _) | (State::Decided, None | Some(Outcome::Waitlisted)) if quorum_holds => {
            Ok(State::Decided)
        }
        (State::Open | State::InReview | State::Reviewed, _) | (State::Decided, None | Some(Outcome::Waitlisted)) => {
            let text = Text::told(
                "fewer reviews are in than a decision needs; wait, or assign another reviewer",
                "hay menos revisiones de las que necesita una decisión; espere o asigne otro revisor",
                "há menos avaliações do que uma decisão precisa; espere ou designe outra pessoa para avaliar",
            );
            Err(Error::refused(Reason::ReviewsMissing, text))
        }
        _ => Err(not_allowed(state, "be decided", "recibir una decisión", "receber uma decisão")),
    }
}

/// A decision that nobody was told of is set back: the case waits for another one, or stands again as the `released` one
/// before it left it.
pub fn decision_set_back(released: Option<Outcome>, reviews_in: i32, wanted: i32) -> State {
    match released {
        Some(_) => State::Decided,
        None if reviews_in >= wanted => State::Reviewed,
        None => State::InReview,
    }
}

/// An appeal against the decision that declined a case is upheld: it goes on as accepted.
pub fn appeal_upheld(state: State, ended: bool) -> Result<State> {
    match state {
        State::Closed if !ended => Ok(State::Decided),
        _ => Err(not_allowed(
            state,
            "be accepted on appeal",
            "ser aceptado por una apelación",
            "ser aceito por um recurso",
        )),
    }
}

/// An appeal against the screening that kept a case out is upheld: it takes part, and waits for reviewers.
pub fn readmitted(state: State, ended: bool) -> Result<State> {
    match state {
        State::ScreenedOut if !ended => Ok(State::Open),
        _ => Err(not_allowed(
            state,
            "take part after all on appeal",
            "participar finalmente por una apelación",
            "participar afinal por um recurso",
        )),
    }
}

/// A decision is released: a declined case is closed, the others go on.
pub fn decision_released(state: State, outcome: Outcome) -> Result<State> {
    match (state, outcome) {
        (State::Decided, Outcome::Declined) => Ok(State::Closed),
        (State::Decided, Outcome::Accepted | Outcome::Waitlisted) => Ok(State::Decided),
        _ => Err(not_allowed(
            state,
            "have its decision released",
            "tener su decisión publicada",
            "ter a sua decisão divulgada",
        )),
    }
}

/// The evidence of an accepted case was checked: one that holds closes the case, one that does not leaves it to
/// another check. `released` is the outcome of its released decision.
pub fn validated(state: State, released: Option<Outcome>, holds: bool) -> Result<State> {
    match (state, released) {
        (State::Decided, Some(Outcome::Accepted)) if holds => Ok(State::Closed),
        (State::Decided, Some(Outcome::Accepted)) => Ok(State::Decided),
        _ => Err(not_allowed(
            state,
            "be validated before its acceptance is released",
            "ser validado antes de publicarse su aceptación",
            "ser validado antes de divulgada a sua aceitação",
        )),
    }
}

/// The evidence of a validated case is checked again: once the validation that holds is `due` for it. Whatever is
/// found, the case stays closed; what does not hold lets the validation before it expire. `ended`: its registration was
/// withdrawn or merged.
pub fn renewed(state: State, ended: bool, due: bool) -> Result<State> {
    match state {
        State::Closed if ended => Err(not_allowed(
            state,
            "be validated after its registration was withdrawn or merged",
            "ser validado después de retirarse o unirse su registro",
            "ser validado depois de o seu registro ser retirado ou unido",
        )),
        State::Closed if due => Ok(State::Closed),
        _ => Err(not_allowed(
            state,
            "be validated again before the last 60 days of its validation",
            "ser validado otra vez antes de los últimos 60 días de su validación",
            "ser validado de novo antes dos últimos 60 dias da sua validação",
        )),
    }
}

/// The applicant took the registration back, at whatever time.
pub fn withdrawn(_: State) -> State {
    State::Closed
}

/// The registration was merged into another one, at whatever time.
pub fn merged(_: State) -> State {
    State::Closed
}

/// Where a case goes on once that is undone: where it stood, but that what was asked of the applicant is not any more.
pub fn stands_again(state: State) -> State {
    clarification_ended(state)
}

fn not_allowed(state: State, english: &str, spanish: &str, portuguese: &str) -> Error {
    let state = state.to_value();
    let text = Text::told(
        format!("a case that is {state} cannot {english}"),
        format!("un caso en estado {state} no puede {spanish}"),
        format!("um caso no estado {state} não pode {portuguese}"),
    );
    Error::refused(Reason::StateNotAllowed, text)
}

impl State {
    /// Where reviews may be written: of its stage, or of the shared set that it is in.
    pub const TAKES_REVIEWS: [State; 3] = [State::Open, State::InReview, State::Reviewed];

    /// The state of the contract.
    pub fn message(self) -> message::case::State {
        match self {
            State::Open => message::case::State::Open,
            State::ScreenedOut => message::case::State::ScreenedOut,
            State::InReview => message::case::State::InReview,
            State::Reviewed => message::case::State::Reviewed,
            State::Decided => message::case::State::Decided,
            State::Closed => message::case::State::Closed,
            State::Clarification => message::case::State::Clarification,
            State::ProposedOut => message::case::State::ProposedOut,
        }
    }
}

impl Screening {
    /// The outcome of the contract.
    pub fn message(self) -> message::ScreeningOutcome {
        match self {
            Screening::Passed => message::ScreeningOutcome::Passed,
            Screening::Ineligible => message::ScreeningOutcome::Ineligible,
        }
    }

    /// What a request says; nothing where it says nothing.
    pub fn of(outcome: message::ScreeningOutcome) -> Option<Self> {
        match outcome {
            message::ScreeningOutcome::Unspecified => None,
            message::ScreeningOutcome::Passed => Some(Screening::Passed),
            message::ScreeningOutcome::Ineligible => Some(Screening::Ineligible),
        }
    }
}

#[cfg(test)]
mod tests;
