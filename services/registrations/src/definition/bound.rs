//! The fields of a registration that a question may bind, and what they hold as answers.

use platform::labels;
use proto::registrations::v1::{
    Applicant, Chosen, OrganisationKind, OrganisationSize, Registration, answer::Value, question::Kind,
};

/// One field that a question may bind.
pub struct Bound {
    /// Its path in the registration, `applicant.city`.
    pub path: &'static str,
    /// How a question that binds it may be answered.
    pub kinds: &'static [Kind],
    /// What may be chosen; empty where nothing is, or the edition says what.
    pub choices: &'static [&'static str],
    /// Whether every form has to ask for it: the platform itself cannot do without.
    pub needed: bool,
    read: fn(&Registration, &Applicant) -> Option<Value>,
}

const SHORT: &[Kind] = &[Kind::ShortText];
const LONG: &[Kind] = &[Kind::ShortText, Kind::LongText];
const PLACE: &[Kind] = &[Kind::Place];
const CHOICE: &[Kind] = &[Kind::Choice];
const CHOICES: &[Kind] = &[Kind::Choices];
const NUMBER: &[Kind] = &[Kind::Number];
const CONSENT: &[Kind] = &[Kind::Consent];
const STAGES: &[&str] = &["idea", "prototype", "implemented", "advanced"];
const SIZES: &[&str] = &["micro", "small", "medium"];
const ORGANISATIONS: &[&str] = &["company", "academia", "public_sector", "venture", "ngo"];
const YES_OR_NO: &[&str] = &["yes", "no"];
const GOALS: &[&str] = &["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15", "16", "17"];

#[rustfmt::skip]
const FIELDS: [Bound; 20] = [
    Bound { path: "category", kinds: CHOICE, choices: &[], needed: true, read: |of, _| chosen(&of.category) },
    Bound { path: "title", kinds: SHORT, choices: &[], needed: true, read: |of, _| text(&of.title) },
    Bound { path: "summary", kinds: LONG, choices: &[], needed: false, read: |of, _| text(&of.summary) },
    Bound { path: "problem", kinds: LONG, choices: &[], needed: false, read: |of, _| text(&of.problem) },
    Bound { path: "description", kinds: LONG, choices: &[], needed: false, read: |of, _| text(&of.description) },
    Bound { path: "stage", kinds: CHOICE, choices: STAGES, needed: false, read: |of, _| {
        named(of.stage().as_str_name(), "STAGE_")
    } },
    Bound { path: "sdgs", kinds: CHOICES, choices: GOALS, needed: false, read: |of, _| goals(&of.sdgs) },
    Bound { path: "people_reached", kinds: NUMBER, choices: &[], needed: false, read: |of, _| number(of.people_reached) },
    Bound { path: "jobs", kinds: NUMBER, choices: &[], needed: false, read: |of, _| number(of.jobs) },
    Bound { path: "women_led", kinds: CHOICE, choices: YES_OR_NO, needed: false, read: |of, _| {
        of.women_led.and_then(|yes| chosen(if yes { "yes" } else { "no" }))
    } },
    Bound { path: "data_consent", kinds: CONSENT, choices: &[], needed: true, read: |of, _| consent(of.data_consent) },
    Bound { path: "publication_consent", kinds: CONSENT, choices: &[], needed: false, read: |of, _| {
        consent(of.publication_consent)
    } },
    Bound { path: "applicant.organisation", kinds: SHORT, choices: &[], needed: true, read: |_, by| text(&by.organisation) },
    Bound { path: "applicant.organisation_kind", kinds: CHOICE, choices: ORGANISATIONS, needed: false, read: |_, by| {
        let kind: OrganisationKind = by.organisation_kind();
        named(kind.as_str_name(), "ORGANISATION_KIND_")
    } },
    Bound { path: "applicant.size", kinds: CHOICE, choices: SIZES, needed: false, read: |_, by| {
        let size: OrganisationSize = by.size();
        named(size.as_str_name(), "ORGANISATION_SIZE_")
    } },
    Bound { path: "applicant.sector", kinds: SHORT, choices: &[], needed: false, read: |_, by| text(&by.sector) },
    Bound { path: "applicant.city", kinds: PLACE, choices: &[], needed: false, read: |_, by| place(&by.city) },
    Bound { path: "applicant.website", kinds: SHORT, choices: &[], needed: false, read: |_, by| text(&by.website) },
    Bound { path: "applicant.contact_email", kinds: SHORT, choices: &[], needed: true, read: |_, by| text(&by.contact_email) },
    Bound { path: "applicant.contact_phone", kinds: SHORT, choices: &[], needed: false, read: |_, by| text(&by.contact_phone) },
];

