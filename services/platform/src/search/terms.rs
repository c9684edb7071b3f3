//! What stands in a table of terms for a row, and what is asked of it for words.

use std::collections::{BTreeMap, BTreeSet};

use super::analysis::{Lexeme, Tongue, beginning, lexemes};
use crate::{
    error::{Error, Result, Text},
    filter::Words,
};

/// Words of a row that are read; what comes behind them is not found. More than people write: the longest texts and answers that
/// the contracts take together have some ten thousand.
pub const MOST_WORDS: usize = 10_000;

/// BM25's saturation of repeated words.
const SATURATION: f64 = 1.2;
/// How much the length of a row counts.
const LENGTH: f64 = 0.75;
/// The length that neither adds nor takes, in words. A constant: an average would tell of rows that a caller may not see.
const USUAL: f64 = 100.0;

/// Letters that the beginning of a word has at least: fewer are those of too many words.
const SHORTEST: usize = 3;
/// What stands before a word that has its ending: no lexeme begins so.
const WHOLE: char = '=';

/// The texts of a row.
#[derive(PartialEq, Eq)]
pub struct Texts<'a> {
    /// The language that they are in, an ISO 639 code; empty where it is not known.
    pub language: &'a str,
    /// Each of them, and how many times its words count.
    pub fields: Vec<(u16, &'a str)>,
}

/// What a row must have one of.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Group {
    /// Terms.
    pub terms: BTreeSet<String>,
    /// How terms begin.
    pub beginnings: BTreeSet<String>,
}

impl Group {
    /// One of these is enough as well.
    pub fn extend(&mut self, other: Self) {
        self.terms.extend(other.terms);
        self.beginnings.extend(other.beginnings);
    }
}

