//! The filter of a list: equality on `state` and `registration`, joined with AND, as a part of AIP-160.

use platform::error::{Error, Result, Text};
use sea_orm::{ColumnTrait, Condition};

use super::{State, rows::Column};

/// What the filter asks of rows; empty asks nothing.
pub fn condition(filter: &str) -> Result<Condition> {
    let mut condition = Condition::all();
    for (field, value) in equalities(filter)? {
        condition = match field {
            "state" => condition.add(Column::State.eq(state(value)?)),
            "registration" => condition.add(Column::Registration.eq(value)),
            _ => return Err(wrong("fields are state and registration", "los campos son state y registration")),
        };
    }
    Ok(condition)
}

fn state(value: &str) -> Result<State> {
    match value {
        "PENDING" | "STATE_PENDING" => Ok(State::Pending),
        "SENT" | "STATE_SENT" => Ok(State::Sent),
        "FAILED" | "STATE_FAILED" => Ok(State::Failed),
        _ => Err(wrong("state is PENDING, SENT or FAILED", "state es PENDING, SENT o FAILED")),
    }
}

/// The pairs in `field = "value" AND field = value`.
fn equalities(filter: &str) -> Result<Vec<(&str, &str)>> {
    if filter.trim().is_empty() {
        return Ok(Vec::new());
    }
    filter.split(" AND ").map(equality).collect()
}

fn equality(part: &str) -> Result<(&str, &str)> {
    let form = || wrong("write field = value, joined with AND", "escriba campo = valor, unidos con AND");
    let (field, value) = part.split_once('=').ok_or_else(form)?;
    let value = value.trim();
    let bare = value.strip_prefix('"').and_then(|value| value.strip_suffix('"')).unwrap_or(value);
    let plain = !bare.is_empty() && !bare.contains(|letter: char| letter == '"' || letter.is_whitespace());
    if plain { Ok((field.trim(), bare)) } else { Err(form()) }
}

fn wrong(english: &str, spanish: &str) -> Error {
    Error::invalid("filter", Text::new(english, spanish))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equalities_are_read_with_and_without_quotes() {
        let pairs = equalities("state = FAILED AND registration=\"countries/do/registrations/1\"").expect("pairs");
        assert_eq!(pairs, [("state", "FAILED"), ("registration", "countries/do/registrations/1")]);
        assert!(equalities("  ").expect("nothing").is_empty());
    }

    #[test]
    fn what_is_not_of_this_form_is_refused() {
        for filter in ["state", "state =", "state = LOST", "title = x", "state = \"a", "state = SENT OR state = FAILED"]
        {
            assert!(condition(filter).is_err(), "{filter}");
        }
    }
}
