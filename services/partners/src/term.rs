//! When what an office opens for a time ends by itself.

use platform::moment;
use time::{Duration, OffsetDateTime};

/// How long something of a kind lasts.
pub struct Term {
    /// Where nothing is said.
    pub usual: Duration,
    /// At most.
    pub longest: Duration,
}

impl Term {
    /// The end that is wanted, or the usual one. Nothing where that is over, or too far away.
    pub fn end(&self, wanted: Option<&prost_types::Timestamp>, now: OffsetDateTime) -> Option<OffsetDateTime> {
        let Some(wanted) = wanted else { return Some(now + self.usual) };
        moment::read(wanted).filter(|end| *end > now && *end <= now + self.longest)
    }
}
