//! The checklist that people screen by: that of the edition, in the version that the entry was submitted under, or else the
//! list in `checklist.json`; and which answers fit which outcome.

use std::collections::HashMap;

use platform::{
    error::{Error, Language, Result, Text, Violation},
    store::Scope,
};
use proto::{
    platform::v1::Reason,
    reviews::v1::{self as message, checklist_answer::Verdict},
};
use serde::{Deserialize, Serialize};

use crate::{
    case::{self, Screening},
    edition::plans,
};

/// What every office begins with.
const FIRST_LIST: &str = include_str!("checklist.json");

/// One line: an id, and what is to be checked, by language.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Item {
    /// Its id within the list.
    pub id: String,
    /// What is to be checked, by language.
    pub texts: HashMap<String, String>,
}

/// The lines for a case.
pub async fn of_case(scope: &Scope, case: &case::rows::Model) -> Result<Vec<Item>> {
    let own = plans::screening_items(scope, case).await?;
    if own.is_empty() { first_list() } else { Ok(own) }
}

fn first_list() -> Result<Vec<Item>> {
    serde_json::from_str(FIRST_LIST).map_err(Error::internal)
}

/// Refuses answers that do not fit the list or the outcome, all faults at once: each line is answered once; what passes has no
/// NO, and what is kept out has one.
pub fn check(items: &[Item], found: Screening, answers: &[message::ChecklistAnswer]) -> Result<()> {
    let mut faults = Vec::new();
    let mut fault = |field: String, english: String, spanish: String, portuguese: String| {
        faults.push(Violation { field, text: Text::told(english, spanish, portuguese) });
    };
    for (place, answer) in answers.iter().enumerate() {
        let field = |part: &str| format!("answers[{place}].{part}");
        if !items.iter().any(|item| item.id == answer.item) {
            let all = ids(items.iter());
            fault(
                field("item"),
                format!("the checklist has {all}"),
                format!("la lista tiene {all}"),
                format!("a lista tem {all}"),
            );
        } else if answers[..place].iter().any(|before| before.item == answer.item) {
            fault(
                field("item"),
                "answer each line once".into(),
                "responda cada línea una sola vez".into(),
                "responda cada linha uma só vez".into(),
            );
        } else if found == Screening::Passed && answer.verdict() == Verdict::No {
            let english = "what passes has no NO; mend the answer or the outcome";
            fault(
                field("verdict"),
                english.into(),
                "lo admitido no tiene ningún NO".into(),
                "o que é admitido não tem nenhum NO".into(),
            );
        }
    }
    let missing = ids(items.iter().filter(|item| !answers.iter().any(|answer| answer.item == item.id)));
    if !missing.is_empty() {
        fault(
            "answers".into(),
            format!("a case is looked at as a whole; answer {missing} too"),
            format!("un caso se revisa completo; responda también {missing}"),
            format!("um caso se revisa por completo; responda também {missing}"),
        );
    }
    if found == Screening::Ineligible && !answers.iter().any(|answer| answer.verdict() == Verdict::No) {
        fault(
            "answers".into(),
            "what is kept out has a NO; mend an answer or the outcome".into(),
            "lo no admitido tiene algún NO; corrija una respuesta o el resultado".into(),
            "o que não é admitido tem algum NO; corrija uma resposta ou o resultado".into(),
        );
    }
    if faults.is_empty() { Ok(()) } else { Err(Error::fields(Reason::InvalidField, faults)) }
}

fn ids<'a>(items: impl Iterator<Item = &'a Item>) -> String {
    items.map(|item| item.id.as_str()).collect::<Vec<_>>().join(", ")
}

/// A line as a message, for somebody who reads this language; in another one where it has no text in it.
pub fn to_message(item: Item, language: Language) -> message::ChecklistItem {
    let any = || item.texts.iter().min().map(|(_, text)| text);
    let text = item.texts.get(language.tag()).or_else(any).cloned().unwrap_or_default();
    message::ChecklistItem { id: item.id, text }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answers(all: &[(&str, Verdict)]) -> Vec<message::ChecklistAnswer> {
        let answer = |(item, verdict): &(&str, Verdict)| message::ChecklistAnswer {
            item: (*item).to_owned(),
            verdict: (*verdict).into(),
        };
        all.iter().map(answer).collect()
    }

    fn faults(found: Screening, all: &[(&str, Verdict)]) -> Vec<String> {
        let text = |id: &str| Item { id: id.into(), texts: HashMap::new() };
        let refused = check(&[text("in-use"), text("own")], found, &answers(all)).err();
        let faults = refused.map(|refused| refused.violations().to_vec()).unwrap_or_default();
        faults.into_iter().map(|fault| fault.field).collect()
    }

    #[test]
    fn the_first_list_has_a_text_in_each_language_of_the_platform_for_every_line() {
        let items = first_list().expect("it can be read");
        assert!(items.len() > 3);
        for item in &items {
            let said = |language: &str| item.texts.get(language).is_some_and(|text| !text.trim().is_empty());
            assert!(said("es") && said("en") && said("pt"), "{}", item.id);
            assert_eq!(items.iter().filter(|other| other.id == item.id).count(), 1, "{}", item.id);
        }
    }

    #[test]
    fn a_line_is_read_in_the_language_of_who_reads_or_else_in_one_that_it_has() {
        let item = |texts: &[(&str, &str)]| Item {
            id: "own".into(),
            texts: texts.iter().map(|(language, text)| ((*language).to_owned(), (*text).to_owned())).collect(),
        };
        let read = |texts: &[(&str, &str)]| to_message(item(texts), Language::Spanish).text;
        assert_eq!(read(&[("en", "It is theirs."), ("es", "Es suyo.")]), "Es suyo.");
        assert_eq!(read(&[("en", "It is theirs.")]), "It is theirs.");
    }

    #[test]
    fn what_passes_was_looked_at_as_a_whole_and_has_no_no() {
        let passed = Screening::Passed;
        assert_eq!(faults(passed, &[]), ["answers"]);
        assert_eq!(faults(passed, &[("own", Verdict::Yes)]), ["answers"]);
        assert_eq!(faults(passed, &[("own", Verdict::Yes), ("in-use", Verdict::NotApplicable)]), [""; 0]);
        assert_eq!(faults(passed, &[("own", Verdict::Yes), ("in-use", Verdict::No)]), ["answers[1].verdict"]);
    }

    #[test]
    fn what_is_kept_out_was_looked_at_as_a_whole_and_has_a_no() {
        let out = Screening::Ineligible;
        assert_eq!(faults(out, &[("own", Verdict::No)]), ["answers"]);
        assert_eq!(faults(out, &[("own", Verdict::No), ("in-use", Verdict::Yes)]), [""; 0]);
        assert_eq!(faults(out, &[("own", Verdict::NotApplicable), ("in-use", Verdict::Yes)]), ["answers"]);
    }

    #[test]
    fn a_line_that_is_not_there_and_one_answered_twice_are_faults() {
        let all = [("lost", Verdict::Yes), ("own", Verdict::Yes), ("own", Verdict::No), ("in-use", Verdict::Yes)];
        assert_eq!(faults(Screening::Ineligible, &all), ["answers[0].item", "answers[2].item"]);
    }
}
