//! A job under way: what has come from which rank, and when it is over.

use std::collections::BTreeMap;
use std::sync::mpsc::RecvTimeoutError;
use std::time::{Duration, Instant};

use super::error::{Ending, Failure, RankFailure, RunError};
use super::output::Piece;
use super::ranks::{self, Event, Ranks};
use super::run::Limits;
use super::stuck::Watch;
use crate::raw::{Reader, Stop};
use crate::record;
use crate::wire::{Order, Report, Why};

/// Output of shorter jobs is shown when they end, rank by rank; of longer ones as it comes.
const LIVE: Duration = Duration::from_secs(1);
/// How often ranks are asked what they do, once they take long.
const ASK: Duration = Duration::from_millis(500);
/// After a failure on one rank, others may fail by themselves in the same moment.
const GRACE: Duration = Duration::from_millis(200);
/// How long a rank that is gone may take to say how it ended.
const LAST_WORDS: Duration = Duration::from_secs(2);

/// What a rank has returned.
#[derive(Debug)]
pub(super) struct Returned {
    /// Nothing, if it came through a window.
    pub(super) result: Vec<u8>,
    /// When it began, on its machine's clock.
    pub(super) begin: Duration,
    pub(super) events: Vec<record::Event>,
}

/// A job under way.
pub(super) struct Progress<'a> {
    ranks: &'a Ranks,
    job: u64,
    begin: Instant,
    pub(super) results: Vec<Option<Returned>>,
    /// Whose output has come to its end.
    silent: Vec<bool>,
    lines: Vec<Vec<String>>,
    failures: BTreeMap<usize, Failure>,
    endings: Vec<(usize, Ending)>,
    gone: Vec<Option<Instant>>,
    watch: Watch,
    /// Reads a rank's large result while it comes.
    read: &'a mut dyn FnMut(usize, Reader),
    /// Ends that, if the job fails.
    windows: Vec<Stop>,
}

impl<'a> Progress<'a> {
    pub(super) fn new(
        ranks: &'a Ranks,
        job: u64,
        count: usize,
        read: &'a mut dyn FnMut(usize, Reader),
    ) -> Self {
        Self {
            ranks,
            job,
            begin: Instant::now(),
            results: (0..count).map(|_| None).collect(),
            silent: vec![false; count],
            lines: vec![Vec::new(); count],
            failures: BTreeMap::new(),
            endings: Vec::new(),
            gone: vec![None; count],
            watch: Watch::new(count),
            read,
            windows: Vec::new(),
        }
    }

    /// Waits until every rank has answered and said all it had to say.
    pub(super) fn wait(&mut self, limits: Limits) -> Result<(), RunError> {
        let mut asked = Instant::now();
        let mut failed: Option<Instant> = None;
        loop {
            let are_silent = self.silent.iter().all(|&silent| silent);
            let is_complete = self.results.iter().all(Option::is_some) && are_silent;
            if is_complete && self.failures.is_empty() && self.endings.is_empty() {
                return Ok(());
            }
            self.note_the_lost();
            if !(self.failures.is_empty() && self.endings.is_empty()) {
                let since = *failed.get_or_insert_with(Instant::now);
                if since.elapsed() > GRACE || (self.all_have_answered() && are_silent) {
                    return Err(self.failed());
                }
            }
            let elapsed = self.begin.elapsed();
            if failed.is_none() && elapsed > limits.job {
                return Err(RunError::TimeLimit {
                    limit: limits.job,
                    ranks: self.watch.ranks(&self.answered()),
                });
            }
            if failed.is_none()
                && let Some(stall) = limits.stall
                && let Some(after) = self.watch.stalled(&self.answered(), stall)
            {
                return Err(RunError::Deadlock {
                    after,
                    ranks: self.watch.ranks(&self.answered()),
                });
            }
            if elapsed > ASK && asked.elapsed() > ASK {
                asked = Instant::now();
                for (rank, answered) in self.answered().into_iter().enumerate() {
                    if !answered {
                        let _ = ranks::order(&self.ranks.lines()[rank], &Order::Status, &[]);
                    }
                }
            }
            let patience = if failed.is_some() { GRACE / 4 } else { ASK / 4 };
            match self.ranks.next(patience.min(limits.job)) {
                Ok(event) => self.note(event),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => {
                    (0..self.gone.len()).for_each(|rank| self.lost(rank));
                }
            }
            if self.begin.elapsed() > LIVE {
                self.show();
            }
        }
    }

