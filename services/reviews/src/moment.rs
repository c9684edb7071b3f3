//! Moments: as precise as both databases keep them, so that what is answered now equals what is read later.

use time::OffsetDateTime;

/// This moment, to the microsecond.
pub fn now() -> OffsetDateTime {
    let now = OffsetDateTime::now_utc();
    now.replace_microsecond(now.microsecond()).unwrap_or(now)
}

/// Today in UTC, ISO 8601: the form in which agreements tell their days.
pub fn today() -> String {
    let date = OffsetDateTime::now_utc().date();
    format!("{:04}-{:02}-{:02}", date.year(), u8::from(date.month()), date.day())
}

/// A moment as the contract tells it.
pub fn timestamp(moment: OffsetDateTime) -> prost_types::Timestamp {
    let nanos = i32::try_from(moment.nanosecond()).unwrap_or_default();
    prost_types::Timestamp { seconds: moment.unix_timestamp(), nanos }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_has_no_more_than_microseconds() {
        assert_eq!(now().nanosecond() % 1000, 0);
        assert_eq!(timestamp(OffsetDateTime::UNIX_EPOCH), prost_types::Timestamp { seconds: 0, nanos: 0 });
        assert_eq!(today().len(), 10);
    }
}
