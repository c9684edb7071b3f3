//! What a clarification opens besides the fields that it names: what is asked or not by what is answered there. Otherwise an
//! entry could lack an answer that nobody may give, or lose one that nobody opened.

use proto::registrations::v1::{Definition, Form, Question, Track};

use super::clarification::closed;
use crate::{
    definition::{form_of, question_of},
    form,
};

/// Consents are given and taken back by calls of their own.
const CONSENTS: [&str; 2] = ["data_consent", "publication_consent"];

/// These fields, and the questions of the form that depend on one of them, directly or by another one. Where the track itself is
/// open, any form may be filled in: all answers are, and what one form asks and another does not.
pub fn with_dependents(mut open: Vec<String>, definition: &Definition, track: Track) -> Vec<String> {
    if closed("track", &open).is_some() {
        form_of(definition, track).into_iter().for_each(|form| add(&mut open, form, |_| false));
        return open;
    }
    push(&mut open, "answers".to_owned());
    let asks = |form: &Form, path: &str| form.questions.iter().any(|question| field(question) == path);
    for form in &definition.forms {
        add(&mut open, form, |path| !definition.forms.iter().all(|other| asks(other, path)));
    }
    open
}

/// Opens what depends on what is open, and what `besides` says. A question depends on one that comes before it.
fn add(open: &mut Vec<String>, form: &Form, besides: impl Fn(&str) -> bool) {
    for question in &form.questions {
        let on = question.only_if.as_ref().and_then(|only_if| question_of(form, &only_if.question));
        if on.is_some_and(|on| closed(&field(on), open).is_none()) || besides(&field(question)) {
            push(open, field(question));
        }
    }
}

fn push(open: &mut Vec<String>, path: String) {
    if closed(&path, open).is_some() && !CONSENTS.contains(&path.as_str()) {
        open.push(path);
    }
}

/// The path of the answer in a registration.
fn field(question: &Question) -> String {
    let path = form::path(question);
    path.strip_prefix("registration.").map(str::to_owned).unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use proto::registrations::v1::Dependence;

    use super::*;

    fn question(id: &str, binds: &str, on: &str) -> Question {
        let only_if = (!on.is_empty()).then(|| Dependence { question: on.into(), choices: Vec::new() });
        Question { id: id.into(), binds: binds.into(), only_if, ..Question::default() }
    }

    /// A solution is sold at a price in a currency; a story has a lesson, and a problem.
    fn definition() -> Definition {
        let solution = vec![
            question("name", "title", ""),
            question("sold", "", ""),
            question("price", "", "sold"),
            question("currency", "", "price"),
            question("people", "people_reached", "sold"),
            question("shown", "publication_consent", "sold"),
        ];
        let story =
            vec![question("name", "title", ""), question("shock", "problem", ""), question("lesson", "", "shock")];
        let form = |track: Track, questions| Form { track: track.into(), questions };
        Definition { forms: vec![form(Track::Solution, solution), form(Track::Story, story)], ..Definition::default() }
    }

    fn opened(named: &[&str], track: Track) -> Vec<String> {
        with_dependents(named.iter().map(|path| (*path).to_owned()).collect(), &definition(), track)
    }

    #[test]
    fn what_depends_on_an_open_answer_is_open_and_nothing_else() {
        let sold = ["answers.sold", "answers.price", "answers.currency", "people_reached"];
        assert_eq!(opened(&["answers.sold"], Track::Solution), sold);
        assert_eq!(opened(&["answers.price"], Track::Solution), ["answers.price", "answers.currency"]);
        assert_eq!(opened(&["title"], Track::Solution), ["title"]);
        assert_eq!(opened(&["answers"], Track::Solution), ["answers", "people_reached"]);
        assert_eq!(opened(&["problem"], Track::Story), ["problem", "answers.lesson"]);
        assert_eq!(opened(&["problem"], Track::Solution), ["problem"], "the other form is nobody's to fill in");
    }

    #[test]
    fn with_the_track_all_is_open_that_its_other_form_asks() {
        for track in [Track::Solution, Track::Story] {
            assert_eq!(opened(&["track"], track), ["track", "answers", "people_reached", "problem"], "{track:?}");
        }
    }
}
