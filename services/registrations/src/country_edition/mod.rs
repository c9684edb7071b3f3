//! Country editions: what a country adds to an edition of the network and changes in it. Pure functions, no I/O.
//!
//! What always holds: what a country has is never looser than what the network has. A question of the network stays, what
//! it requires is required, its rules stay in force, and a country opens no earlier; it closes later only as far as the
//! network lets it. That holds whatever the network revises afterwards: what has no place any more has no effect.

pub mod calendar;
mod check;
pub mod copy;
mod differences;
mod facts;
pub mod get;
pub mod held;
pub mod revise;
pub mod rows;

use proto::registrations::v1::{
    AddedQuestion, ChoiceTest, CountryEdition, Definition, Form, Latitude, LetterWording, Question, QuestionChange,
    Rule, Track, Wording, rule::Test,
};

pub use self::{
    calendar::{Local, clocks},
    check::check,
    differences::differences,
};
use crate::{
    definition::{fault_of, form_of, is_for, question_of},
    eligibility,
};

/// What is asked in a country: the network's definition with what the country adds and changes, as far as it may.
pub fn effective(template: &Definition, country: &CountryEdition) -> Definition {
    let mut definition = template.clone();
    let latitude = latitude(template);
    for change in &country.question_changes {
        for form in definition.forms.iter_mut().filter(|form| concerns(change, form.track())) {
            if let Some(question) = form.questions.iter_mut().find(|question| question.id == change.question) {
                apply(change, &latitude, question);
            }
        }
    }
    for form in &mut definition.forms {
        let added: Vec<_> = country.added_questions.iter().filter(|added| added.track() == form.track()).collect();
        let most = usize::try_from(latitude.added_questions).unwrap_or_default();
        for added in added.into_iter().take(most) {
            let Some(question) = &added.question else { continue };
            let is_known = form.questions.iter().any(|known| known.id == question.id);
            if is_known || template.rules.iter().any(|rule| is_against(question, form.track(), rule)) {
                continue;
            }
            let place = place_of(added, &form.questions);
            form.questions.insert(place, own(question, &form.questions[..place]));
        }
    }
    if latitude.rules {
        for rule in &country.rules {
            let is_known = definition.rules.iter().any(|known| known.id == rule.id);
            let rule = with_choices_left(rule, &definition);
            // What it asks about may be asked otherwise by now, and nobody could meet it.
            if !is_known && fault_of(&rule, &definition).is_none() {
                definition.rules.push(rule);
            }
        }
    }
    if latitude.wordings {
        for wording in &country.wordings {
            put(&mut definition.wordings, wording);
        }
        for letter in &country.letters {
            put_letter(&mut definition.letters, letter);
        }
    }
    definition
}

/// A rule as a country set it, less the choices that a question has no more: of those that are left it still asks for one. Where
/// none is left, as it was.
fn with_choices_left(rule: &Rule, definition: &Definition) -> Rule {
    let mut left = rule.clone();
    if let Some(Test::Choice(test)) = &mut left.test {
        test.choices.retain(|choice| {
            let alone = ChoiceTest { question: test.question.clone(), choices: vec![choice.clone()] };
            fault_of(&Rule { test: Some(Test::Choice(alone)), ..rule.clone() }, definition).is_none()
        });
        if test.choices.is_empty() {
            return rule.clone();
        }
    }
    left
}

/// Whether a rule of the network, of what another form asks under this id, could not be held against the answer to a question in
/// the form of this track.
fn is_against(question: &Question, track: Track, rule: &Rule) -> bool {
    let form = Form { track: track.into(), questions: vec![question.clone()] };
    let alone = Definition { forms: vec![form], ..Definition::default() };
    eligibility::question_of(rule) == question.id && is_for(rule, track) && fault_of(rule, &alone).is_some()
}

/// What a country may change; nothing where the network does not say.
pub fn latitude(template: &Definition) -> Latitude {
    template.latitude.unwrap_or_default()
}

/// Whether a change is of a question in the form of this track.
pub fn concerns(change: &QuestionChange, track: Track) -> bool {
    change.track() == Track::Unspecified || change.track() == track
}

fn apply(change: &QuestionChange, latitude: &Latitude, question: &mut Question) {
    if latitude.labels {
        question.label.extend(change.label.clone());
        question.hint.extend(change.hint.clone());
        question.unit_label.extend(change.unit_label.clone());
    }
    question.required |= latitude.requirements && change.required;
}

/// Where a question that a country adds goes in: behind the one that it says, or else at the end.
fn place_of(added: &AddedQuestion, asked: &[Question]) -> usize {
    let behind = asked.iter().position(|known| known.id == added.after);
    behind.map_or(asked.len(), |place| place + 1)
}

/// A question as a country may add it: it takes no field of the registration, and depends on none that is not in front of
/// it.
fn own(question: &Question, before: &[Question]) -> Question {
    let mut question = question.clone();
    question.binds.clear();
    let depends_on = question.only_if.as_ref().map(|only_if| only_if.question.clone());
    if depends_on.is_some_and(|other| !before.iter().any(|known| known.id == other)) {
        question.only_if = None;
        // It was asked of some only; asked of all it must not hold anybody up.
        question.required = false;
    }
    question
}

fn put(wordings: &mut Vec<Wording>, wording: &Wording) {
    match wordings.iter_mut().find(|known| known.id == wording.id) {
        Some(known) => known.text.extend(wording.text.clone()),
        None => wordings.push(wording.clone()),
    }
}

fn put_letter(letters: &mut Vec<LetterWording>, letter: &LetterWording) {
    match letters.iter_mut().find(|known| known.template == letter.template) {
        Some(known) => {
            known.subject.extend(letter.subject.clone());
            known.body.extend(letter.body.clone());
        }
        None => letters.push(letter.clone()),
    }
}

/// The network's question that a change is of, in the first form that has it.
fn changed<'a>(template: &'a Definition, change: &QuestionChange, track: Track) -> Option<&'a Question> {
    if !concerns(change, track) {
        return None;
    }
    form_of(template, track).and_then(|form| question_of(form, &change.question))
}
