//! Loans of reviewers: whom a country may lend to another, for how long, and what follows in both.
//!
//! What always holds: neither country's rows are read in the other. What one side decides is carried to the other by a
//! worker, each side in a transaction of its own, and as often as it takes.

pub mod carry;
pub mod end;
mod facts;
pub mod follow;
pub mod lend;
pub mod list;
pub mod rows;

use platform::{Error, Result, error::Text};
use time::{Duration, OffsetDateTime};

use crate::{loan, term::Term};

/// At most a whole edition.
const TERM: Term = Term { usual: Duration::days(60), longest: Duration::days(180) };

/// When a loan ends by itself. Refuses an end that is over, or too far away.
fn end_of(wanted: Option<&prost_types::Timestamp>, now: OffsetDateTime) -> Result<OffsetDateTime> {
    TERM.end(wanted, now).ok_or_else(|| {
        let text = Text::told(
            "a reviewer is lent until a time to come, at most 180 days ahead",
            "se presta a una persona revisora hasta un momento futuro, a lo sumo dentro de 180 días",
            "uma pessoa avaliadora é emprestada até um momento futuro, no máximo daqui a 180 dias",
        );
        Error::invalid("loan.expire_time", text)
    })
}

/// Refuses to end what is over.
fn still_lasts(row: &rows::Model) -> Result<()> {
    if row.closed_at.is_none() { Ok(()) } else { Err(loan::over()) }
}

#[cfg(test)]
mod tests {
    use platform::moment;

    use super::*;

    #[test]
    fn a_reviewer_is_lent_for_sixty_days_or_what_is_asked_for_up_to_180() {
        let now = moment::now();
        let in_days = |days: i64| moment::timestamp(now + Duration::days(days));
        assert_eq!(end_of(None, now).expect("an end"), now + TERM.usual);
        assert_eq!(end_of(Some(&in_days(180)), now).expect("an end"), now + TERM.longest);
        for wrong in [0, -1, 181] {
            assert!(end_of(Some(&in_days(wrong)), now).is_err(), "{wrong}");
        }
    }
}
