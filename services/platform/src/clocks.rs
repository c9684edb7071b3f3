//! Days by the clocks of a country: when one ends, which one it is, and how a moment reads there. Pure.
//!
//! A time zone that nobody knows counts as that of Greenwich: a term still ends then, by hours other than the country's.

use jiff::{Timestamp, ToSpan, civil::Date, tz::TimeZone};
use time::OffsetDateTime;

/// The moment at which the day is over that is so many days after a moment's: the beginning of the next one. Where the
/// calendar ends, the moment itself.
pub fn end_of_day(from: OffsetDateTime, days: i32, zone: &str) -> OffsetDateTime {
    end(from, days, zone).unwrap_or(from)
}

/// The last second of the same day: for a term that what comes in its last second still keeps.
pub fn last_second(from: OffsetDateTime, days: i32, zone: &str) -> OffsetDateTime {
    end(from, days, zone).map_or(from, |end| end - time::Duration::SECOND)
}

/// The number of a moment's day, counted from 1 January 1970.
pub fn day_number(at: OffsetDateTime, zone: &str) -> i64 {
    let Some(day) = day(at, &known(zone)) else { return at.unix_timestamp().div_euclid(86_400) };
    let first = Date::constant(1970, 1, 1);
    i64::from(day.since(first).map(|since| since.get_days()).unwrap_or_default())
}

/// A moment as people there read it, to the minute, with how far that is from Greenwich: `2026-11-26 23:59 (UTC-06:00)`.
pub fn told(at: OffsetDateTime, zone: &str) -> String {
    let Ok(moment) = Timestamp::from_second(at.unix_timestamp()) else { return String::new() };
    moment.to_zoned(known(zone)).strftime("%Y-%m-%d %H:%M (UTC%:z)").to_string()
}

fn end(from: OffsetDateTime, days: i32, zone: &str) -> Option<OffsetDateTime> {
    let zone = known(zone);
    // From the next day's beginning, which clocks that are put forward at midnight may show at one.
    let next = day(from, &zone)?.checked_add((days.max(0) + 1).days()).ok()?;
    let beginning = zone.to_ambiguous_timestamp(next.at(0, 0, 0, 0)).compatible().ok()?;
    OffsetDateTime::from_unix_timestamp(beginning.as_second()).ok()
}

fn day(at: OffsetDateTime, zone: &TimeZone) -> Option<Date> {
    Some(zone.to_datetime(Timestamp::from_second(at.unix_timestamp()).ok()?).date())
}

fn known(zone: &str) -> TimeZone {
    TimeZone::get(zone).unwrap_or(TimeZone::UTC)
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
        assert_eq!(end_of_day(evening, 10, "America/Santo_Domingo"), datetime!(2020-10-11 04:00 UTC));
        assert_eq!(last_second(evening, 10, "America/Santo_Domingo"), datetime!(2020-10-11 03:59:59 UTC));
        assert_eq!(last_second(evening, 10, "Nowhere/At_All"), datetime!(2020-10-11 23:59:59 UTC));
        // Put forward at midnight of 4 October 2020: that day begins at one.
        assert_eq!(
            last_second(datetime!(2020-10-03 12:00 UTC), 0, "America/Asuncion"),
            datetime!(2020-10-04 03:59:59 UTC)
        );
    }

    #[test]
    fn a_moment_reads_as_the_clocks_of_the_country_show_it() {
        let deadline = datetime!(2026-11-27 05:59:59 UTC);
        assert_eq!(told(deadline, "America/Costa_Rica"), "2026-11-26 23:59 (UTC-06:00)");
        assert_eq!(told(deadline, ""), "2026-11-27 05:59 (UTC+00:00)");
        // An hour further from Greenwich once the clocks there are put back.
        assert_eq!(told(datetime!(2021-03-28 03:30 UTC), "America/Asuncion"), "2021-03-27 23:30 (UTC-04:00)");
    }

    #[test]
    fn the_evening_in_the_country_is_the_same_day_although_greenwich_has_the_next() {
        let (evening, morning) = (datetime!(1970-01-03 02:00 UTC), datetime!(1970-01-03 12:00 UTC));
        assert_eq!((day_number(evening, "America/Santo_Domingo"), day_number(evening, "")), (1, 2));
        assert_eq!(day_number(morning, "America/Santo_Domingo"), 2);
        assert_eq!(day_number(datetime!(1969-12-31 12:00 UTC), ""), -1);
        assert_eq!(day_number(datetime!(2026-11-26 12:00 UTC), ""), 20_783);
    }

    proptest! {
        #[test]
        fn no_day_ends_before_it_has_lasted(seconds in 0..4_000_000_000_i64, days in 0..400) {
            let from = OffsetDateTime::from_unix_timestamp(seconds).expect("a moment");
            let end = last_second(from, days, "America/Asuncion");
            prop_assert!(end >= from + time::Duration::days(i64::from(days)) - time::Duration::hours(1));
            prop_assert!(end < from + time::Duration::days(i64::from(days) + 1) + time::Duration::hours(1));
        }

        #[test]
        fn a_day_has_the_same_number_until_it_ends_and_then_the_next(seconds in 0..4_000_000_000_i64) {
            let from = OffsetDateTime::from_unix_timestamp(seconds).expect("a moment");
            let (zone, number) = ("America/Asuncion", day_number(from, "America/Asuncion"));
            prop_assert_eq!(day_number(last_second(from, 0, zone), zone), number);
            prop_assert_eq!(day_number(end_of_day(from, 0, zone), zone), number + 1);
        }
    }
}
