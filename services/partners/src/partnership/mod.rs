//! Partnerships: what an institution does in a country, and from when to when.

pub mod create;
pub mod list;
pub mod rows;

use platform::{Error, Result, choice, error::Text};
use proto::partners::v1::PartnershipRole;
use time::{Date, format_description::well_known::Iso8601};

const ROLE: &str = "PARTNERSHIP_ROLE_";

/// Each role once, in the order of the contract. Refuses one that is not set.
pub fn roles_of(numbers: &[i32]) -> Result<Vec<PartnershipRole>> {
    let mut roles: Vec<PartnershipRole> =
        numbers.iter().map(|number| PartnershipRole::try_from(*number).unwrap_or_default()).collect();
    if roles.contains(&PartnershipRole::Unspecified) {
        let text = Text::told(
            "say what the institution does",
            "indique qué hace la institución",
            "diga o que a instituição faz",
        );
        return Err(Error::invalid("partnership.roles", text));
    }
    roles.sort_unstable();
    roles.dedup();
    Ok(roles)
}

/// The first and the last day of an agreement; none where the text is empty. Refuses what is no day, and an end
/// before the start.
pub fn days_of(start: &str, end: &str) -> Result<(Option<Date>, Option<Date>)> {
    let start = day_of("partnership.start_date", start)?;
    let end = day_of("partnership.end_date", end)?;
    if let (Some(first), Some(last)) = (start, end)
        && last < first
    {
        let text = Text::told(
            "the last day of the agreement is before its first",
            "el último día del acuerdo es anterior al primero",
            "o último dia do acordo é anterior ao primeiro",
        );
        return Err(Error::invalid("partnership.end_date", text));
    }
    Ok((start, end))
}

fn day_of(field: &str, text: &str) -> Result<Option<Date>> {
    if text.is_empty() {
        return Ok(None);
    }
    let no_day = |_| {
        Error::invalid(
            field,
            Text::told("there is no such day in the calendar", "ese día no existe", "esse dia não existe"),
        )
    };
    Date::parse(text, &Iso8601::DATE).map(Some).map_err(no_day)
}

/// A day as a message has it; empty for none.
pub fn day_text(day: Option<Date>) -> String {
    day.map(|day| day.to_string()).unwrap_or_default()
}

/// A role as the table keeps it, `validation`.
pub fn role_text(role: PartnershipRole) -> String {
    choice::name(role.as_str_name(), ROLE).to_lowercase()
}

/// The number of the role that the table keeps as this text.
pub fn role_number(text: &str) -> i32 {
    choice::of(&text.to_uppercase(), ROLE, PartnershipRole::from_str_name).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_are_set_and_kept_once() {
        use PartnershipRole::{Lead, Support, Validation};
        assert_eq!(roles_of(&[4, 1, 3, 1]).expect("roles"), [Lead, Validation, Support]);
        assert!(roles_of(&[1, 0]).is_err());
        assert!(roles_of(&[99]).is_err());
    }

    #[test]
    fn every_role_is_kept_and_read_back() {
        for number in 0..=4 {
            let role = PartnershipRole::try_from(number).expect("a role");
            assert_eq!(role_number(&role_text(role)), number);
        }
    }

    #[test]
    fn an_agreement_may_be_open_at_either_end() {
        assert_eq!(days_of("", "").expect("days"), (None, None));
        let (start, end) = days_of("2020-06-01", "").expect("days");
        assert_eq!((day_text(start).as_str(), day_text(end).as_str()), ("2020-06-01", ""));
        assert!(days_of("2020-06-01", "2020-06-01").is_ok());
    }

    #[test]
    fn days_exist_and_follow_each_other() {
        for (start, end, field) in [
            ("2021-02-29", "", "partnership.start_date"),
            ("", "2020-13-01", "partnership.end_date"),
            ("2020-06-02", "2020-06-01", "partnership.end_date"),
        ] {
            let error = days_of(start, end).expect_err("a refusal");
            assert_eq!(error.violations()[0].field, field);
        }
    }
}
