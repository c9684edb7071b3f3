//! The line before one pool.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use tokio::sync::oneshot;

/// A country is there for so long after its last call: whoever comes and goes would find everything taken otherwise.
const THERE: Duration = Duration::from_secs(2);

/// Who waits for a connection of one pool, by country.
#[derive(Clone, Debug)]
pub(super) struct Line(Arc<Mutex<Queue>>);

#[derive(Debug)]
struct Queue {
    free: usize,
    /// How many a country may have while others are there.
    share: usize,
    /// How many of a country may be served and wait.
    most: usize,
    served: u64,
    countries: HashMap<String, Country>,
}

#[derive(Debug)]
struct Country {
    held: usize,
    waiting: VecDeque<oneshot::Sender<Turn>>,
    /// The number of its last turn.
    last: u64,
    seen: Instant,
}

/// Where a call stands that joined the line.
pub(super) enum Place {
    /// It is its turn.
    First(Turn),
    /// Its turn will come.
    Waiting(oneshot::Receiver<Turn>),
}

/// More of this country are in line than may be.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Full;

/// A connection is free for whoever has this, until it is dropped.
#[derive(Debug)]
pub(crate) struct Turn {
    line: Option<Line>,
    country: String,
}

impl Drop for Turn {
    fn drop(&mut self) {
        if let Some(line) = self.line.take() {
            line.give_back(&self.country);
        }
    }
}

impl Line {
    /// The line before `size` connections.
    pub fn new(size: usize, share: usize, most: usize) -> Self {
        let queue = Queue { free: size, share, most, served: 0, countries: HashMap::new() };
        Self(Arc::new(Mutex::new(queue)))
    }

    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Joins the line of a country.
    pub fn join(&self, country: &str) -> Result<Place, Full> {
        let now = Instant::now();
        let mut queue = self.queue();
        queue.comes(country, now)?;
        if queue.free > 0 && queue.may_have_more(country, now) && queue.nobody_waits(country) {
            queue.takes(country);
            return Ok(Place::First(self.turn(country)));
        }
        let (tell, come) = oneshot::channel();
        if let Some(country) = queue.countries.get_mut(country) {
            country.waiting.push_back(tell);
        }
        Ok(Place::Waiting(come))
    }

    fn turn(&self, country: &str) -> Turn {
        Turn { line: Some(self.clone()), country: country.to_owned() }
    }

    fn give_back(&self, country: &str) {
        let now = Instant::now();
        let mut queue = self.queue();
        queue.free += 1;
        if let Some(country) = queue.countries.get_mut(country) {
            country.held -= 1;
        }
        while let Some((country, tell)) = queue.next(now) {
            match tell.send(self.turn(&country)) {
                Ok(()) => queue.takes(&country),
                // It waits no longer. Its turn never began, and must not end while the line is held.
                Err(mut turn) => drop(turn.line.take()),
            }
        }
    }
}

impl Queue {
    fn comes(&mut self, country: &str, now: Instant) -> Result<(), Full> {
        let most = self.most;
        let Some(known) = self.countries.get_mut(country) else {
            let new = Country { held: 0, waiting: VecDeque::new(), last: 0, seen: now };
            self.countries.insert(country.to_owned(), new);
            return Ok(());
        };
        known.seen = now;
        if known.held + known.waiting.len() >= most {
            // Those who gave up do not count.
            known.waiting.retain(|tell| !tell.is_closed());
        }
        if known.held + known.waiting.len() >= most { Err(Full) } else { Ok(()) }
    }

    fn nobody_waits(&self, country: &str) -> bool {
        self.countries.get(country).is_none_or(|known| known.waiting.is_empty())
    }

    fn may_have_more(&self, country: &str, now: Instant) -> bool {
        let held = self.countries.get(country).map_or(0, |known| known.held);
        held < self.share || self.countries.iter().all(|(code, other)| code == country || !other.is_there(now))
    }

    fn takes(&mut self, country: &str) {
        self.free -= 1;
        self.served += 1;
        if let Some(known) = self.countries.get_mut(country) {
            known.held += 1;
            known.last = self.served;
        }
    }

