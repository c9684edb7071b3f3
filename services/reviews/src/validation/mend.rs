//! What an institution asks the applicant to mend before it finds whether the evidence holds: what has to be said with it, and
//! that one thing is asked at a time.

use platform::error::{Error, Result, Text, Violation};
use proto::platform::v1::Reason;
use time::OffsetDateTime;

use super::Outcome;
use crate::clarification::openable;

/// The contract's limit of a question, in characters.
const SHORTEST_QUESTION: usize = 10;

/// Refuses whatever is recorded while the applicant still has time to mend something: until then nothing is found.
pub fn none_waits(due: Option<OffsetDateTime>) -> Result<()> {
    let Some(due) = due else { return Ok(()) };
    let until = format!("{} {:02}:{:02} UTC", due.date(), due.hour(), due.minute());
    let text = Text::told(
        format!("the applicant has until {until} to mend what was asked; look again once it is answered"),
        format!("quien registró tiene hasta {until} para corregir lo pedido; revise de nuevo cuando responda"),
        format!("quem inscreveu tem até {until} para corrigir o que foi pedido; verifique de novo quando responder"),
    );
    Err(Error::refused(Reason::StateNotAllowed, text))
}

/// Refuses what is asked with the wrong outcome, or not said in full, all faults at once. `questions` are those of the
/// edition's own in the form of the entry.
pub fn check(found: Outcome, fields: &[String], questions: &[String], question: &str) -> Result<()> {
    if found == Outcome::Mend {
        return asked_in_full(fields, questions, question);
    }
    let text = || {
        Text::told(
            "only MEND asks the applicant for something",
            "solo MEND pide algo a quien registró",
            "só MEND pede algo a quem inscreveu",
        )
    };
    let given = [("fields", !fields.is_empty()), ("question", !question.is_empty())];
    let faults: Vec<Violation> = given
        .into_iter()
        .filter(|(_, given)| *given)
        .map(|(field, _)| Violation { field: field.into(), text: text() })
        .collect();
    if faults.is_empty() { Ok(()) } else { Err(Error::fields(Reason::InvalidField, faults)) }
}

fn asked_in_full(fields: &[String], questions: &[String], question: &str) -> Result<()> {
    if fields.is_empty() {
        let text = Text::told(
            "name the fields that the applicant may mend",
            "nombre los campos que se pueden corregir",
            "nomeie os campos que podem ser corrigidos",
        );
        return Err(Error::invalid("fields", text));
    }
    openable(fields, questions)?;
    if question.trim().chars().count() < SHORTEST_QUESTION {
        let text = Text::told(
            "say in at least 10 characters what is to be mended",
            "explique en al menos 10 caracteres qué hay que corregir",
            "explique em pelo menos 10 caracteres o que deve ser corrigido",
        );
        return Err(Error::invalid("question", text));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_found_while_the_applicant_has_time() {
        assert!(none_waits(None).is_ok());
        let waits = none_waits(Some(OffsetDateTime::UNIX_EPOCH)).expect_err("it waits");
        assert_eq!(waits.reason(), Reason::StateNotAllowed);
    }

    #[test]
    fn what_is_to_be_mended_is_said_in_full_and_with_no_other_outcome() {
        let fields = ["title".to_owned()];
        assert!(check(Outcome::Mend, &fields, &[], "¿Cómo se llama?").is_ok());
        let field = |found, fields: &[String], question| {
            let refused = check(found, fields, &[], question).expect_err("refused");
            refused.violations().iter().map(|fault| fault.field.clone()).collect::<Vec<_>>()
        };
        assert_eq!(field(Outcome::Mend, &[], "¿Cómo se llama?"), ["fields"]);
        assert_eq!(field(Outcome::Mend, &fields, "¿Cómo?"), ["question"]);
        assert_eq!(field(Outcome::Passed, &fields, "¿Cómo?"), ["fields", "question"]);
        assert!(check(Outcome::Failed, &[], &[], "").is_ok());
    }
}
