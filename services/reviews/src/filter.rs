//! The part of AIP-160 that the lists take: `field = value` or `field = "value"`, joined with AND.

use platform::error::{Error, Result, Text};
use sea_orm::ActiveEnum;

/// The equalities of a filter, in their order. An empty filter has none.
pub fn parse(filter: &str) -> Result<Vec<(String, String)>> {
    let mut tokens = tokens(filter)?.into_iter();
    let mut found = Vec::new();
    let Some(mut token) = tokens.next() else { return Ok(found) };
    loop {
        let (Token::Word(field), Some(Token::Equals), Some(value)) = (token, tokens.next(), tokens.next()) else {
            return Err(wrong());
        };
        match value {
            Token::Word(value) | Token::Quoted(value) => found.push((field, value)),
            Token::Equals => return Err(wrong()),
        }
        match tokens.next() {
            None => return Ok(found),
            Some(Token::Word(word)) if word == "AND" => token = tokens.next().ok_or_else(wrong)?,
            Some(_) => return Err(wrong()),
        }
    }
}

/// A state or outcome as a filter names it, `OPEN`.
pub fn value<E: ActiveEnum<Value = String>>(field: &str, text: &str) -> Result<E> {
    E::try_from_value(&text.to_owned()).map_err(|_| {
        let text = Text::new(format!("{field} cannot be {text}"), format!("{field} no puede ser {text}"));
        Error::invalid("filter", text)
    })
}

/// The answer to a field that this list cannot be filtered by.
pub fn unknown(field: &str) -> Error {
    let text = Text::new(
        format!("this list cannot be filtered by {field}"),
        format!("esta lista no se puede filtrar por {field}"),
    );
    Error::invalid("filter", text)
}

enum Token {
    Word(String),
    Quoted(String),
    Equals,
}

fn tokens(filter: &str) -> Result<Vec<Token>> {
    let mut found = Vec::new();
    let mut rest = filter.chars().peekable();
    while let Some(first) = rest.next() {
        match first {
            space if space.is_whitespace() => {}
            '=' => found.push(Token::Equals),
            '"' => {
                let mut text = String::new();
                loop {
                    match rest.next().ok_or_else(wrong)? {
                        '"' => break,
                        '\\' => text.push(rest.next().ok_or_else(wrong)?),
                        other => text.push(other),
                    }
                }
                found.push(Token::Quoted(text));
            }
            plain if is_plain(plain) => {
                let mut text = String::from(plain);
                while let Some(next) = rest.next_if(|next| is_plain(*next)) {
                    text.push(next);
                }
                found.push(Token::Word(text));
            }
            _ => return Err(wrong()),
        }
    }
    Ok(found)
}

fn is_plain(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, '_' | '-' | '/' | '.')
}

fn wrong() -> Error {
    let text = Text::new(
        "a filter looks like `state = OPEN AND edition = \"editions/2020\"`",
        "un filtro tiene la forma `state = OPEN AND edition = \"editions/2020\"`",
    );
    Error::invalid("filter", text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equalities_joined_with_and_are_read() {
        let pair = |field: &str, value: &str| (field.to_owned(), value.to_owned());
        assert_eq!(parse("").expect("empty"), []);
        assert_eq!(parse(" state=OPEN ").expect("one"), [pair("state", "OPEN")]);
        assert_eq!(
            parse(r#"state = OPEN AND edition = "editions/\"20""#).expect("two"),
            [pair("state", "OPEN"), pair("edition", "editions/\"20")]
        );
    }

    #[test]
    fn anything_else_is_refused() {
        for filter in
            ["state", "state =", "= OPEN", "state != OPEN", "a = b OR c = d", "a = b AND", "a = \"b", "a = b c = d"]
        {
            assert!(parse(filter).is_err(), "{filter}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_filter_makes_it_fail_otherwise_than_by_refusal(filter in ".*") {
            let _ = parse(&filter);
        }
    }
}
