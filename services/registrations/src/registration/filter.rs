//! The part of AIP-160 that lists of registrations understand: equalities joined with AND.

use platform::{Error, Result, error::Text};

/// Reads `field = "value" AND field = value` into pairs, in their order. An empty filter has none.
pub fn parse(filter: &str) -> Result<Vec<(String, String)>> {
    let mut pairs = Vec::new();
    let mut rest = filter.trim();
    while !rest.is_empty() {
        let (field, after) = word(rest).ok_or_else(wrong)?;
        let after = after.trim_start().strip_prefix('=').ok_or_else(wrong)?.trim_start();
        let (value, after) = value(after).ok_or_else(wrong)?;
        pairs.push((field.to_owned(), value.to_owned()));
        if after.trim().is_empty() {
            break;
        }
        let next = after.trim_start().strip_prefix("AND").filter(|_| after.starts_with(char::is_whitespace));
        rest = next.filter(|next| next.starts_with(char::is_whitespace)).ok_or_else(wrong)?.trim();
        if rest.is_empty() {
            return Err(wrong());
        }
    }
    Ok(pairs)
}

/// The refusal of a filter that cannot be read.
pub fn wrong() -> Error {
    let text = Text::new(
        "this has to be equalities on state, track, category or edition joined with AND, for example `state = \
         SUBMITTED AND edition = \"editions/2020\"`",
        "deben ser igualdades sobre state, track, category o edition unidas con AND, por ejemplo `state = SUBMITTED \
         AND edition = \"editions/2020\"`",
    );
    Error::invalid("filter", text)
}

fn word(text: &str) -> Option<(&str, &str)> {
    let is_part = |letter: char| letter.is_ascii_alphanumeric() || "_-./".contains(letter);
    let end = text.find(|letter| !is_part(letter)).unwrap_or(text.len());
    (end > 0).then(|| text.split_at(end))
}

fn value(text: &str) -> Option<(&str, &str)> {
    match text.strip_prefix('"') {
        Some(quoted) => quoted.split_once('"'),
        None => word(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equalities_joined_with_and_are_read() {
        let pairs = parse("state = SUBMITTED AND edition=\"editions/2020\"").expect("a filter");
        let expected = [("state", "SUBMITTED"), ("edition", "editions/2020")];
        assert_eq!(pairs, expected.map(|(field, value)| (field.to_owned(), value.to_owned())));
        assert!(parse("  ").expect("no filter").is_empty());
    }

    #[test]
    fn whatever_else_is_refused() {
        for wrong in
            ["state", "state =", "= x", "state = a OR state = b", "state = a AND", "state = \"a", "a = b ANDc = d"]
        {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_filter_makes_it_panic(filter in "\\PC{0,60}") {
            let _ = parse(&filter);
        }
    }
}
