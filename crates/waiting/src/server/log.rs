//! What the server saw: for the pictures, and for tests of what outlives its scope.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use super::plan::Visit;

/// More visits than this are counted, not kept.
const MOST_KEPT: usize = 100_000;

/// A request that the server has got: when, on which connection, and when it was done with it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Served {
    /// The station asked for.
    pub station: u64,
    /// How often it had been asked for by then, counted from 1.
    pub attempt: u32,
    /// The connection, counted from 0.
    pub connection: usize,
    /// When it came, in seconds since the server (or its log) began.
    pub begin: f64,
    /// When the server was done with it: the answer was written, or the connection ended; NaN while it lasts.
    pub end: f64,
    /// Whether whole readings were sent.
    pub answered: bool,
}

/// Shared by the server's thread and whoever holds the server.
#[derive(Debug)]
pub(crate) struct Log {
    book: Mutex<Book>,
    pub(crate) connections: AtomicUsize,
}

#[derive(Debug)]
struct Book {
    begin: Instant,
    served: Vec<Served>,
    /// Entries before this one belong to an earlier log.
    cleared: u64,
    requests: usize,
    attempts: HashMap<u64, u32>,
    in_flight: usize,
    most_in_flight: usize,
    accepted: usize,
}

/// A request under way; the log knows its end when this is dropped.
pub(crate) struct Entry<'a> {
    log: &'a Log,
    place: Option<usize>,
    cleared: u64,
    /// Whether whole readings were sent.
    pub(crate) answered: bool,
}

/// An open connection; counted until this is dropped.
pub(crate) struct Open<'a> {
    log: &'a Log,
    pub(crate) number: usize,
}

impl Log {
    pub(crate) fn new() -> Self {
        Self {
            book: Mutex::new(Book {
                begin: Instant::now(),
                served: Vec::new(),
                cleared: 0,
                requests: 0,
                attempts: HashMap::new(),
                in_flight: 0,
                most_in_flight: 0,
                accepted: 0,
            }),
            connections: AtomicUsize::new(0),
        }
    }

    fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn open(&self) -> Open<'_> {
        self.connections.fetch_add(1, Ordering::Relaxed);
        let mut book = self.book();
        book.accepted += 1;
        Open {
            log: self,
            number: book.accepted - 1,
        }
    }

    pub(crate) fn begin(&self, station: u64, connection: usize) -> (Visit, Entry<'_>) {
        let mut book = self.book();
        let count = book.attempts.entry(station).or_default();
        *count += 1;
        let attempt = *count;
        book.requests += 1;
        book.in_flight += 1;
        book.most_in_flight = book.most_in_flight.max(book.in_flight);
        let place = (book.served.len() < MOST_KEPT).then_some(book.served.len());
        if place.is_some() {
            let begin = book.begin.elapsed().as_secs_f64();
            book.served.push(Served {
                station,
                attempt,
                connection,
                begin,
                end: f64::NAN,
                answered: false,
            });
        }
        let entry = Entry {
            log: self,
            place,
            cleared: book.cleared,
            answered: false,
        };
        (Visit { station, attempt }, entry)
    }

    pub(crate) fn served(&self) -> Vec<Served> {
        self.book().served.clone()
    }

    pub(crate) fn requests(&self) -> usize {
        self.book().requests
    }

    pub(crate) fn in_flight(&self) -> (usize, usize) {
        let book = self.book();
        (book.in_flight, book.most_in_flight)
    }

    pub(crate) fn clear(&self) {
        let mut book = self.book();
        book.begin = Instant::now();
        book.cleared += 1;
        book.served.clear();
        book.attempts.clear();
        book.requests = 0;
        book.accepted = 0;
        book.most_in_flight = book.in_flight;
    }
}

impl Drop for Entry<'_> {
    fn drop(&mut self) {
        let mut book = self.log.book();
        book.in_flight -= 1;
        let now = book.begin.elapsed().as_secs_f64();
        // Unless the log was cleared in between.
        if let Some(place) = self.place
            && self.cleared == book.cleared
        {
            let served = &mut book.served[place];
            (served.end, served.answered) = (now, self.answered);
        }
    }
}

impl Drop for Open<'_> {
    fn drop(&mut self) {
        self.log.connections.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attempts_and_the_most_at_once_are_counted() {
        let log = Log::new();
        let (first, one) = log.begin(7, 0);
        let (again, two) = log.begin(7, 1);
        assert_eq!((first.attempt, again.attempt), (1, 2));
        assert_eq!(log.in_flight(), (2, 2));
        drop(one);
        let (_, three) = log.begin(8, 0);
        assert_eq!(log.in_flight(), (2, 2));
        drop((two, three));
        assert_eq!((log.in_flight(), log.requests()), ((0, 2), 3));
        assert!(log.served().iter().all(|one| one.end >= one.begin));
    }

    #[test]
    fn what_began_before_the_log_was_cleared_is_not_in_it() {
        let log = Log::new();
        let (_, old) = log.begin(1, 0);
        log.clear();
        let (_, new) = log.begin(2, 0);
        drop(old);
        assert!(log.served()[0].end.is_nan());
        drop(new);
        let served = log.served();
        assert_eq!((served.len(), served[0].station), (1, 2));
        assert_eq!(log.in_flight().0, 0);
    }
}
