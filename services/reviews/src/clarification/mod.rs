//! Clarifications: what an office, or an institution that checks evidence, may ask an applicant to mend, for how long, and how
//! that ends. What is asked opens the fields it names alone; the registrations service holds to that.

pub mod keep_time;
pub mod on_registration_clarified;
pub mod request;
pub mod rows;

use platform::{
    error::{Error, Result, Text, Violation},
    moment,
};
use proto::{platform::v1::Reason, reviews::v1::clarification as message};
use sea_orm::entity::prelude::*;
use serde::Serialize;
use time::{Duration, OffsetDateTime};

/// Where a clarification stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum State {
    /// Waits for the applicant.
    #[sea_orm(string_value = "ASKED")]
    Asked,
    /// The applicant answered.
    #[sea_orm(string_value = "ANSWERED")]
    Answered,
    /// Its time ran out.
    #[sea_orm(string_value = "UNANSWERED")]
    Unanswered,
    /// The registration was withdrawn, or merged into another one.
    #[sea_orm(string_value = "ENDED")]
    Ended,
}

/// When in the course of a case it was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum Stage {
    /// By an office, before it screens the case.
    #[sea_orm(string_value = "SCREENING")]
    Screening,
    /// By an institution that checks the evidence of the accepted case.
    #[sea_orm(string_value = "VALIDATION")]
    Validation,
}

/// How many days after it was asked one of an office ends where nothing is said: with that day, by the country's clocks.
pub const USUAL_DAYS: i32 = 10;
/// How long one may last.
const LONGEST: Duration = Duration::days(60);
/// How long before the end the applicant is reminded, at the most: not before half of the time is over.
const REMINDED: Duration = Duration::days(2);

/// What can be opened: every field of a registration that an applicant writes, but for consents, which are given and
/// taken back by calls of their own.
const OPENABLE: [&str; 23] = [
    "track",
    "category",
    "title",
    "summary",
    "problem",
    "description",
    "stage",
    "sdgs",
    "people_reached",
    "jobs",
    "women_led",
    "source_language",
    "answers",
    "applicant",
    "applicant.organisation",
    "applicant.organisation_kind",
    "applicant.size",
    "applicant.sector",
    "applicant.city",
    "applicant.website",
    "applicant.contact_email",
    "applicant.contact_phone",
    "applicant.language",
];

/// The answer to one question, by its path.
const ANSWER: &str = "answers.";
/// The contract's limit of the id of a question, in characters.
const LONGEST_ID: usize = 40;

/// Refuses fields that cannot be opened, all at once, and those that are named twice. `questions` are those of the edition's
/// own in the form of the entry; none where that was not told, and then whatever may be one can be opened.
pub fn openable(fields: &[String], questions: &[String]) -> Result<()> {
    let mut faults = Vec::new();
    for (place, field) in fields.iter().enumerate() {
        let text = match fault(field, questions) {
            Some(text) => text,
            None if fields[..place].contains(field) => {
                Text::told("name each field once", "nombre cada campo una sola vez", "indique cada campo uma só vez")
            }
            None => continue,
        };
        faults.push(Violation { field: format!("fields[{place}]"), text });
    }
    if faults.is_empty() { Ok(()) } else { Err(Error::fields(Reason::InvalidField, faults)) }
}

/// Why a field cannot be opened.
fn fault(field: &str, questions: &[String]) -> Option<Text> {
    if OPENABLE.contains(&field) {
        return None;
    }
    let Some(question) = field.strip_prefix(ANSWER) else {
        let all = OPENABLE.join(", ");
        return Some(Text::told(
            format!("name one of {all}, or the answer to one question, `answers.evidence`"),
            format!("nombre uno de {all}, o la respuesta a una pregunta, `answers.evidence`"),
            format!("indique um de {all}, ou a resposta a uma pergunta, `answers.evidence`"),
        ));
    };
    if questions.is_empty() {
        let of_an_id = |character: char| matches!(character, 'a'..='z' | '0'..='9' | '_');
        let is_one = (1..=LONGEST_ID).contains(&question.len()) && question.chars().all(of_an_id);
        return (!is_one).then(|| {
            Text::told(
                "the id of a question has 1 to 40 lower-case letters, digits and underscores",
                "el id de una pregunta tiene de 1 a 40 letras minúsculas, cifras y guiones bajos",
                "o id de uma pergunta tem de 1 a 40 letras minúsculas, algarismos e sublinhados",
            )
        });
    }
    let is_one = questions.iter().any(|known| known == question);
    (!is_one).then(|| {
        let all: Vec<String> = questions.iter().map(|known| format!("{ANSWER}{known}")).collect();
        let all = all.join(", ");
        Text::told(
            format!("the form of this entry has no such question of its own; those that it has are {all}"),
            format!("el formulario de este registro no tiene esa pregunta propia; las que tiene son {all}"),
            format!("o formulário deste registro não tem essa pergunta própria; as que tem são {all}"),
        )
    })
}

