//! Where a registration goes by what other services tell of its case, in whatever order that comes.

use platform::{Error, Result, choice, error::Text};
use proto::{
    platform::v1::Reason,
    registrations::v1::registration::State,
    reviews::v1::{Outcome, ScreeningOutcome, ValidationOutcome},
};

use super::is_validated_in;

/// Its case was opened; nothing follows where more is known already.
pub fn opened(state: State) -> Option<State> {
    (state == State::Submitted).then_some(State::Screening)
}

/// The office asked its applicant to mend something. `newer` says that nothing newer of its case is known.
pub fn clarification_requested(state: State, newer: bool) -> Option<State> {
    let before_review = matches!(state, State::Submitted | State::Screening | State::Clarification);
    (newer && before_review).then_some(State::Clarification)
}

/// An institution that checks its evidence asked its applicant to mend something, or the time of that is over: whether that
/// is still news. `newer` says that nothing newer of its case is known. It is told after the decision, but may arrive before
/// it.
pub fn mending_told(state: State, newer: bool) -> Result<bool> {
    match state {
        _ if is_validated_in(state) => Ok(newer),
        _ if is_undecided(state) => Err(Error::late("the decision")),
        _ => Ok(false),
    }
}

/// Its applicant answered: the office screens it, or the institution that `asked` looks at its evidence again, wherever it
/// stands.
pub fn answered(state: State, asked: bool) -> Result<State> {
    if state == State::Clarification {
        return Ok(State::Screening);
    }
    if asked && is_validated_in(state) {
        return Ok(state);
    }
    let name = choice::name(state.as_str_name(), "STATE_");
    let text = Text::told(
        format!("nothing is asked of a registration that is {name}"),
        format!("no se pide nada de un registro en estado {name}"),
        format!("não se pede nada de um registro no estado {name}"),
    );
    Err(Error::refused(Reason::StateNotAllowed, text))
}

/// Its applicant did not answer in time. Told after it was asked, it may arrive before that.
pub fn clarification_expired(state: State, newer: bool) -> Option<State> {
    let before_review = matches!(state, State::Submitted | State::Screening | State::Clarification);
    (newer && before_review).then_some(State::Screening)
}

/// The office screened its case. `newer` says that nothing newer of this case is known: a screening may be done
/// again, and news may come in any order.
pub fn screened(state: State, outcome: ScreeningOutcome, newer: bool) -> Option<State> {
    let before_decision = matches!(
        state,
        State::Submitted | State::Screening | State::Clarification | State::InReview | State::Ineligible
    );
    match outcome {
        _ if !(newer && before_decision) => None,
        ScreeningOutcome::Passed => Some(State::InReview),
        ScreeningOutcome::Ineligible => Some(State::Ineligible),
        ScreeningOutcome::Unspecified => None,
    }
}

/// Its decision was released. That ends what came before, even if the news of it is still on its way; a waiting
/// registration may be decided once more.
pub fn decided(state: State, outcome: Outcome) -> Option<State> {
    let next = match outcome {
        Outcome::Accepted => State::Accepted,
        Outcome::Waitlisted => State::Waitlisted,
        Outcome::Declined => State::Declined,
        Outcome::Unspecified => return None,
    };
    match state {
        State::Waitlisted if next == State::Waitlisted => None,
        State::Submitted
        | State::Screening
        | State::Clarification
        | State::InReview
        | State::Ineligible
        | State::Appealed
        | State::Waitlisted => Some(next),
        _ => None,
    }
}

/// Whether the decision that accepts it may still be on its way.
fn is_undecided(state: State) -> bool {
    matches!(
        state,
        State::Draft
            | State::Submitted
            | State::Screening
            | State::Clarification
            | State::Ineligible
            | State::InReview
            | State::Waitlisted
            | State::Appealed
    )
}

/// A partner institution checked its evidence. It is told after the decision, but may arrive before it. What had expired
/// comes back to where it was: into the catalogue, if it was `shown` there.
pub fn validated(state: State, outcome: ValidationOutcome, shown: bool) -> Result<Option<State>> {
    if outcome != ValidationOutcome::Passed {
        return Ok(None);
    }
    match state {
        State::Accepted => Ok(Some(State::Validated)),
        State::Expired if shown => Ok(Some(State::Published)),
        State::Expired => Ok(Some(State::Validated)),
        _ if is_undecided(state) => Err(Error::late("the decision")),
        _ => Ok(None),
    }
}

/// Its validation came to its end and was not renewed. It is told after the validation, but may arrive before it.
pub fn expired(state: State) -> Result<Option<State>> {
    match state {
        State::Validated | State::Published => Ok(Some(State::Expired)),
        State::Accepted => Err(Error::late("the validation")),
        _ if is_undecided(state) => Err(Error::late("the validation")),
        _ => Ok(None),
    }
}
