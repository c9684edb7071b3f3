//! Every way of a registration from one state to another. Here are those that its applicant goes.
//!
//! What always holds: a state changes only through a function of this folder; each of them is pure, and refuses every
//! state it does not name.

mod catalogue;
mod merging;
mod told;

pub use self::{
    catalogue::{published, suspended, unpublished},
    merging::{kept, merged, survives, unmerged},
    told::{
        answered, clarification_expired, clarification_requested, decided, expired, mending_told, opened, screened,
        validated,
    },
};
use platform::{Error, Result, choice, error::Text};
use proto::{platform::v1::Reason, registrations::v1::registration::State};

/// Only a draft can be changed or submitted.
pub fn in_draft(state: State) -> Result<()> {
    if state == State::Draft {
        return Ok(());
    }
    let name = choice::name(state.as_str_name(), "STATE_");
    let text = Text::told(
        format!("only a draft can be changed or submitted; this one is {name}"),
        format!("solo se puede cambiar o enviar un borrador; este está {name}"),
        format!("só um rascunho pode ser alterado ou enviado; este está no estado {name}"),
    );
    Err(Error::refused(Reason::RegistrationNotInDraft, text))
}

/// What may still be handed in though the edition is over, where the office allows it: a draft, and what can become one again.
pub fn may_be_late(state: State) -> Result<()> {
    if state == State::Withdrawn { Ok(()) } else { in_draft(state) }
}

/// What can be changed: a draft, and what was opened in a clarification. `asked` says that one waits for an answer.
pub fn changeable(state: State, asked: bool) -> Result<()> {
    if state == State::Clarification || (asked && is_validated_in(state)) { Ok(()) } else { in_draft(state) }
}

/// Where a registration stands until its screening is over.
pub fn is_screened_in(state: State) -> bool {
    matches!(state, State::Submitted | State::Screening | State::Clarification)
}

/// Where a registration stands while institutions check its evidence, for the first time or again. What they ask does not
/// move it.
pub fn is_validated_in(state: State) -> bool {
    matches!(state, State::Accepted | State::Validated | State::Published | State::Expired)
}

/// A draft is handed in.
pub fn submitted(state: State) -> Result<State> {
    in_draft(state)?;
    Ok(State::Submitted)
}

/// The applicant takes it back: as long as nothing final was said, and the public does not see it.
pub fn withdrawn(state: State) -> Result<State> {
    match state {
        State::Draft
        | State::Submitted
        | State::Screening
        | State::Clarification
        | State::InReview
        | State::Appealed
        | State::Waitlisted
        | State::Accepted
        | State::Validated
        | State::Expired => Ok(State::Withdrawn),
        _ => {
            let name = choice::name(state.as_str_name(), "STATE_");
            let text = Text::told(
                format!("a registration that is {name} cannot be withdrawn"),
                format!("un registro en estado {name} no se puede retirar"),
                format!("um registro no estado {name} não pode ser retirado"),
            );
            Err(Error::refused(Reason::StateNotAllowed, text))
        }
    }
}

/// The applicant takes it up again: it is a draft once more, and goes the whole way anew.
pub fn revived(state: State) -> Result<State> {
    if state == State::Withdrawn {
        return Ok(State::Draft);
    }
    let name = choice::name(state.as_str_name(), "STATE_");
    let text = Text::told(
        format!("only what was withdrawn can be revived; this registration is {name}"),
        format!("solo se puede retomar lo que se retiró; este registro está {name}"),
        format!("só se pode retomar o que foi retirado; este registro está no estado {name}"),
    );
    Err(Error::refused(Reason::StateNotAllowed, text))
}
