//! Files of registrations: when one may come or go, and how large and many they may be.
//!
//! What always holds: a file is found by its registration, and so by whoever reaches that; it is ready only once all its
//! bytes are there and are what was promised; what a version that was handed in names keeps its bytes for as long as that
//! version has its words; and bytes go before their row does, so that none are left behind.

pub mod archive;
pub mod begin;
mod borrowed;
pub mod bytes;
pub mod collect;
pub mod collect_now;
pub mod delete;
pub mod download;
pub mod get;
mod kind;
pub mod limits;
pub mod link;
pub mod list;
mod room;
pub mod rows;
mod saved;
mod unnamed;
pub mod upload;

use platform::{Error, Result, choice, config::Files as Settings, error::Text, moment};
use proto::{
    platform::v1::Reason,
    registrations::v1::{FilePurpose, registration::State},
};

use crate::registration::{clarification, is_validated_in, rows as registrations};

/// Whether a file for this purpose may come to a registration, and an answer to this question go. What was handed in is what is
/// judged: once a registration is no draft, its answers change where somebody opened them to be mended, and while there is
/// time for that.
pub fn may_change(purpose: FilePurpose, question: &str, registration: &registrations::Model) -> Result<()> {
    let state = registration.state();
    in_state(purpose, state, registration.is_asked())?;
    if purpose == FilePurpose::Picture || state == State::Draft {
        return Ok(());
    }
    clarification::in_time(registration.clarification_due, moment::now())?;
    let fault = clarification::closed(&format!("answers.{question}"), &registration.open_fields.0);
    fault.map_or(Ok(()), |fault| Err(Error::fields(Reason::InvalidField, vec![fault])))
}

/// Whether files for this purpose change at all while a registration stands so. `asked` says that something waits to be
/// mended in it.
fn in_state(purpose: FilePurpose, state: State, asked: bool) -> Result<()> {
    let open = match purpose {
        FilePurpose::Picture => !matches!(
            state,
            State::Unspecified | State::Withdrawn | State::Merged | State::Ineligible | State::Declined
        ),
        FilePurpose::Answer | FilePurpose::Unspecified => {
            matches!(state, State::Draft | State::Clarification) || (asked && is_validated_in(state))
        }
    };
    if open {
        return Ok(());
    }
    let name = choice::name(state.as_str_name(), "STATE_");
    let text = Text::told(
        format!("files of this purpose cannot be changed while the registration is {name}"),
        format!("los archivos de este uso no se pueden cambiar con el registro en estado {name}"),
        format!("os arquivos deste uso não podem ser alterados com o registro no estado {name}"),
    );
    Err(Error::refused(Reason::StateNotAllowed, text))
}

/// Whether a file for this purpose may be so large.
pub fn fits(settings: &Settings, purpose: FilePurpose, size: i64) -> Result<()> {
    let most = match purpose {
        FilePurpose::Picture => settings.picture_max_bytes,
        FilePurpose::Answer | FilePurpose::Unspecified => settings.max_bytes,
    };
    if u64::try_from(size).is_ok_and(|size| size <= most) {
        return Ok(());
    }
    let text = Text::told(
        format!("a file for this may have {most} bytes; this one has {size}"),
        format!("un archivo para esto puede tener {most} bytes; este tiene {size}"),
        format!("um arquivo para isto pode ter {most} bytes; este tem {size}"),
    );
    Err(Error::refused(Reason::FileTooLarge, text))
}

/// How many files there are beside one that would come.
pub struct Beside {
    /// Of its question, or pictures.
    pub of_question: u64,
    /// Of its registration.
    pub of_registration: u64,
    /// The same with those that only what was handed in keeps.
    pub kept: u64,
}

