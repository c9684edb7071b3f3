//! Interventions: for how long somebody from the network acts in a country, and when that is over.

pub mod close;
mod facts;
pub mod list;
pub mod open;
pub mod rows;

use platform::{Error, Result, error::Text};
use proto::platform::v1::Reason;
use time::{Duration, OffsetDateTime};

use crate::term::Term;

/// How long one lasts.
const TERM: Term = Term { usual: Duration::hours(1), longest: Duration::hours(8) };

/// When an intervention ends by itself. Refuses an end that is over, or too far away.
pub fn end_of(wanted: Option<&prost_types::Timestamp>, now: OffsetDateTime) -> Result<OffsetDateTime> {
    TERM.end(wanted, now).ok_or_else(|| {
        let text = Text::told(
            "an intervention ends at a time to come, at most 8 hours ahead",
            "una intervención termina en un momento futuro, a lo sumo dentro de 8 horas",
            "uma intervenção termina em um momento futuro, no máximo daqui a 8 horas",
        );
        Error::invalid("intervention.expire_time", text)
    })
}

/// Refuses to close what is over.
pub fn still_open(closed_at: Option<OffsetDateTime>, end: OffsetDateTime, now: OffsetDateTime) -> Result<()> {
    if closed_at.is_none() && now < end {
        return Ok(());
    }
    let text = Text::told("this intervention is over", "esta intervención ya terminó", "esta intervenção já terminou");
    Err(Error::refused(Reason::StateNotAllowed, text))
}

#[cfg(test)]
mod tests {
    use platform::moment;

    use super::*;

    #[test]
    fn an_intervention_lasts_an_hour_or_what_is_asked_for_up_to_eight() {
        let now = moment::now();
        let in_hours = |hours: i64| moment::timestamp(now + Duration::hours(hours));
        assert_eq!(end_of(None, now).expect("an end"), now + TERM.usual);
        assert_eq!(end_of(Some(&in_hours(8)), now).expect("an end"), now + TERM.longest);
        for wrong in [0, -1, 9] {
            assert!(end_of(Some(&in_hours(wrong)), now).is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_is_over_is_not_closed() {
        let now = moment::now();
        assert!(still_open(None, now + TERM.usual, now).is_ok());
        for (closed_at, end) in [(Some(now), now + TERM.usual), (None, now)] {
            assert_eq!(still_open(closed_at, end, now).expect_err("over").reason(), Reason::StateNotAllowed);
        }
    }
}
