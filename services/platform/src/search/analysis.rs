//! The analyser: from a text to its lexemes.

use rust_stemmers::{Algorithm, Stemmer};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use super::stop_words::STOP_WORDS;

/// Letters of a lexeme; what is longer is cut.
const LONGEST: usize = 32;
/// Plurals are taken off longer words alone, or codes such as `us` and words such as `mes` would go.
const SHORTEST_PLURAL: usize = 3;

/// A language whose endings the analyser knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tongue {
    /// Spanish.
    Spanish,
    /// English.
    English,
    /// Portuguese.
    Portuguese,
}

impl Tongue {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Spanish, Self::English, Self::Portuguese];

    /// The language of an ISO 639 code, or each of them where it is none of these.
    pub fn of(code: &str) -> &'static [Self] {
        match code {
            "es" => &[Self::Spanish],
            "en" => &[Self::English],
            "pt" => &[Self::Portuguese],
            _ => &Self::ALL,
        }
    }
}

/// One word that carries meaning, and where it stands in its text, in bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lexeme {
    /// Folded, and without its ending.
    pub term: String,
    /// Folded, with its ending.
    pub whole: String,
    /// Where it begins.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
}

/// The lexemes of a text in their order.
pub fn lexemes(text: &str, tongue: Tongue) -> Vec<Lexeme> {
    let stems = Stems::of(tongue);
    let words = words(text).into_iter();
    let told = words.filter_map(|(start, end)| {
        let whole = folded(&text[start..end]);
        Some(Lexeme { term: stems.term(&whole)?, whole: cut(&whole), start, end })
    });
    told.collect()
}

/// What somebody typed as the beginning of a word, folded; nothing where it is not the beginning of one alone.
pub fn beginning(text: &str) -> Option<String> {
    match words(text)[..] {
        [(start, end)] => Some(cut(&folded(&text[start..end]))),
        _ => None,
    }
}

fn cut(word: &str) -> String {
    word.chars().take(LONGEST).collect()
}

/// Where the words of a text begin and end.
fn words(text: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut begun: Option<usize> = None;
    for (place, letter) in text.char_indices() {
        // A mark over a letter may stand behind it as a character of its own.
        if letter.is_alphanumeric() || (begun.is_some() && is_combining_mark(letter)) {
            begun.get_or_insert(place);
        } else if let Some(start) = begun.take() {
            found.push((start, place));
        }
    }
    found.extend(begun.map(|start| (start, text.len())));
    found
}

/// Capitals and marks taken away.
fn folded(word: &str) -> String {
    word.nfkd().filter(|letter| !is_combining_mark(*letter)).flat_map(char::to_lowercase).collect()
}

struct Stems {
    tongue: Tongue,
    stemmer: Stemmer,
}

impl Stems {
    fn of(tongue: Tongue) -> Self {
        let algorithm = match tongue {
            Tongue::Spanish => Algorithm::Spanish,
            Tongue::English => Algorithm::English,
            Tongue::Portuguese => Algorithm::Portuguese,
        };
        Self { tongue, stemmer: Stemmer::create(algorithm) }
    }

    /// What a folded word comes to; nothing where it carries no meaning.
    fn term(&self, word: &str) -> Option<String> {
        if STOP_WORDS.binary_search(&word).is_ok() {
            return None;
        }
        let whole = match self.tongue {
            Tongue::Spanish => spanish(word),
            Tongue::Portuguese => portuguese(word),
            Tongue::English => word.to_owned(),
        };
        let stem = cut(&folded(&self.stemmer.stem(&whole)));
        (!stem.is_empty()).then_some(stem)
    }
}

/// The singular, with the one accent that the stemmer goes by: people leave accents out, and the stemmer knows
/// `distribución` and `distribuciones`, but not `distribucion`.
fn spanish(word: &str) -> String {
    let singular = singular(word, &["res", "les", "nes", "des", "ses", "ces"]);
    match singular.strip_suffix("cion") {
        Some(stem) => format!("{stem}ción"),
        // `veces` is of `vez`.
        None => singular.strip_suffix('z').map_or(singular.clone(), |stem| format!("{stem}c")),
    }
}

