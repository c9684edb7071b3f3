//! Moments as rows and messages hold them.

use prost_types::Timestamp;
use time::OffsetDateTime;

/// The present moment in whole milliseconds: databases keep fewer digits than the clock has, and an answer has to say
/// what a later reading will say.
pub fn now() -> OffsetDateTime {
    let now = OffsetDateTime::now_utc();
    now.replace_millisecond(now.millisecond()).unwrap_or(now)
}

/// A moment as messages hold it.
pub fn timestamp(moment: OffsetDateTime) -> Timestamp {
    Timestamp { seconds: moment.unix_timestamp(), nanos: i32::try_from(moment.nanosecond()).unwrap_or_default() }
}

/// Milliseconds since 1970 of a moment in a message.
pub fn milliseconds(moment: &Timestamp) -> i64 {
    moment.seconds.saturating_mul(1000).saturating_add(i64::from(moment.nanos) / 1_000_000)
}

/// A moment in a message from milliseconds since 1970.
pub fn from_milliseconds(milliseconds: i64) -> Timestamp {
    let nanos = i32::try_from(milliseconds.rem_euclid(1000) * 1_000_000).unwrap_or_default();
    Timestamp { seconds: milliseconds.div_euclid(1000), nanos }
}

/// Milliseconds since 1970 of the present moment.
pub fn now_milliseconds() -> i64 {
    milliseconds(&timestamp(now()))
}
