//! Deliveries: notifications on their way out. The rules of trying again; pure.

pub mod post;
pub mod send;

use std::time::Duration;

use platform::config::Mail;

/// How an attempt ended in vain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Miss {
    /// It may go better later.
    ForNow(&'static str),
    /// It will never go better: an address that is none, or one that the mail server refuses.
    ForGood(&'static str),
}

impl Miss {
    /// Why, for the log: without what the mail server said, since that names the recipient.
    pub fn why(self) -> &'static str {
        match self {
            Miss::ForNow(why) | Miss::ForGood(why) => why,
        }
    }

    /// Whether the attempt with this number was the last one.
    pub fn is_last(self, attempts: i32, mail: &Mail) -> bool {
        matches!(self, Miss::ForGood(_)) || u32::try_from(attempts).unwrap_or_default() >= mail.attempts
    }
}

/// The pause after the attempt with this number: doubled each time, up to the longest.
pub fn pause(attempts: i32, mail: &Mail) -> Duration {
    let doublings = u32::try_from(attempts.saturating_sub(1)).unwrap_or_default().min(30);
    let seconds = mail.retry_first_seconds.saturating_mul(1 << doublings);
    Duration::from_secs(seconds.min(mail.retry_longest_seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mail() -> Mail {
        Mail {
            url: "kept".into(),
            url_file: Default::default(),
            from: "no-reply@localhost".into(),
            attempts: 3,
            retry_first_seconds: 30,
            retry_longest_seconds: 100,
            timeout_seconds: 5,
        }
    }

    #[test]
    fn pauses_grow_up_to_the_longest() {
        let pauses = [1, 2, 3, 40, i32::MAX].map(|attempts| pause(attempts, &mail()).as_secs());
        assert_eq!(pauses, [30, 60, 100, 100, 100]);
    }

    #[test]
    fn the_last_attempt_is_the_last_one_allowed_or_one_that_cannot_go_better() {
        assert!(!Miss::ForNow("timeout").is_last(2, &mail()));
        assert!(Miss::ForNow("timeout").is_last(3, &mail()));
        assert!(Miss::ForGood("refused").is_last(1, &mail()));
    }
}
