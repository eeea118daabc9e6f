//! Keeps the calls of MPI of one job, for its record.

use std::time::Instant;

use mpi::ffi;

use super::kind::Kind;
use crate::record::Event;

/// A record is for looking at: what is beyond this is counted and not kept.
const LONGEST: usize = 200_000;

/// The calls of the job that runs.
#[derive(Debug)]
pub(crate) struct Recorder {
    start: Option<Instant>,
    /// Receives that were begun and not waited for yet, by their request.
    open: Vec<(usize, usize)>,
    pub(crate) events: Vec<Event>,
    /// How many ranks take part in the job.
    pub(crate) ranks: usize,
}

/// What a call says of itself when it ends.
#[derive(Debug)]
pub(crate) struct Ending {
    pub(crate) kind: Kind,
    pub(crate) peer: Option<u32>,
    pub(crate) tag: i32,
    pub(crate) bytes: u64,
    pub(crate) began: Instant,
    pub(crate) members: Vec<u32>,
    /// The request of a receive that goes on.
    pub(crate) request: Option<usize>,
}

impl Recorder {
    pub(crate) const fn new() -> Self {
        Self {
            start: None,
            open: Vec::new(),
            events: Vec::new(),
            ranks: 0,
        }
    }

    /// A job of so many ranks begins.
    pub(crate) fn begin(&mut self, ranks: usize) {
        self.ranks = ranks;
        self.start = Some(Instant::now());
        self.open.clear();
        self.events.clear();
    }

    /// A call has ended.
    pub(crate) fn push(&mut self, call: Ending) {
        let Some(start) = self.start else { return };
        if self.events.len() >= LONGEST {
            return;
        }
        let seconds = |at: Instant| at.saturating_duration_since(start).as_secs_f64();
        if let Some(request) = call.request {
            self.open.push((request, self.events.len()));
        }
        self.events.push(Event {
            kind: call.kind,
            peer: call.peer,
            tag: call.tag,
            bytes: call.bytes,
            start: seconds(call.began),
            end: seconds(Instant::now()),
            members: call.members,
        });
    }

    /// A receive that was begun earlier is complete; its status tells from whom.
    pub(crate) fn complete(&mut self, request: usize, status: Option<(i32, i32, u64)>) {
        let (Some(start), Some(at)) = (
            self.start,
            self.open.iter().position(|(open, _)| *open == request),
        ) else {
            return;
        };
        let (_, index) = self.open.swap_remove(at);
        if let Some(event) = self.events.get_mut(index) {
            event.end = start.elapsed().as_secs_f64();
            if let Some((source, tag, bytes)) = status {
                event.peer = event.peer.or(u32::try_from(source).ok());
                event.tag = tag;
                event.bytes = bytes;
            }
        }
    }
}

/// Bytes of `count` elements.
pub(crate) fn bytes(count: i32, datatype: ffi::MPI_Datatype) -> u64 {
    let mut size = 0;
    // SAFETY: the datatype is the one that the call itself was made with.
    unsafe { ffi::PMPI_Type_size(datatype, &mut size) };
    u64::try_from(count).unwrap_or(0) * u64::try_from(size).unwrap_or(0)
}