    fn note(&mut self, event: Event) {
        let takes_part = |rank: usize| rank < self.results.len();
        match event {
            Event::Report(rank, Report::Done { number, result }, mut payload)
                if number == self.job =>
            {
                let record = payload.split_off((result as usize).min(payload.len()));
                let (begin, events) = postcard::from_bytes(&record).unwrap_or_default();
                self.results[rank] = Some(Returned {
                    result: payload,
                    begin,
                    events,
                });
                self.watch.has_returned();
            }
            Event::Report(rank, Report::Comes { number, result }, _)
                if number == self.job && takes_part(rank) =>
            {
                match result.open() {
                    Ok(reader) => {
                        self.windows.push(reader.stop());
                        (self.read)(rank, reader);
                    }
                    Err(why) => {
                        let message = format!("the result's memory: {why}");
                        self.failures
                            .entry(rank)
                            .or_insert(Failure::Refused { message });
                    }
                }
            }
            Event::Report(rank, Report::Failed { number, why }, _)
                if number == self.job && takes_part(rank) =>
            {
                let failure = match why {
                    Why::Panic { message, at } => Failure::Panic { message, at },
                    Why::Error { message } => Failure::Error { message },
                    Why::Mpi { call, message } => Failure::Mpi { call, message },
                    Why::Refused { message } => Failure::Refused { message },
                };
                self.failures.entry(rank).or_insert(failure);
            }
            Event::Report(rank, Report::Status(doing), _) if takes_part(rank) => {
                self.watch.note(rank, doing);
            }
            Event::Report(..) => {}
            // A rank outside of the job that ends takes the others with it.
            Event::Gone(rank) => self.lost(rank),
            Event::Output(rank, Piece::Line(line)) if takes_part(rank) => {
                self.lines[rank].push(line);
            }
            Event::Output(rank, Piece::Line(line)) => println!("[rank {rank}] {line}"),
            Event::Output(rank, Piece::Job(number)) => {
                if number == self.job && takes_part(rank) {
                    self.silent[rank] = true;
                }
            }
            Event::Output(rank, Piece::Ended(ending)) => self.ended(rank, ending),
        }
    }

    /// A rank has ended. One is told of: the others are ended by their launcher then.
    fn ended(&mut self, rank: usize, ending: Ending) {
        self.endings.push((rank, ending));
    }

    fn lost(&mut self, rank: usize) {
        match self.gone.get_mut(rank) {
            Some(gone) => _ = gone.get_or_insert_with(Instant::now),
            None => self.ended(rank, Ending::Lost),
        }
    }

    /// How a rank ended is said at the end of its output; a whole host may be gone without a word.
    fn note_the_lost(&mut self) {
        let lost = self
            .gone
            .iter()
            .position(|gone| gone.is_some_and(|since| since.elapsed() > LAST_WORDS));
        if let Some(rank) = lost {
            self.ended(rank, Ending::Lost);
        }
    }

    fn answered(&self) -> Vec<bool> {
        self.results.iter().map(Option::is_some).collect()
    }

    fn all_have_answered(&self) -> bool {
        (0..self.results.len())
            .all(|rank| self.results[rank].is_some() || self.failures.contains_key(&rank))
    }

    fn failed(&mut self) -> RunError {
        let mut failures = std::mem::take(&mut self.failures);
        // A rank that is ended for another one's sake gets a signal, or goes without a word. Of
        // several that say as much, the first one is the cause.
        let telling = |ending: &Ending| match ending {
            Ending::Exit(0)
            | Ending::Signal {
                number: libc::SIGTERM | libc::SIGKILL,
                ..
            } => 1,
            Ending::Lost => 2,
            Ending::Exit(_) | Ending::Signal { .. } | Ending::OutOfMemory { .. } => 0,
        };
        let first = self
            .endings
            .iter()
            .min_by_key(|(_, ending)| telling(ending));
        if let (true, Some(&(rank, ending))) = (failures.is_empty(), first) {
            failures.insert(
                rank,
                Failure::Ended {
                    ending,
                    doing: self.watch.last_seen(rank),
                },
            );
        }
        RunError::Failed(
            failures
                .into_iter()
                .map(|(rank, failure)| RankFailure { rank, failure })
                .collect(),
        )
    }

    /// Nothing more is read.
    pub(super) fn abandon(&self) {
        self.windows.iter().for_each(Stop::abandon);
    }

    /// Shows the lines that have come, rank by rank.
    pub(super) fn show(&mut self) {
        for (rank, lines) in self.lines.iter_mut().enumerate() {
            for line in lines.drain(..) {
                println!("[rank {rank}] {line}");
            }
        }
    }
}