/// The field that a question may bind by this path.
pub fn field(path: &str) -> Option<&'static Bound> {
    FIELDS.iter().find(|field| field.path == path)
}

/// The paths that every form has to bind.
pub fn needed() -> impl Iterator<Item = &'static str> {
    FIELDS.iter().filter(|field| field.needed).map(|field| field.path)
}

/// The paths that a form may leave out, without consents: these are given and taken back by calls of their own.
pub fn optional() -> impl Iterator<Item = &'static str> {
    FIELDS.iter().filter(|field| !field.needed && field.kinds != CONSENT).map(|field| field.path)
}

impl Bound {
    /// What the registration has in this field; nothing where it has nothing.
    pub fn of(&self, registration: &Registration) -> Option<Value> {
        let nobody = Applicant::default();
        (self.read)(registration, registration.applicant.as_ref().unwrap_or(&nobody))
    }

    /// What the platform calls one of its choices in a language; nothing where the edition alone says what there is.
    pub fn label(&self, choice: &str, language: &str) -> Option<&'static str> {
        let of = |name: &str, prefix: &str| {
            let value = format!("{prefix}{}", choice.to_uppercase());
            labels::of(&format!("aceleracion.registrations.v1.{name}"), &value, language)
        };
        match self.path {
            "stage" => of("Stage", "STAGE_"),
            "applicant.size" => of("OrganisationSize", "ORGANISATION_SIZE_"),
            "applicant.organisation_kind" => of("OrganisationKind", "ORGANISATION_KIND_"),
            "sdgs" => labels::goal(choice.parse().ok()?, language),
            _ => None,
        }
    }
}

fn text(text: &str) -> Option<Value> {
    (!text.trim().is_empty()).then(|| Value::Text(text.to_owned()))
}

fn place(text: &str) -> Option<Value> {
    (!text.trim().is_empty()).then(|| Value::Location(text.to_owned()))
}

fn chosen(choice: &str) -> Option<Value> {
    (!choice.is_empty()).then(|| Value::Chosen(Chosen { choices: vec![choice.to_owned()] }))
}

fn number(number: Option<i32>) -> Option<Value> {
    number.map(|number| Value::Number(number.into()))
}

/// Not to agree is no answer: whoever is asked may still agree.
fn consent(given: bool) -> Option<Value> {
    given.then_some(Value::Consent(true))
}

fn goals(numbers: &[i32]) -> Option<Value> {
    let choices: Vec<String> = numbers.iter().map(i32::to_string).collect();
    (!choices.is_empty()).then_some(Value::Chosen(Chosen { choices }))
}

/// The choice that a value of the contract is; nothing where it is unset.
fn named(contract_name: &str, prefix: &str) -> Option<Value> {
    let name = platform::choice::name(contract_name, prefix).to_lowercase();
    if name == "unspecified" { None } else { chosen(&name) }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use proto::registrations::v1::Stage;

    use super::*;

    #[test]
    fn every_choice_of_a_bound_field_is_one_that_the_contract_has() {
        let stages: HashSet<String> = (1..=4)
            .filter_map(|number| Stage::try_from(number).ok())
            .map(|stage| stage.as_str_name().trim_start_matches("STAGE_").to_lowercase())
            .collect();
        assert_eq!(stages, STAGES.iter().map(|stage| (*stage).to_owned()).collect());
        for (choice, number) in ORGANISATIONS.iter().zip(1..) {
            let kind = OrganisationKind::try_from(number).expect("declared");
            assert_eq!(kind.as_str_name(), format!("ORGANISATION_KIND_{}", choice.to_uppercase()));
        }
        for (choice, number) in SIZES.iter().zip(1..) {
            let size = OrganisationSize::try_from(number).expect("declared");
            assert_eq!(size.as_str_name(), format!("ORGANISATION_SIZE_{}", choice.to_uppercase()));
        }
    }

    #[test]
    fn the_choices_of_the_contract_have_labels_in_every_language() {
        for field in FIELDS.iter().filter(|field| !field.choices.is_empty() && field.choices != YES_OR_NO) {
            for (choice, language) in
                field.choices.iter().flat_map(|one| labels::LANGUAGES.map(|language| (one, language)))
            {
                assert!(field.label(choice, language).is_some(), "{} {choice} {language}", field.path);
            }
        }
    }

    #[test]
    fn an_empty_registration_answers_nothing() {
        for field in &FIELDS {
            assert!(field.of(&Registration::default()).is_none(), "{}", field.path);
        }
    }
}