/// Whether one more file may come. What a version keeps takes no room from what comes in its place; still its bytes lie
/// somewhere, and there is an end to them.
pub fn has_room(settings: &Settings, beside: &Beside) -> Result<()> {
    let (one, all, kept) = (settings.per_question, settings.per_registration, settings.kept_per_registration);
    let text = if beside.of_question >= one || beside.of_registration >= all {
        Text::told(
            format!("a question may have {one} files, and a registration {all}; remove one first"),
            format!("una pregunta puede tener {one} archivos y un registro {all}; quite antes uno"),
            format!("uma pergunta pode ter {one} arquivos e um registro {all}; remova um antes"),
        )
    } else if beside.kept >= kept {
        Text::told(
            format!(
                "with those that were handed in and replaced since, a registration may have {kept} files; remove one \
                 that was not handed in, or answer without a new one"
            ),
            format!(
                "con los que se enviaron y se reemplazaron después, un registro puede tener {kept} archivos; quite uno \
                 que no se haya enviado, o responda sin uno nuevo"
            ),
            format!(
                "com os que foram enviados e substituídos depois, um registro pode ter {kept} arquivos; remova um que \
                 não tenha sido enviado, ou responda sem um novo"
            ),
        )
    } else {
        return Ok(());
    };
    Err(Error::refused(Reason::FilesTooMany, text))
}

/// The refusal of bytes that do not follow on what has come.
pub fn offset_wrong(expected: i64) -> Error {
    let text = Text::told(
        format!("the next byte that is missing is at offset {expected}; go on from there"),
        format!("el siguiente byte que falta está en la posición {expected}; siga desde ahí"),
        format!("o próximo byte que falta está na posição {expected}; continue daí"),
    );
    Error::refused(Reason::FileOffsetWrong, text)
}

/// The refusal to read what is not whole.
pub fn not_ready() -> Error {
    let text = Text::told(
        "this file is not whole yet; send the rest of it first",
        "este archivo aún no está completo; envíe antes lo que falta",
        "este arquivo ainda não está completo; envie antes o que falta",
    );
    Error::refused(Reason::StateNotAllowed, text)
}

/// What is wrong with a question's id, of a file for this purpose.
pub fn asked(purpose: FilePurpose, question: &str) -> Result<()> {
    if (purpose == FilePurpose::Answer) != question.is_empty() {
        return Ok(());
    }
    let text = Text::told(
        "say which question an answer is to, and none for a picture",
        "indique a qué pregunta responde un archivo, y ninguna para una imagen",
        "indique a que pergunta um arquivo responde, e nenhuma para uma imagem",
    );
    Err(Error::invalid("question", text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_change_while_a_person_can_still_mend_them_and_pictures_until_it_is_over() {
        use State::*;
        let all = [
            Draft,
            Submitted,
            Screening,
            Clarification,
            InReview,
            Accepted,
            Waitlisted,
            Declined,
            Ineligible,
            Appealed,
            Validated,
            Published,
            Suspended,
            Expired,
            Merged,
            Withdrawn,
            Unspecified,
        ];
        let open =
            |purpose| all.into_iter().filter(|state| in_state(purpose, *state, false).is_ok()).collect::<Vec<_>>();
        assert_eq!(open(FilePurpose::Answer), [Draft, Clarification]);
        let asked = |state: &State| in_state(FilePurpose::Answer, *state, true).is_ok();
        let asked: Vec<State> = all.into_iter().filter(asked).collect();
        assert_eq!(asked, [Draft, Clarification, Accepted, Validated, Published, Expired]);
        let over = [Declined, Ineligible, Merged, Withdrawn, Unspecified];
        let pictures: Vec<State> = all.into_iter().filter(|state| !over.contains(state)).collect();
        assert_eq!(open(FilePurpose::Picture), pictures);
    }

    #[test]
    fn an_answer_names_its_question_and_a_picture_none() {
        assert!(asked(FilePurpose::Answer, "evidence").is_ok() && asked(FilePurpose::Picture, "").is_ok());
        for (purpose, question) in [(FilePurpose::Answer, ""), (FilePurpose::Picture, "evidence")] {
            assert_eq!(asked(purpose, question).expect_err("a refusal").reason(), Reason::InvalidField);
        }
    }
}
