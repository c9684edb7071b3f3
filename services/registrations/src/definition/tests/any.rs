//! Any definition, any answers, and any changes of a country: most of them hold together, and many do not.

use proptest::prelude::*;
use proto::registrations::v1::{
    AddedQuestion, Answer, Applicant, Choice, ChoiceTest, Chosen, CountryEdition, CountryTest, Definition, Dependence,
    EntriesTest, Files, Form, LimitTest, Question, QuestionChange, Registration, Rule, answer::Value, question::Kind,
    rule::Test,
};

use super::texts;
use crate::definition::{bound, default, fault_of, is_choice, question_of};

fn id() -> impl Strategy<Value = String> {
    prop_oneof![Just("a"), Just("b"), Just("c"), Just("d"), Just("stage"), Just("days")].prop_map(str::to_owned)
}

fn choices() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec(prop_oneof![Just("x"), Just("y"), Just("z"), Just("implemented")], 0..3)
        .prop_map(|choices| choices.into_iter().map(str::to_owned).collect())
}

fn number() -> impl Strategy<Value = f64> {
    prop_oneof![Just(0.0), Just(-1e15), Just(1e15), Just(0.5), -10.0..10.0f64]
}

/// A question of any kind, with whatever may be set on one.
fn question() -> impl Strategy<Value = Question> {
    let binds = prop_oneof![4 => Just(""), 1 => Just("problem"), 1 => Just("jobs"), 1 => Just("applicant.sector"), 1 => Just("nothing")];
    let only_if = prop::option::of((id(), choices()).prop_map(|(question, choices)| Dependence { question, choices }));
    let numbers = (prop::option::of(number()), prop::option::of(number()), 0..3i32, 0..3i32);
    (id(), 0..=9i32, any::<bool>(), only_if, binds, numbers, choices()).prop_map(
        |(id, kind, required, only_if, binds, (least, most, max_length, max_choices), choices)| Question {
            id,
            kind,
            label: texts("¿?"),
            required,
            only_if,
            binds: binds.into(),
            least,
            most,
            max_length,
            max_choices,
            choices: choices.into_iter().map(|id| Choice { id, label: texts("opción") }).collect(),
            ..Question::default()
        },
    )
}

/// The same without what does not go with its kind.
fn fitting(question: Question, before: &[Question]) -> Question {
    let kind = question.kind();
    let (is_number, is_text) = (kind == Kind::Number, matches!(kind, Kind::ShortText | Kind::LongText));
    let (least, most) = match (question.least, question.most) {
        (Some(least), Some(most)) if least > most => (Some(most), Some(least)),
        bounds => bounds,
    };
    let mut choices = if is_choice(kind) { question.choices } else { Vec::new() };
    choices.sort_by(|one, other| one.id.cmp(&other.id));
    choices.dedup_by(|one, other| one.id == other.id);
    if is_choice(kind) && choices.is_empty() {
        choices.push(Choice { id: "x".into(), label: texts("opción") });
    }
    let only_if = question.only_if.and_then(|only_if| {
        let other = before.iter().find(|known| known.id == only_if.question)?;
        Some(Dependence { choices: choices_of(other, only_if.choices), ..only_if })
    });
    let binds = bound::field(&question.binds).filter(|field| field.kinds.contains(&kind));
    let binds = binds.filter(|field| before.iter().all(|known| known.binds != field.path));
    Question {
        kind: if kind == Kind::Unspecified { Kind::Date.into() } else { question.kind },
        least: least.filter(|_| is_number),
        most: most.filter(|_| is_number),
        max_length: if is_text { question.max_length } else { 0 },
        max_choices: if kind == Kind::Choices { question.max_choices } else { 0 },
        binds: binds.map(|field| field.path.to_owned()).unwrap_or_default(),
        only_if,
        choices,
        ..question
    }
}

/// Of some choices those that a question has.
fn choices_of(question: &Question, mut choices: Vec<String>) -> Vec<String> {
    choices.retain(|id| question.choices.iter().any(|choice| choice.id == *id));
    choices
}

/// A rule that goes with a definition, as close to this one as there is; nothing where none does.
fn fitting_rule(rule: Rule, definition: &Definition) -> Option<Rule> {
    let test = match rule.test? {
        Test::Choice(ChoiceTest { question, choices }) => {
            let asked = definition.forms.iter().filter_map(|form| question_of(form, &question));
            let choices = asked.fold(choices, |choices, asked| choices_of(asked, choices));
            Test::Choice(ChoiceTest { question, choices })
        }
        Test::Limit(LimitTest { question, least: Some(least), most: Some(most) }) if least > most => {
            Test::Limit(LimitTest { question, least: Some(most), most: Some(least) })
        }
        test => test,
    };
    let rule = Rule { test: Some(test), ..rule };
    let is_new = definition.rules.iter().all(|known| known.id != rule.id);
    (is_new && fault_of(&rule, definition).is_none()).then_some(rule)
}

