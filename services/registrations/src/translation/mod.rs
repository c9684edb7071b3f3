//! Translations: the words of a registration in other languages, and who made them.
//!
//! What always holds: the original is never touched, each language has one translation, and whoever reads one can tell
//! whether a person or a machine made it, and whether the original was changed since. The public reads what the office wrote
//! or took, and nothing else.

pub mod accept;
pub mod delete;
pub mod list;
pub mod original;
pub mod rows;
pub mod update;

use platform::{
    Result, Scope,
    error::{Text, Violation},
};
use proto::registrations::v1::{Translation, translation::Origin};

use crate::{country, registration::rows::Model as Registration};

/// Languages of one registration: more than any country has, and few enough to come at once.
pub const MOST: u64 = 20;

/// Characters that the answers of one translation have together, as those of a registration may: all that there are come at
/// once.
const MOST_ANSWERED: usize = 50_000;

/// The language that a registration is written in: the one it says, or else the one its applicant is written to in.
pub async fn source_language(scope: &Scope, registration: &Registration) -> Result<String> {
    country::rows::language_for(scope, registration.written_in()).await
}

/// What the rules of single fields cannot say of a translation into `language` of what is written in `source`, and was
/// `answered` in words to these questions.
pub fn faults(translation: &Translation, language: &str, source: &str, answered: &[&str]) -> Vec<Violation> {
    let mut violations = Vec::new();
    let mut wrong = |field: &str, english: &str, spanish: &str, portuguese: &str| {
        let text = Text::told(english, spanish, portuguese);
        violations.push(Violation { field: format!("translation.{field}"), text });
    };
    if language == source {
        wrong(
            "name",
            "the registration is written in this language; a translation is into another one",
            "el registro está escrito en este idioma; una traducción es a otro",
            "o registro está escrito neste idioma; uma tradução é para outro",
        );
    }
    match translation.origin() {
        Origin::Machine if translation.engine.trim().is_empty() => wrong(
            "engine",
            "name the program that translated, with its version",
            "nombre el programa que tradujo, con su versión",
            "indique o programa que traduziu, com a sua versão",
        ),
        Origin::Person if !translation.engine.trim().is_empty() => wrong(
            "engine",
            "a person translated; a program is named with the origin MACHINE alone",
            "tradujo una persona; un programa se nombra solo con el origen MACHINE",
            "quem traduziu foi uma pessoa; um programa só é indicado com a origem MACHINE",
        ),
        _ => {}
    }
    let words = [&translation.title, &translation.summary, &translation.problem, &translation.description];
    let answers = &translation.answers;
    if words.iter().all(|text| text.trim().is_empty()) && answers.iter().all(|answer| answer.text.trim().is_empty()) {
        wrong(
            "title",
            "translate at least one of the texts",
            "traduzca al menos uno de los textos",
            "traduza ao menos um dos textos",
        );
    }
    if answers.iter().map(|answer| answer.text.chars().count()).sum::<usize>() > MOST_ANSWERED {
        wrong(
            "answers",
            &format!("the answers of one translation have at most {MOST_ANSWERED} characters together"),
            &format!("las respuestas de una traducción tienen como máximo {MOST_ANSWERED} caracteres en total"),
            &format!("as respostas de uma tradução têm no máximo {MOST_ANSWERED} caracteres no total"),
        );
    }
    for (place, answer) in answers.iter().enumerate() {
        let field = format!("answers[{place}].question");
        if !answered.contains(&answer.question.as_str()) {
            wrong(
                &field,
                "the registration has no answer in words to this question",
                "el registro no tiene una respuesta en palabras a esta pregunta",
                "o registro não tem uma resposta em palavras a esta pergunta",
            );
        }
        if answers[..place].iter().any(|other| other.question == answer.question) {
            wrong(
                &field,
                "translate each answer once",
                "traduzca cada respuesta una sola vez",
                "traduza cada resposta uma só vez",
            );
        }
    }
    violations
}

#[cfg(test)]
mod tests {
    use proto::registrations::v1::TranslatedAnswer;

    use super::*;

    fn translation(origin: Origin, engine: &str, title: &str) -> Translation {
        Translation { origin: origin.into(), engine: engine.into(), title: title.into(), ..Default::default() }
    }

    fn fields(translation: &Translation, language: &str) -> Vec<String> {
        faults(translation, language, "en", &["evidence"]).into_iter().map(|fault| fault.field).collect()
    }

    #[test]
    fn a_translation_is_into_another_language_and_says_who_made_it() {
        assert!(fields(&translation(Origin::Person, "", "Cobros"), "es").is_empty());
        assert!(fields(&translation(Origin::Machine, "opus-mt 1.2", "Cobros"), "es").is_empty());
        assert_eq!(fields(&translation(Origin::Person, "", "Payments"), "en"), ["translation.name"]);
        assert_eq!(fields(&translation(Origin::Machine, " ", "Cobros"), "es"), ["translation.engine"]);
        assert_eq!(fields(&translation(Origin::Person, "opus-mt 1.2", "Cobros"), "es"), ["translation.engine"]);
        assert_eq!(fields(&translation(Origin::Machine, "", " "), "en").len(), 3, "all faults together");
    }

    #[test]
    fn an_answer_is_translated_once_and_where_one_was_given_in_words() {
        let answers = |questions: &[&str]| {
            let answer = |question: &&str| TranslatedAnswer { question: (*question).into(), text: "Sí".into() };
            Translation { answers: questions.iter().map(answer).collect(), ..translation(Origin::Person, "", "") }
        };
        assert_eq!(fields(&answers(&["evidence"]), "es"), Vec::<String>::new(), "an answer alone is enough");
        assert_eq!(fields(&answers(&["evidence", "price"]), "es"), ["translation.answers[1].question"]);
        assert_eq!(fields(&answers(&["evidence", "evidence"]), "es"), ["translation.answers[1].question"]);
        assert_eq!(fields(&answers(&[]), "es"), ["translation.title"]);
    }
}
