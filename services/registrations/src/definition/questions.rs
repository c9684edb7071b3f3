//! How the questions of one form fit together.

use std::collections::HashSet;

use proto::registrations::v1::{FileKind, Form, Question, question::Kind};

use super::{
    bound,
    check::{Faults, distinct, has_all},
    is_choice,
};

/// The longest unit, in characters.
const LONGEST_UNIT: usize = 40;

/// Adds the faults of the form at this place.
pub fn check(form: &Form, place: usize, faults: &mut Faults) {
    let ids = form.questions.iter().map(|question| question.id.as_str());
    let path = format!("forms[{place}].questions");
    faults.need(
        distinct(ids),
        &path,
        "each question needs an id of its own",
        "cada pregunta necesita su propio id",
        "cada pergunta precisa do seu próprio id",
    );
    let mut bindings = HashSet::new();
    for (number, question) in form.questions.iter().enumerate() {
        let path = format!("{path}[{number}]");
        alone(question, &path, faults);
        let first = question.binds.is_empty() || bindings.insert(question.binds.as_str());
        let binds = format!("{path}.binds");
        faults.need(
            first,
            &binds,
            "another question binds this field",
            "otra pregunta ya ocupa este campo",
            "outra pergunta já ocupa este campo",
        );
        let before = form.questions.get(..number).unwrap_or_default();
        dependence(question, before, &path, faults);
    }
    for needed in bound::needed() {
        let asked = form
            .questions
            .iter()
            .any(|question| question.binds == needed && question.required && question.only_if.is_none());
        faults.need(
            asked,
            &path,
            &format!("a question that is always required has to bind `{needed}`"),
            &format!("una pregunta siempre obligatoria debe ocupar `{needed}`"),
            &format!("uma pergunta sempre obrigatória deve ocupar `{needed}`"),
        );
    }
}

/// What is wrong with a question by itself.
pub fn alone(question: &Question, path: &str, faults: &mut Faults) {
    let kind = question.kind();
    let mut need = |fine: bool, field: &str, english: &str, spanish: &str, portuguese: &str| {
        faults.need(fine, &format!("{path}.{field}"), english, spanish, portuguese);
    };
    let of_edition = question.binds == "category";
    let has_choices = is_choice(kind) && !of_edition;
    need(
        has_choices != question.choices.is_empty(),
        "choices",
        "choices go with questions that are answered by choosing, and with no others",
        "las opciones van con las preguntas que se responden eligiendo, y con ninguna otra",
        "as opções vão com as perguntas que se respondem escolhendo, e com nenhuma outra",
    );
    let ids = question.choices.iter().map(|choice| choice.id.as_str());
    need(
        distinct(ids),
        "choices",
        "each choice needs an id of its own",
        "cada opción necesita su propio id",
        "cada opção precisa do seu próprio id",
    );
    let several = kind == Kind::Choices || question.max_choices == 0;
    need(
        several,
        "max_choices",
        "this goes with several choices alone",
        "solo va con varias opciones",
        "só vai com várias opções",
    );
    let is_number = kind == Kind::Number;
    let bounded = question.least.is_some() || question.most.is_some();
    need(
        is_number || !bounded,
        "least",
        "limits go with numbers alone",
        "los límites solo van con números",
        "os limites só vão com números",
    );
    need(
        is_number || question.unit.is_empty(),
        "unit",
        "a unit goes with numbers alone",
        "la unidad solo va con números",
        "a unidade só vai com números",
    );
    need(
        is_number || question.unit_label.is_empty(),
        "unit_label",
        "a unit goes with numbers alone",
        "la unidad solo va con números",
        "a unidade só vai com números",
    );
    need(
        question.unit_label.values().all(|unit| unit.chars().count() <= LONGEST_UNIT),
        "unit_label",
        "a unit has at most 40 characters",
        "una unidad tiene hasta 40 caracteres",
        "uma unidade tem até 40 caracteres",
    );
    let in_order = question.least.zip(question.most).is_none_or(|(least, most)| least <= most);
    need(in_order, "most", "this is less than `least`", "es menor que `least`", "é menor que `least`");
    let is_text = matches!(kind, Kind::ShortText | Kind::LongText);
    let length = is_text || question.max_length == 0;
    need(
        length,
        "max_length",
        "a length goes with texts alone",
        "la longitud solo va con textos",
        "o comprimento só vai com textos",
    );
    files(question, &mut need);
    if question.binds.is_empty() {
        return;
    }
    match bound::field(&question.binds) {
        None => need(
            false,
            "binds",
            "no question may bind this field",
            "ninguna pregunta puede ocupar este campo",
            "nenhuma pergunta pode ocupar este campo",
        ),
        Some(field) => {
            let fits = field.kinds.contains(&kind);
            need(
                fits,
                "binds",
                "this field is answered in another way",
                "este campo se responde de otra manera",
                "este campo se responde de outra maneira",
            );
            let known = of_edition || question.choices.iter().all(|choice| field.choices.contains(&choice.id.as_str()));
            need(
                known || !fits,
                "choices",
                "the field has no such value",
                "el campo no admite ese valor",
                "o campo não aceita esse valor",
            );
        }
    }
}

/// What is wrong with that on which a question depends; `before` are the questions in front of it.
pub fn dependence(question: &Question, before: &[Question], path: &str, faults: &mut Faults) {
    let Some(only_if) = &question.only_if else { return };
    let path = format!("{path}.only_if");
    let Some(other) = before.iter().find(|other| other.id == only_if.question) else {
        faults.add(
            &path,
            "no question in front of it has this id",
            "ninguna pregunta anterior tiene este id",
            "nenhuma pergunta anterior tem este id",
        );
        return;
    };
    let choosable = only_if.choices.is_empty() || (is_choice(other.kind()) && has_all(other, &only_if.choices));
    faults.need(
        choosable,
        &path,
        "that question has no such choice",
        "esa pregunta no tiene esa opción",
        "essa pergunta não tem essa opção",
    );
}

/// What is wrong with the limits of its files.
fn files(question: &Question, need: &mut impl FnMut(bool, &str, &str, &str, &str)) {
    let Some(limits) = &question.files else { return };
    let of_file = question.kind() == Kind::File;
    need(
        of_file,
        "files",
        "these limits go with files alone",
        "estos límites solo van con archivos",
        "estes limites só vão com arquivos",
    );
    need(
        limits.max_bytes >= 0,
        "files.max_bytes",
        "a size is 0 or more bytes",
        "un tamaño es de 0 bytes o más",
        "um tamanho é de 0 bytes ou mais",
    );
    let set = limits.kinds().all(|kind| kind != FileKind::Unspecified);
    need(set, "files.kinds", "say what a file is", "indique qué es el archivo", "diga o que é o arquivo");
}
