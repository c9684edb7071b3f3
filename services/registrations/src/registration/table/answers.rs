//! The answers to an edition's own questions: the columns that have them, what stands in their cells, and what is wrong there.
//! How an answer fits its question is for the form to say.

use platform::error::{Language, Text};
use proto::registrations::v1::{Chosen, Files, Question, answer::Value, question::Kind};

use super::choices;
use super::fold::fold_words;
use super::values;

/// What the headings of such columns begin with, before the id of the question.
const BEFORE: &str = "answers.";
/// The longest text and the longest place that a registration takes, in characters.
const LONGEST_TEXT: usize = 20_000;
const LONGEST_PLACE: usize = 200;

/// What stands above the column of a question.
pub fn heading(question: &str) -> String {
    format!("{BEFORE}{question}")
}

/// The id of the question whose column has this heading or is called so in a mapping.
pub fn question_of(name: &str) -> Option<&str> {
    let id = name.trim().strip_prefix(BEFORE)?;
    let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    ((1..=40).contains(&id.len()) && id.bytes().all(fits)).then_some(id)
}

/// What is wrong with the answer to one question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    /// The id of the question.
    pub question: String,
    /// What stands above its column; what would, where the file has none.
    pub heading: String,
    /// What is wrong and what would be right.
    pub text: Text,
}

impl Wrong {
    /// What is wrong, after the heading where that is the office's own.
    pub fn message(&self, language: Language) -> String {
        let text = self.text.in_language(language);
        if self.heading == heading(&self.question) { text.to_owned() } else { format!("{}: {text}", self.heading) }
    }
}

/// What a cell that is not empty answers to a question.
pub fn read(question: &Question, text: &str) -> Result<Value, Text> {
    match question.kind() {
        Kind::ShortText => short(&on_one_line(text), LONGEST_TEXT).map(Value::Text),
        Kind::LongText => short(&text.replace("\r\n", "\n").replace('\r', "\n"), LONGEST_TEXT).map(Value::Text),
        Kind::Place => short(&on_one_line(text), LONGEST_PLACE).map(Value::Location),
        Kind::Number => number(text).map(Value::Number).ok_or_else(|| {
            Text::told(
                "is not a number that reads in one way only; write one such as 2500 or 2.75, without marks of thousands",
                "no es un número que se lea de una sola manera; escriba uno como 2500 o 2.75, sin separar los miles", "não é um número que se leia de um só modo; escreva um como 2500 ou 2.75, sem separar os milhares",
            )
        }),
        Kind::Choice | Kind::Choices => Ok(Value::Chosen(Chosen { choices: chosen(question, text) })),
        Kind::Date => values::moment(text).map(|moment| Value::Date(moment.date().to_string())).map_err(|_| {
            Text::told(
                "is not a day; write one such as 2020-08-31 or 31/08/2020",
                "no es un día; escriba uno como 2020-08-31 o 31/08/2020", "não é um dia; escreva um como 2020-08-31 ou 31/08/2020",
            )
        }),
        Kind::Consent => choices::yes_or_no(text)
            .map(Value::Consent)
            .map_err(|_| Text::told("write \"Yes\" or \"No\"", "escriba «Sí» o «No»", "escreva “Sim” ou “Não”")),
        Kind::File if text.contains(';') => Ok(Value::Files(Files { names: parts(text, ';') })),
        Kind::File | Kind::Unspecified => Ok(Value::File(text.to_owned())),
    }
}

fn on_one_line(text: &str) -> String {
    text.split(['\r', '\n', '\t']).map(str::trim).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

fn short(text: &str, most: usize) -> Result<String, Text> {
    let length = text.chars().count();
    if length <= most {
        return Ok(text.to_owned());
    }
    let english = format!("at most {most} characters are allowed, these are {length}");
    Err(Text::told(
        english,
        format!("se admiten hasta {most} caracteres, hay {length}"),
        format!("são permitidos até {most} caracteres, aqui há {length}"),
    ))
}

/// The ids of the choices that a cell names by id or by what they are called, with semicolons between them, or commas where
/// there are none. What names no choice stays as it is, for the form to refuse.
fn chosen(question: &Question, text: &str) -> Vec<String> {
    let named = |name: &str| {
        let folded = fold_words(name);
        let by_id = question.choices.iter().find(|choice| choice.id == name);
        let mut called =
            question.choices.iter().filter(|choice| choice.label.values().any(|label| fold_words(label) == folded));
        let by_label = called.next().filter(|_| called.next().is_none());
        by_id.or(by_label).map(|choice| choice.id.clone())
    };
    if let Some(id) = named(text.trim()) {
        return vec![id];
    }
    let between = if text.contains(';') { ';' } else { ',' };
    parts(text, between).into_iter().map(|name| named(&name).unwrap_or(name)).collect()
}

/// What stands between the marks in a cell.
fn parts(text: &str, between: char) -> Vec<String> {
    text.split(between).map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

/// A number that no mark leaves in doubt. One mark alone sets off decimals, unless three digits come after it, which may be
/// thousands as well.
fn number(text: &str) -> Option<f64> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, decimals) = digits.split_once(['.', ',']).unwrap_or((digits, "0"));
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let in_doubt = decimals.len() == 3 && !whole.starts_with('0');
    if in_doubt || !all_digits(whole) || !all_digits(decimals) {
        return None;
    }
    text.replace(',', ".").parse().ok()
}

