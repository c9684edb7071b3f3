//! What is left of a case where reviewers are not to know who applied. Pure.

use proto::{registrations::v1::answer::Value, reviews::v1 as message};

/// Stands where the organisation was named.
const HIDDEN: &str = "[…]";

/// The brief without who applied: neither the organisation, nor answers that lead to it, nor its name or its internet domain in
/// any of the words.
pub fn blinded(brief: message::CaseBrief, domain: &str) -> message::CaseBrief {
    let name = brief.organisation.trim().to_owned();
    let hidden = |text: String| without(&without(&text, &name), domain);
    let answers = brief.answers.into_iter().filter(|answer| !leads_to_applicant(answer));
    message::CaseBrief {
        organisation: String::new(),
        title: hidden(brief.title),
        summary: hidden(brief.summary),
        problem: hidden(brief.problem),
        description: hidden(brief.description),
        answers: answers.map(|answer| masked(answer, hidden)).collect(),
        blind: true,
        ..brief
    }
}

/// Where somebody is, and a file, whose name and content are theirs.
fn leads_to_applicant(answer: &message::CaseAnswer) -> bool {
    let value = answer.answer.as_ref().and_then(|answer| answer.value.as_ref());
    matches!(value, Some(Value::Location(_) | Value::File(_) | Value::Files(_)))
}

fn masked(answer: message::CaseAnswer, hidden: impl Fn(String) -> String) -> message::CaseAnswer {
    let mut answer = answer;
    answer.words = hidden(answer.words);
    if let Some(Value::Text(text)) = answer.answer.as_mut().and_then(|answer| answer.value.as_mut()) {
        *text = hidden(std::mem::take(text));
    }
    answer
}

/// The text without a name, in whatever case its letters are.
fn without(text: &str, name: &str) -> String {
    let wanted: Vec<char> = name.chars().flat_map(char::to_lowercase).collect();
    if wanted.is_empty() {
        return text.to_owned();
    }
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        match begins_with(rest, &wanted) {
            Some(length) => {
                shown.push_str(HIDDEN);
                rest = rest.get(length..).unwrap_or_default();
            }
            None => {
                shown.push(first);
                rest = rest.get(first.len_utf8()..).unwrap_or_default();
            }
        }
    }
    shown
}

/// How many bytes of the text are these letters, where it begins with them.
fn begins_with(text: &str, wanted: &[char]) -> Option<usize> {
    let mut matched = 0;
    for (place, letter) in text.char_indices() {
        if matched == wanted.len() {
            return Some(place);
        }
        for small in letter.to_lowercase() {
            if wanted.get(matched) != Some(&small) {
                return None;
            }
            matched += 1;
        }
    }
    (matched == wanted.len()).then_some(text.len())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proto::registrations::v1::Answer;

    use super::*;

    fn answer(words: &str, value: Value) -> message::CaseAnswer {
        let answer = Some(Answer { question: "q".into(), value: Some(value) });
        message::CaseAnswer { label: "Q".into(), words: words.into(), answer }
    }

    #[test]
    fn who_applied_is_nowhere_in_what_a_blind_reviewer_reads() {
        let brief = message::CaseBrief {
            organisation: "Taller Ávila".into(),
            title: "El horno de TALLER ÁVILA".into(),
            description: "En taller ávila lo usamos: www.Taller.example/horno".into(),
            answers: vec![
                answer("taller Ávila lo paga", Value::Text("taller Ávila lo paga".into())),
                answer("Santiago", Value::Location("Santiago".into())),
                answer("3", Value::Number(3.0)),
            ],
            ..Default::default()
        };
        let blind = blinded(brief, "taller.example");
        assert_eq!((blind.organisation.as_str(), blind.title.as_str()), ("", "El horno de […]"));
        assert_eq!(blind.description, "En […] lo usamos: www.[…]/horno");
        let words: Vec<&str> = blind.answers.iter().map(|answer| answer.words.as_str()).collect();
        assert_eq!(words, ["[…] lo paga", "3"], "a place leads to whoever is there");
        assert!(blind.blind && !format!("{blind:?}").to_lowercase().contains("ávila"));
    }

    #[test]
    fn a_name_that_is_empty_hides_nothing() {
        let brief = message::CaseBrief { organisation: "  ".into(), title: "Un horno".into(), ..Default::default() };
        assert_eq!(blinded(brief, "").title, "Un horno");
    }

    proptest! {
        #[test]
        fn a_name_is_left_out_wherever_it_stands(
            before in "[a-z ]{0,9}",
            name in "[A-Z][a-zñü]{2,9}",
            after in "[a-z ]{0,9}",
        ) {
            let text = format!("{before}{}{after}{name}", name.to_uppercase());
            let shown = without(&text, &name).to_lowercase();
            prop_assert!(!shown.contains(&name.to_lowercase()), "{}", shown);
        }
    }
}
