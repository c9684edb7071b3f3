//! Names of organisations as people write them: with and without accents and company forms, in another order, mistyped. Pure.

use crate::registration::table::fold;

/// What stands at the end of a name and says which form a company has, folded and with its words put together, so that
/// `S. de R.L.` and `S de RL` are one. Each counts as a whole: `Acciones` or a single letter by itself belongs to the name.
#[rustfmt::skip]
const FORMS: [&str; 67] = [
    // Capital in shares.
    "sa", "sac", "saa", "saic", "saci", "sam", "sab", "sapi", "sas", "spa", "sociedadanonima", "sociedadanonimabursatil",
    "sociedadanonimapromotoradeinversion", "sociedadporaccionessimplificada", "companiaanonima", "companiaporacciones",
    "cpora",
    // Limited liability.
    "srl", "scrl", "sderl", "scderl", "sprderl", "derl", "rl", "sl", "slu", "eirl", "eireli", "ltda", "cialtda", "ltd",
    "coltd", "limitada", "companialimitada", "limited", "llc", "llp", "plc", "sociedadlimitada",
    "sociedadderesponsabilidadlimitada", "empresaindividualderesponsabilidadlimitada", "deresponsabilidadlimitada",
    // Of variable capital, behind either.
    "decv", "cv", "decapitalvariable",
    // Partnerships and associations.
    "sc", "sca", "scs", "snc", "sh", "ac", "senc", "sennc", "sencs", "sencpora", "sociedadcivil", "sociedadcolectiva",
    "sociedadencomandita", "sociedadencomanditasimple", "sociedadencomanditaporacciones", "asociacioncivil",
    // Whoever else belongs to it.
    "cia", "ycia", "company", "co", "inc", "incorporated",
];
/// How alike two names are that differ by two letters that changed places. In a short one the share of what is alike is less.
const TRANSPOSED: f64 = 0.9;
/// Letters below which a name says too little to be mistyped.
pub const SHORTEST: usize = 5;
/// Words of the longest of them, where each letter stands alone.
const LONGEST: usize = 8;
/// What links a form to the name before it.
const LINKS: [&str; 3] = ["de", "y", "en"];

/// The words of a name that tell one organisation from another: folded, without a company form at the end.
pub fn words(name: &str) -> Vec<String> {
    let folded = fold(name);
    let mut words: Vec<&str> = folded.split_whitespace().collect();
    let mut formal = false;
    while let Some(left) = without_form(&words, formal) {
        words.truncate(left);
        formal = true;
    }
    together(&words)
}

/// How many words are left without the form at their end, the longest there is; a link stands before one alone. No name is
/// nothing but a form.
fn without_form(words: &[&str], formal: bool) -> Option<usize> {
    let first = words.len().saturating_sub(LONGEST).max(1);
    let is_form = |left: &usize| words.get(*left..).is_some_and(|end| FORMS.contains(&end.concat().as_str()));
    let links = || {
        let (last, before) = words.split_last()?;
        (formal && !before.is_empty() && LINKS.contains(last)).then_some(before.len())
    };
    (first..words.len()).find(is_form).or_else(links)
}

/// The words, with letters that stand alone side by side as one: `i b m` is `ibm`.
fn together(words: &[&str]) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut open = false;
    for word in words {
        let letter = word.chars().count() == 1;
        match found.last_mut() {
            Some(last) if letter && open => last.push_str(word),
            _ => found.push((*word).to_owned()),
        }
        open = letter;
    }
    found
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
    alike(&plain(one), &plain(other)).max(alike(&sorted(one), &sorted(other)))
}

fn alike(one: &str, other: &str) -> f64 {
    let alike = strsim::normalized_damerau_levenshtein(one, other);
    if is_transposed(one, other) { alike.max(TRANSPOSED) } else { alike }
}

/// Whether two letters that stand beside one another have changed places, in a name that is long enough to be known by the rest.
fn is_transposed(one: &str, other: &str) -> bool {
    // One step where places may be changed, and two where letters can only be replaced.
    let steps = || (strsim::damerau_levenshtein(one, other), strsim::levenshtein(one, other));
    one.chars().count() >= SHORTEST && steps() == (1, 2)
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
    fn two_letters_that_changed_places_are_one_name_from_five_letters_on() {
        assert!(alike("Agrosur S.A.", "Argosur SRL") >= 0.88 && alike("Nexos", "Nxeos") >= 0.88);
        assert!(alike("Luna", "Lnua") < 0.88 && alike("Agrosur", "Agrosol") < 0.88);
    }

    #[test]
    fn no_part_of_a_company_form_is_left_in_a_name() {
        for form in [
            "S. de R.L. de C.V.",
            "S de RL de CV",
            "S. A. de C. V.",
            "S.A.B. de C.V.",
            "S.A.P.I. de C.V.",
            "S.C.",
            "A.C.",
            "C. por A.",
            "S. en C.",
            "S. en C. por A.",
            "S. en N.C.",
            "S.P.R. de R.L. de C.V.",
            "S.C. de R.L.",
            "Sociedad Civil",
            "Asociación Civil",
            "Sociedad Anónima de Capital Variable",
            "y Cía. S. en C.",
            "Sociedad de Responsabilidad Limitada de Capital Variable",
            "Sociedad por Acciones Simplificada",
            "E.I.R.L.",
            "S.A.S.",
            "S.A.I.C.",
            "Ltda.",
            "& Co. Ltd.",
            "Inc.",
            "Co.",
        ] {
            assert_eq!(words(&format!("Taller Malecón {form}")), ["taller", "malecon"], "{form}");
        }
        for (name, told) in [
            ("Buenas Acciones", "buenas acciones"),
            ("Plan B, S.A.", "plan b"),
            ("I.B.M. de México S. de R.L.", "ibm de mexico"),
            ("Sociedad Protectora", "sociedad protectora"),
            ("Casa de", "casa de"),
        ] {
            assert_eq!(words(name).join(" "), told);
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
