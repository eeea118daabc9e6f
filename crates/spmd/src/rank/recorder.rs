//! Keeps the calls of MPI of one job, for its record.

use std::time::Duration;

use super::kind::Kind;
use crate::raw::{Envelope, now};
use crate::record::Event;

/// A record is for looking at: what is beyond this is counted and not kept.
const LONGEST: usize = 200_000;

/// The calls of the job that runs.
#[derive(Debug)]
pub(crate) struct Recorder {
    /// When this rank began it, on the machine's clock.
    pub(crate) start: Duration,
    /// Calls that were begun and not waited for yet.
    open: Vec<Open>,
    pub(crate) events: Vec<Event>,
    /// How many ranks take part in the job.
    pub(crate) ranks: usize,
}

/// A call that returned before its work was done.
#[derive(Debug)]
struct Open {
    request: usize,
    /// Which event it is.
    event: usize,
}

/// What a call says of itself when it ends.
#[derive(Clone, Debug)]
pub(crate) struct Ending {
    pub(crate) kind: Kind,
    pub(crate) peer: Option<u32>,
    pub(crate) tag: i32,
    pub(crate) bytes: u64,
    pub(crate) began: Duration,
    pub(crate) members: Vec<u32>,
    /// The request of what goes on.
    pub(crate) request: Option<usize>,
}

impl Recorder {
    pub(crate) const fn new() -> Self {
        Self {
            start: Duration::ZERO,
            open: Vec::new(),
            events: Vec::new(),
            ranks: 0,
        }
    }

    /// A job of so many ranks begins.
    pub(crate) fn begin(&mut self, ranks: usize) {
        self.ranks = ranks;
        self.start = now();
        self.open.clear();
        self.events.clear();
    }

    /// A call has ended.
    pub(crate) fn push(&mut self, call: Ending) {
        if self.events.len() >= LONGEST {
            return;
        }
        if let Some(request) = call.request {
            // The library gives a number again when the request that had it was freed.
            self.open.retain(|open| open.request != request);
            self.open.push(Open {
                request,
                event: self.events.len(),
            });
        }
        self.events.push(Event {
            kind: call.kind,
            peer: call.peer,
            tag: call.tag,
            bytes: call.bytes,
            start: self.seconds(call.began),
            end: self.seconds(now()),
            members: call.members,
        });
    }

    /// What was begun earlier is complete; of a receive it is known from whom.
    pub(crate) fn complete(&mut self, request: usize, envelope: Option<Envelope>) {
        let Some(at) = self.open.iter().position(|open| open.request == request) else {
            return;
        };
        let open = self.open.swap_remove(at);
        let end = self.seconds(now());
        let Some(event) = self.events.get_mut(open.event) else {
            return;
        };
        event.end = end;
        if let (Kind::Irecv | Kind::Imrecv, Some(envelope)) = (event.kind, envelope) {
            let source = usize::try_from(envelope.source).ok();
            let of = |rank: usize| match event.members.as_slice() {
                [] => u32::try_from(rank).ok(),
                members => members.get(rank).copied(),
            };
            event.peer = source.and_then(of).or(event.peer);
            event.tag = envelope.tag;
            event.bytes = envelope.bytes;
        }
    }

    fn seconds(&self, at: Duration) -> f64 {
        at.saturating_sub(self.start).as_secs_f64()
    }
}