/// A number as a cell has it, so that nobody takes its point for a mark of thousands.
pub fn decimal(number: f64) -> String {
    let text = number.to_string();
    match text.split_once('.') {
        Some((_, decimals)) if decimals.len() == 3 => format!("{text}0"),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use proptest::prelude::*;
    use proto::registrations::v1::Choice;

    use super::*;

    fn question(kind: Kind) -> Question {
        let choice = |id: &str, label: &str| Choice {
            id: id.into(),
            label: HashMap::from([("es".to_owned(), label.to_owned())]),
        };
        let choices = vec![choice("phone", "Teléfono móvil"), choice("pc", "Computadora, portátil o no")];
        Question { kind: kind.into(), choices, ..Question::default() }
    }

    #[test]
    fn a_cell_answers_in_the_way_that_its_question_asks_for() {
        let chosen = |ids: &[&str]| Value::Chosen(Chosen { choices: ids.iter().map(|id| (*id).to_owned()).collect() });
        let cells = [
            (Kind::ShortText, "dos\r\n líneas", Value::Text("dos líneas".into())),
            (Kind::LongText, "dos\r\nlíneas", Value::Text("dos\nlíneas".into())),
            (Kind::Number, "2,75", Value::Number(2.75)),
            (Kind::Choice, "telefono MOVIL", chosen(&["phone"])),
            (Kind::Choice, "Computadora, portátil o no", chosen(&["pc"])),
            (Kind::Choices, "pc;Teléfono móvil", chosen(&["pc", "phone"])),
            (Kind::Choices, "phone, tablet", chosen(&["phone", "tablet"])),
            (Kind::Date, "31/8/2020", Value::Date("2020-08-31".into())),
            (Kind::Place, "Santiago", Value::Location("Santiago".into())),
            (Kind::Consent, "sí", Value::Consent(true)),
            (Kind::File, "a", Value::File("a".into())),
            (Kind::File, "a; b;", Value::Files(Files { names: vec!["a".into(), "b".into()] })),
        ];
        for (kind, cell, value) in cells {
            assert!(read(&question(kind), cell).is_ok_and(|read| read == value), "{cell}");
        }
        let long = "x".repeat(20_001);
        for (kind, cell) in [
            (Kind::Number, "2.500"),
            (Kind::Number, "1,2,3"),
            (Kind::Number, "mil"),
            (Kind::Number, "."),
            (Kind::Date, "ayer"),
            (Kind::Consent, "quizás"),
            (Kind::LongText, &long),
        ] {
            assert!(read(&question(kind), cell).is_err(), "{cell}");
        }
    }

    #[test]
    fn only_ids_of_questions_are_columns_of_answers() {
        assert_eq!(question_of(" answers.evidence "), Some("evidence"));
        for heading in ["answers.", "answers.Evidencia", "respuestas.x", "answers"] {
            assert_eq!(question_of(heading), None, "{heading}");
        }
    }

    proptest! {
        #[test]
        fn any_number_comes_back_from_its_cell(
            number in prop_oneof![-1e15..1e15f64, (-9_999_999..9_999_999i32).prop_map(|number| f64::from(number) / 1000.0)],
        ) {
            prop_assert_eq!(super::number(&decimal(number)), Some(number));
        }

        #[test]
        fn any_text_is_read_or_refused(text in "\\PC{0,40}|[0-9., ;-]{0,20}") {
            for kind in (0..=9).filter_map(|kind| Kind::try_from(kind).ok()) {
                let _ = read(&question(kind), &text);
            }
        }
    }
}
