//! A registration becomes one with another, and by itself again.

use platform::{Error, Result, choice, error::Text};
use proto::{platform::v1::Reason, registrations::v1::registration::State};

/// It is one with a `survivor`, which goes on in its place. Neither may be over: merging ends no draft and no appeal, and
/// keeps nobody out, which takes two people. What the public sees goes only into what it sees as well.
pub fn merged(state: State, survivor: State) -> Result<State> {
    let goes_on = |state| {
        matches!(
            state,
            State::Submitted
                | State::Screening
                | State::Clarification
                | State::InReview
                | State::Waitlisted
                | State::Accepted
                | State::Validated
                | State::Published
                | State::Expired
        )
    };
    let name = |state: State| choice::name(state.as_str_name(), "STATE_");
    let text = match (state, survivor) {
        _ if !goes_on(state) => Text::told(
            format!("a registration that is {} cannot be merged into another one", name(state)),
            format!("un registro en estado {} no se puede unir a otro", name(state)),
            format!("um registro no estado {} não pode ser unido a outro", name(state)),
        ),
        _ if !goes_on(survivor) => Text::told(
            format!("nothing can be merged into a registration that is {}", name(survivor)),
            format!("no se puede unir nada a un registro en estado {}", name(survivor)),
            format!("nada pode ser unido a um registro no estado {}", name(survivor)),
        ),
        (State::Published, survivor) if survivor != State::Published => Text::told(
            "a registration that is PUBLISHED is merged only into another one in the catalogue; let it be the survivor",
            "un registro en estado PUBLISHED solo se une a otro del catálogo; déjelo como el que sigue",
            "um registro no estado PUBLISHED só é unido a outro que esteja no catálogo; deixe-o como o que segue",
        ),
        _ => return Ok(State::Merged),
    };
    Err(Error::refused(Reason::StateNotAllowed, text))
}

/// Whether what was merged into it goes on in it: not once it was taken back, or left the catalogue for good.
pub fn survives(state: State) -> bool {
    !matches!(state, State::Unspecified | State::Draft | State::Withdrawn | State::Suspended)
}

/// Where it stands while it is merged, as far as that is to be brought back: what was asked of its applicant is not asked
/// any more, and the office may ask again.
pub fn kept(state: State) -> State {
    if state == State::Clarification { State::Screening } else { state }
}

/// It was no duplicate: it stands where it was `kept`. The catalogue has it again if its applicant still consents and its
/// evidence has not `lapsed` meanwhile. What was erased has no way back.
pub fn unmerged(state: State, kept: State, consent: bool, lapsed: bool) -> Result<State> {
    match (state, kept) {
        (State::Merged, State::Unspecified) => {
            let text = Text::told(
                "what this MERGED registration said is erased, and it stays merged",
                "lo que decía este registro en estado MERGED se borró, y sigue unido",
                "o que este registro no estado MERGED dizia foi apagado, e ele continua unido",
            );
            Err(Error::refused(Reason::StateNotAllowed, text))
        }
        (State::Merged, State::Validated | State::Published) if lapsed => Ok(State::Expired),
        (State::Merged, State::Published) if !consent => Ok(State::Validated),
        (State::Merged, kept) => Ok(kept),
        _ => {
            let name = choice::name(state.as_str_name(), "STATE_");
            let text = Text::told(
                format!("a registration that is {name} is not merged into another one"),
                format!("un registro en estado {name} no está unido a otro"),
                format!("um registro no estado {name} não está unido a outro"),
            );
            Err(Error::refused(Reason::StateNotAllowed, text))
        }
    }
}
