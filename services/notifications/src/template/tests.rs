//! What letters say, and what they never do.

use proto::reviews::v1::{OpenedQuestion, ScreeningReason};

use super::*;

#[test]
fn every_letter_names_the_title_in_subject_and_text() {
    for template in Template::ALL {
        for language in [Language::Spanish, Language::English, Language::Portuguese] {
            let letter =
                write(template, language, &Worded::default(), &Facts { title: "Horno solar", ..Facts::default() });
            assert!(letter.subject.contains("Horno solar"), "{template:?} {language:?}");
            assert!(letter.body.contains("Horno solar"), "{template:?} {language:?}");
            assert!(!letter.body.contains('{'), "{template:?} {language:?}");
        }
    }
}

#[test]
fn every_letter_that_the_contract_lets_an_edition_word_is_one_that_is_written() {
    let wordable: Vec<LetterTemplate> = (1..).map_while(|number| LetterTemplate::try_from(number).ok()).collect();
    assert!(wordable.len() > 10);
    for named in wordable {
        assert!(Template::ALL.iter().any(|template| template.in_contract() == named), "{named:?}");
    }
    assert_eq!(Template::MemberInvited.in_contract(), LetterTemplate::Unspecified);
}

#[test]
fn the_words_of_an_edition_stand_in_place_of_ours_and_the_rest_around_them() {
    let worded = Worded { subject: Some("Llegó: {title}".into()), body: None };
    let facts = Facts { title: "Horno", greeted: "Ana", ..Facts::default() };
    let ours = write(Template::RegistrationReceived, Language::Spanish, &Worded::default(), &facts);
    let letter = write(Template::RegistrationReceived, Language::Spanish, &worded, &facts);
    assert_eq!((letter.subject.as_str(), &letter.body), ("Llegó: Horno", &ours.body));
    let worded = worded.or(Worded { subject: Some("No".into()), body: Some("Tenemos «{title}».".into()) });
    let letter = write(Template::RegistrationReceived, Language::Spanish, &worded, &facts);
    assert_eq!(letter.subject, "Llegó: Horno");
    assert_eq!(letter.body, format!("Hola, Ana:\n\nTenemos «Horno».\n\n{}", spanish::WORDS.closing));
}

#[test]
fn reason_and_comments_stand_in_the_text_where_there_are_any() {
    let comments = ["muy útil".to_owned(), "  ".to_owned()];
    let facts = Facts {
        greeted: "Taller Ana",
        title: "Horno",
        reason: "faltan datos",
        comments: &comments,
        ..Facts::default()
    };
    let letter = write(Template::DecisionDeclined, Language::Spanish, &Worded::default(), &facts);
    assert!(letter.body.starts_with("Hola, Taller Ana:"));
    assert!(letter.body.contains("faltan datos"));
    assert_eq!(letter.body.matches("\n- ").count(), 1);
    let bare = write(Template::DecisionDeclined, Language::Spanish, &Worded::default(), &Facts::default());
    assert!(!bare.body.contains(spanish::WORDS.reason));
}

#[test]
fn a_reason_by_its_code_is_told_in_the_language_of_the_letter() {
    let facts = Facts { reason: "faltan datos", reason_code: Some(ScreeningReason::NotInUse), ..Facts::default() };
    for (language, label) in
        [(Language::Spanish, "Todavía no está en uso"), (Language::Portuguese, "Ainda não está em uso")]
    {
        let letter = write(Template::ScreeningFailed, language, &Worded::default(), &facts);
        assert!(letter.body.contains(&format!("{label}\nfaltan datos")), "{}", letter.body);
    }
}

#[test]
fn what_can_be_mended_is_called_as_it_was_asked_in_the_language_of_the_letter() {
    let label = [("es".to_owned(), "¿Con qué?".to_owned()), ("en".to_owned(), "With what?".to_owned())].into();
    let questions = [OpenedQuestion { question: "tools".into(), label }];
    let fields = ["applicant.city".to_owned(), "answers.tools".to_owned(), "answers.cost".to_owned()];
    let facts = Facts { question: "?", fields: &fields, questions: &questions, ..Facts::default() };
    for (language, told) in [
        (Language::Spanish, "- Ciudad\n- ¿Con qué?\n- La respuesta a la pregunta «cost»"),
        (Language::English, "- City\n- With what?\n- The answer to the question “cost”"),
        // A question that is not asked in a language is told in one that it is asked in.
        (Language::Portuguese, "- Cidade\n- ¿Con qué?\n- A resposta à pergunta «cost»"),
    ] {
        let body = write(Template::MendingAsked, language, &Worded::default(), &facts).body;
        assert!(body.contains(told), "{body}");
    }
}

#[test]
fn a_question_stands_with_its_fields_and_its_end() {
    let fields = ["title".to_owned(), "applicant.city".to_owned()];
    let facts =
        Facts { question: "¿Dónde?", fields: &fields, due: "2020-09-30 18:05 (UTC-06:00)", ..Facts::default() };
    let body = write(Template::ClarificationAsked, Language::Spanish, &Worded::default(), &facts).body;
    for part in ["¿Dónde?", "- Título\n- Ciudad", "2020-09-30 18:05 (UTC-06:00)"] {
        assert!(body.contains(part), "{part} is not in {body}");
    }
    assert!(!body.contains(spanish::WORDS.answer));
}

#[test]
fn a_title_stays_on_one_line() {
    let letter = write(
        Template::RegistrationReceived,
        Language::English,
        &Worded::default(),
        &Facts { title: "Oven\r\nBcc: all@example.org", ..Facts::default() },
    );
    assert!(!letter.subject.contains(['\r', '\n']));
}

#[test]
fn the_language_is_the_first_known_one() {
    assert_eq!(Language::first_of(&["", "en"]), Language::English);
    assert_eq!(Language::first_of(&["pt-BR", "es"]), Language::Portuguese);
    assert_eq!(Language::first_of(&["nah", ""]), Language::Spanish);
}
