//! Eligibility: whether a registration meets the rules of its edition, while it is written and at its submission. Pure
//! functions, no I/O.

pub mod check;
pub mod entries;

use platform::error::{Text, Violation};
use proto::registrations::v1::{
    ChoiceTest, CountryTest, Edition, LimitTest, Registration, Rule, answer::Value, rule::Test, rule_outcome::Outcome,
};

use crate::{
    definition::{is_for, languages::said},
    edition,
    form::{self, Fault, Filled},
};

/// A registration with all that its rules ask for.
pub struct Entry<'a> {
    /// The edition, with the calendar of the country.
    pub edition: &'a Edition,
    /// The code of the country.
    pub country: &'a str,
    /// What is entered.
    pub registration: &'a Registration,
    /// The same beside the form of its track.
    pub filled: &'a Filled<'a>,
    /// What is wrong with the answers.
    pub faults: &'a [Fault],
    /// This moment, in milliseconds since 1970.
    pub now: i64,
    /// Until when it may be late, in milliseconds since 1970.
    pub late_until: Option<i64>,
    /// How many entries the applicant has submitted before. Nothing where nobody knows who it is.
    pub entries: Option<u64>,
}

impl Entry<'_> {
    /// The rules that it has to meet.
    pub fn rules<'a>(&self, rules: &'a [Rule]) -> impl Iterator<Item = &'a Rule> {
        let track = self.registration.track();
        rules.iter().filter(move |rule| is_for(rule, track))
    }

    /// What becomes of one rule.
    pub fn outcome(&self, rule: &Rule) -> Outcome {
        match &rule.test {
            None => Outcome::Passed,
            Some(Test::Country(test)) => self.country_is_one_of(test),
            Some(Test::Deadline(_)) => self.is_in_time(),
            Some(Test::Completeness(_)) if self.faults.iter().any(|fault| !fault.missing) => Outcome::Failed,
            Some(Test::Completeness(_)) if !self.faults.is_empty() => Outcome::NotYetKnown,
            Some(Test::Completeness(_)) => Outcome::Passed,
            Some(Test::Choice(test)) => self.chose_from(test),
            Some(Test::Limit(test)) => self.is_within(test),
            Some(Test::Entries(test)) => match self.entries {
                None => Outcome::NotYetKnown,
                Some(before) => met(before < u64::try_from(test.most).unwrap_or_default()),
            },
        }
    }

    fn country_is_one_of(&self, test: &CountryTest) -> Outcome {
        let named = if test.countries.is_empty() { &self.edition.countries } else { &test.countries };
        met(named.iter().any(|name| name.strip_prefix("countries/") == Some(self.country)))
    }

    fn is_in_time(&self) -> Outcome {
        match edition::open_at(self.edition, self.now, self.late_until) {
            Ok(()) => Outcome::Passed,
            // It may be begun, and will be in time later.
            Err(_) if edition::not_over(self.edition, self.now, self.late_until).is_ok() => Outcome::NotYetKnown,
            Err(_) => Outcome::Failed,
        }
    }

    fn chose_from(&self, test: &ChoiceTest) -> Outcome {
        self.answered(&test.question, |value| match value {
            Value::Chosen(chosen) => chosen.choices.iter().all(|choice| test.choices.contains(choice)),
            _ => false,
        })
    }

    fn is_within(&self, test: &LimitTest) -> Outcome {
        self.answered(&test.question, |value| match value {
            Value::Number(number) => {
                test.least.is_none_or(|least| *number >= least) && test.most.is_none_or(|most| *number <= most)
            }
            _ => false,
        })
    }

    /// A rule about a question that is not asked says nothing.
    fn answered(&self, question: &str, is_met: impl Fn(&Value) -> bool) -> Outcome {
        match (self.filled.question(question), self.filled.answer(question)) {
            (None, _) => Outcome::Passed,
            (Some(_), None) => Outcome::NotYetKnown,
            (Some(_), Some(value)) => met(is_met(value)),
        }
    }

    /// The rules that it does not meet at its submission, each as a fault of the field that it is about: all of them, also
    /// where several are about one field. What is left open then is not met, and is told once where its answer is missing.
    pub fn unmet(&self, rules: &[Rule]) -> Vec<Violation> {
        let mut unmet: Vec<Violation> = Vec::new();
        for rule in self.rules(rules) {
            let outcome = self.outcome(rule);
            if outcome == Outcome::Passed {
                continue;
            }
            // The one is told answer by answer; the other has a refusal of its own, whatever the rules are.
            if matches!(rule.test, Some(Test::Completeness(_) | Test::Deadline(_))) {
                continue;
            }
            let field = self.field(rule);
            let is_open = outcome == Outcome::NotYetKnown;
            if is_open && self.faults.iter().any(|fault| fault.missing && fault.violation.field == field) {
                continue;
            }
            let explained = |language| said(&rule.explanation, &[language]);
            unmet.push(Violation { field, text: Text::told(explained("en"), explained("es"), explained("pt")) });
        }
        unmet
    }

    /// Where in the registration a rule looks.
    fn field(&self, rule: &Rule) -> String {
        let question = self.filled.question(question_of(rule));
        question.map_or_else(|| "registration.edition".to_owned(), form::path)
    }
}

/// The id of the question that a rule is about; empty where it is about none.
pub fn question_of(rule: &Rule) -> &str {
    match &rule.test {
        Some(Test::Choice(test)) => &test.question,
        Some(Test::Limit(test)) => &test.question,
        _ => "",
    }
}

fn met(fine: bool) -> Outcome {
    if fine { Outcome::Passed } else { Outcome::Failed }
}
