//! Points in time as rows and messages hold them, so that what is answered now equals what is read later.

use prost_types::Timestamp;
use time::OffsetDateTime;

/// This moment, to the microsecond: databases keep no more.
pub fn now() -> OffsetDateTime {
    let now = OffsetDateTime::now_utc();
    now.replace_microsecond(now.microsecond()).unwrap_or(now)
}

/// Today in UTC, ISO 8601: the form in which agreements tell their days.
pub fn today() -> String {
    OffsetDateTime::now_utc().date().to_string()
}

/// A moment as messages hold it.
pub fn timestamp(at: OffsetDateTime) -> Timestamp {
    Timestamp { seconds: at.unix_timestamp(), nanos: i32::try_from(at.nanosecond()).unwrap_or_default() }
}

/// The moment in a message, to the microsecond; none where it is out of all calendars.
pub fn read(at: &Timestamp) -> Option<OffsetDateTime> {
    let nanoseconds = i128::from(at.seconds) * 1_000_000_000 + i128::from(at.nanos / 1000 * 1000);
    OffsetDateTime::from_unix_timestamp_nanos(nanoseconds).ok()
}

/// The moment so many seconds after 1970; the last of all where there is none so late.
pub fn from_seconds(seconds: i64) -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp(seconds).unwrap_or(time::PrimitiveDateTime::MAX.assume_utc())
}

/// This moment, in milliseconds since 1970.
pub fn now_milliseconds() -> i64 {
    milliseconds(now())
}

/// Milliseconds since 1970 of a moment.
pub fn milliseconds(at: OffsetDateTime) -> i64 {
    milliseconds_of(&timestamp(at))
}

/// Milliseconds since 1970 of a moment in a message.
pub fn milliseconds_of(at: &Timestamp) -> i64 {
    at.seconds.saturating_mul(1000).saturating_add(i64::from(at.nanos) / 1_000_000)
}

/// A moment in a message, from milliseconds since 1970.
pub fn from_milliseconds(milliseconds: i64) -> Timestamp {
    let nanos = i32::try_from(milliseconds.rem_euclid(1000) * 1_000_000).unwrap_or_default();
    Timestamp { seconds: milliseconds.div_euclid(1000), nanos }
}

/// The least id that an event or an entry made at this moment can have (UUID version 7, RFC 9562).
pub(crate) fn first_id_at(milliseconds: i64) -> uuid::Uuid {
    let milliseconds = u64::try_from(milliseconds).unwrap_or_default();
    uuid::Builder::from_unix_timestamp_millis(milliseconds, &[0; 10]).into_uuid()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_has_no_more_than_microseconds() {
        let now = now();
        assert_eq!(now.nanosecond() % 1000, 0);
        assert_eq!(timestamp(now).seconds, now.unix_timestamp());
        assert_eq!(today().len(), 10);
    }

    #[test]
    fn a_moment_is_read_back_and_what_is_none_is_not() {
        let now = now();
        assert_eq!(read(&timestamp(now)), Some(now));
        assert_eq!(read(&Timestamp { seconds: i64::MAX, nanos: 0 }), None);
    }

    #[test]
    fn milliseconds_count_from_1970_in_both_directions() {
        let at = OffsetDateTime::UNIX_EPOCH;
        assert_eq!(milliseconds(at + time::Duration::microseconds(1_500_999)), 1_500);
        assert_eq!(milliseconds(at - time::Duration::milliseconds(1)), -1);
    }

    proptest::proptest! {
        #[test]
        fn milliseconds_come_back_from_a_message(milliseconds: i64) {
            proptest::prop_assert_eq!(milliseconds_of(&from_milliseconds(milliseconds)), milliseconds);
        }
    }
}
