//! Whether one answer fits its question.

use std::collections::HashSet;

use platform::error::Text;
use proto::registrations::v1::{Question, answer::Value, question::Kind};
use time::{Date, format_description::well_known::Iso8601};

use super::Categories;

/// What is wrong with an answer to a question of the registration of this name, if anything is.
pub fn fault(question: &Question, value: &Value, registration: &str, categories: &Categories<'_>) -> Option<Text> {
    match (question.kind(), value) {
        (Kind::ShortText | Kind::LongText, Value::Text(text)) => too_long(question, text),
        (Kind::Number, Value::Number(number)) => out_of_bounds(question, *number),
        (Kind::Choice, Value::Chosen(chosen)) if chosen.choices.len() > 1 => {
            Some(Text::told("choose only one", "elija solo una opción", "escolha só uma opção"))
        }
        (Kind::Choice | Kind::Choices, Value::Chosen(chosen)) => not_choosable(question, &chosen.choices, categories),
        (Kind::Date, Value::Date(date)) => no_day(date),
        (Kind::File, Value::File(file)) => not_its_file(registration, file),
        (Kind::File, Value::Files(files)) => not_its_files(question, registration, &files.names),
        (Kind::Place, Value::Location(_)) | (Kind::Consent, Value::Consent(true)) => None,
        (Kind::Consent, Value::Consent(false)) => {
            Some(Text::told("this has to be agreed to", "hay que aceptarlo", "é preciso aceitar isto"))
        }
        (kind, _) => Some(of_another_kind(kind)),
    }
}

fn too_long(question: &Question, text: &str) -> Option<Text> {
    let most = usize::try_from(question.max_length).ok().filter(|most| *most > 0)?;
    let length = text.chars().count();
    (length > most).then(|| {
        Text::told(
            format!("at most {most} characters are allowed, these are {length}"),
            format!("se admiten hasta {most} caracteres, hay {length}"),
            format!("são permitidos até {most} caracteres, aqui há {length}"),
        )
    })
}

fn out_of_bounds(question: &Question, number: f64) -> Option<Text> {
    if let Some(least) = question.least.filter(|least| number.is_nan() || number < *least) {
        return Some(Text::told(
            format!("this has to be at least {least}"),
            format!("debe ser al menos {least}"),
            format!("deve ser ao menos {least}"),
        ));
    }
    let most = question.most.filter(|most| number.is_nan() || number > *most)?;
    Some(Text::told(
        format!("this has to be at most {most}"),
        format!("debe ser como máximo {most}"),
        format!("deve ser no máximo {most}"),
    ))
}

fn not_choosable(question: &Question, chosen: &[String], categories: &Categories<'_>) -> Option<Text> {
    let known = |id: &String| match question.binds.as_str() {
        "category" => categories.contains(id.as_str()),
        _ => question.choices.iter().any(|choice| choice.id == *id),
    };
    if let Some(unknown) = chosen.iter().find(|id| !known(id)) {
        // What is no id may be anything that somebody typed, and is not told again.
        let text = match is_id(unknown) {
            true => Text::told(
                format!("`{unknown}` is none of the choices"),
                format!("`{unknown}` no es ninguna de las opciones"),
                format!("`{unknown}` não é nenhuma das opções"),
            ),
            false => Text::told(
                "this is none of the choices",
                "esto no es ninguna de las opciones",
                "isto não é nenhuma das opções",
            ),
        };
        return Some(text);
    }
    let mut seen = HashSet::new();
    if !chosen.iter().all(|id| seen.insert(id)) {
        return Some(Text::told(
            "choose each only once",
            "elija cada opción una sola vez",
            "escolha cada opção uma só vez",
        ));
    }
    let most = usize::try_from(question.max_choices).ok().filter(|most| *most > 0)?;
    (chosen.len() > most).then(|| {
        Text::told(format!("choose at most {most}"), format!("elija hasta {most}"), format!("escolha no máximo {most}"))
    })
}

/// Whether this is as choices and categories are called.
fn is_id(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'_' | b'-');
    text.len() <= 60 && text.bytes().all(fits) && !text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-')
}

fn no_day(date: &str) -> Option<Text> {
    let day = Date::parse(date, &Iso8601::DATE);
    day.is_err().then(|| {
        Text::told(
            "there is no such day; write it as 2020-08-31",
            "no existe ese día; escríbalo como 2020-08-31",
            "esse dia não existe; escreva-o como 2020-08-31",
        )
    })
}

/// What is wrong with several files. That there are so many is for the question to allow, where it says how many it takes.
fn not_its_files(question: &Question, registration: &str, names: &[String]) -> Option<Text> {
    if let Some(wrong) = names.iter().find_map(|name| not_its_file(registration, name)) {
        return Some(wrong);
    }
    let mut seen = HashSet::new();
    if !names.iter().all(|name| seen.insert(name)) {
        return Some(Text::told(
            "name each file only once",
            "nombre cada archivo una sola vez",
            "indique cada arquivo uma só vez",
        ));
    }
    let limits = question.files.as_ref();
    let most = limits.and_then(|limits| usize::try_from(limits.max_files).ok()).filter(|most| *most > 0)?;
    (names.len() > most).then(|| {
        Text::told(
            format!("this question takes at most {most} files; these are {}", names.len()),
            format!("esta pregunta admite hasta {most} archivos; aquí hay {}", names.len()),
            format!("esta pergunta aceita até {most} arquivos; aqui há {}", names.len()),
        )
    })
}

