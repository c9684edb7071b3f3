//! Registrations: what people enter, and what becomes of it. Where one can stand, and every way from one state to another, is
//! said in `states/`.

pub mod allow_late;
pub mod answer;
pub mod answerable;
mod answered;
pub mod answers;
mod appeal;
mod asked;
pub mod begun;
pub mod borrowed;
pub mod chosen;
pub mod clarification;
pub mod complete;
mod course;
pub mod create;
mod dependents;
pub mod editor;
pub mod entry;
pub mod export;
mod exported;
mod facts;
pub mod fields;
pub mod file_appeal;
pub mod get;
pub mod import;
pub mod imported;
pub mod list;
pub mod merge;
mod merges;
pub mod name_conflict;
pub mod on_appeal_heard;
pub mod on_appeal_judged;
pub mod on_case_opened;
pub mod on_case_screened;
pub mod on_clarification_expired;
pub mod on_clarification_requested;
pub mod on_decision_released;
pub mod on_person_erased;
pub mod on_registration_withdrawn;
pub mod on_validation_completed;
pub mod on_validation_expired;
mod particulars;
pub mod publish;
pub mod retention;
pub mod revive;
pub mod rows;
pub mod search;
mod states;
pub mod submit;
pub mod survivor;
pub mod table;
mod taken;
pub mod transitions;
pub mod unanswered;
pub mod unmerge;
pub mod update;
pub mod version;
mod whoever;
pub mod withdraw;
pub mod withdraw_appeal;

#[cfg(test)]
mod tests;

use platform::{
    Error,
    error::{Text, Violation},
};
use proto::platform::v1::Reason;
use sha2::{Digest, Sha256};

pub use self::states::{
    answered, changeable, clarification_expired, clarification_requested, decided, expired, is_screened_in,
    is_validated_in, kept, may_be_late, mending_told, merged, opened, published, revived, screened, submitted,
    survives, suspended, unmerged, unpublished, validated, withdrawn,
};

/// What makes two registrations the same: organisation and title, however they are typed. Nothing while one of them
/// is empty. Hashed, so that a long title fits into an index.
pub fn fingerprint(organisation: &str, title: &str) -> Option<String> {
    let (organisation, title) = (organisation.trim(), title.trim());
    if organisation.is_empty() || title.is_empty() {
        return None;
    }
    let [organisation, title] = [organisation, title].map(table::fold_name);
    Some(hex::encode(Sha256::digest(format!("{organisation}\n{title}"))))
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

/// The refusal of what an office leaves to the applicant.
pub fn applicant_needed() -> Error {
    let text = Text::told(
        "its applicant decides this; the office does so only where nobody has claimed what it made",
        "esto lo decide quien registró; la oficina, solo donde nadie ha reclamado lo que ella anotó",
        "isto decide quem fez o registro; o escritório, só onde ninguém reivindicou o que ele fez",
    );
    Error::refused(Reason::RegistrationOwnerNeeded, text)
}

/// The refusal of what the same organisation registered before.
pub fn already_made() -> Error {
    Error::fields(Reason::RegistrationAlreadyMade, vec![made_before()])
}

/// The same as one fault beside others.
fn made_before() -> Violation {
    let text = Text::told(
        "this organisation has registered this title in this edition before",
        "esta organización ya registró este título en esta edición",
        "esta organização já registrou este título nesta edição",
    );
    Violation { field: "registration.title".into(), text }
}
