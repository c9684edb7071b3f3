//! What the rules of single fields cannot say of a definition: how its parts fit together. All faults at once.

use std::collections::HashSet;

use platform::error::{Text, Violation};
use proto::registrations::v1::{Definition, Form, Question, Rule, Track, question::Kind, rule::Test};

use super::{is_choice, languages, letters, plan, question_of, questions};

/// The longest text, in characters.
const LONGEST: usize = 2000;

/// Collects faults under a path.
pub struct Faults {
    path: String,
    found: Vec<Violation>,
}

impl Faults {
    /// None yet, of what stands at `path`.
    pub fn under(path: &str) -> Self {
        Self { path: path.to_owned(), found: Vec::new() }
    }

    /// Adds one, at a path from there.
    pub fn add(&mut self, below: &str, english: &str, spanish: &str, portuguese: &str) {
        self.found.push(Violation {
            field: format!("{}.{below}", self.path),
            text: Text::told(english, spanish, portuguese),
        });
    }

    /// Adds one unless this is fine.
    pub fn need(&mut self, fine: bool, below: &str, english: &str, spanish: &str, portuguese: &str) {
        if !fine {
            self.add(below, english, spanish, portuguese);
        }
    }

    /// All of them.
    pub fn all(self) -> Vec<Violation> {
        self.found
    }
}

/// The faults of a definition of an edition that takes these tracks; `path` is where it stands in the request.
pub fn check(definition: &Definition, tracks: &[i32], path: &str) -> Vec<Violation> {
    let mut faults = Faults::under(path);
    let mut asked: Vec<i32> = definition.forms.iter().map(|form| form.track).collect();
    let mut taken = tracks.to_vec();
    asked.sort_unstable();
    taken.sort_unstable();
    faults.need(
        asked == taken,
        "forms",
        "there has to be one form for each track of the edition, and no other",
        "debe haber un formulario para cada tipo de la edición, y ninguno más",
        "deve haver um formulário para cada tipo da edição, e nenhum outro",
    );
    for (place, form) in definition.forms.iter().enumerate() {
        questions::check(form, place, &mut faults);
    }
    rules(definition, &mut faults);
    let wordings = definition.wordings.iter().map(|wording| wording.id.as_str());
    faults.need(
        distinct(wordings),
        "wordings",
        "each text needs an id of its own",
        "cada texto necesita su propio id",
        "cada texto precisa do seu próprio id",
    );
    letters::check(&definition.letters, &mut faults);
    if let Some(plan) = &definition.plan {
        plan::check(plan, tracks, &mut faults);
    }
    texts(definition, &mut faults);
    faults.all()
}

fn rules(definition: &Definition, faults: &mut Faults) {
    let ids = definition.rules.iter().map(|rule| rule.id.as_str());
    faults.need(
        distinct(ids),
        "rules",
        "each rule needs an id of its own",
        "cada regla necesita su propio id",
        "cada regra precisa do seu próprio id",
    );
    for (place, rule) in definition.rules.iter().enumerate() {
        if let Some((field, english, spanish, portuguese)) = fault_of(rule, definition) {
            faults.add(&format!("rules[{place}].{field}"), english, spanish, portuguese);
        }
    }
}

/// The field, and what is wrong with it in English, Spanish and Portuguese.
type Fault = (&'static str, &'static str, &'static str, &'static str);

/// What is wrong with a rule of this definition.
pub fn fault_of(rule: &Rule, definition: &Definition) -> Option<Fault> {
    let asked = |id: &str| questions_for(rule, definition).filter_map(|form| question_of(form, id)).collect::<Vec<_>>();
    let unknown = (
        "question",
        "no form that this rule is for asks this",
        "ningún formulario de esta regla lo pregunta",
        "nenhum formulário desta regra pergunta isto",
    );
    match &rule.test {
        None => Some(("test", "say what is tested", "indique qué se comprueba", "diga o que se verifica")),
        Some(Test::Choice(test)) => {
            let questions = asked(&test.question);
            let fits = |question: &&Question| is_choice(question.kind()) && has_all(question, &test.choices);
            match questions.is_empty() {
                true => Some(unknown),
                false if questions.iter().all(fits) => None,
                false => Some((
                    "choices",
                    "the question has no such choice",
                    "la pregunta no tiene esa opción",
                    "a pergunta não tem essa opção",
                )),
            }
        }
        Some(Test::Limit(test)) => {
            let questions = asked(&test.question);
            let in_order = test.least.zip(test.most).is_none_or(|(least, most)| least <= most);
            match questions.is_empty() {
                true => Some(unknown),
                false if !questions.iter().all(|question| question.kind() == Kind::Number) => Some((
                    "question",
                    "this question asks for no number",
                    "esta pregunta no pide un número",
                    "esta pergunta não pede um número",
                )),
                false if !in_order => {
                    Some(("most", "this is less than `least`", "es menor que `least`", "é menor que `least`"))
                }
                false => None,
            }
        }
        Some(Test::Country(_) | Test::Deadline(_) | Test::Completeness(_) | Test::Entries(_)) => None,
    }
}

fn questions_for<'a>(rule: &'a Rule, definition: &'a Definition) -> impl Iterator<Item = &'a Form> {
    definition.forms.iter().filter(|form| is_for(rule, form.track()))
}

/// Whether a rule is for this track.
pub fn is_for(rule: &Rule, track: Track) -> bool {
    rule.tracks.is_empty() || rule.tracks().any(|named| named == track)
}

/// Whether a question has all of these choices. The edition's categories may change, and are not looked at.
pub fn has_all(question: &Question, choices: &[String]) -> bool {
    question.binds == "category" || choices.iter().all(|id| question.choices.iter().any(|choice| choice.id == *id))
}

/// Whether no two are the same.
pub fn distinct<'a>(mut all: impl Iterator<Item = &'a str>) -> bool {
    let mut seen = HashSet::new();
    all.all(|one| seen.insert(one))
}

fn texts(definition: &Definition, faults: &mut Faults) {
    for (path, texts) in languages::texts(definition) {
        faults.need(
            languages::are_coded(texts),
            &path,
            "texts stand under the codes of languages, such as `es`",
            "los textos se dan bajo códigos de idioma, como `es`",
            "os textos são dados por códigos de idioma, como `es`",
        );
        let written = texts.values().any(|text| !text.trim().is_empty());
        faults.need(
            written,
            &path,
            "a text is needed in at least one language",
            "falta el texto en algún idioma",
            "falta o texto em algum idioma",
        );
        let short = texts.values().all(|text| text.chars().count() <= LONGEST);
        faults.need(
            short,
            &path,
            "at most 2000 characters are allowed",
            "se admiten hasta 2000 caracteres",
            "são permitidos até 2000 caracteres",
        );
    }
}
