//! Countries, as far as the times of reviews need them: their clocks.

pub mod on_country_configured;
pub mod rows;

use jiff::{Timestamp, ToSpan, tz::TimeZone};
use time::OffsetDateTime;

/// The last second of the day that is so many days after a moment's, by the clocks of a time zone; by those of Greenwich where
/// there is no such zone. Where the calendar ends, the moment itself.
pub fn end_of_day(from: OffsetDateTime, days: i32, zone: &str) -> OffsetDateTime {
    end(from, days, &TimeZone::get(zone).unwrap_or(TimeZone::UTC)).unwrap_or(from)
}

fn end(from: OffsetDateTime, days: i32, zone: &TimeZone) -> Option<OffsetDateTime> {
    let today = zone.to_datetime(Timestamp::from_second(from.unix_timestamp()).ok()?).date();
    // From the next day's beginning, which clocks that are put forward at midnight may show at one.
    let next = today.checked_add((days.max(0) + 1).days()).ok()?;
    let beginning = zone.to_ambiguous_timestamp(next.at(0, 0, 0, 0)).compatible().ok()?;
    OffsetDateTime::from_unix_timestamp(beginning.as_second() - 1).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use time::macros::datetime;

    use super::*;

    #[test]
    fn a_day_ends_by_the_clocks_of_the_country() {
        let evening = datetime!(2020-10-01 02:00 UTC);
        // Four hours behind Greenwich it is still the day before.
        assert_eq!(end_of_day(evening, 10, "America/Santo_Domingo"), datetime!(2020-10-11 03:59:59 UTC));
        assert_eq!(end_of_day(evening, 10, "Nowhere/At_All"), datetime!(2020-10-11 23:59:59 UTC));
        // Put forward at midnight of 4 October 2020: that day begins at one.
        assert_eq!(
            end_of_day(datetime!(2020-10-03 12:00 UTC), 0, "America/Asuncion"),
            datetime!(2020-10-04 03:59:59 UTC)
        );
    }

    proptest! {
        #[test]
        fn no_day_ends_before_it_has_lasted(seconds in 0..4_000_000_000_i64, days in 0..400) {
            let from = OffsetDateTime::from_unix_timestamp(seconds).expect("a moment");
            let end = end_of_day(from, days, "America/Asuncion");
            prop_assert!(end >= from + time::Duration::days(i64::from(days)) - time::Duration::hours(1));
            prop_assert!(end < from + time::Duration::days(i64::from(days) + 1) + time::Duration::hours(1));
        }
    }
}
