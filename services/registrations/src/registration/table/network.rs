//! The countries and categories a file may name, with every spelling that offices use for them.
//!
//! The caller says which countries are in the network and which categories the edition has; nothing outside of that
//! is ever guessed, because the country decides which tenant a row goes to.

use std::collections::HashMap;

use super::fold::fold_words;

/// How the first countries are written. Accents, case, punctuation, plurals, articles and word order fold away, so
/// only spellings that differ otherwise stand here. A country that joins later brings its own names.
#[rustfmt::skip]
const USUAL_SPELLINGS: [(&str, &[&str]); 9] = [
    ("ar", &["Argentina", "República Argentina", "Argentine Republic", "ARG"]),
    ("bz", &["Belice", "Belize", "BLZ"]),
    ("bo", &["Bolivia", "Estado Plurinacional de Bolivia", "Plurinational State of Bolivia", "BOL"]),
    ("co", &["Colombia", "República de Colombia", "Republic of Colombia", "COL"]),
    ("cr", &["Costa Rica", "República de Costa Rica", "Republic of Costa Rica", "CRI"]),
    ("do", &["República Dominicana", "Rep. Dominicana", "R. Dominicana", "Dominicana", "Dominican Republic",
        "Dominican Rep.", "RD", "R.D.", "DOM"]),
    ("gt", &["Guatemala", "República de Guatemala", "Republic of Guatemala", "GTM"]),
    ("mx", &["México", "Méjico", "Estados Unidos Mexicanos", "United Mexican States", "MEX"]),
    ("ni", &["Nicaragua", "República de Nicaragua", "Republic of Nicaragua", "NIC"]),
];

/// A country of the network and how people write it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountrySpelling {
    /// ISO 3166-1 alpha-2 in lower case: `do`.
    pub code: String,
    /// Names besides the code, in any case and with or without accents.
    pub spellings: Vec<String>,
}

impl CountrySpelling {
    /// The country with the spellings known here, and what the network calls it.
    pub fn of(code: &str, names: &[String]) -> Self {
        let known = USUAL_SPELLINGS.iter().find(|(usual, _)| *usual == code).map_or(&[][..], |(_, names)| names);
        let spellings = known.iter().map(|name| (*name).to_owned()).chain(names.iter().cloned());
        Self { code: code.to_owned(), spellings: spellings.collect() }
    }
}

/// A category of the edition and its titles in the languages of the edition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CategorySpelling {
    /// The category's identifier: `agile-means-of-payment`.
    pub category: String,
    /// Titles in every language, in any case and with or without accents.
    pub spellings: Vec<String>,
}

impl CategorySpelling {
    /// A category with its titles.
    pub fn new(category: &str, spellings: &[&str]) -> Self {
        Self { category: category.to_owned(), spellings: spellings.iter().map(|title| (*title).to_owned()).collect() }
    }
}

/// What a file may name: the countries of the network and the categories of the edition.
#[derive(Debug, Clone, Default)]
pub struct Network {
    countries: Spellings,
    categories: Spellings,
}

impl Network {
    /// Collects all spellings. One that two countries (or two categories) share names neither of them.
    pub fn new(countries: &[CountrySpelling], categories: &[CategorySpelling]) -> Self {
        let mut network = Self::default();
        for country in countries {
            network.countries.add(&country.code, &country.spellings);
        }
        for category in categories {
            network.categories.add(&category.category, &category.spellings);
        }
        network
    }

    /// The code of the country that this text names.
    pub fn country(&self, text: &str) -> Option<&str> {
        self.countries.find(text)
    }

    /// The identifier of the category that this text names.
    pub fn category(&self, text: &str) -> Option<&str> {
        self.categories.find(text)
    }
}

/// From a folded spelling to what it names, or to nothing where it is ambiguous.
#[derive(Debug, Clone, Default)]
struct Spellings(HashMap<String, Option<String>>);

impl Spellings {
    fn add(&mut self, named: &str, spellings: &[String]) {
        for spelling in spellings.iter().map(String::as_str).chain([named]) {
            let entry = self.0.entry(fold_words(spelling)).or_insert_with(|| Some(named.to_owned()));
            if entry.as_deref() != Some(named) {
                *entry = None;
            }
        }
    }

    fn find(&self, text: &str) -> Option<&str> {
        let folded = fold_words(text);
        if folded.is_empty() {
            return None;
        }
        self.0.get(&folded)?.as_deref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn network() -> Network {
        let countries = USUAL_SPELLINGS.map(|(code, _)| CountrySpelling::of(code, &[]));
        Network::new(&countries, &[])
    }

    fn spelled(code: &str, name: &str) -> CountrySpelling {
        CountrySpelling { code: code.to_owned(), spellings: vec![name.to_owned()] }
    }

    #[test]
    fn a_country_is_known_by_code_short_name_and_long_name() {
        let network = network();
        for text in ["do", "DO", "Rep. Dominicana", "REPUBLICA DOMINICANA", "the Dominican Republic", "R.D."] {
            assert_eq!(network.country(text), Some("do"), "{text}");
        }
        assert_eq!(network.country("Bolivia (Estado Plurinacional de)"), Some("bo"));
        assert_eq!(network.country("mexico"), Some("mx"));
    }

    #[test]
    fn a_country_outside_of_the_network_is_unknown() {
        for text in ["Perú", "pe", "", "...", "República"] {
            assert_eq!(network().country(text), None, "{text}");
        }
    }

    #[test]
    fn a_country_that_joins_later_brings_its_names() {
        let network = Network::new(&[CountrySpelling::of("pe", &["Perú".to_owned(), "Peru".to_owned()])], &[]);
        assert_eq!((network.country("PERU"), network.country("pe")), (Some("pe"), Some("pe")));
    }

    #[test]
    fn a_spelling_that_two_share_names_neither() {
        let shared = [spelled("cg", "Congo"), spelled("cd", "Congo")];
        let network = Network::new(&shared, &[]);
        assert_eq!(network.country("Congo"), None);
        assert_eq!(network.country("cd"), Some("cd"));
    }
}
