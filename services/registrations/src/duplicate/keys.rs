//! The keys by which candidates are found: two registrations that are alike have one of them in common. Only of texts that share
//! little more than half it is chance: of two that share 60 of 100 shingles, five of six such pairs. Pure.

use sha2::{Digest, Sha256};

use super::{names, phone::number};
use crate::registration::{rows::Model, table::fold};

/// Words of one shingle of a text.
const SHINGLE: usize = 3;
/// Hashes of a band: as many shingles have to agree.
const IN_BAND: u64 = 2;
/// Letters that are taken of the beginning and the end of each word: a slip of the pen leaves the one or the other.
const PART: usize = 3;

/// The keys of one registration. What it does not have has no key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Keys {
    /// All letters of the organisation's name in order of the alphabet: letters may be swapped.
    pub letters: Option<i64>,
    /// Its consonants: vowels and doubled letters may differ.
    pub consonants: Option<i64>,
    /// The beginnings of its words, in any order.
    pub heads: Option<i64>,
    /// Their ends.
    pub tails: Option<i64>,
    /// The e-mail address.
    pub contact: Option<i64>,
    /// The telephone number.
    pub phone: Option<i64>,
    /// Bands of the least hashes of its texts' shingles.
    pub bands: [Option<i64>; 4],
}

/// The keys of a registration.
pub fn of(row: &Model) -> Keys {
    let words = names::words(&row.organisation);
    let mut letters: Vec<char> = words.iter().flat_map(|word| word.chars()).collect();
    // A shorter one is sought by all of its letters alone.
    let told = letters.len() >= names::SHORTEST;
    let named = |kind: &str, text: String| (!text.is_empty()).then(|| key(kind, &text));
    let mistyped = |kind: &str, text: String| if told { named(kind, text) } else { None };
    let mut consonants: Vec<char> = letters.iter().copied().filter(|letter| !"aeiou".contains(*letter)).collect();
    consonants.dedup();
    letters.sort_unstable();
    let email = row.contact_email.trim().to_lowercase();
    Keys {
        letters: named("letters", letters.into_iter().collect()),
        consonants: mistyped("consonants", consonants.into_iter().collect()),
        heads: mistyped("heads", parts(&words, |letters| letters.into_iter().take(PART).collect())),
        tails: mistyped("tails", parts(&words, |letters| letters.into_iter().rev().take(PART).collect())),
        contact: (!email.is_empty()).then(|| key("contact", &email)),
        phone: phone(&row.country, &row.contact_phone),
        bands: bands(&texts(row)),
    }
}

/// The key of a telephone number that somebody of a country wrote.
pub fn phone(country: &str, text: &str) -> Option<i64> {
    number(country, text).map(|number| key("phone", &number))
}

/// A part of each word, in the order of the alphabet.
fn parts(words: &[String], part: fn(Vec<char>) -> String) -> String {
    let mut parts: Vec<String> = words.iter().map(|word| part(word.chars().collect())).collect();
    parts.sort_unstable();
    parts.join(" ")
}

/// The shingles of what a registration says in the fields that every edition has, and of that with its answers to the edition's
/// own questions.
pub fn texts(row: &Model) -> [Vec<u64>; 2] {
    let fields = [&row.title, &row.summary, &row.problem, &row.description].map(String::as_str);
    let answers: Vec<&str> = row.answers.in_words().map(|(_, words)| words).collect();
    let alone = shingles(&fields.join(" "));
    let said =
        if answers.is_empty() { alone.clone() } else { shingles(&[fields.as_slice(), &answers].concat().join(" ")) };
    [alone, said]
}

/// The shingles of a text, each as its hash.
fn shingles(text: &str) -> Vec<u64> {
    let text = fold(text);
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut shingles: Vec<u64> = match words.len() {
        0 => Vec::new(),
        few if few < SHINGLE => vec![hash(0, &words.join(" "))],
        _ => words.windows(SHINGLE).map(|words| hash(0, &words.join(" "))).collect(),
    };
    shingles.sort_unstable();
    shingles.dedup();
    shingles
}

/// The least hashes of the shingles under a few orders, a band of them a key: texts share a least hash as often as they
/// share shingles. Half of the bands are of the fields alone, which another edition has as well.
fn bands([fields, said]: &[Vec<u64>; 2]) -> [Option<i64>; 4] {
    [(0, fields), (1, fields), (2, said), (3, said)].map(|(band, shingles): (u64, &Vec<u64>)| {
        let least = |place: u64| shingles.iter().map(|shingle| mixed(*shingle, band * IN_BAND + place + 1)).min();
        let all: Option<Vec<u64>> = (0..IN_BAND).map(least).collect();
        all.map(|all| all.into_iter().fold(band, mixed).cast_signed())
    })
}

