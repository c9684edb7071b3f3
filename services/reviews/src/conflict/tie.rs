//! Whether an institution and an applicant are tied. Pure.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Whether an institution and an applicant are tied: the applicant's domain is one of the institution's or below it,
/// or both go by the same name.
pub fn tied(applicant_domain: &str, organisation: &str, domains: &[String], display_name: &str) -> bool {
    let applicant = fold_domain(applicant_domain);
    let below = |domain: &String| {
        let domain = fold_domain(domain);
        let rest = applicant.strip_suffix(domain.as_str());
        !domain.is_empty() && rest.is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    };
    let organisation = fold_name(organisation);
    domains.iter().any(below) || (!organisation.is_empty() && organisation == fold_name(display_name))
}

fn fold_domain(domain: &str) -> String {
    domain.trim().trim_matches('.').to_lowercase()
}

/// A name without accents, case, punctuation and doubled spaces, so that two spellings of it are one.
pub fn fold_name(name: &str) -> String {
    let plain: String = name.nfkd().filter(|letter| !is_combining_mark(*letter)).collect();
    let words = plain.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tie_is_a_domain_or_a_name() {
        let domains = ["micm.gob.do".to_owned()];
        assert!(tied("micm.gob.do", "x", &domains, "MICM"));
        assert!(tied("Mail.MICM.gob.do.", "x", &domains, "MICM"));
        assert!(!tied("notmicm.gob.do", "x", &domains, "MICM"));
        assert!(!tied("gob.do", "x", &domains, "MICM"));
        assert!(!tied("", "", &domains, ""));
        assert!(!tied("taller.example", "x", &[String::new()], "MICM"));
        assert!(tied("", "Cámara  de Comercio, S.A.", &[], "CAMARA DE COMERCIO S.A"));
    }
}