/// Every term of a row in several languages: of what it has in more than one, the heaviest.
pub fn terms_of_all(texts: &[Texts<'_>]) -> Vec<(String, i32)> {
    let mut weights: BTreeMap<String, i32> = BTreeMap::new();
    for (term, weight) in texts.iter().flat_map(terms) {
        let heaviest = weights.entry(term).or_default();
        *heaviest = weight.max(*heaviest);
    }
    weights.into_iter().collect()
}

/// A word with its ending as a term.
pub(super) fn whole(word: &str) -> String {
    format!("{WHOLE}{word}")
}

/// Every term of a row, with what it weighs there: its words, without their endings and with them, and each two that stand beside one another.
///
/// The weight is a thousand times that part of BM25F that does not depend on other rows: the frequencies of a term in the
/// fields, each times what the field counts, then saturated by the length of the row (Robertson and Zaragoza, "The
/// Probabilistic Relevance Framework: BM25 and Beyond", 2009, sections 3.5 and 3.6, with k1 = 1.2, b = 0.75).
///
/// Texts of an unknown language are read in each, and found by all that comes of it.
pub fn terms(texts: &Texts<'_>) -> Vec<(String, i32)> {
    let mut weights: BTreeMap<String, i32> = BTreeMap::new();
    for tongue in Tongue::of(texts.language) {
        for (term, weight) in in_tongue(texts, *tongue) {
            let heaviest = weights.entry(term).or_default();
            *heaviest = weight.max(*heaviest);
        }
    }
    weights.into_iter().collect()
}

fn in_tongue(texts: &Texts<'_>, tongue: Tongue) -> impl Iterator<Item = (String, i32)> {
    let mut frequencies: BTreeMap<String, f64> = BTreeMap::new();
    let mut length = 0;
    for (counts, text) in &texts.fields {
        let mut words = lexemes(text, tongue);
        words.truncate(MOST_WORDS - length);
        length += words.len();
        let pairs = words.windows(2).map(pair);
        let wholes = words.iter().map(|word| whole(&word.whole));
        for term in words.iter().map(|word| word.term.clone()).chain(wholes).chain(pairs) {
            *frequencies.entry(term).or_default() += f64::from(*counts);
        }
    }
    let length = f64::from(u32::try_from(length).unwrap_or(u32::MAX));
    let damping = SATURATION * (1.0 - LENGTH + LENGTH * length / USUAL);
    frequencies.into_iter().map(move |(term, frequency)| {
        let weight = 1000.0 * frequency * (SATURATION + 1.0) / (frequency + damping);
        #[allow(clippy::cast_possible_truncation, reason = "at most 2,200: a thousand times a fraction of k1 + 1")]
        (term, weight.round() as i32)
    })
}

/// Two neighbours as one term. No lexeme has a space in it.
fn pair(words: &[Lexeme]) -> String {
    words.iter().map(|word| word.term.as_str()).collect::<Vec<_>>().join(" ")
}

/// What a row must have to be found by words: one of each of these groups, which are the word in each language, or how it
/// begins, or each pair of neighbours of a phrase. None where all of the words carry no meaning.
pub fn sought(words: &Words) -> Result<Vec<Group>> {
    if words.begins {
        let begins = beginning(&words.text).filter(|text| text.chars().count() >= SHORTEST).ok_or_else(no_beginning)?;
        return Ok(vec![Group { beginnings: BTreeSet::from([whole(&begins)]), ..Group::default() }]);
    }
    let by_tongue = Tongue::ALL.map(|tongue| lexemes(&words.text, tongue));
    // Which words are left out does not depend on the language: there are as many of each.
    let count = by_tongue.iter().map(Vec::len).min().unwrap_or_default();
    let size = count.min(2);
    let groups = (0..(count + 1).saturating_sub(size).min(count)).map(|place| {
        let terms = by_tongue.iter().filter_map(|lexemes| lexemes.get(place..place + size));
        Group { terms: terms.map(pair).collect(), ..Group::default() }
    });
    Ok(groups.collect())
}

fn no_beginning() -> Error {
    let text = Text::told(
        format!("an asterisk stands behind one word, of which it leaves {SHORTEST} letters at least"),
        format!("un asterisco va detrás de una sola palabra y deja de ella al menos {SHORTEST} letras"),
        format!("um asterisco vem depois de uma única palavra e deixa dela ao menos {SHORTEST} letras"),
    );
    Error::invalid("filter", text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::filter::Position;

    fn words(text: &str) -> Words {
        Words { text: text.into(), begins: false, place: Position(1) }
    }

    fn of(language: &str, text: &str) -> BTreeMap<String, i32> {
        terms(&Texts { language, fields: vec![(1, text)] }).into_iter().collect()
    }

    fn is_found(language: &str, text: &str, asked: &str) -> bool {
        let terms = of(language, text);
        let groups = sought(&words(asked)).expect("words");
        assert!(!groups.is_empty(), "{asked}");
        let begins = |group: &Group| {
            terms.keys().any(|term| group.beginnings.iter().any(|beginning| term.starts_with(beginning)))
        };
        groups.iter().all(|group| begins(group) || group.terms.iter().any(|term| terms.contains_key(term)))
    }

    #[test]
    fn a_question_in_any_language_finds_the_text_that_has_its_words() {
        assert!(is_found("es", "Rutas entre talleres vecinos", "taller"));
        assert!(is_found("es", "Cadenas de distribución", "distribucion"));
        assert!(is_found("en", "Payments for workshops", "payment"));
        assert!(is_found("pt", "Soluções para empresas", "solução"));
        assert!(is_found("es", "Un marketplace con workshops", "workshops"));
        for asked in ["talleres", "deliveries", "soluções"] {
            assert!(is_found("", "Taller with a delivery e uma solução", asked), "{asked}");
        }
        assert!(!is_found("es", "Rutas entre talleres vecinos", "tienda"));
    }

    #[test]
    fn a_phrase_is_found_where_its_words_stand_beside_one_another() {
        assert!(is_found("es", "Medios de pago ágiles", "medios de pago"));
        assert!(is_found("es", "Nuevos medios de pago ágiles", "Medio pago agil"));
        assert!(!is_found("es", "Pago por otros medios", "medios de pago"));
        assert_eq!(sought(&words("de la")).expect("nothing"), Vec::new());
    }

    #[test]
    fn a_word_is_found_by_how_it_begins_with_its_ending_and_without_accents() {
        let begins = |text: &str| Words { begins: true, ..words(text) };
        let terms = of("es", "Cadenas de distribución y talleres");
        for (asked, found) in [("taller", true), ("TALLERÉ", true), ("distribucio", true), ("tienda", false)] {
            let groups = sought(&begins(asked)).expect("a beginning");
            let [group] = groups.as_slice() else { panic!("one group: {groups:?}") };
            let has = |begins: &String| terms.keys().any(|term| term.starts_with(begins));
            assert_eq!(group.beginnings.iter().any(has), found, "{asked}");
        }
        for wrong in ["ta", "dos palabras", "*"] {
            assert!(sought(&begins(wrong)).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_row_in_several_languages_is_found_in_each() {
        let spanish = Texts { language: "es", fields: vec![(4, "Camiones")] };
        let english = Texts { language: "en", fields: vec![(4, "Deliveries by truck")] };
        let terms: BTreeMap<String, i32> = terms_of_all(&[spanish, english]).into_iter().collect();
        for term in ["camion", "deliveri", "truck", "=deliveries", "=camiones"] {
            assert!(terms.contains_key(term), "{term}: {terms:?}");
        }
    }

    #[test]
    fn what_stands_in_a_title_or_twice_weighs_more_and_in_a_long_text_less() {
        let fields = vec![(4, "Camión"), (1, "El taller y la ruta, y otra ruta")];
        let weights: BTreeMap<String, i32> = terms(&Texts { language: "es", fields }).into_iter().collect();
        assert!(weights["camion"] > weights["rut"] && weights["rut"] > weights["tall"], "{weights:?}");
        let short = of("es", "Un taller");
        let long = of("es", &format!("Un taller {}", "camino ".repeat(400)));
        assert!(short["tall"] > long["tall"]);
    }

    #[test]
    fn what_comes_behind_the_first_words_of_a_very_long_row_is_not_read() {
        let long = format!("{}final", "camino ".repeat(MOST_WORDS));
        assert!(!of("es", &long).contains_key("final"));
        let fields = vec![(1, long.as_str()), (1, "otro")];
        assert!(!terms(&Texts { language: "es", fields }).iter().any(|(term, _)| term == "otr"));
    }
}
