//! Registrations: where one can stand, and every way from one state to another.
//!
//! What always holds: a state changes only through a function of this file; each of them is pure, and refuses every
//! state it does not name.

pub mod allow_late;
pub mod answer;
pub mod answers;
mod appeal;
mod asked;
pub mod chosen;
mod clarification;
pub mod complete;
mod course;
pub mod create;
pub mod editor;
pub mod entry;
pub mod export;
mod exported;
mod facts;
mod fields;
pub mod file_appeal;
pub mod get;
pub mod import;
pub mod imported;
pub mod list;
pub mod merge;
pub mod on_appeal_heard;
pub mod on_appeal_judged;
pub mod on_case_opened;
pub mod on_case_screened;
pub mod on_clarification_expired;
pub mod on_clarification_requested;
pub mod on_decision_released;
pub mod on_validation_completed;
pub mod on_validation_expired;
pub mod publish;
pub mod retention;
pub mod revive;
pub mod rows;
pub mod search;
pub mod submit;
pub mod survivor;
pub mod table;
pub mod transitions;
pub mod unmerge;
pub mod update;
pub mod version;
pub mod withdraw;
pub mod withdraw_appeal;

#[cfg(test)]
mod tests;

use platform::{Error, Result, choice, error::Text};
use proto::{
    platform::v1::Reason,
    registrations::v1::registration::State,
    reviews::v1::{Outcome, ScreeningOutcome, ValidationOutcome},
};
use sha2::{Digest, Sha256};

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

/// What can be changed: a draft, and what was opened in a clarification. `asked` says that one waits for an answer.
pub fn changeable(state: State, asked: bool) -> Result<()> {
    if state == State::Clarification || (asked && is_validated_in(state)) { Ok(()) } else { in_draft(state) }
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
        | State::Validated => Ok(State::Withdrawn),
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

/// What makes two registrations the same: organisation and title, however they are typed. Nothing while one of them
/// is empty. Hashed, so that a long title fits into an index.
pub fn fingerprint(organisation: &str, title: &str) -> Option<String> {
    let (organisation, title) = (organisation.trim(), title.trim());
    if organisation.is_empty() || title.is_empty() {
        return None;
    }
    // A name of signs only folds to nothing, so it is taken as written.
    let folded =
        |text: &str| Some(table::fold(text)).filter(|folded| !folded.is_empty()).unwrap_or_else(|| text.into());
    Some(hex::encode(Sha256::digest(format!("{}\n{}", folded(organisation), folded(title)))))
}

/// The refusal of what an editor leaves to the owner.
pub fn owner_needed() -> Error {
    let text = Text::told(
        "the owner of the registration decides this; you edit it along with them",
        "esto lo decide quien es titular del registro; usted lo edita con esa persona",
        "quem decide isto é o titular do registro; você o edita junto com essa pessoa",
    );
    Error::refused(Reason::RegistrationOwnerNeeded, text)
}

/// The refusal of what the same organisation registered before.
pub fn already_made() -> Error {
    let text = Text::told(
        "this organisation has registered this title in this edition before",
        "esta organización ya registró este título en esta edición",
        "esta organização já registrou este título nesta edição",
    );
    Error::refused(Reason::RegistrationAlreadyMade, text)
}