    /// Whose turn is next, if there is a connection for anybody: of the countries that may have more, the one that has
    /// least, and among those the one that waited longest.
    fn next(&mut self, now: Instant) -> Option<(String, oneshot::Sender<Turn>)> {
        if self.free == 0 {
            return None;
        }
        let waiting = self.countries.iter().filter(|(_, known)| !known.waiting.is_empty());
        let may = waiting.filter(|(code, _)| self.may_have_more(code, now));
        let code = may.min_by_key(|(_, known)| (known.held, known.last)).map(|(code, _)| code.clone())?;
        let tell = self.countries.get_mut(&code)?.waiting.pop_front()?;
        Some((code, tell))
    }
}

impl Country {
    fn is_there(&self, now: Instant) -> bool {
        self.held > 0 || !self.waiting.is_empty() || now.saturating_duration_since(self.seen) < THERE
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(line: &Line, country: &str) -> Turn {
        match line.join(country).expect("room") {
            Place::First(turn) => turn,
            Place::Waiting(_) => panic!("{country} has to wait"),
        }
    }

    fn waits(line: &Line, country: &str) -> oneshot::Receiver<Turn> {
        match line.join(country).expect("room") {
            Place::First(_) => panic!("{country} need not wait"),
            Place::Waiting(come) => come,
        }
    }

    #[test]
    fn a_country_that_is_alone_has_everything() {
        let line = Line::new(4, 2, 100);
        let turns: Vec<Turn> = (0..4).map(|_| first(&line, "do")).collect();
        let mut next = waits(&line, "do");
        drop(turns);
        assert!(next.try_recv().is_ok());
    }

    #[test]
    fn beside_others_it_has_its_share_and_the_others_find_room() {
        let line = Line::new(4, 2, 100);
        drop(first(&line, "cr"));
        let flood: Vec<Turn> = (0..2).map(|_| first(&line, "do")).collect();
        let mut more: Vec<_> = (0..10).map(|_| waits(&line, "do")).collect();
        let _quiet = (first(&line, "cr"), first(&line, "cr"));
        drop(flood);
        let served = more.iter_mut().filter_map(|come| come.try_recv().ok()).collect::<Vec<_>>();
        assert_eq!(served.len(), 2, "again its share, in the order in which they came");
        assert!(more[0].try_recv().is_err() && more[9].try_recv().is_err());
    }

    #[test]
    fn whoever_has_least_is_served_before_whoever_came_first() {
        let line = Line::new(2, 2, 100);
        let (one, two) = (first(&line, "do"), first(&line, "do"));
        let mut flood: Vec<_> = (0..10).map(|_| waits(&line, "do")).collect();
        let mut quiet = waits(&line, "cr");
        drop(one);
        let _quiet = quiet.try_recv().expect("the quiet country's turn");
        assert!(flood[0].try_recv().is_err());
        drop(two);
        assert!(flood[0].try_recv().is_ok());
    }

    #[test]
    fn who_waits_is_bounded_for_each_country_alone() {
        let line = Line::new(1, 1, 3);
        let _turn = first(&line, "do");
        let given_up = waits(&line, "do");
        let _waits = waits(&line, "do");
        assert_eq!(line.join("do").err(), Some(Full));
        assert!(line.join("cr").is_ok());
        drop(given_up);
        assert!(line.join("do").is_ok(), "who gave up does not count");
    }

    #[test]
    fn a_turn_that_nobody_waits_for_any_more_goes_to_the_next() {
        let line = Line::new(1, 1, 100);
        let turn = first(&line, "do");
        drop(waits(&line, "do"));
        let mut next = waits(&line, "do");
        drop(turn);
        let turn = next.try_recv().expect("the next one's turn");
        // And one that was given, and not taken.
        let given = waits(&line, "do");
        let mut last = waits(&line, "do");
        drop(turn);
        drop(given);
        assert!(last.try_recv().is_ok());
    }
}
