//! What changed within a long text, word by word. Pure.

use std::time::Duration;

use proto::registrations::v1::{ChangedPassage, changed_passage::Kind};
use similar::{Algorithm, ChangeTag, TextDiff};

/// How long the shortest difference is sought; after that a longer one will do.
const PATIENCE: Duration = Duration::from_millis(500);

/// Characters that are shown of what is the same, on each side of a change.
const AROUND: usize = 40;

/// The passages of two texts, in their order; what is the same is shortened.
pub fn passages(before: &str, after: &str) -> Vec<ChangedPassage> {
    let runs = runs(before, after);
    let last = runs.len().saturating_sub(1);
    let passage = |(place, (kind, words)): (usize, (Kind, String))| {
        let words = if kind == Kind::Same { shortened(&words, place > 0, place < last) } else { words };
        ChangedPassage { kind: kind.into(), words }
    };
    runs.into_iter().enumerate().map(passage).collect()
}

/// What is the same, removed and added, whole. Words that change side by side are one passage, with the space between them.
fn runs(before: &str, after: &str) -> Vec<(Kind, String)> {
    let compared = TextDiff::configure().algorithm(Algorithm::Myers).timeout(PATIENCE).diff_words(before, after);
    let mut runs = Vec::new();
    let (mut removed, mut added) = (String::new(), String::new());
    for change in compared.iter_all_changes() {
        let words = change.value();
        match change.tag() {
            ChangeTag::Delete => removed.push_str(words),
            ChangeTag::Insert => added.push_str(words),
            ChangeTag::Equal if words.trim().is_empty() && !(removed.is_empty() && added.is_empty()) => {
                removed.push_str(words);
                added.push_str(words);
            }
            ChangeTag::Equal => {
                end(&mut runs, &mut removed, &mut added);
                match runs.last_mut() {
                    Some((Kind::Same, same)) => same.push_str(words),
                    _ => runs.push((Kind::Same, words.to_owned())),
                }
            }
        }
    }
    end(&mut runs, &mut removed, &mut added);
    runs
}

/// Ends a change; the space behind it, which stands in both, belongs to what is the same.
fn end(runs: &mut Vec<(Kind, String)>, removed: &mut String, added: &mut String) {
    let (gone, come) = (std::mem::take(removed), std::mem::take(added));
    let space = shared_space(&gone, &come);
    let changed = [(Kind::Removed, gone), (Kind::Added, come)];
    let changed = changed.map(|(kind, words)| (kind, words[..words.len() - space.len()].to_owned()));
    runs.extend(changed.into_iter().filter(|(_, words)| !words.is_empty()));
    if !space.is_empty() {
        runs.push((Kind::Same, space));
    }
}

/// The white space with which both end.
fn shared_space(one: &str, other: &str) -> String {
    let backwards = one.chars().rev().zip(other.chars().rev());
    let same = backwards.take_while(|(one, other)| one == other && one.is_whitespace()).map(|(one, _)| one);
    let mut space: Vec<char> = same.collect();
    space.reverse();
    space.into_iter().collect()
}

/// A text of which only what stands beside a change is shown.
fn shortened(text: &str, after_a_change: bool, before_a_change: bool) -> String {
    let letters: Vec<char> = text.chars().collect();
    let head = if after_a_change { AROUND } else { 0 };
    let tail = if before_a_change { AROUND } else { 0 };
    if letters.len() <= head + tail + 1 {
        return text.to_owned();
    }
    let head: String = letters[..head].iter().collect();
    let tail: String = letters[letters.len() - tail..].iter().collect();
    format!("{head}…{tail}")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn text_of(runs: &[(Kind, String)], without: Kind) -> String {
        runs.iter().filter(|(kind, _)| *kind != without).map(|(_, words)| words.as_str()).collect()
    }

    #[test]
    fn words_that_change_side_by_side_are_one_passage() {
        let found = runs("pago por mes a mano", "pago cada semana a mano");
        let found: Vec<(Kind, &str)> = found.iter().map(|(kind, words)| (*kind, words.as_str())).collect();
        let expected =
            [(Kind::Same, "pago "), (Kind::Removed, "por mes"), (Kind::Added, "cada semana"), (Kind::Same, " a mano")];
        assert_eq!(found, expected);
    }

    #[test]
    fn of_what_is_the_same_only_what_stands_beside_a_change_is_shown() {
        let long = "palabra ".repeat(30);
        let found = passages(&format!("{long}vieja {long}"), &format!("{long}nueva {long}"));
        let [first, .., last] = found.as_slice() else { panic!("{found:?}") };
        assert!(first.words.starts_with('…') && first.words.ends_with("palabra "), "{first:?}");
        assert!(last.words.ends_with('…') && last.words.chars().count() == AROUND + 1, "{last:?}");
    }

    proptest! {
        #[test]
        fn the_passages_give_back_both_texts(before in "([a-zé]{1,3}[ \n]{0,2}){0,20}", after in "([a-zé]{1,3}[ \n]{0,2}){0,20}") {
            let runs = runs(&before, &after);
            prop_assert_eq!(text_of(&runs, Kind::Added), before);
            prop_assert_eq!(text_of(&runs, Kind::Removed), after);
            prop_assert!(runs.iter().all(|(_, words)| !words.is_empty()));
        }
    }
}