/// Until when it can be answered: until the `usual` end where nothing is `wanted`. Refuses an end that is over, or too far
/// away; `field` is where it was wanted.
pub fn end_of(
    field: &str,
    wanted: Option<&prost_types::Timestamp>,
    usual: OffsetDateTime,
    now: OffsetDateTime,
) -> Result<OffsetDateTime> {
    let Some(wanted) = wanted else { return Ok(usual) };
    let longest = usual.max(now + LONGEST);
    moment::read(wanted).filter(|end| *end > now && *end <= longest).ok_or_else(|| {
        let days = (longest - now).whole_days();
        let text = Text::told(
            format!("this ends at a time to come, at most {days} days ahead"),
            format!("esto termina en un momento futuro, a lo sumo dentro de {days} días"),
            format!("isto termina num momento futuro, no máximo em {days} dias"),
        );
        Error::invalid(field, text)
    })
}

/// When the applicant is reminded of what ends then.
pub fn reminder(asked: OffsetDateTime, end: OffsetDateTime) -> OffsetDateTime {
    end - REMINDED.min((end - asked) / 2)
}

/// The applicant answered: in time, or so close to the end that it was noted here first. Nothing follows where it was
/// answered before, or ended as its registration was `withdrawn`; one that was merged may go on.
pub fn answered(state: State, withdrawn: bool) -> Option<State> {
    let counts = match state {
        State::Asked | State::Unanswered => true,
        State::Ended => !withdrawn,
        State::Answered => false,
    };
    counts.then_some(State::Answered)
}

impl Stage {
    /// The stage of the contract.
    pub fn message(self) -> message::Stage {
        match self {
            Stage::Screening => message::Stage::Screening,
            Stage::Validation => message::Stage::Validation,
        }
    }
}

impl State {
    /// The state of the contract.
    pub fn message(self) -> message::State {
        match self {
            State::Asked => message::State::Asked,
            State::Answered => message::State::Answered,
            State::Unanswered => message::State::Unanswered,
            State::Ended => message::State::Ended,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn what_can_be_opened_is_a_field_of_a_registration() {
        let registration = proto::pool().get_message_by_name("aceleracion.registrations.v1.Registration");
        let applicant = proto::pool().get_message_by_name("aceleracion.registrations.v1.Applicant");
        let (registration, applicant) = (registration.expect("a message"), applicant.expect("a message"));
        for path in OPENABLE {
            let known = match path.split_once('.') {
                Some(("applicant", field)) => applicant.get_field_by_name(field).is_some(),
                Some(_) => false,
                None => registration.get_field_by_name(path).is_some(),
            };
            assert!(known, "{path}");
            assert!(platform::labels::field(path, "es").is_some(), "{path}: letters say what it is called");
        }
    }

    #[test]
    fn all_that_cannot_be_opened_is_said_at_once() {
        assert!(openable(&fields(&["title", "applicant.city"]), &[]).is_ok());
        let refused = openable(&fields(&["title", "state", "data_consent", "title"]), &[]).expect_err("three faults");
        let faults: Vec<&str> = refused.violations().iter().map(|fault| fault.field.as_str()).collect();
        assert_eq!(faults, ["fields[1]", "fields[2]", "fields[3]"]);
    }

    #[test]
    fn one_answer_is_opened_where_the_form_has_its_question() {
        let known = fields(&["tools", "lesson"]);
        assert!(openable(&fields(&["answers.tools", "answers.lesson"]), &known).is_ok());
        assert!(openable(&fields(&["answers.other", "answers"]), &known).is_err());
        assert!(openable(&fields(&["answers.tools", "answers.tools"]), &known).is_err());
        // A case from before its form was told of.
        assert!(openable(&fields(&["answers.other"]), &[]).is_ok());
        for wrong in ["answers.", "answers.Other", "answers.a.b", &format!("answers.{}", "a".repeat(41))] {
            assert!(openable(&fields(&[wrong]), &[]).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_clarification_lasts_as_usual_or_what_is_asked_for_up_to_sixty_days() {
        let now = moment::now();
        let usual = now + Duration::days(10);
        let in_days = |days: i64| moment::timestamp(now + Duration::days(days));
        let end = |wanted: Option<&prost_types::Timestamp>| end_of("due_time", wanted, usual, now);
        assert_eq!(end(None).expect("an end"), usual);
        assert_eq!(end(Some(&in_days(60))).expect("an end"), now + LONGEST);
        for wrong in [0, -1, 61] {
            assert!(end(Some(&in_days(wrong))).is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_reminder_comes_two_days_before_the_end_or_at_half_of_a_short_time() {
        let now = moment::now();
        assert_eq!(reminder(now, now + Duration::days(10)), now + Duration::days(8));
        assert_eq!(reminder(now, now + Duration::hours(2)), now + Duration::hours(1));
    }

    #[test]
    fn an_answer_counts_until_it_came_or_the_registration_went() {
        for state in [State::Asked, State::Unanswered, State::Ended] {
            assert_eq!(answered(state, false), Some(State::Answered), "{state:?}");
        }
        assert_eq!((answered(State::Answered, false), answered(State::Ended, true)), (None, None));
    }
}
