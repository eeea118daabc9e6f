//! A record as what a picture of it consists of.

use crate::record::{Event, Kind, Record};

/// An arrow: from, to, when it was sent, when it was there, bytes of a message.
type Drawn = (usize, usize, f64, f64, Option<u64>);

impl Record {
    /// Every call: its rank, its name, when it began and ended, in seconds; for `show::messages`.
    ///
    /// ```
    /// use spmd::record::{Event, Kind, Record};
    ///
    /// let barrier = Event {
    ///     kind: Kind::Barrier, peer: None, tag: 0, bytes: 0, start: 0.5, end: 0.75, members: vec![],
    /// };
    /// let record = Record { ranks: vec![vec![], vec![barrier]] };
    /// assert_eq!(record.calls(), [(1, "MPI_Barrier", 0.5, 0.75)]);
    /// ```
    #[must_use]
    pub fn calls(&self) -> Vec<(usize, &'static str, f64, f64)> {
        let each = self.ranks.iter().enumerate();
        each.flat_map(|(rank, events)| {
            events
                .iter()
                .map(move |event| (rank, event.kind.name(), event.start, event.end))
        })
        .collect()
    }

    /// Who sent what to whom, for `show::messages`: from, to, when it was sent and when it was
    /// there, in seconds, and the bytes of a message.
    ///
    /// Of a collective call, the arrows show what the call means (from the root to all, from all to
    /// the root, from each to each); which messages the library sends for it is its own affair.
    ///
    /// ```
    /// use spmd::record::{Event, Kind, Record};
    ///
    /// let broadcast = Event {
    ///     kind: Kind::Bcast, peer: Some(0), tag: 0, bytes: 8, start: 0.5, end: 0.75, members: vec![],
    /// };
    /// let record = Record { ranks: vec![vec![broadcast]; 3] };
    /// assert_eq!(record.arrows(), [(0, 1, 0.5, 0.75, None), (0, 2, 0.5, 0.75, None)]);
    /// ```
    #[must_use]
    pub fn arrows(&self) -> Vec<(usize, usize, f64, f64, Option<u64>)> {
        let messages = self.messages().into_iter().filter_map(|message| {
            let (from, to) = (message.from as usize, message.to as usize);
            Some((
                from,
                to,
                message.sent,
                message.received?,
                Some(message.bytes),
            ))
        });
        messages.chain(self.collective_arrows()).collect()
    }

    /// How many messages each rank has sent to single ranks.
    ///
    /// ```
    /// use spmd::record::{Event, Kind, Record};
    ///
    /// let send = Event {
    ///     kind: Kind::Send, peer: Some(1), tag: 0, bytes: 8, start: 0.0, end: 0.1, members: vec![],
    /// };
    /// let record = Record { ranks: vec![vec![send.clone(), send], vec![]] };
    /// assert_eq!(record.sent(), [2, 0]);
    /// ```
    #[must_use]
    pub fn sent(&self) -> Vec<usize> {
        let of = |events: &Vec<Event>| events.iter().filter(|event| event.kind.sends()).count();
        self.ranks.iter().map(of).collect()
    }

    /// The n-th collective call of a communicator on one rank belongs to the n-th on the others.
    fn collective_arrows(&self) -> Vec<Drawn> {
        let mut arrows = Vec::new();
        let of = |rank: usize, members: &[u32], number: usize| -> Option<&Event> {
            let mut calls = self
                .ranks
                .get(rank)?
                .iter()
                .filter(|event| event.kind.is_collective());
            calls
                .by_ref()
                .filter(|event| event.members == members)
                .nth(number)
        };
        for (rank, events) in self.ranks.iter().enumerate() {
            let mut counts: Vec<(&[u32], usize)> = Vec::new();
            for event in events.iter().filter(|event| event.kind.is_collective()) {
                let members = event.members.as_slice();
                let place = counts.iter().position(|(known, _)| *known == members);
                let place = place.unwrap_or_else(|| {
                    counts.push((members, 0));
                    counts.len() - 1
                });
                let number = counts[place].1;
                counts[place].1 += 1;
                let all: Vec<usize> = match members {
                    [] => (0..self.ranks.len()).collect(),
                    some => some.iter().map(|&rank| rank as usize).collect(),
                };
                for to in all
                    .into_iter()
                    .filter(|&to| to != rank && goes(event, rank, to))
                {
                    if let Some(theirs) = of(to, members, number) {
                        arrows.push((rank, to, event.start, theirs.end, None));
                    }
                }
            }
        }
        arrows
    }
}

/// Whether a collective call brings something of `from` to `to`.
fn goes(event: &Event, from: usize, to: usize) -> bool {
    let root = event.peer.map(|root| root as usize);
    match event.kind.blocking() {
        Kind::Bcast | Kind::Scatter | Kind::Scatterv => root == Some(from),
        Kind::Gather | Kind::Gatherv | Kind::Reduce => root == Some(to),
        Kind::Scan | Kind::Exscan => from < to,
        Kind::Barrier => false,
        kind if kind as u32 >= Kind::CommDup as u32 => false,
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(kind: Kind, peer: Option<u32>, start: f64) -> Event {
        Event {
            kind,
            peer,
            tag: 0,
            bytes: 8,
            start,
            end: start + 1e-6,
            members: Vec::new(),
        }
    }

    fn arrows(of: impl Fn(u32) -> Vec<Event>) -> Vec<(usize, usize)> {
        let record = Record {
            ranks: (0..3).map(of).collect(),
        };
        record
            .arrows()
            .into_iter()
            .map(|(from, to, ..)| (from, to))
            .collect()
    }

    #[test]
    fn arrows_say_what_a_collective_call_means() {
        assert_eq!(
            arrows(|_| vec![event(Kind::Bcast, Some(1), 0.0)]),
            [(1, 0), (1, 2)]
        );
        assert_eq!(
            arrows(|_| vec![event(Kind::Reduce, Some(0), 0.0)]),
            [(1, 0), (2, 0)]
        );
        assert_eq!(arrows(|_| vec![event(Kind::Allreduce, None, 0.0)]).len(), 6);
        assert_eq!(arrows(|_| vec![event(Kind::Barrier, None, 0.0)]), []);
        assert_eq!(
            arrows(|_| vec![event(Kind::Scan, None, 0.0)]),
            [(0, 1), (0, 2), (1, 2)]
        );
    }

    #[test]
    fn a_message_is_an_arrow_with_its_bytes() {
        let record = Record {
            ranks: vec![
                vec![event(Kind::Send, Some(1), 0.0)],
                vec![event(Kind::Recv, Some(0), 1e-6)],
            ],
        };
        assert_eq!(record.arrows(), [(0, 1, 0.0, 2e-6, Some(8))]);
        assert_eq!(record.calls()[1].1, "MPI_Recv");
        assert_eq!(record.sent(), [1, 0]);
    }
}
