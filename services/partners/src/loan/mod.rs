//! Loans: to whom a country may lend the screening of its entries, and for how long.

pub mod carry;
pub mod end;
mod facts;
pub mod list;
pub mod open;
pub mod rows;

use platform::{Error, Result, error::Text, names::NETWORK};
use proto::platform::v1::Reason;
use time::{Duration, OffsetDateTime};

use crate::term::Term;

/// How long one lasts.
const TERM: Term = Term { usual: Duration::days(14), longest: Duration::days(90) };

/// When a loan ends by itself. Refuses an end that is over, or too far away.
pub fn end_of(wanted: Option<&prost_types::Timestamp>, now: OffsetDateTime) -> Result<OffsetDateTime> {
    TERM.end(wanted, now).ok_or_else(|| {
        let text = Text::told(
            "a loan ends at a time to come, at most 90 days ahead",
            "un préstamo termina en un momento futuro, a lo sumo dentro de 90 días",
            "um empréstimo termina em um momento futuro, no máximo daqui a 90 dias",
        );
        Error::invalid("loan.expire_time", text)
    })
}

/// Whom `lender` lends to: the code of another country, or the network. Refuses to lend to itself, and to nobody.
pub fn borrower<'a>(borrower: &'a str, lender: &str) -> Result<&'a str> {
    let to = borrower.strip_prefix("countries/").unwrap_or(borrower);
    if !to.is_empty() && to != lender && (borrower == NETWORK || borrower != to) {
        return Ok(to);
    }
    Err(nobody_to_lend_to())
}

/// The refusal of a borrower that is not there.
pub fn nobody_to_lend_to() -> Error {
    let text = Text::told(
        "lend to another country that takes part, `countries/cr`, or to `network`",
        "preste a otro país que participe, `countries/cr`, o a `network`",
        "empreste a outro país que participa, `countries/cr`, ou a `network`",
    );
    Error::invalid("loan.borrower", text)
}

/// Refuses to end what is over.
pub fn still_open(closed_at: Option<OffsetDateTime>, end: OffsetDateTime, now: OffsetDateTime) -> Result<()> {
    if closed_at.is_none() && now < end {
        return Ok(());
    }
    Err(over())
}

/// The refusal to end a loan, of a queue or of a reviewer, that is over.
pub fn over() -> Error {
    let text = Text::told("this loan is over", "este préstamo ya terminó", "este empréstimo já terminou");
    Error::refused(Reason::StateNotAllowed, text)
}

#[cfg(test)]
mod tests {
    use platform::moment;

    use super::*;

    #[test]
    fn a_loan_lasts_a_fortnight_or_what_is_asked_for_up_to_ninety_days() {
        let now = moment::now();
        let in_days = |days: i64| moment::timestamp(now + Duration::days(days));
        assert_eq!(end_of(None, now).expect("an end"), now + TERM.usual);
        assert_eq!(end_of(Some(&in_days(90)), now).expect("an end"), now + TERM.longest);
        for wrong in [0, -1, 91] {
            assert!(end_of(Some(&in_days(wrong)), now).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_country_lends_to_another_or_to_the_network_and_not_to_itself() {
        assert_eq!(borrower("countries/cr", "do").expect("another"), "cr");
        assert_eq!(borrower(NETWORK, "do").expect("the network"), NETWORK);
        for wrong in ["countries/do", "", "cr"] {
            assert!(borrower(wrong, "do").is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_is_over_is_not_ended() {
        let now = moment::now();
        assert!(still_open(None, now + TERM.usual, now).is_ok());
        for (closed_at, end) in [(Some(now), now + TERM.usual), (None, now)] {
            assert_eq!(still_open(closed_at, end, now).expect_err("over").reason(), Reason::StateNotAllowed);
        }
    }
}
