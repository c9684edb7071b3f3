//! The checklist that institutions validate by: that of the edition's plan, or else the list in `checklist.json`; and which
//! answers fit which outcome.

use platform::error::{Error, Result, Text, Violation};
use proto::{
    platform::v1::Reason,
    reviews::v1::{ValidationAnswer, checklist_answer::Verdict},
};

use super::Outcome;
use crate::{edition::plan::Plan, screening::checklist::Item};

/// What every edition begins with.
const FIRST_LIST: &str = include_str!("checklist.json");

/// The lines for the cases under a plan.
pub fn of_plan(plan: &Plan) -> Result<Vec<Item>> {
    match plan.validation_items.is_empty() {
        true => serde_json::from_str(FIRST_LIST).map_err(Error::internal),
        false => Ok(plan.validation_items.clone()),
    }
}

/// Refuses answers that do not fit the list or the outcome, all faults at once: each line is answered once at most, a YES by
/// what was seen and everything else by words; what passes or fails was looked at as a whole, and a NO is what keeps it from
/// passing.
pub fn check(items: &[Item], found: Outcome, answers: &[ValidationAnswer]) -> Result<()> {
    let mut faults = Vec::new();
    for (place, answer) in answers.iter().enumerate() {
        let repeated = answers[..place].iter().any(|before| before.item == answer.item);
        faults.extend(fault_of(items, found, place, answer, repeated));
    }
    let missing: Vec<&str> = items
        .iter()
        .map(|item| item.id.as_str())
        .filter(|item| !answers.iter().any(|answer| answer.item == *item))
        .collect();
    if found != Outcome::Mend && !missing.is_empty() {
        let missing = missing.join(", ");
        let text = Text::told(
            format!("the evidence is looked at as a whole; answer {missing} too"),
            format!("la evidencia se revisa completa; responda también {missing}"),
            format!("a evidência é vista por inteiro; responda também {missing}"),
        );
        faults.push(Violation { field: "answers".into(), text });
    }
    if found != Outcome::Passed && !answers.iter().any(|answer| answer.verdict() == Verdict::No) {
        let text = Text::told(
            "say by a NO what keeps it from passing",
            "indique con un NO qué impide aprobarlo",
            "indique com um NO o que impede a aprovação",
        );
        faults.push(Violation { field: "answers".into(), text });
    }
    if faults.is_empty() { Ok(()) } else { Err(Error::fields(Reason::InvalidField, faults)) }
}

fn fault_of(
    items: &[Item],
    found: Outcome,
    place: usize,
    answer: &ValidationAnswer,
    repeated: bool,
) -> Option<Violation> {
    let is_empty = |text: &String| text.trim().is_empty();
    let fault = |part: &str, text: Text| Some(Violation { field: format!("answers[{place}].{part}"), text });
    if !items.iter().any(|item| item.id == answer.item) {
        let all = items.iter().map(|item| item.id.as_str()).collect::<Vec<_>>().join(", ");
        let text = Text::told(
            format!("the checklist has {all}"),
            format!("la lista tiene {all}"),
            format!("a lista tem {all}"),
        );
        return fault("item", text);
    }
    if repeated {
        let text =
            Text::told("answer each line once", "responda cada línea una sola vez", "responda cada linha uma só vez");
        return fault("item", text);
    }
    match answer.verdict() {
        Verdict::No if found == Outcome::Passed => fault(
            "verdict",
            Text::told(
                "what passes has no NO; mend the answer or the outcome",
                "lo aprobado no tiene ningún NO; corrija la respuesta o el resultado",
                "o que é aprovado não tem nenhum NO; corrija a resposta ou o resultado",
            ),
        ),
        Verdict::Yes if is_empty(&answer.evidence) => fault(
            "evidence",
            Text::told(
                "say what was seen that speaks for it",
                "diga qué se vio que lo demuestra",
                "diga o que foi visto que o demonstra",
            ),
        ),
        Verdict::No | Verdict::NotApplicable if is_empty(&answer.words) => {
            fault("words", Text::told("say why", "diga por qué", "diga por quê"))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn items() -> Vec<Item> {
        let item = |id: &str| Item { id: id.into(), texts: Default::default() };
        ["in-use", "lawful"].map(item).to_vec()
    }

    fn answer(item: &str, verdict: Verdict) -> ValidationAnswer {
        let (words, evidence) = ("Porque no".into(), "Una visita".into());
        ValidationAnswer { item: item.into(), verdict: verdict.into(), words, evidence }
    }

    fn faults(found: Outcome, answers: &[ValidationAnswer]) -> Vec<String> {
        let Err(refused) = check(&items(), found, answers) else { return Vec::new() };
        refused.violations().iter().map(|fault| fault.field.clone()).collect()
    }

    #[test]
    fn the_first_list_has_seven_lines_in_three_languages() {
        let list: Vec<Item> = serde_json::from_str(FIRST_LIST).expect("a list");
        assert_eq!(list.len(), 7);
        for item in list {
            let has = |language: &str| item.texts.get(language).is_some_and(|text| !text.is_empty());
            assert!(["es", "en", "pt"].into_iter().all(has), "{}", item.id);
        }
    }

    #[test]
    fn what_passes_has_every_line_and_no_no() {
        let passed = Outcome::Passed;
        assert_eq!(
            faults(passed, &[answer("in-use", Verdict::Yes), answer("lawful", Verdict::NotApplicable)]),
            [""; 0]
        );
        assert_eq!(faults(passed, &[answer("in-use", Verdict::Yes)]), ["answers"]);
        let refused = faults(passed, &[answer("in-use", Verdict::Yes), answer("lawful", Verdict::No)]);
        assert_eq!(refused, ["answers[1].verdict"]);
    }

    #[test]
    fn what_fails_or_is_to_be_mended_says_why_by_a_no() {
        let no = [answer("lawful", Verdict::No)];
        assert_eq!(faults(Outcome::Mend, &no), [""; 0]);
        assert_eq!(faults(Outcome::Failed, &no), ["answers"], "the other line was not looked at");
        assert_eq!(faults(Outcome::Mend, &[answer("lawful", Verdict::Yes)]), ["answers"]);
    }

    #[test]
    fn a_yes_names_what_was_seen_and_the_others_say_why() {
        let bare =
            |verdict| ValidationAnswer { words: " ".into(), evidence: String::new(), ..answer("lawful", verdict) };
        let all = |last| [answer("in-use", Verdict::No), last];
        assert_eq!(faults(Outcome::Mend, &all(bare(Verdict::Yes))), ["answers[1].evidence"]);
        assert_eq!(faults(Outcome::Mend, &all(bare(Verdict::No))), ["answers[1].words"]);
        assert_eq!(faults(Outcome::Mend, &all(bare(Verdict::NotApplicable))), ["answers[1].words"]);
    }

    #[test]
    fn a_line_that_is_not_there_and_one_answered_twice_are_faults() {
        let twice = [answer("lost", Verdict::No), answer("in-use", Verdict::No), answer("in-use", Verdict::No)];
        assert_eq!(faults(Outcome::Mend, &twice), ["answers[0].item", "answers[2].item"]);
    }
}
