//! Until when a review is awaited: as many days as the stage of the plan gives, to the end of the last one by the clocks of
//! the country.

use platform::clocks;
use time::{Duration, OffsetDateTime};

use super::rows::Model;
use crate::{case::stage, edition::plan::Plan};

/// How long before the end the reviewer is reminded, at the most: not before half of the time is over.
const REMINDED: Duration = Duration::days(2);

/// The row with its term, by the plan of its case and the clocks of its country.
pub fn with_term(plan: &Plan, time_zone: &str, row: Model) -> Model {
    let days = stage::of_plan(plan, &row.stage).review_days;
    let due = clocks::last_second(row.created_at, days, time_zone);
    Model { due_at: Some(due), remind_at: Some(reminder(row.created_at, due)), ..row }
}

/// When the reviewer is reminded of what ends then.
fn reminder(made: OffsetDateTime, end: OffsetDateTime) -> OffsetDateTime {
    end - REMINDED.min((end - made) / 2)
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    #[test]
    fn the_reminder_comes_two_days_before_the_end_or_at_half_of_a_short_time() {
        let made = datetime!(2020-10-01 00:00 UTC);
        assert_eq!(reminder(made, made + Duration::days(10)), made + Duration::days(8));
        assert_eq!(reminder(made, made + Duration::hours(2)), made + Duration::hours(1));
    }
}
