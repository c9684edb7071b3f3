//! Any definition, and any answers to it.

mod any;

use any::{country_edition, definition, registration};
use proptest::prelude::*;
use proto::registrations::v1::{
    Calendar, Category, Choice, ChoiceTest, CountryEdition, Definition, Edition, Form, Latitude, Question,
    Registration, Rule, difference, question::Kind, rule::Test,
};

use super::{check, fault_of, form_of, languages::Texts, question_of};
use crate::{
    country_edition::{differences, effective},
    eligibility::question_of as question_of_rule,
    form::{Filled, path},
    registration::complete::{Measure, faults, kept},
};

/// One text in Spanish.
pub fn texts(text: &str) -> Texts {
    Texts::from([("es".to_owned(), text.to_owned())])
}

fn edition() -> Edition {
    Edition {
        tracks: vec![1, 2],
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

/// How many faults a registration may have at one field: one of the answer, and one for each rule.
fn most_at(field: &str, form: &Form, definition: &Definition) -> usize {
    let is_about = |rule: &&Rule| {
        let question = question_of(form, question_of_rule(rule));
        question.map_or_else(|| "registration.edition".to_owned(), path) == field
    };
    1 + definition.rules.iter().filter(is_about).count()
}

proptest! {
    #[test]
    fn any_valid_definition_and_any_answers_give_a_registration_or_faults_of_fields(
        definition in definition(true),
        registration in registration(),
    ) {
        prop_assert!(check(&definition, &[1, 2], "definition").is_empty(), "it is valid");
        let form = form_of(&definition, registration.track()).expect("each track has a form");
        let found = measured(&registration, &definition);
        prop_assert!(found.iter().all(|field| field.starts_with("registration.")), "{:?}", found);
        for field in &found {
            let times = found.iter().filter(|other| *other == field).count();
            prop_assert!(times <= most_at(field, form, &definition), "{} is told of {} times", field, times);
        }
        if !found.is_empty() {
            return Ok(());
        }
        let answers = kept(&registration, &definition);
        for answer in &answers {
            prop_assert!(question_of(form, &answer.question).is_some(), "an answer to nothing is kept");
        }
        let submitted = Registration { answers, ..registration };
        prop_assert_eq!(measured(&submitted, &definition), [""; 0], "what is kept is as good as what was given");
        let filled = Filled::of(form, &submitted);
        for question in form.questions.iter().filter(|question| question.required) {
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
        for (form, there) in definition.forms.iter().zip(&asked.forms) {
            for question in &form.questions {
                let there = question_of(there, &question.id);
                prop_assert!(there.is_some_and(|there| there.required || !question.required), "{} is looser", question.id);
            }
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

proptest! {
    #[test]
    fn whatever_the_network_revises_the_rules_of_a_country_fit_what_is_asked_then(
        revised in definition(true),
        country in country_edition(),
    ) {
        let latitude = Latitude { rules: true, added_questions: 3, ..Latitude::default() };
        let revised = Definition { latitude: Some(latitude), ..revised };
        let asked = effective(&revised, &country);
        for rule in &asked.rules {
            prop_assert!(fault_of(rule, &asked).is_none(), "{:?}", rule);
        }
    }
}

#[test]
fn a_country_rule_about_what_is_asked_otherwise_by_now_has_no_effect_and_is_shown_so() {
    let choices = |ids: &[&str]| ids.iter().map(|id| Choice { id: (*id).into(), ..Choice::default() }).collect();
    let paid = |ids: &[&str]| Question {
        id: "paid".into(),
        kind: Kind::Choice.into(),
        choices: choices(ids),
        ..Question::default()
    };
    let network = |ids: &[&str]| Definition {
        forms: vec![Form { track: 1, questions: vec![paid(ids)] }],
        latitude: Some(Latitude { rules: true, ..Latitude::default() }),
        ..Definition::default()
    };
    let test = Test::Choice(ChoiceTest { question: "paid".into(), choices: vec!["cash".into()] });
    let rule =
        Rule { id: "cash_only".into(), explanation: texts("solo en efectivo"), test: Some(test), ..Rule::default() };
    let country = CountryEdition { rules: vec![rule], ..CountryEdition::default() };
    let kind = |network: &Definition| {
        let found = differences(&country, &edition(), &edition(), network, &["es"]);
        found.into_iter().map(|difference| difference.kind()).collect::<Vec<_>>()
    };
    let (before, after) = (network(&["cash", "card"]), network(&["coins", "card"]));
    assert_eq!((effective(&before, &country).rules.len(), effective(&after, &country).rules.len()), (1, 0));
    let both = Test::Choice(ChoiceTest { question: "paid".into(), choices: vec!["cash".into(), "card".into()] });
    let rule = Rule { test: Some(both), ..country.rules[0].clone() };
    let left = effective(&after, &CountryEdition { rules: vec![rule], ..CountryEdition::default() }).rules;
    let chosen = |rule: &Rule| match &rule.test {
        Some(Test::Choice(test)) => test.choices.clone(),
        _ => Vec::new(),
    };
    assert_eq!(left.iter().map(chosen).collect::<Vec<_>>(), [["card"]], "what is left is asked for");
    assert_eq!((kind(&before), kind(&after)), (vec![difference::Kind::Added], vec![difference::Kind::WithoutEffect]));
}
