//! Resource names, and the place that a name puts a call in.
//!
//! What always holds: where a call takes place is read from the resource name alone, here, once.

use crate::error::{Error, Result, Text};

/// The country column of what the network itself owns, such as editions and institutions.
pub const NETWORK: &str = "network";

/// The resource name of whom rows with this in their country column belong to: `countries/do`, or `network`.
pub fn owner(country: &str) -> String {
    if country == NETWORK { NETWORK.to_owned() } else { format!("countries/{country}") }
}

/// Where a call or a reaction takes place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// In one country, by its ISO 3166-1 alpha-2 code in lower case.
    Country(String),
    /// Reading across all countries (AIP-159).
    AcrossCountries,
    /// In what the network itself owns.
    Network,
}

impl Place {
    /// The place of a resource name: `countries/do/…`, `countries/-/…`, or anything else, which the network owns.
    /// Refuses a country that is not two lower-case letters, naming `field`; and an empty name where the rpc has a
    /// field for one, since nothing would say whose country is meant.
    pub fn of(field: &str, resource: &str) -> Result<Place> {
        if resource.is_empty() && !field.is_empty() {
            return Err(Error::invalid(
                field,
                Text::told("a resource name is needed", "falta el nombre del recurso", "falta o nome do recurso"),
            ));
        }
        let Some(rest) = resource.strip_prefix("countries") else {
            return Ok(Place::Network);
        };
        let rest = rest.strip_prefix('/').unwrap_or_default();
        let code = rest.split('/').next().unwrap_or_default();
        if code == "-" {
            return Ok(Place::AcrossCountries);
        }
        Ok(Place::Country(country_code(field, code)?.to_owned()))
    }

    /// What the country column holds for rows of this place; nothing across countries.
    pub fn country(&self) -> Option<&str> {
        match self {
            Place::Country(code) => Some(code),
            Place::Network => Some(NETWORK),
            Place::AcrossCountries => None,
        }
    }
}

/// Whether this is the resource name of an API key, which stands for who calls with one.
pub fn is_api_key(name: &str) -> bool {
    name.contains("/apiKeys/")
}

/// Who owns what the office of a country entered, until somebody claims it.
pub fn office(country: &str) -> String {
    format!("{OFFICE}{country}")
}

/// Whether an office owns what this one owns.
pub fn is_office(owner: &str) -> bool {
    owner.starts_with(OFFICE)
}

const OFFICE: &str = "office:";

/// Checks a country code.
pub fn country_code<'a>(field: &str, code: &'a str) -> Result<&'a str> {
    if code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return Ok(code);
    }
    let text = Text::told(
        "a country is written as two lower-case letters, for example countries/do",
        "un país se escribe con dos letras minúsculas, por ejemplo countries/do",
        "um país se escreve com duas letras minúsculas, por exemplo countries/do",
    );
    Err(Error::invalid(field, text))
}

/// The variable segments of `name`, which must have the form of `pattern`, for example
/// `countries/*/registrations/*`. Refuses another form, naming `field` and the form.
pub fn segments<'a, const COUNT: usize>(field: &str, name: &'a str, pattern: &str) -> Result<[&'a str; COUNT]> {
    let wrong = || {
        let form = pattern.replace('*', "…");
        Error::invalid(
            field,
            Text::told(
                format!("this name has to look like {form}"),
                format!("este nombre debe tener la forma {form}"),
                format!("este nome deve ter a forma {form}"),
            ),
        )
    };
    let mut found = [""; COUNT];
    let mut variables = 0;
    let mut parts = name.split('/');
    for wanted in pattern.split('/') {
        let part = parts.next().filter(|part| !part.is_empty()).ok_or_else(wrong)?;
        if wanted == "*" {
            *found.get_mut(variables).ok_or_else(wrong)? = part;
            variables += 1;
        } else if wanted != part {
            return Err(wrong());
        }
    }
    if parts.next().is_some() || variables != COUNT {
        return Err(wrong());
    }
    Ok(found)
}

/// The UUID in a segment. A segment that is none is answered as what is not there: no such resource can exist.
pub fn uuid(name: &str, segment: &str) -> Result<uuid::Uuid> {
    uuid::Uuid::try_parse(segment).map_err(|_| Error::not_found(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_says_its_place() {
        let place = |name| Place::of("name", name).expect("a place");
        assert_eq!(place("countries/do/registrations/1"), Place::Country("do".into()));
        assert_eq!(place("countries/-"), Place::AcrossCountries);
        assert_eq!(place("editions/2020"), Place::Network);
        assert!(Place::of("name", "countries/DO").is_err());
        assert!(Place::of("name", "countries").is_err());
        assert!(Place::of("name", "countries/network").is_err());
        assert!(Place::of("name", "").is_err());
        assert_eq!(Place::of("", "").expect("the network"), Place::Network);
    }

    #[test]
    fn what_is_owned_has_its_owners_name_and_that_name_says_the_same_place() {
        for country in ["do", NETWORK] {
            let place = Place::of("name", &format!("{}/members/1", owner(country))).expect("a place");
            assert_eq!(place.country(), Some(country));
        }
    }

    #[test]
    fn segments_follow_the_pattern_or_are_refused() {
        let pattern = "countries/*/cases/*";
        assert_eq!(segments("name", "countries/do/cases/7", pattern).expect("fits"), ["do", "7"]);
        for wrong in ["countries/do/cases", "countries/do/cases/7/x", "countries//cases/7", "x/do/cases/7", ""] {
            assert!(segments::<2>("name", wrong, pattern).is_err(), "{wrong}");
        }
    }
}
