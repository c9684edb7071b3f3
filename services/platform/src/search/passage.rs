//! The part of a text that shows why it was found: pieces of plain text, never mark-up.

use std::collections::BTreeSet;

use super::{
    analysis::{Lexeme, Tongue, lexemes},
    terms::whole,
};

/// Lexemes that a passage has at most, and how many of them stand before its first match.
const LONG: usize = 30;
const BEFORE: usize = 5;

/// A piece of a passage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// As it stands in the text.
    pub text: String,
    /// Whether this is what was looked for.
    pub matched: bool,
}

/// The passage of a text that has the most of these terms, in its pieces; nothing where it has none of them.
pub fn passage(text: &str, language: &str, terms: &BTreeSet<String>) -> Option<Vec<Piece>> {
    let readings: Vec<Vec<Lexeme>> = Tongue::of(language).iter().map(|tongue| lexemes(text, *tongue)).collect();
    // Where the words stand does not depend on the language.
    let words = readings.first()?;
    let mut matched = vec![false; words.len()];
    for reading in &readings {
        let of_reading = matches(reading, terms);
        matched.iter_mut().zip(of_reading).for_each(|(matched, also)| *matched |= also);
    }
    let firsts = (0..words.len()).filter(|place| matched[*place]);
    // Of several that have as many, the first.
    let count =
        |first: usize| matched[first..(first + LONG - BEFORE).min(words.len())].iter().filter(|is| **is).count();
    let first = firsts.max_by_key(|first| (count(*first), std::cmp::Reverse(*first)))?;
    let begin = first.saturating_sub(BEFORE);
    let end = (begin + LONG).min(words.len());
    let start_of = if begin == 0 { 0 } else { words[begin].start };
    let end_of = if end == words.len() { text.len() } else { words[end - 1].end };
    Some(pieces(text, (start_of, end_of), &words[begin..end], &matched[begin..end]))
}

/// Which words were looked for: by themselves, or as one of two neighbours.
fn matches(words: &[Lexeme], terms: &BTreeSet<String>) -> Vec<bool> {
    let is_sought = |word: &Lexeme| terms.contains(&word.term) || terms.contains(&whole(&word.whole));
    let mut matched: Vec<bool> = words.iter().map(is_sought).collect();
    for (place, two) in words.windows(2).enumerate() {
        if terms.contains(&format!("{} {}", two[0].term, two[1].term)) {
            matched[place] = true;
            matched[place + 1] = true;
        }
    }
    matched
}

fn pieces(text: &str, (start, end): (usize, usize), words: &[Lexeme], matched: &[bool]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut next = start;
    for word in words.iter().zip(matched).filter(|(_, matched)| **matched).map(|(word, _)| word) {
        pieces.push(Piece { text: text[next..word.start].to_owned(), matched: false });
        pieces.push(Piece { text: text[word.start..word.end].to_owned(), matched: true });
        next = word.end;
    }
    pieces.push(Piece { text: text[next..end].to_owned(), matched: false });
    pieces.retain(|piece| !piece.text.is_empty());
    pieces
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(text: &str, terms: &[&str]) -> Option<String> {
        let terms = terms.iter().map(|term| (*term).to_owned()).collect();
        let pieces = passage(text, "es", &terms)?;
        Some(pieces.iter().map(|it| if it.matched { format!("[{}]", it.text) } else { it.text.clone() }).collect())
    }

    #[test]
    fn what_was_looked_for_is_marked_as_it_stands_in_the_text() {
        let text = "Los Talleres <b>de</b> la calle: un taller.";
        assert_eq!(shown(text, &["tall"]).expect("a passage"), "Los [Talleres] <b>de</b> la calle: un [taller].");
        assert_eq!(shown("Medios de pago", &["medi pag"]).expect("a passage"), "[Medios] de [pago]");
        assert_eq!(shown(text, &["camion"]), None);
    }

    #[test]
    fn of_a_long_text_the_part_with_the_most_is_shown() {
        let filler = "palabra ".repeat(100);
        let text = format!("un taller {filler} talleres y camiones {filler}");
        let found = shown(&text, &["tall", "camion"]).expect("a passage");
        assert!(found.contains("[talleres] y [camiones]") && found.len() < 400, "{found}");
    }

    proptest! {
        #[test]
        fn a_passage_is_a_part_of_its_text(text in "(taller |\\PC{0,8} ){0,80}") {
            if let Some(pieces) = passage(&text, "es", &BTreeSet::from(["tall".to_owned()])) {
                let whole: String = pieces.iter().map(|piece| piece.text.as_str()).collect();
                prop_assert!(text.contains(&whole));
                prop_assert!(pieces.iter().any(|piece| piece.matched));
            }
        }
    }
}
