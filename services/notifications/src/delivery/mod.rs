//! Deliveries: notifications on their way out. The rules of trying again; pure.

pub mod answers;
pub mod post;
pub mod send;

use std::time::Duration;

use platform::config::Mail;

use crate::notification::rows::Model;

/// How long a letter waits for a mail server that takes nothing from us.
const SERVER_MAY_BE_AWAY: Duration = Duration::from_secs(24 * 3600);

/// How an attempt ended in vain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Miss {
    /// It may go better later; uses up an attempt.
    ForNow(&'static str),
    /// It will never go better: an address that is none, or one that the mail server refuses.
    ForGood(&'static str),
    /// The mail server is away, or takes nothing from us: no fault of the letter, and mended by whoever runs either.
    Server(&'static str),
}

impl Miss {
    /// Why, for the log: without what the mail server said, since that names the recipient.
    pub fn why(self) -> &'static str {
        match self {
            Miss::ForNow(why) | Miss::ForGood(why) | Miss::Server(why) => why,
        }
    }
}

/// What becomes of a letter whose attempt was in vain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// It is tried again after this pause.
    After(Duration),
    /// It is given up.
    Never,
}

/// Counts a miss on its letter, and says what comes next. `now` is in milliseconds since 1970.
pub fn count(row: &mut Model, miss: Miss, mail: &Mail, now: i64) -> Next {
    match miss {
        Miss::ForGood(_) => Next::Never,
        Miss::ForNow(_) => {
            row.misses = row.misses.saturating_add(1);
            row.server_away_since = None;
            match u32::try_from(row.misses).unwrap_or(u32::MAX) >= mail.attempts {
                true => Next::Never,
                false => Next::After(doubled(row.misses, mail)),
            }
        }
        Miss::Server(_) => {
            let since = *row.server_away_since.get_or_insert(now);
            let away = Duration::from_millis(u64::try_from(now.saturating_sub(since)).unwrap_or_default());
            match away >= SERVER_MAY_BE_AWAY {
                true => Next::Never,
                false => Next::After(as_long_again(away, mail)),
            }
        }
    }
}

/// The pause after so many misses: doubled each time, up to the longest.
fn doubled(misses: i32, mail: &Mail) -> Duration {
    let doublings = u32::try_from(misses.saturating_sub(1)).unwrap_or_default().min(30);
    let seconds = mail.retry_first_seconds.saturating_mul(1 << doublings);
    Duration::from_secs(seconds.min(mail.retry_longest_seconds))
}

/// The pause while a server is away: as long as it has been, which doubles each time as well.
fn as_long_again(away: Duration, mail: &Mail) -> Duration {
    let (first, longest) = (mail.retry_first_seconds, mail.retry_longest_seconds);
    away.clamp(Duration::from_secs(first), Duration::from_secs(longest.max(first)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::notification::{
        Audience, State,
        rows::{Model, Way},
    };

    const FOR_NOW: Miss = Miss::ForNow("put off");
    const SERVER: Miss = Miss::Server("away");
    const HOUR: i64 = 3_600_000;

    fn mail() -> Mail {
        Mail {
            url: "kept".into(),
            url_file: Default::default(),
            from: "no-reply@localhost".into(),
            invitation_page: String::new(),
            attempts: 3,
            retry_first_seconds: 30,
            retry_longest_seconds: 100,
            timeout_seconds: 5,
        }
    }

    fn row() -> Model {
        let now = time::OffsetDateTime::UNIX_EPOCH;
        Model {
            country: "do".into(),
            id: uuid::Uuid::nil(),
            version: 1,
            created_at: now,
            updated_at: now,
            sent_at: None,
            next_attempt_at: 0,
            fact: String::new(),
            template: String::new(),
            about: String::new(),
            registration: String::new(),
            audience: Audience::Office,
            channel: Way::Email,
            language: "es".into(),
            recipient: "office@example.org".into(),
            subject: String::new(),
            body: String::new(),
            state: State::Pending,
            attempts: 0,
            misses: 0,
            server_away_since: None,
            blocked: false,
            traceparent: None,
        }
    }

    fn after(seconds: u64) -> Next {
        Next::After(Duration::from_secs(seconds))
    }

    #[test]
    fn pauses_grow_up_to_the_longest() {
        let pauses = [1, 2, 3, 40, i32::MAX].map(|misses| doubled(misses, &mail()).as_secs());
        assert_eq!(pauses, [30, 60, 100, 100, 100]);
        let pauses = [0, 31, 62, 3600].map(|away| as_long_again(Duration::from_secs(away), &mail()).as_secs());
        assert_eq!(pauses, [30, 31, 62, 100]);
    }

    #[test]
    fn a_letter_that_is_put_off_is_given_up_after_the_last_attempt_allowed_and_one_that_is_refused_at_once() {
        let mut row = row();
        assert_eq!(count(&mut row, FOR_NOW, &mail(), 0), after(30));
        assert_eq!(count(&mut row, FOR_NOW, &mail(), 0), after(60));
        assert_eq!(count(&mut row, FOR_NOW, &mail(), 0), Next::Never);
        assert_eq!(count(&mut row, Miss::ForGood("refused"), &mail(), 0), Next::Never);
    }

    #[test]
    fn a_server_that_is_away_uses_up_no_attempts_and_is_waited_for_a_day() {
        let mut row = row();
        for hour in 0..24 {
            assert!(matches!(count(&mut row, SERVER, &mail(), hour * HOUR), Next::After(_)), "{hour}");
        }
        assert_eq!(row.misses, 0);
        assert_eq!(count(&mut row, SERVER, &mail(), 24 * HOUR), Next::Never);
    }

    #[test]
    fn the_day_begins_anew_once_the_server_has_looked_at_a_letter() {
        let mut row = row();
        count(&mut row, SERVER, &mail(), 0);
        count(&mut row, FOR_NOW, &mail(), 23 * HOUR);
        assert_eq!(count(&mut row, SERVER, &mail(), 25 * HOUR), after(30));
    }
}
