//! Weeks by ISO 8601, as the clocks of each country show them.

use std::collections::{BTreeMap, HashMap};

use jiff::{Timestamp, tz::TimeZone};

/// Registrations of one country that were submitted within the same quarter of an hour.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quarter {
    /// The code of the country.
    pub country: String,
    /// The number of the quarter since 1970.
    pub number: i64,
    /// How many.
    pub found: u64,
}

/// How many were submitted in each week, the first week first. No week begins or ends within a quarter of an hour.
pub fn weeks(quarters: &[Quarter], zones: &HashMap<String, TimeZone>) -> BTreeMap<String, u64> {
    let mut weeks = BTreeMap::new();
    for quarter in quarters {
        let Some(week) = week(quarter.number, zones.get(&quarter.country).unwrap_or(&TimeZone::UTC)) else { continue };
        *weeks.entry(week).or_default() += quarter.found;
    }
    weeks
}

/// The week, `2020-W38`; nothing where it is out of all calendars.
fn week(quarter: i64, zone: &TimeZone) -> Option<String> {
    let moment = Timestamp::from_second(quarter.checked_mul(900)?).ok()?;
    let week = zone.to_datetime(moment).date().iso_week_date();
    Some(format!("{:04}-W{:02}", week.year(), week.week()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quarter(country: &str, moment: &str) -> Quarter {
        let moment: Timestamp = moment.parse().expect("a moment");
        Quarter { country: country.into(), number: moment.as_second().div_euclid(900), found: 1 }
    }

    #[test]
    fn a_week_begins_when_the_clocks_of_the_country_say_so() {
        let zone = |name: &str| TimeZone::get(name).expect("a zone");
        let zones = HashMap::from([
            ("do".to_owned(), zone("America/Santo_Domingo")),
            ("mx".to_owned(), zone("America/Mexico_City")),
        ]);
        let quarters = [
            // Sunday, 23:59 in Santo Domingo, four hours behind; and the first minute of Monday.
            quarter("do", "2020-09-21T03:59:00Z"),
            quarter("do", "2020-09-21T04:00:00Z"),
            // The same moment is still Sunday in Mexico, which was five hours behind in summer.
            quarter("mx", "2020-09-21T04:00:00Z"),
            // The first days of 2021 are of the last week of 2020; nothing is known of this country's clocks.
            quarter("xx", "2021-01-03T23:59:00Z"),
        ];
        let weeks: Vec<(String, u64)> = weeks(&quarters, &zones).into_iter().collect();
        let week = |name: &str, found| (name.to_owned(), found);
        assert_eq!(weeks, [week("2020-W38", 2), week("2020-W39", 1), week("2020-W53", 1)]);
    }
}
