//! The connected ranks of a cluster.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::io;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender, TryRecvError};
use std::thread;
use std::time::Duration;

use super::error::StartError;
use super::keep::{Keeper, system};
use super::launch::Launcher;
use super::meet::{START_LIMIT, Unmet, meet};
use super::output::{self, Piece};
use super::session::Session;
use crate::line::Stream;
use crate::parcel;
use crate::rank::random;
use crate::wire::{self, Introduction, Order, Report};

/// A launcher of this machine that has started nobody by then is given up once: on a busy machine, that of Open MPI now
/// and then waits for ever and says nothing.
const FIRST_LIMIT: Duration = Duration::from_secs(15);

/// What arrives from the ranks.
#[derive(Debug)]
pub(super) enum Event {
    /// A rank's answer, with its payload.
    Report(usize, Report, Vec<u8>),
    /// A rank's connection has ended.
    Gone(usize),
    /// Something in a rank's output.
    Output(usize, Piece),
}

/// Ranks that wait for orders.
#[derive(Debug)]
pub(super) struct Ranks {
    lines: Vec<Stream>,
    introductions: Vec<Introduction>,
    events: Receiver<Event>,
    /// Events that were looked at before their time.
    ahead: RefCell<VecDeque<Event>>,
    keeper: Keeper,
    /// Whether all of them are on this machine and can open this process's memory.
    pub(super) may_share: bool,
    /// Counts jobs.
    pub(super) job: u64,
    is_closed: bool,
}

impl Ranks {
    /// Starts them and waits until all are there.
    pub(super) fn start(launcher: &Launcher, size: usize) -> Result<Self, StartError> {
        if launcher.is_local() {
            match Self::start_within(launcher, size, FIRST_LIMIT) {
                Err(Unmet::Nobody(_)) => {}
                started => return Ok(started?),
            }
        }
        Ok(Self::start_within(launcher, size, START_LIMIT)?)
    }

    fn start_within(launcher: &Launcher, size: usize, limit: Duration) -> Result<Self, Unmet> {
        let token = format!("{:016x}{:016x}", random(), random());
        let mut keeper = Keeper::start()?;
        let started = keeper.launch(launcher, size, &token);
        let (listener, command) = match started {
            Ok(started) => started,
            Err(why) => {
                keeper.end();
                return Err(why.into());
            }
        };
        let mut reach = launcher.reach();
        let met = meet(
            &listener,
            &mut keeper,
            &mut reach,
            size,
            &token,
            &command,
            limit,
        );
        let connected = match met {
            Ok(connected) => connected,
            Err(why) => {
                keeper.end();
                return Err(match why {
                    Unmet::Nobody(why) => Unmet::Nobody(launcher.explain(why, reach)),
                    Unmet::Start(why) => Unmet::Start(launcher.explain(why, reach)),
                });
            }
        };
        let (tell, events) = mpsc::channel();
        let mut lines = Vec::new();
        let mut introductions = Vec::new();
        for (rank, (control, output, introduction)) in connected.into_iter().enumerate() {
            let reader = control.try_clone().map_err(system("connect a rank"))?;
            listen(rank, reader, output, token.clone(), &tell).map_err(system("start a thread"))?;
            lines.push(control);
            introductions.push(introduction);
        }
        let may_share = lines.iter().zip(&introductions).all(|(line, rank)| {
            matches!(line, Stream::Unix(_)) && parcel::can_share(rank.process, &token)
        });
        Ok(Self {
            may_share,
            lines,
            introductions,
            events,
            ahead: RefCell::default(),
            keeper,
            job: 0,
            is_closed: false,
        })
    }

    pub(super) fn processes(&self) -> Vec<u32> {
        self.introductions.iter().map(|rank| rank.process).collect()
    }

    /// Their files.
    pub(super) fn session(&self) -> &Session {
        self.keeper.session()
    }

    /// Who ends them.
    pub(super) fn keeper(&mut self) -> &mut Keeper {
        &mut self.keeper
    }

    /// The host of each rank.
    pub(super) fn hosts(&self) -> Vec<&str> {
        let each = self.introductions.iter();
        each.map(|rank| rank.host.as_str()).collect()
    }

    /// The connections that orders are sent on.
    pub(super) fn lines(&self) -> &[Stream] {
        &self.lines
    }

    /// What comes next, waited for.
    pub(super) fn next(&self, patience: Duration) -> Result<Event, RecvTimeoutError> {
        match self.ahead.borrow_mut().pop_front() {
            Some(event) => Ok(event),
            None => self.events.recv_timeout(patience),
        }
    }

    fn next_now(&self) -> Result<Event, TryRecvError> {
        match self.ahead.borrow_mut().pop_front() {
            Some(event) => Ok(event),
            None => self.events.try_recv(),
        }
    }

    /// Whether a rank has failed in this job or is gone, as far as what has come tells.
    pub(super) fn has_failed(&self, job: u64) -> bool {
        let mut ahead = self.ahead.borrow_mut();
        ahead.extend(self.events.try_iter());
        ahead.iter().any(|event| match event {
            Event::Gone(_) | Event::Output(_, Piece::Ended(_)) => true,
            Event::Report(_, Report::Failed { number, .. }, _) => *number == job,
            Event::Report(..) | Event::Output(..) => false,
        })
    }

    /// Whether no rank has ended since the last job.
    pub(super) fn are_well(ranks: &Self) -> bool {
        if ranks.is_closed {
            return false;
        }
        loop {
            match ranks.next_now() {
                Ok(Event::Gone(_) | Event::Output(_, Piece::Ended(_))) => return false,
                // Threads of an earlier job may go on printing.
                Ok(Event::Output(rank, Piece::Line(line))) => println!("[rank {rank}] {line}"),
                Ok(_) => {}
                Err(_) => return true,
            }
        }
    }

    /// Ends the ranks at once.
    pub(super) fn end(mut self) {
        self.close();
    }

    /// Ends them; they are not well from now on.
    pub(super) fn close(&mut self) {
        self.is_closed = true;
        for line in &self.lines {
            line.close();
        }
        self.keeper.end();
    }
}

impl Drop for Ranks {
    fn drop(&mut self) {
        self.close();
    }
}

/// Sends an order to a rank.
pub(super) fn order(mut line: &Stream, order: &Order, payload: &[u8]) -> io::Result<()> {
    wire::send(&mut line, order, &[payload])
}

/// Reads what a rank sends, in threads that end with the connections.
fn listen(
    rank: usize,
    mut control: Stream,
    output: Stream,
    token: String,
    tell: &Sender<Event>,
) -> io::Result<()> {
    let (tell, tell_output) = (tell.clone(), tell.clone());
    thread::Builder::new()
        .name(format!("spmd-rank-{rank}"))
        .spawn(move || {
            while let Ok((report, payload)) = wire::receive(&mut control) {
                if tell.send(Event::Report(rank, report, payload)).is_err() {
                    return;
                }
            }
            let _ = tell.send(Event::Gone(rank));
        })?;
    thread::Builder::new()
        .name(format!("spmd-output-{rank}"))
        .spawn(move || output::read(output, rank, &token, &tell_output))?;
    Ok(())
}