fn not_its_file(registration: &str, file: &str) -> Option<Text> {
    let below = file.strip_prefix(registration).and_then(|rest| rest.strip_prefix("/files/"));
    // A registration that has no name yet has no files either.
    let is_its = !registration.is_empty() && below.is_some_and(|id| !id.is_empty() && !id.contains('/'));
    (!is_its).then(|| {
        Text::told(
            "this has to be a file of the registration",
            "debe ser un archivo del registro",
            "deve ser um arquivo do registro",
        )
    })
}

fn of_another_kind(kind: Kind) -> Text {
    let (english, spanish, portuguese) = match kind {
        Kind::ShortText | Kind::LongText => ("a text", "un texto", "um texto"),
        Kind::Number => ("a number", "un número", "um número"),
        Kind::Choice | Kind::Choices => ("a choice", "una opción", "uma opção"),
        Kind::Date => ("a day", "una fecha", "uma data"),
        Kind::Place => ("a place", "un lugar", "um lugar"),
        Kind::File => ("a file", "un archivo", "um arquivo"),
        Kind::Consent | Kind::Unspecified => ("a yes", "un sí", "um sim"),
    };
    Text::told(
        format!("{english} is asked for here"),
        format!("aquí se pide {spanish}"),
        format!("aqui se pede {portuguese}"),
    )
}

#[cfg(test)]
mod tests {
    use platform::error::Language;
    use proto::registrations::v1::{Choice, Chosen, FileLimits, Files};

    use super::*;

    const REGISTRATION: &str = "countries/do/registrations/0197f5c2-0000-7000-8000-000000000000";

    fn question(kind: Kind) -> Question {
        let choices = ["a", "b", "c"].map(|id| Choice { id: id.into(), ..Choice::default() });
        Question { kind: kind.into(), choices: choices.into(), ..Question::default() }
    }

    fn fits(question: &Question, value: Value) -> bool {
        fault(question, &value, REGISTRATION, &Categories::from(["logistics"])).is_none()
    }

    fn chosen(choices: &[&str]) -> Value {
        Value::Chosen(Chosen { choices: choices.iter().map(|choice| (*choice).to_owned()).collect() })
    }

    #[test]
    fn what_is_no_id_is_not_told_again() {
        let said = |choice: &str| {
            let wrong = fault(&question(Kind::Choice), &chosen(&[choice]), REGISTRATION, &Categories::new());
            wrong.expect("a fault").in_language(Language::English).to_owned()
        };
        assert_eq!(said("bicycle-2"), "`bicycle-2` is none of the choices");
        for personal in ["ana@example.org", "809-555-0142", "Ana", &"x".repeat(61)] {
            assert_eq!(said(personal), "this is none of the choices");
        }
    }

    #[test]
    fn an_answer_of_another_kind_than_asked_for_does_not_fit() {
        assert!(fits(&question(Kind::Number), Value::Number(3.0)));
        assert!(!fits(&question(Kind::Number), Value::Text("3".into())));
        assert!(!fits(&question(Kind::Choice), Value::Text("a".into())));
        assert!(!fits(&question(Kind::Place), Value::Text("Santiago".into())));
    }

    #[test]
    fn numbers_and_texts_keep_to_their_limits() {
        let number = Question { least: Some(1.0), most: Some(5.0), ..question(Kind::Number) };
        let taken = [0.9, 1.0, 5.0, 5.1, f64::NAN].map(|answer| fits(&number, Value::Number(answer)));
        assert_eq!(taken, [false, true, true, false, false]);
        let text = Question { max_length: 3, ..question(Kind::ShortText) };
        assert!(fits(&text, Value::Text("año".into())) && !fits(&text, Value::Text("años".into())));
    }

    #[test]
    fn only_choices_that_there_are_can_be_chosen_and_not_too_many() {
        assert!(fits(&question(Kind::Choice), chosen(&["a"])) && !fits(&question(Kind::Choice), chosen(&["a", "b"])));
        let several = Question { max_choices: 2, ..question(Kind::Choices) };
        assert!(fits(&several, chosen(&["a", "b"])));
        for wrong in [&["a", "b", "c"][..], &["a", "a"], &["d"]] {
            assert!(!fits(&several, chosen(wrong)), "{wrong:?}");
        }
        let category = Question { binds: "category".into(), ..question(Kind::Choice) };
        assert!(fits(&category, chosen(&["logistics"])) && !fits(&category, chosen(&["a"])));
    }

    #[test]
    fn days_are_days_and_files_are_of_the_registration() {
        let date = question(Kind::Date);
        assert!(fits(&date, Value::Date("2020-02-29".into())) && !fits(&date, Value::Date("2021-02-29".into())));
        let file = question(Kind::File);
        assert!(fits(&file, Value::File(format!("{REGISTRATION}/files/1"))));
        for wrong in
            ["countries/do/registrations/1/files/1".to_owned(), format!("{REGISTRATION}/files/"), REGISTRATION.into()]
        {
            assert!(!fits(&file, Value::File(wrong.clone())), "{wrong}");
        }
    }

    #[test]
    fn several_files_are_each_of_the_registration_and_no_more_than_the_question_takes() {
        let two = FileLimits { max_files: 2, ..FileLimits::default() };
        let asked = Question { files: Some(two), ..question(Kind::File) };
        let files = |ids: &[&str]| {
            let names = ids.iter().map(|id| format!("{REGISTRATION}/files/{id}")).collect();
            Value::Files(Files { names })
        };
        assert!(fits(&asked, files(&["1"])) && fits(&asked, files(&["1", "2"])));
        assert!(!fits(&asked, files(&["1", "2", "3"])) && !fits(&asked, files(&["1", "1"])));
        assert!(fits(&question(Kind::File), files(&["1", "2", "3"])), "the server bounds what the question does not");
        assert!(!fits(&asked, files(&["1", ""])), "one that is none of its files");
        assert!(!fits(&question(Kind::ShortText), files(&["1"])));
    }
}