fn rule() -> impl Strategy<Value = Rule> {
    let of = |test: Test| Rule { test: Some(test), ..Rule::default() };
    let bounds = (prop::option::of(number()), prop::option::of(number()));
    let tested = prop_oneof![
        Just(Rule::default()),
        (id(), choices()).prop_map(move |(question, choices)| of(Test::Choice(ChoiceTest { question, choices }))),
        (id(), bounds).prop_map(move |(question, (least, most))| of(Test::Limit(LimitTest { question, least, most }))),
        (0..3i32).prop_map(move |most| of(Test::Entries(EntriesTest { most }))),
        Just(of(Test::Country(CountryTest::default()))),
    ];
    ("[a-c]", tested).prop_map(|(id, tested)| Rule { id, explanation: texts("porque sí"), ..tested })
}

/// The two forms that come along with any questions behind them, and any rules; `whole` has each made to fit.
pub fn definition(whole: bool) -> impl Strategy<Value = Definition> {
    (prop::collection::vec(question(), 0..8), prop::collection::vec(rule(), 0..5)).prop_map(move |(added, rules)| {
        let mut definition = default().expect("it comes along").clone();
        for Form { questions, .. } in &mut definition.forms {
            for question in added.clone() {
                if !whole {
                    questions.push(question);
                } else if !questions.iter().any(|known| known.id == question.id) {
                    let question = fitting(question, questions);
                    questions.push(question);
                }
            }
        }
        for rule in rules {
            let rule = if whole { fitting_rule(rule, &definition) } else { Some(rule) };
            definition.rules.extend(rule);
        }
        definition
    })
}

fn answer() -> impl Strategy<Value = Answer> {
    let of = |value: Value| Answer { value: Some(value), ..Answer::default() };
    let given = prop_oneof![
        Just(Answer::default()),
        "[ a-c]{0,4}".prop_map(move |text| of(Value::Text(text))),
        number().prop_map(move |number| of(Value::Number(number))),
        choices().prop_map(move |choices| of(Value::Chosen(Chosen { choices }))),
        prop_oneof![Just("2020-02-29"), Just("2021-02-29"), Just("")]
            .prop_map(move |date| of(Value::Date(date.into()))),
        "[ a-c]{0,4}".prop_map(move |place| of(Value::Location(place))),
        prop_oneof![Just("r/files/1"), Just("s/files/1")].prop_map(move |file| of(Value::File(file.into()))),
        prop::collection::vec(prop_oneof![Just("r/files/1"), Just("r/files/2"), Just("s/files/1")], 0..3)
            .prop_map(move |files| of(Value::Files(Files { names: files.into_iter().map(str::to_owned).collect() }))),
        any::<bool>().prop_map(move |given| of(Value::Consent(given))),
    ];
    (id(), given).prop_map(|(question, given)| Answer { question, ..given })
}

/// A registration that answers what comes along, or not, and anything to the rest.
pub fn registration() -> impl Strategy<Value = Registration> {
    let answers = prop::collection::vec(answer(), 0..12);
    (prop::bool::weighted(0.8), 0..=2i32, 0..=4i32, answers).prop_map(|(whole, track, stage, answers)| {
        let text = |text: &str| if whole { text.to_owned() } else { String::new() };
        Registration {
            name: "r".into(),
            track: if whole { track.max(1) } else { track },
            stage: if whole { 3 } else { stage },
            category: text("logistics"),
            title: text("Rutas"),
            problem: text("La tormenta"),
            description: text("Rutas compartidas"),
            data_consent: whole,
            applicant: Some(Applicant {
                organisation: text("Taller"),
                contact_email: text("a@b.example"),
                ..Applicant::default()
            }),
            answers,
            ..Registration::default()
        }
    })
}

/// Whatever a country may change, or not.
pub fn country_edition() -> impl Strategy<Value = CountryEdition> {
    let added = prop::collection::vec((0..=2i32, prop::option::of(question()), id()), 0..5);
    let changes = prop::collection::vec((id(), 0..=2i32, any::<bool>()), 0..5);
    (added, changes, prop::collection::vec(rule(), 0..3)).prop_map(|(added, changes, rules)| CountryEdition {
        added_questions: added
            .into_iter()
            .map(|(track, question, after)| AddedQuestion { track, question, after })
            .collect(),
        question_changes: changes
            .into_iter()
            .map(|(question, track, required)| QuestionChange {
                question,
                track,
                required,
                label: texts("otra"),
                ..QuestionChange::default()
            })
            .collect(),
        rules,
        ..CountryEdition::default()
    })
}
