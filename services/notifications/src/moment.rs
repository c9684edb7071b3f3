//! Points in time, as rows and as messages have them.

use time::OffsetDateTime;

/// Now, to the microsecond: PostgreSQL keeps no more, and the first answer has to be the one that is read later.
pub fn now() -> OffsetDateTime {
    let now = OffsetDateTime::now_utc();
    now.replace_nanosecond(now.microsecond() * 1_000).unwrap_or(now)
}

/// A point in time as a message has it.
pub fn timestamp(at: OffsetDateTime) -> prost_types::Timestamp {
    let nanos = i32::try_from(at.nanosecond()).unwrap_or_default();
    prost_types::Timestamp { seconds: at.unix_timestamp(), nanos }
}

/// A point in time in milliseconds since 1970.
pub fn milliseconds(at: OffsetDateTime) -> i64 {
    i64::try_from(at.unix_timestamp_nanos() / 1_000_000).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn now_has_whole_microseconds() {
        let now = now();
        assert_eq!(now.nanosecond() % 1_000, 0);
        assert_eq!(timestamp(now).seconds, now.unix_timestamp());
    }
}
