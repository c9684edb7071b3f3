//! The calendar of a country: moments by its own clocks, and how far it may differ from the network's.

use jiff::{Timestamp, civil::DateTime, tz::TimeZone};
use platform::{clocks::end_of_day, moment};
use proto::registrations::v1::{Calendar, Latitude};

/// The beginning and the end of a country's calendar in milliseconds since 1970, where it has them of its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Local {
    /// The first moment at which it takes registrations.
    pub opens: Option<i64>,
    /// The moment from which it takes none.
    pub closes: Option<i64>,
}

impl Local {
    /// The calendar that is in force in the country. It opens no earlier than the network, and closes later only by as
    /// many days of its time zone as it may.
    pub fn within(self, network: &Calendar, latitude: &Latitude, time_zone: &str) -> Calendar {
        let end = |moment: &Option<prost_types::Timestamp>| moment.as_ref().map(moment::milliseconds_of);
        let (Some(opens), Some(closes)) = (end(&network.opens), end(&network.closes)) else { return *network };
        if !latitude.calendar {
            return *network;
        }
        let latest = latest(closes, latitude, time_zone);
        Calendar {
            opens: Some(moment::from_milliseconds(self.opens.unwrap_or(opens).max(opens))),
            closes: Some(moment::from_milliseconds(self.closes.unwrap_or(closes).min(latest))),
        }
    }
}

/// The last end that a country may set, beside that of the network: the end of the day by its own clocks that is so many
/// days after the last one on which the network takes registrations.
pub fn latest(closes: i64, latitude: &Latitude, time_zone: &str) -> i64 {
    if latitude.extension_days <= 0 {
        return closes;
    }
    // Who closes at midnight takes none on the day that begins then.
    let last = moment::read(&moment::from_milliseconds(closes.saturating_sub(1)));
    let end = last.map(|last| end_of_day(last, latitude.extension_days, time_zone));
    end.map_or(closes, moment::milliseconds).max(closes)
}

/// The time zone of this name in the IANA database.
pub fn zone(name: &str) -> Option<TimeZone> {
    TimeZone::get(name).ok()
}

/// The moment at which the clocks of a time zone show this, `2020-09-15T00:00`. Where they are put forward over it, the
/// moment at which they are; where they show it twice, the first time.
pub fn instant(local: &str, zone: &TimeZone) -> Option<i64> {
    let local: DateTime = local.parse().ok()?;
    zone.to_ambiguous_timestamp(local).compatible().ok().map(Timestamp::as_millisecond)
}

/// What the clocks of a time zone show at this moment; empty where there is no such zone, or no such moment.
pub fn clocks(at: &prost_types::Timestamp, zone_name: &str) -> String {
    let moment = Timestamp::from_millisecond(moment::milliseconds_of(at)).ok();
    let shown = moment.zip(zone(zone_name)).map(|(moment, zone)| zone.to_datetime(moment));
    shown.map(|shown| shown.strftime("%Y-%m-%dT%H:%M").to_string()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = 3_600_000;
    const DAY: i64 = 24 * HOUR;

    fn network() -> Calendar {
        Calendar { opens: Some(moment::from_milliseconds(10 * DAY)), closes: Some(moment::from_milliseconds(20 * DAY)) }
    }

    fn within(opens: Option<i64>, closes: Option<i64>, latitude: Latitude) -> (i64, i64) {
        let calendar = Local { opens, closes }.within(&network(), &latitude, "UTC");
        let end =
            |moment: Option<prost_types::Timestamp>| moment.as_ref().map(moment::milliseconds_of).expect("an end");
        (end(calendar.opens), end(calendar.closes))
    }

    #[test]
    fn a_country_opens_no_earlier_and_closes_no_later_than_it_may() {
        let latitude = Latitude { calendar: true, extension_days: 3, ..Latitude::default() };
        assert_eq!(within(None, None, latitude), (10 * DAY, 20 * DAY));
        assert_eq!(within(Some(11 * DAY), Some(19 * DAY), latitude), (11 * DAY, 19 * DAY));
        assert_eq!(within(Some(9 * DAY), Some(30 * DAY), latitude), (10 * DAY, 23 * DAY));
        let none = Latitude { extension_days: 3, ..Latitude::default() };
        assert_eq!(within(Some(11 * DAY), Some(22 * DAY), none), (10 * DAY, 20 * DAY));
    }

    /// The last end as the clocks of a zone show it, where the network closes then by Greenwich.
    fn latest_shown(closes: &str, extension_days: i32, time_zone: &str) -> String {
        let closes = instant(closes, &TimeZone::UTC).expect("a moment");
        let latest = latest(closes, &Latitude { extension_days, ..Latitude::default() }, time_zone);
        clocks(&moment::from_milliseconds(latest), time_zone)
    }

    #[test]
    fn days_more_are_whole_days_by_the_clocks_of_the_country() {
        let last = |closes, days| latest_shown(closes, days, "America/Santo_Domingo");
        // Midnight in Greenwich is still the evening before, and midnight there begins a day that is not asked for.
        assert_eq!(last("2020-10-01T00:00", 1), "2020-10-02T00:00");
        assert_eq!(last("2020-10-01T04:00", 1), "2020-10-02T00:00");
        assert_eq!(last("2020-10-01T04:01", 1), "2020-10-03T00:00");
        assert_eq!(last("2020-10-01T00:00", 0), "2020-09-30T20:00", "no day more is none");
        // Put back at midnight of 28 March 2021, so that the 27th has 25 hours, and forward at that of 4 October 2020.
        assert_eq!(latest_shown("2021-03-27T00:00", 1, "America/Asuncion"), "2021-03-28T00:00");
        assert_eq!(latest_shown("2020-10-03T00:00", 1, "America/Asuncion"), "2020-10-04T01:00");
    }

    #[test]
    fn moments_are_by_the_clocks_of_the_country() {
        let zone = zone("America/Santo_Domingo").expect("a zone");
        let instant = instant("2020-09-15T00:00", &zone).expect("a moment");
        // Four hours behind Greenwich all year.
        assert_eq!(instant % DAY, 4 * HOUR);
        assert_eq!(clocks(&moment::from_milliseconds(instant), "America/Santo_Domingo"), "2020-09-15T00:00");
        assert_eq!(clocks(&moment::from_milliseconds(instant), "Europe/Madrid"), "2020-09-15T06:00");
        assert_eq!(clocks(&moment::from_milliseconds(instant), "Nowhere/At_All"), "");
    }

    #[test]
    fn a_time_that_clocks_leave_out_is_the_moment_behind_it_and_one_they_show_twice_the_first() {
        let zone = zone("America/Asuncion").expect("a zone");
        // Put forward at midnight of 4 October 2020, and back at midnight of 28 March 2021.
        let skipped = instant("2020-10-04T00:30", &zone).expect("a moment");
        assert_eq!(clocks(&moment::from_milliseconds(skipped), "America/Asuncion"), "2020-10-04T01:30");
        let twice = instant("2021-03-27T23:30", &zone).expect("a moment");
        assert_eq!(clocks(&moment::from_milliseconds(twice + HOUR), "America/Asuncion"), "2021-03-27T23:30");
    }

    #[test]
    fn what_is_no_day_is_no_moment() {
        let zone = zone("America/Bogota").expect("a zone");
        for wrong in ["2021-02-29T00:00", "2021-13-01T00:00", "2021-01-01T25:00", "", "0000-00-00T00:00"] {
            assert_eq!(instant(wrong, &zone), None, "{wrong}");
        }
    }
}
