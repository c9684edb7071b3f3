//! What one caller or one country has in work, and how fast it calls. An account is there as long as it is in use, and is
//! forgotten when it has been still for a while.

use std::{
    collections::HashMap,
    num::NonZeroU32,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use governor::{
    DefaultDirectRateLimiter, Quota,
    clock::{Clock, DefaultClock},
};

use super::refusals::Excess;

/// How many accounts there may be before those that are still are looked for.
const MANY: usize = 4096;

/// The longest pause that is asked of anybody. Whoever ignores pauses must not stretch those of others beyond it.
const LONGEST: Duration = Duration::from_secs(1);

/// How often something may be done in a second: after a pause, as often at once.
#[derive(Debug)]
pub(super) struct Pace {
    most: u32,
    limiter: DefaultDirectRateLimiter,
    clock: DefaultClock,
    /// When the last one who was refused may come again.
    promised: Mutex<Option<Instant>>,
}

impl Pace {
    pub fn of(most: u32) -> Self {
        let a_second = NonZeroU32::new(most).unwrap_or(NonZeroU32::MIN);
        let limiter = DefaultDirectRateLimiter::direct(Quota::per_second(a_second));
        Self { most: a_second.get(), limiter, clock: DefaultClock::default(), promised: Mutex::default() }
    }

    /// Whether it may be done once more; otherwise how long that takes.
    pub fn take(&self) -> Result<(), Excess> {
        self.limiter.check().map_err(|not_yet| {
            let room = not_yet.wait_time_from(self.clock.now());
            Excess::Rate(self.most, self.promise(room))
        })
    }

    /// The pause of whoever is refused while there is room again after `room`: one after the other, since all who came at
    /// once would come again at once, and refusing them takes longer than what they may do. Behind the longest pause they
    /// begin again in front.
    fn promise(&self, room: Duration) -> Duration {
        let now = Instant::now();
        let mut promised = self.promised.lock().unwrap_or_else(PoisonError::into_inner);
        let first = now + room;
        let behind = promised.map_or(first, |last| last + Duration::from_secs(1) / self.most);
        let again = if behind > now + LONGEST { first } else { behind.max(first) };
        *promised = Some(again);
        again - now
    }

    /// Takes `count` at once, as many as there may be in a second at most. How long to wait for that, if it is not yet.
    pub fn take_many(&self, count: usize) -> Result<(), Duration> {
        let count = u32::try_from(count).unwrap_or(u32::MAX).clamp(1, self.most);
        let count = NonZeroU32::new(count).unwrap_or(NonZeroU32::MIN);
        match self.limiter.check_n(count) {
            Ok(taken) => taken.map_err(|not_yet| not_yet.wait_time_from(self.clock.now())),
            // Not reached, since no more is asked for than there may be.
            Err(_) => Ok(()),
        }
    }

    /// Whether nothing was done for so long that forgetting it gives nobody more: all that may be done at once is there.
    fn is_still(&self) -> bool {
        // Taken from an account that is about to be forgotten.
        self.take_many(usize::MAX).is_ok()
    }
}

/// One caller's account.
pub(super) struct Account {
    in_work: AtomicUsize,
    streams: AtomicUsize,
    pace: Pace,
}

/// What every account of one kind may have.
#[derive(Clone, Copy)]
pub(super) struct Most {
    pub at_once: usize,
    pub streams: usize,
    pub rate: u32,
}

/// The accounts of one kind of caller.
pub(super) struct Accounts {
    most: Most,
    by_name: Mutex<HashMap<String, Arc<Account>>>,
}

/// One call on an account, until this is dropped.
pub(crate) struct Charge {
    account: Arc<Account>,
    streams: bool,
}

impl Drop for Charge {
    fn drop(&mut self) {
        self.account.in_work.fetch_sub(1, Ordering::AcqRel);
        if self.streams {
            self.account.streams.fetch_sub(1, Ordering::AcqRel);
        }
    }
}

impl Accounts {
    pub fn new(most: Most) -> Self {
        Self { most, by_name: Mutex::default() }
    }

    /// One more call on the account of this name.
    pub fn charge(&self, name: &str, streams: bool) -> Result<Charge, Excess> {
        let account = self.of(name);
        account.pace.take()?;
        raise(&account.in_work, self.most.at_once).map_err(Excess::AtOnce)?;
        if streams && let Err(most) = raise(&account.streams, self.most.streams) {
            account.in_work.fetch_sub(1, Ordering::AcqRel);
            return Err(Excess::Streams(most));
        }
        Ok(Charge { account, streams })
    }

    fn of(&self, name: &str) -> Arc<Account> {
        let mut by_name = self.by_name.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(account) = by_name.get(name) {
            return Arc::clone(account);
        }
        // Whoever makes up names, such as addresses, must not fill the memory with them.
        if by_name.len() >= MANY && by_name.len().is_multiple_of(MANY / 4) {
            by_name.retain(|_, account| Arc::strong_count(account) > 1 || !account.pace.is_still());
        }
        let account =
            Account { in_work: AtomicUsize::new(0), streams: AtomicUsize::new(0), pace: Pace::of(self.most.rate) };
        let account = Arc::new(account);
        by_name.insert(name.to_owned(), Arc::clone(&account));
        account
    }
}

/// One more, if there are less than `most`; otherwise `most`.
fn raise(count: &AtomicUsize, most: usize) -> Result<(), usize> {
    let raised = count.fetch_update(Ordering::AcqRel, Ordering::Acquire, |now| (now < most).then_some(now + 1));
    raised.map(drop).map_err(|_| most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_who_are_refused_together_are_asked_to_come_again_one_after_the_other() {
        let pace = Pace::of(10);
        while pace.take().is_ok() {}
        let pause = || match pace.take() {
            Err(Excess::Rate(10, pause)) => pause,
            other => panic!("not refused for its pace: {other:?}"),
        };
        let pauses: Vec<Duration> = (0..5).map(|_| pause()).collect();
        for pair in pauses.windows(2) {
            let apart = pair[1].saturating_sub(pair[0]);
            assert!(apart > Duration::from_millis(50), "{pauses:?}");
        }
        let many: Vec<Duration> = (0..1000).map(|_| pause()).collect();
        assert!(many.iter().all(|pause| *pause <= LONGEST), "{many:?}");
        let soon = many.iter().filter(|pause| **pause < LONGEST / 2).count();
        assert!((200..800).contains(&soon), "spread over the longest pause, not at its end: {soon}");
    }

    fn accounts(at_once: usize, streams: usize, rate: u32) -> Accounts {
        Accounts::new(Most { at_once, streams, rate })
    }

    fn excess(charged: Result<Charge, Excess>) -> Excess {
        charged.err().expect("a refusal")
    }

    #[test]
    fn a_caller_has_so_many_calls_at_once_and_another_has_their_own() {
        let accounts = accounts(2, 2, 1000);
        let first = accounts.charge("ana", false).expect("one");
        let _second = accounts.charge("ana", false).expect("two");
        assert_eq!(excess(accounts.charge("ana", false)), Excess::AtOnce(2));
        assert!(accounts.charge("luis", false).is_ok());
        drop(first);
        assert!(accounts.charge("ana", false).is_ok());
    }

    #[test]
    fn what_is_refused_for_its_stream_is_no_call_in_work() {
        let accounts = accounts(2, 1, 1000);
        let _stream = accounts.charge("ana", true).expect("a stream");
        for _ in 0..10 {
            assert_eq!(excess(accounts.charge("ana", true)), Excess::Streams(1));
        }
        assert!(accounts.charge("ana", false).is_ok());
    }

    #[test]
    fn whoever_calls_too_fast_is_told_when_to_call_again() {
        let accounts = accounts(10, 10, 2);
        let charges: Vec<_> = (0..3).map(|_| accounts.charge("ana", false)).collect();
        let Err(Excess::Rate(2, pause)) = &charges[2] else { panic!("the third is too much") };
        assert!(*pause > Duration::ZERO && *pause <= Duration::from_millis(500), "{pause:?}");
    }

    #[test]
    fn still_accounts_are_forgotten_and_those_in_use_are_not() {
        let accounts = accounts(1, 1, 1_000_000);
        let _open = accounts.charge("ana", false).expect("open");
        for number in 0..MANY * 2 {
            drop(accounts.charge(&format!("192.0.2.{number}"), false));
        }
        assert!(accounts.by_name.lock().expect("whole").len() <= MANY + MANY / 4);
        assert_eq!(excess(accounts.charge("ana", false)), Excess::AtOnce(1));
    }

    #[test]
    fn many_are_taken_together_or_not_yet() {
        let pace = Pace::of(100);
        assert!(pace.take_many(100).is_ok());
        let pause = pace.take_many(50).expect_err("not yet");
        assert!(pause > Duration::ZERO && pause <= Duration::from_millis(500), "{pause:?}");
        assert!(Pace::of(10).take_many(1_000_000).is_ok(), "more than there may be is as much as there may be");
    }
}
