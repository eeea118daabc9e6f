//! What a job's ranks sent to each other, as the calls of MPI themselves tell it.

use serde::{Deserialize, Serialize};

pub use crate::rank::kind::Kind;

/// One call of MPI on one rank.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// Which call.
    pub kind: Kind,
    /// The other rank of a message, or the root of a collective call; `None` where there is none.
    pub peer: Option<u32>,
    /// The message's tag.
    pub tag: i32,
    /// Bytes that this rank sent or received; in a collective call, its own contribution.
    pub bytes: u64,
    /// Seconds from the start of the job, the same clock on every rank of a machine.
    pub start: f64,
    /// Seconds from the start of the job.
    pub end: f64,
    /// The ranks of the communicator; empty for all.
    pub members: Vec<u32>,
}

/// One message between two ranks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Message {
    /// The rank that sent it.
    pub from: u32,
    /// The rank that received it.
    pub to: u32,
    /// Its tag.
    pub tag: i32,
    /// Its size.
    pub bytes: u64,
    /// When its sender began to send, in seconds from the start of the job.
    pub sent: f64,
    /// When its receiver had it; `None` when nobody received it.
    pub received: Option<f64>,
}

/// What the ranks of one job did, call by call.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Record {
    /// The calls of each rank, in order.
    pub ranks: Vec<Vec<Event>>,
}

impl Record {
    /// Messages from one rank to another, in the order in which they were sent.
    ///
    /// Sends and receives are matched as MPI does it: between two ranks, messages of one tag
    /// do not overtake each other.
    ///
    /// ```
    /// use spmd::record::{Event, Kind, Record};
    ///
    /// let call = |kind, peer, start| Event {
    ///     kind, peer: Some(peer), tag: 7, bytes: 8, start, end: start + 1.0, members: vec![],
    /// };
    /// let sends = vec![call(Kind::Send, 1, 0.0), call(Kind::Send, 1, 1.0)];
    /// let record = Record { ranks: vec![sends, vec![call(Kind::Recv, 0, 0.5)]] };
    /// let messages = record.messages();
    /// assert_eq!((messages[0].sent, messages[0].received), (0.0, Some(1.5)));
    /// assert_eq!(messages[1].received, None); // the second one was never received
    /// ```
    #[must_use]
    pub fn messages(&self) -> Vec<Message> {
        let mut receives: Vec<(u32, &Event)> = self
            .those(|event| {
                matches!(
                    event.kind,
                    Kind::Recv | Kind::Irecv | Kind::Mrecv | Kind::Imrecv
                )
            })
            .collect();
        let mut messages: Vec<Message> = self
            .those(|event| event.kind.sends())
            .filter_map(|(from, event)| {
                let to = event.peer?;
                let matching = receives.iter().position(|(rank, receive)| {
                    *rank == to
                        && receive.peer == Some(from)
                        && receive.tag == event.tag
                        && receive.members == event.members
                });
                Some(Message {
                    from,
                    to,
                    tag: event.tag,
                    bytes: event.bytes,
                    sent: event.start,
                    received: matching.map(|at| receives.remove(at).1.end),
                })
            })
            .collect();
        messages.sort_by(|a, b| a.sent.total_cmp(&b.sent));
        messages
    }

    fn those(&self, wanted: impl Fn(&Event) -> bool) -> impl Iterator<Item = (u32, &Event)> {
        (0..).zip(&self.ranks).flat_map(move |(rank, events)| {
            let wanted: Vec<_> = events.iter().filter(|event| wanted(event)).collect();
            wanted.into_iter().map(move |event| (rank, event))
        })
    }
}
