//! What an office asked to be mended: which fields are open, until when, and the way from the row to the message.

use platform::{
    Error, Result,
    error::{Text, Violation},
    moment::timestamp,
};
use proto::{platform::v1::Reason, registrations::v1::OpenClarification};
use time::OffsetDateTime;

use super::rows::Model;

/// What was asked; nothing where nothing waits for an answer.
pub fn to_message(row: &Model) -> Option<OpenClarification> {
    if row.clarification.is_empty() {
        return None;
    }
    Some(OpenClarification {
        name: row.clarification.clone(),
        fields: row.open_fields.0.clone(),
        question: row.question.clone(),
        due_time: row.clarification_due.map(timestamp),
    })
}

/// Refuses what comes after the end, by the server's clock. The office hears of the end by itself.
pub fn in_time(due: Option<OffsetDateTime>, now: OffsetDateTime) -> Result<()> {
    if due.is_none_or(|due| now < due) {
        return Ok(());
    }
    let text = Text::told(
        "the time to answer what the office asked is over; write to the office, which can ask again",
        "terminó el plazo para responder lo que pidió la oficina; escríbale, puede volver a pedirlo",
        "o prazo para responder ao que o escritório pediu terminou; escreva a ele, que pode pedir de novo",
    );
    Err(Error::refused(Reason::ClarificationOver, text))
}

/// The fault of a field that is not among the open ones. The answer to a question is a field too, `answers.evidence`, which
/// is open by itself or with all `answers`.
pub fn closed(path: &str, open: &[String]) -> Option<Violation> {
    let is_open = |name: &String| path == name || path.strip_prefix(name).is_some_and(|rest| rest.starts_with('.'));
    if open.iter().any(is_open) {
        return None;
    }
    let open = open.join(", ");
    let text = Text::told(
        format!("the office opened {open}, and no more"),
        format!("la oficina abrió {open}, y nada más"),
        format!("o escritório abriu {open}, e nada mais"),
    );
    Some(Violation { field: format!("registration.{path}"), text })
}

#[cfg(test)]
mod tests {
    use platform::{error::Language, moment};
    use time::Duration;

    use super::*;

    #[test]
    fn a_field_is_open_by_its_path_or_by_that_of_the_message_it_is_in() {
        let open = ["title".to_owned(), "applicant".to_owned()];
        for path in ["title", "applicant", "applicant.city"] {
            assert!(closed(path, &open).is_none(), "{path}");
        }
        for path in ["titles", "summary", "applicants.city", "answers.tools"] {
            assert!(closed(path, &open).is_some(), "{path}");
        }
        let tools = ["answers.tools".to_owned()];
        assert!(
            closed("answers.tools", &tools).is_none() && closed("answers.tools", &["answers".to_owned()]).is_none()
        );
        assert!(closed("answers.tools_used", &tools).is_some() && closed("answers", &tools).is_some());
        let fault = closed("summary", &open).expect("a fault");
        assert!(fault.field == "registration.summary");
        assert!(fault.text.in_language(Language::English).contains("title, applicant"));
    }

    #[test]
    fn an_answer_is_taken_up_to_its_end_and_not_at_it() {
        let now = moment::now();
        assert!(in_time(Some(now + Duration::MICROSECOND), now).is_ok());
        assert_eq!(in_time(Some(now), now).expect_err("over").reason(), Reason::ClarificationOver);
    }
}
