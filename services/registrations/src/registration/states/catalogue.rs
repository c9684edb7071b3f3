//! The ways into the catalogue and out of it.

use platform::{Error, Result, choice, error::Text};
use proto::{platform::v1::Reason, registrations::v1::registration::State};

/// It comes into the catalogue: once it is validated, and if the applicant agreed.
pub fn published(state: State, consent: bool) -> Result<State> {
    if state != State::Validated {
        let text = Text::told(
            "only a validated registration can be published",
            "solo se puede publicar un registro validado",
            "só um registro validado pode ser publicado",
        );
        return Err(Error::refused(Reason::RegistrationNotValidated, text));
    }
    if !consent {
        let text = Text::told(
            "the applicant has not agreed to publication",
            "quien registró no autorizó la publicación",
            "quem fez o registro não autorizou a publicação",
        );
        return Err(Error::refused(Reason::PublicationNotConsented, text));
    }
    Ok(State::Published)
}

/// It leaves the catalogue because its applicant no longer agrees; it may come back if they agree again.
pub fn unpublished(state: State) -> Result<State> {
    if state == State::Published { Ok(State::Validated) } else { Err(not_published(state)) }
}

/// It leaves the catalogue for good.
pub fn suspended(state: State) -> Result<State> {
    if state == State::Published { Ok(State::Suspended) } else { Err(not_published(state)) }
}

fn not_published(state: State) -> Error {
    let name = choice::name(state.as_str_name(), "STATE_");
    let text = Text::told(
        format!("a registration that is {name} is not in the catalogue"),
        format!("un registro en estado {name} no está en el catálogo"),
        format!("um registro no estado {name} não está no catálogo"),
    );
    Error::refused(Reason::StateNotAllowed, text)
}
