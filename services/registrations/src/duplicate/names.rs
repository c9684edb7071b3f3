//! Names of organisations as people write them: with and without accents and company forms, in another order, mistyped. Pure.

use crate::registration::table::fold;

/// What stands at the end of a name and says which form a company has, folded and with its letters put together.
const FORMS: [&str; 30] = [
    "sa",
    "srl",
    "sas",
    "sac",
    "saa",
    "saic",
    "scrl",
    "eirl",
    "sl",
    "slu",
    "cv",
    "rl",
    "sapi",
    "spa",
    "ltda",
    "ltd",
    "limitada",
    "limited",
    "inc",
    "llc",
    "corp",
    "cia",
    "sociedad",
    "anonima",
    "responsabilidad",
    "simplificada",
    "acciones",
    "incorporated",
    "company",
    "co",
];

/// What links the words of a form.
const LINKS: [&str; 4] = ["de", "por", "y", "en"];

/// The words of a name that tell one organisation from another: folded, without a company form at the end.
pub fn words(name: &str) -> Vec<String> {
    let mut words = together(&fold(name));
    while let Some(last) = words.last() {
        let formal = FORMS.contains(&last.as_str());
        let linking = LINKS.contains(&last.as_str());
        if words.len() == 1 || !(formal || linking) {
            break;
        }
        words.pop();
    }
    words
}

/// The words, with letters that stand alone side by side as one: `s r l` is `srl`.
fn together(folded: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut open = false;
    for word in folded.split_whitespace() {
        let letter = word.chars().count() == 1;
        match words.last_mut() {
            Some(last) if letter && open => last.push_str(word),
            _ => words.push(word.to_owned()),
        }
        open = letter;
    }
    words
}

/// How alike two names are, 0 to 1.
pub fn likeness(one: &[String], other: &[String]) -> f64 {
    if one.is_empty() || other.is_empty() {
        return 0.0;
    }
    let plain = |words: &[String]| words.concat();
    let sorted = |words: &[String]| {
        let mut words = words.to_vec();
        words.sort_unstable();
        words.concat()
    };
    let alike = strsim::normalized_damerau_levenshtein;
    alike(&plain(one), &plain(other)).max(alike(&sorted(one), &sorted(other)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alike(one: &str, other: &str) -> f64 {
        likeness(&words(one), &words(other))
    }

    #[test]
    fn accents_company_forms_and_the_order_of_words_do_not_matter() {
        for (one, other) in [
            ("Taller Malecón, S.R.L.", "TALLER MALECON SRL"),
            ("Agrosoluciones del Sur S.A. de C.V.", "Agrosoluciones del Sur"),
            ("Cobros Rápidos Ltda.", "cobros rapidos limitada"),
            ("Hermanos Peña y Cía.", "Hermanos Pena"),
            ("Rutas Andinas Sociedad Anónima", "Andinas Rutas, S. A."),
        ] {
            assert!((alike(one, other) - 1.0).abs() < f64::EPSILON, "{one} and {other}: {}", alike(one, other));
        }
    }

    #[test]
    fn a_mistyped_name_is_nearly_the_same_and_another_name_is_not() {
        assert!(alike("Agrosoluciones del Sur", "Agrosolusiones del Sur") > 0.9);
        assert!(alike("Taller Malecón", "Taller Maelcon") > 0.9);
        assert!(alike("Taller Malecón", "Taller Mirador") < 0.8);
        assert_eq!(words("S.A."), ["sa"], "a name that is nothing but a form stays");
    }
}
