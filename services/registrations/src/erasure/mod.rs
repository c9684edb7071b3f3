//! Erasure: people who want their data erased, and the office that decides.
//!
//! What always holds: from the request to the decision the data is blocked; a person decides, never a clock; and what is
//! decided reaches every service by an event.

pub mod erase;
pub mod list;
pub mod on_country_configured;
pub mod refuse;
pub mod request;
pub mod rows;

use platform::{Error, Result, choice, error::Text};
use proto::{platform::v1::Reason, registrations::v1::erasure_request::State};
use time::{Date, Duration, Weekday};

/// Only what nobody has decided can be decided.
pub fn undecided(state: State) -> Result<()> {
    if state == State::Blocked {
        return Ok(());
    }
    let name = choice::name(state.as_str_name(), "STATE_");
    let text = Text::told(
        format!("this request is decided: {name}"),
        format!("esta solicitud ya está decidida: {name}"),
        format!("este pedido já foi decidido: {name}"),
    );
    Err(Error::refused(Reason::StateNotAllowed, text))
}

/// The day by which somebody who asks on `day` has to be answered: so many days later, Monday to Friday. Empty where the
/// country set none.
pub fn due(day: Date, business_days: i32) -> String {
    if business_days <= 0 {
        return String::new();
    }
    let (mut day, mut left) = (day, business_days);
    while left > 0 {
        let Some(next) = day.checked_add(Duration::days(1)) else { return String::new() };
        day = next;
        if !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) {
            left -= 1;
        }
    }
    day.to_string()
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    #[test]
    fn business_days_leave_weekends_out() {
        // A Thursday.
        let day = date!(2026 - 01 - 29);
        assert_eq!(due(day, 1), "2026-01-30");
        assert_eq!(due(day, 2), "2026-02-02");
        assert_eq!(due(day, 10), "2026-02-12");
        assert_eq!(due(date!(2026 - 01 - 31), 1), "2026-02-02", "asked on a Saturday");
        assert_eq!(due(day, 0), "");
    }

    #[test]
    fn what_is_decided_stays_decided() {
        assert!(undecided(State::Blocked).is_ok());
        for state in [State::Erased, State::Refused, State::Unspecified] {
            assert_eq!(undecided(state).expect_err("a refusal").reason(), Reason::StateNotAllowed);
        }
    }
}