/// The same in Portuguese, whose stemmer goes by its nasal vowels.
fn portuguese(word: &str) -> String {
    let long = word.chars().count() > SHORTEST_PLURAL;
    let one = match word {
        _ if !long => word.to_owned(),
        _ if word.ends_with("oes") => format!("{}ao", &word[..word.len() - 3]),
        _ if word.ends_with("ais") || word.ends_with("eis") => format!("{}l", &word[..word.len() - 2]),
        _ if word.ends_with("ns") => format!("{}m", &word[..word.len() - 2]),
        _ => singular(word, &["res", "zes", "ses"]),
    };
    match one.strip_suffix("cao") {
        Some(stem) => format!("{stem}ção"),
        None => one,
    }
}

/// The word without the plural that it may have. `consonants` end in one and the `es` behind it.
fn singular(word: &str, consonants: &[&str]) -> String {
    if word.chars().count() <= SHORTEST_PLURAL {
        return word.to_owned();
    }
    if consonants.iter().any(|ending| word.ends_with(ending)) {
        return word[..word.len() - 2].to_owned();
    }
    let without = word.strip_suffix('s').filter(|rest| rest.ends_with(['a', 'e', 'i', 'o', 'u']));
    without.unwrap_or(word).to_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn terms(text: &str, tongue: Tongue) -> Vec<String> {
        lexemes(text, tongue).into_iter().map(|lexeme| lexeme.term).collect()
    }

    #[test]
    fn words_of_one_stem_are_one_lexeme_with_and_without_accents() {
        use Tongue::{English, Portuguese, Spanish};
        for (tongue, words) in [
            (Spanish, "taller talleres Talleres TALLER"),
            (Spanish, "logística logistica LOGÍSTICA logísticas"),
            (Spanish, "distribución distribucion distribuciones"),
            (Spanish, "proveedora proveedoras"),
            (Spanish, "veces vez"),
            (Spanish, "calle calles"),
            (Spanish, "mujer mujeres"),
            (English, "workshop workshops Workshop"),
            (English, "delivery deliveries"),
            (Portuguese, "solução solucao soluções solucoes"),
            (Portuguese, "informação informações"),
            (Portuguese, "empresa empresas"),
            (Portuguese, "industrial industriais"),
        ] {
            let terms = terms(words, tongue);
            assert!(terms.iter().all(|term| *term == terms[0]), "{words}: {terms:?}");
        }
        assert_ne!(terms("taller", Spanish), terms("tienda", Spanish));
    }

    #[test]
    fn words_without_meaning_are_left_out_and_places_are_told() {
        let text = "El camión, de la calle";
        let found = lexemes(text, Tongue::Spanish);
        let words: Vec<&str> = found.iter().map(|lexeme| &text[lexeme.start..lexeme.end]).collect();
        assert_eq!(words, ["camión", "calle"]);
        assert!(terms("de la y the", Tongue::English).is_empty());
        assert!(STOP_WORDS.is_sorted(), "they are looked up");
    }

    proptest! {
        #[test]
        fn any_text_is_read_and_every_place_is_one_of_it(text in ".*") {
            for tongue in Tongue::ALL {
                for lexeme in lexemes(&text, tongue) {
                    prop_assert!(text.get(lexeme.start..lexeme.end).is_some_and(|word| !word.is_empty()));
                    prop_assert!(lexeme.term.chars().count() <= LONGEST);
                }
            }
        }

        #[test]
        fn how_a_word_is_typed_makes_no_difference(word in "[a-zñáéíóúçãõ]{1,20}") {
            for tongue in Tongue::ALL {
                let upper: String = word.to_uppercase();
                let bare: String = folded(&word);
                prop_assert_eq!(terms(&word, tongue), terms(&upper, tongue));
                prop_assert_eq!(terms(&word, tongue), terms(&bare, tongue));
            }
        }
    }
}
