//! Any definition, and any answers to it.

use proptest::prelude::*;
use proto::registrations::v1::{
    AddedQuestion, Answer, Applicant, Calendar, Category, Choice, ChoiceTest, Chosen, CountryEdition, CountryTest,
    Definition, Dependence, Edition, EntriesTest, Form, Latitude, LimitTest, Question, QuestionChange, Registration,
    Rule, answer::Value, question::Kind, rule::Test,
};

use super::{check, default, languages::Texts, question_of};
use crate::{
    country_edition::effective,
    form::Filled,
    registration::complete::{Measure, faults, kept},
};

/// One text in Spanish.
pub fn texts(text: &str) -> Texts {
    Texts::from([("es".to_owned(), text.to_owned())])
}

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

/// A question of any kind, with whatever may be set on one: most of them hold together, and many do not.
fn question() -> impl Strategy<Value = Question> {
    let binds = prop_oneof![4 => Just(""), 1 => Just("problem"), 1 => Just("jobs"), 1 => Just("nothing")];
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
    let mut choices = if super::is_choice(kind) { question.choices } else { Vec::new() };
    choices.sort_by(|one, other| one.id.cmp(&other.id));
    choices.dedup_by(|one, other| one.id == other.id);
    if super::is_choice(kind) && choices.is_empty() {
        choices.push(Choice { id: "x".into(), label: texts("opción") });
    }
    let only_if = question.only_if.filter(|only_if| before.iter().any(|known| known.id == only_if.question));
    Question {
        kind: if kind == Kind::Unspecified { Kind::Date.into() } else { question.kind },
        least: least.filter(|_| is_number),
        most: most.filter(|_| is_number),
        max_length: if is_text { question.max_length } else { 0 },
        max_choices: if kind == Kind::Choices { question.max_choices } else { 0 },
        binds: String::new(),
        only_if: only_if.map(|only_if| Dependence { choices: Vec::new(), ..only_if }),
        choices,
        ..question
    }
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

/// The form for solutions that comes along with any questions behind it; `whole` has each made to fit.
fn definition(whole: bool) -> impl Strategy<Value = Definition> {
    (prop::collection::vec(question(), 0..8), prop::collection::vec(rule(), 0..3)).prop_map(move |(added, rules)| {
        let mut definition = default().expect("it comes along").clone();
        definition.forms.truncate(1);
        let Form { questions, .. } = &mut definition.forms[0];
        for question in added {
            if !whole {
                questions.push(question);
            } else if !questions.iter().any(|known| known.id == question.id) {
                let question = fitting(question, questions);
                questions.push(question);
            }
        }
        if !whole {
            definition.rules.extend(rules);
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
        "[ a-c]{0,4}".prop_map(move |place| of(Value::Place(place))),
        prop_oneof![Just("r/files/1"), Just("s/files/1")].prop_map(move |file| of(Value::File(file.into()))),
        any::<bool>().prop_map(move |given| of(Value::Consent(given))),
    ];
    (id(), given).prop_map(|(question, given)| Answer { question, ..given })
}

/// A registration that answers what comes along, or not, and anything to the rest.
fn registration() -> impl Strategy<Value = Registration> {
    let answers = prop::collection::vec(answer(), 0..12);
    (prop::bool::weighted(0.8), 0..=2i32, 0..=4i32, answers).prop_map(|(whole, track, stage, answers)| {
        let text = |text: &str| if whole { text.to_owned() } else { String::new() };
        Registration {
            name: "r".into(),
            track: if whole { 1 } else { track },
            stage: if whole { 3 } else { stage },
            category: text("logistics"),
            title: text("Rutas"),
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

fn country_edition() -> impl Strategy<Value = CountryEdition> {
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

fn edition() -> Edition {
    Edition {
        tracks: vec![1],
        categories: vec![Category { id: "logistics".into(), ..Category::default() }],
        countries: vec!["countries/do".into()],
        calendar: Some(Calendar {
            opens: Some(platform::moment::from_milliseconds(0)),
            closes: Some(platform::moment::from_milliseconds(2_000)),
        }),
        ..Edition::default()
    }
}

fn measured(registration: &Registration, definition: &Definition) -> Vec<String> {
    let edition = edition();
    let measure =
        Measure { edition: &edition, definition, country: "do", now: 1_000, late_until: None, entries: Some(1) };
    faults(registration, &measure).into_iter().map(|fault| fault.field).collect()
}

proptest! {
    #[test]
    fn any_valid_definition_and_any_answers_give_a_registration_or_faults_of_fields(
        definition in definition(true),
        registration in registration(),
    ) {
        prop_assert!(check(&definition, &[1], "definition").is_empty(), "it is valid");
        let found = measured(&registration, &definition);
        prop_assert!(found.iter().all(|field| field.starts_with("registration.")), "{:?}", found);
        let once: std::collections::HashSet<&String> = found.iter().collect();
        prop_assert_eq!(once.len(), found.len(), "a field is told of once");
        if !found.is_empty() {
            return Ok(());
        }
        let answers = kept(&registration, &definition);
        for answer in &answers {
            prop_assert!(question_of(&definition.forms[0], &answer.question).is_some(), "an answer to nothing is kept");
        }
        let submitted = Registration { answers, ..registration };
        prop_assert_eq!(measured(&submitted, &definition), [""; 0], "what is kept is as good as what was given");
        let filled = Filled::of(&definition.forms[0], &submitted);
        for question in definition.forms[0].questions.iter().filter(|question| question.required) {
            let asked = filled.question(&question.id).is_some();
            prop_assert!(!asked || filled.answer(&question.id).is_some(), "{} has no answer", question.id);
        }
    }

    #[test]
    fn no_definition_and_no_answers_make_a_crash(
        definition in definition(false),
        registration in registration(),
        country in country_edition(),
    ) {
        check(&definition, &[1, 2], "definition");
        measured(&registration, &definition);
        let asked = effective(&definition, &country);
        check(&asked, &[1, 2], "definition");
        measured(&registration, &asked);
        kept(&registration, &asked);
    }

    #[test]
    fn whatever_a_country_changes_it_takes_no_registration_that_the_network_would_not(
        definition in definition(true),
        country in country_edition(),
        registration in registration(),
    ) {
        let asked = effective(&definition, &country);
        for question in &definition.forms[0].questions {
            let there = question_of(&asked.forms[0], &question.id);
            prop_assert!(there.is_some_and(|there| there.required || !question.required), "{} is looser", question.id);
        }
        for rule in &definition.rules {
            prop_assert!(asked.rules.contains(rule), "{} is gone", rule.id);
        }
        if measured(&registration, &asked).is_empty() {
            prop_assert_eq!(measured(&registration, &definition), [""; 0]);
        }
    }

    #[test]
    fn a_country_changes_nothing_where_the_network_lets_it_change_nothing(
        definition in definition(true),
        country in country_edition(),
    ) {
        let definition = Definition { latitude: Some(Latitude::default()), ..definition };
        prop_assert_eq!(effective(&definition, &country), definition);
    }
}