fn key(kind: &str, text: &str) -> i64 {
    let digest = Sha256::digest(format!("{kind}\n{text}"));
    digest.iter().take(8).fold(0, |key: u64, byte| key << 8 | u64::from(*byte)).cast_signed()
}

/// FNV-1a.
fn hash(seed: u64, text: &str) -> u64 {
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    text.bytes().fold(0xcbf2_9ce4_8422_2325 ^ seed, step)
}

/// The finaliser of SplitMix64: another order of the same hashes for each seed.
fn mixed(hash: u64, seed: u64) -> u64 {
    let mut mixed = hash.wrapping_add(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests {
    use proto::registrations::v1::{Answer, answer::Value};

    use super::*;
    use crate::registration::answers::Answers;

    fn registration(organisation: &str, description: &str) -> Model {
        let draft = Model::draft("do", "ana".into(), "2020");
        Model { organisation: organisation.into(), description: description.into(), ..draft }
    }

    /// How many keys two registrations have in common.
    fn common(one: &Model, other: &Model) -> usize {
        let all = |row: &Model| {
            let keys = of(row);
            let [one, two, three, four] = keys.bands;
            [keys.letters, keys.consonants, keys.heads, keys.tails, keys.contact, keys.phone, one, two, three, four]
        };
        all(one).iter().zip(all(other)).filter(|(one, other)| one.is_some() && **one == *other).count()
    }

    #[test]
    fn names_that_people_write_in_their_ways_have_a_key_in_common() {
        let name = registration("Agrosoluciones Malecón, S.R.L.", "");
        for other in [
            "AGROSOLUCIONES MALECON",
            "Malecón Agrosoluciones",
            "Agrosoluciones Maelcón",
            "Agrosolusiones Malecón",
            "Agrosolucciones Malecon Ltda.",
            "Agrosoluciones Malecón S. de R.L. de C.V.",
        ] {
            assert!(common(&name, &registration(other, "")) > 0, "{other}");
        }
        assert_eq!(common(&name, &registration("Agrosoluciones Malecón C. por A.", "")), 4, "a form is in no key");
        assert_eq!(common(&name, &registration("Cobros Rápidos", "")), 0);
    }

    #[test]
    fn whoever_copies_the_fields_is_found_whatever_else_was_answered() {
        let answered = |from| {
            let value = Some(Value::Text(words(from..from + 300)));
            let answers = Answers::of(&[Answer { question: "change".into(), value }]);
            Model { answers, ..registration("", &words(0..150)) }
        };
        let (one, other) = (answered(1000), answered(5000));
        assert_eq!(common(&one, &other), 2);
        let likeness = super::super::likeness::of(&one, &other).expect("alike");
        assert!(likeness.score > 0.99, "{likeness:?}");
    }

    fn words(numbers: std::ops::Range<usize>) -> String {
        numbers.map(|number| format!("palabra{number}")).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn the_same_short_name_is_a_key_in_common_and_one_that_is_nearly_the_same_is_none() {
        for (name, same) in [("INTI", "Inti S.A."), ("Nubo", "NUBO SRL"), ("IBM S.A.", "I.B.M. de C.V."), ("3M", "3m")]
        {
            assert_eq!(common(&registration(name, ""), &registration(same, "")), 1, "{name}");
        }
        assert_eq!(common(&registration("INTI", ""), &registration("INTA", "")), 0);
        assert_eq!(of(&registration("---", "")), Keys::default(), "what has no letters has no name");
    }

    #[test]
    fn the_same_telephone_number_is_a_key_in_common() {
        let with = |phone: &str| Model { contact_phone: phone.into(), ..registration("", "") };
        assert_eq!(common(&with("809 555 1234"), &with("+1 (809) 555-1234")), 1);
        assert_eq!(common(&with("809 555 1234"), &with("829 555 1234")), 0);
    }

    #[test]
    fn nearly_the_same_text_has_a_band_in_common_and_another_text_has_none() {
        let words: Vec<String> = (0..60).map(|number| format!("palabra{number}")).collect();
        let mut changed = words.clone();
        changed[30] = "otra".into();
        let (one, other) = (registration("", &words.join(" ")), registration("", &changed.join(" ")));
        assert!(common(&one, &other) > 0);
        let another: Vec<String> = (100..160).map(|number| format!("palabra{number}")).collect();
        assert_eq!(common(&one, &registration("", &another.join(" "))), 0);
        assert_eq!(of(&registration("", "")), Keys::default(), "nothing has no key");
        let value = Some(Value::Text(words.join(" ")));
        let answers = Answers::of(&[Answer { question: "change".into(), value }]);
        let told = Model { answers, ..registration("", "") };
        assert!(common(&told, &registration("", &changed.join(" "))) > 0, "wherever it is said");
    }
}
