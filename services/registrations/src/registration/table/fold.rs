//! The two foldings by which words are compared: what people vary without meaning anything by it is taken away.
//!
//! Both are idempotent, so a folded text may be stored and folded again.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Words that titles gain and lose when people retype them: "medios de pago", "agile payment means".
const LINKING_WORDS: [&str; 13] = ["de", "del", "la", "las", "el", "los", "y", "e", "of", "the", "and", "for", "para"];

/// A final `s` is dropped only from words longer than this, or codes such as `us` and words such as `mes` would go.
const SHORTEST_PLURAL: usize = 3;

/// Folds case, accents, spaces and punctuation: `" LOGÍSTICA-y  cadenas"` becomes `"logistica y cadenas"`.
pub fn fold(text: &str) -> String {
    // Lower case comes after decomposition, because some letters decompose into capitals; and letter by letter,
    // because a whole string's final sigma depends on where it stands.
    let letters = text.nfkd().filter(|letter| !is_combining_mark(*letter)).flat_map(char::to_lowercase);
    let spaced: String = letters.map(|letter| if letter.is_alphanumeric() { letter } else { ' ' }).collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Folds a name as [`fold`] does. One of signs only would fold to nothing, so it is taken as written.
pub fn fold_name(name: &str) -> String {
    Some(fold(name)).filter(|folded| !folded.is_empty()).unwrap_or_else(|| name.to_owned())
}

/// Folds as [`fold`] does, and besides forgets plural `s`, linking words and the order of words.
///
/// For names out of a short known list only (countries, categories, headings, choices): two titles that people wrote
/// may well differ by word order alone.
pub fn fold_words(text: &str) -> String {
    let folded = fold(text);
    let words: Vec<&str> = folded.split(' ').map(singular).collect();
    let mut telling: Vec<&str> = words.iter().copied().filter(|word| !LINKING_WORDS.contains(word)).collect();
    if telling.is_empty() {
        // A country code may be a linking word: `la`, `de`.
        telling = words;
    }
    telling.sort_unstable();
    telling.join(" ")
}

fn singular(word: &str) -> &str {
    let mut shorter = word;
    while shorter.chars().count() > SHORTEST_PLURAL
        && let Some(stem) = shorter.strip_suffix('s')
    {
        shorter = stem;
    }
    shorter
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn case_accents_spaces_and_punctuation_do_not_matter() {
        assert_eq!(fold(" LOGÍSTICA-y  cadenas\u{a0}(de distribución). "), "logistica y cadenas de distribucion");
        assert_eq!(fold("Ñandú"), fold("n\u{303}andu\u{301}"));
    }

    #[test]
    fn a_name_of_signs_only_stays_as_it_was_written() {
        assert_eq!((fold_name("¡Ñandú!").as_str(), fold_name("+++").as_str()), ("nandu", "+++"));
        assert_ne!(fold_name("+++"), fold_name("---"));
    }

    #[test]
    fn plurals_linking_words_and_order_do_not_matter_in_known_names() {
        assert_eq!(fold_words("Medios de pagos ágiles"), fold_words("medio de pago agiles"));
        assert_eq!(fold_words("Agile payment means"), fold_words("Agile means of payment"));
        assert_ne!(fold_words("us"), fold_words("u"));
        assert_eq!(fold_words("DE"), "de");
    }

    proptest! {
        #[test]
        fn folding_twice_is_folding_once(text in "\\PC*") {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }

        #[test]
        fn folding_words_twice_is_folding_them_once(text in "(\\PC{0,5}|dels|classs|[a-zñáS ]{0,9}){0,5}") {
            let once = fold_words(&text);
            prop_assert_eq!(fold_words(&once), once);
        }
    }
}
