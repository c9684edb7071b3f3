//! Why a row is refused, and how that is said to the office that mends it.

use platform::error::{Language, Text};

use super::answers::Wrong;
use super::field::{Field, spoken};
use super::problem::Problem;

/// One row that does not register, and the one reason why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The spreadsheet's row; the header is row 1.
    pub row: u32,
    /// The field at fault.
    pub field: Field,
    /// What is wrong with it.
    pub problem: Problem,
    /// What was found, shortened; empty where that would be personal data, or nothing was there.
    pub found: String,
    /// What the edition has against the field, in its own words, where that is what is wrong.
    pub asked: Option<Box<Text>>,
    /// What is wrong with the answer to a question of the edition's own, where that is what is wrong.
    pub answer: Option<Box<Wrong>>,
}

impl Refusal {
    /// That a field is wrong.
    pub fn new(row: u32, field: Field, problem: Problem, found: String) -> Self {
        Self { row, field, problem, found, asked: None, answer: None }
    }

    /// That a field is not as the edition asks for it, or that there is nothing in it.
    pub fn of_form(row: u32, field: Field, text: Text, missing: bool) -> Self {
        Self { asked: Some(Box::new(text)), ..Self::new(row, field, answered(missing), String::new()) }
    }

    /// That an answer to a question of the edition's own is wrong, or missing.
    pub fn of_answer(row: u32, wrong: Wrong, missing: bool) -> Self {
        Self { answer: Some(Box::new(wrong)), ..Self::new(row, Field::Row, answered(missing), String::new()) }
    }

    /// What is wrong, beside a place that is told otherwise.
    pub fn reason(&self, language: &str) -> String {
        match &self.answer {
            Some(wrong) => wrong.message(spoken(language)),
            None => self.said(spoken(language)),
        }
    }

    /// The whole reason for people: what stands above the column, and what is wrong there.
    pub fn message(&self, language: &str) -> String {
        match &self.answer {
            Some(wrong) => format!("{}: {}", wrong.heading, wrong.text.in_language(spoken(language))),
            None => format!("{}: {}", self.field.heading(language), self.said(spoken(language))),
        }
    }

    fn said(&self, language: Language) -> String {
        match &self.asked {
            Some(text) => text.in_language(language).to_owned(),
            None => self.problem.message(language.tag()),
        }
    }
}

fn answered(missing: bool) -> Problem {
    if missing { Problem::MissingAnswer } else { Problem::WrongAnswer }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_in_the_readers_language_and_says_what_is_at_fault() {
        let refusal = Refusal::new(9, Field::Title, Problem::TooLong { limit: 200 }, String::new());
        assert_eq!(refusal.message("es-DO"), "Título: es demasiado largo; acórtelo a 200 caracteres");
        assert_eq!(refusal.message("en-BZ"), "Title: is too long; shorten it to 200 characters");
        assert_eq!(refusal.message("pt-BR"), "Título: é longo demais; encurte para 200 caracteres");
    }

    #[test]
    fn what_the_edition_has_against_a_field_is_told_in_its_own_words() {
        let text = Text::told("choose at most 5", "elija hasta 5", "escolha no máximo 5");
        let refusal = Refusal::of_form(2, Field::Sdgs, text, false);
        assert_eq!((refusal.problem, refusal.message("es").as_str()), (Problem::WrongAnswer, "ODS: elija hasta 5"));
        assert_eq!(refusal.reason("en"), "choose at most 5");
    }
}
