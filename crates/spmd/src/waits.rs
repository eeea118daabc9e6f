//! Who waited for whom, from a record.

use crate::record::{Event, Kind, Record};

/// A wait: of which rank, for which one (`None` for several), from when and until when.
type Wait = (usize, Option<usize>, f64, f64);

impl Record {
    /// The times in which ranks waited: of which rank, for which one (`None` for all of a collective
    /// call), from when and until when, in seconds; for `show::waits`.
    ///
    /// A wait is a call of MPI that may not return before another rank does its part: a receive, a send
    /// that is not begun only, `MPI_Wait`, a collective call. It is the call as a whole, with the time in
    /// which the data moves.
    #[must_use]
    pub fn waits(&self) -> Vec<(usize, Option<usize>, f64, f64)> {
        let each = self.ranks.iter().enumerate();
        each.flat_map(|(rank, events)| of_rank(rank, events))
            .collect()
    }

    /// What came between the first and the last `MPI_Barrier` that a rank made, with the last one, on a
    /// clock that starts at the end of the first; all that came after it where there was only one.
    ///
    /// So a program can be looked at without its preparations: it calls `world.barrier()` before and
    /// after what matters.
    #[must_use]
    pub fn between_barriers(&self) -> Self {
        let is_barrier = |event: &Event| event.kind == Kind::Barrier;
        let first = |events: &Vec<Event>| events.iter().position(is_barrier);
        let ends = self
            .ranks
            .iter()
            .filter_map(|events| Some(events[first(events)?].end));
        let zero = ends.reduce(f64::min).unwrap_or(0.0);
        let between = |events: &Vec<Event>| {
            let from = first(events).map_or(0, |at| at + 1);
            let last = events[from..].iter().rposition(is_barrier);
            let to = last.map_or(events.len(), |at| from + at + 1);
            let shifted = events[from..to].iter().cloned().map(|mut event| {
                (event.start, event.end) = (event.start - zero, event.end - zero);
                event
            });
            shifted.collect()
        };
        Self {
            ranks: self.ranks.iter().map(between).collect(),
        }
    }

    /// When the last call of all ended, in seconds from the start of the job.
    #[must_use]
    pub fn end(&self) -> f64 {
        let ends = self.ranks.iter().flatten().map(|event| event.end);
        ends.fold(0.0, f64::max)
    }
}

fn of_rank(rank: usize, events: &[Event]) -> Vec<Wait> {
    let mut sent: Vec<u32> = Vec::new();
    let mut waits = Vec::new();
    for event in events {
        let peer = match event.kind {
            Kind::Isend | Kind::Issend | Kind::Ibsend | Kind::Irsend => {
                sent.extend(event.peer);
                continue;
            }
            // Its receiving half is an event of its own.
            Kind::Sendrecv => continue,
            kind if !kind.waits() => continue,
            Kind::Wait | Kind::Waitall | Kind::Waitany | Kind::Waitsome => {
                let received = ended_in(events, event);
                // A wait in which nothing was received is for a send, and those are waited for in turn.
                let for_sent = || (!sent.is_empty()).then(|| sent.remove(0));
                received.or_else(for_sent)
            }
            kind if kind.is_collective() => event.peer.filter(|root| *root as usize != rank),
            _ => event.peer,
        };
        waits.push((rank, peer.map(|peer| peer as usize), event.start, event.end));
    }
    waits
}

/// From whom the last receive came that was begun before a wait and ended in it.
fn ended_in(events: &[Event], wait: &Event) -> Option<u32> {
    let receives = events.iter().filter(|event| {
        matches!(event.kind, Kind::Irecv | Kind::Imrecv)
            && event.start <= wait.start
            && (wait.start..=wait.end).contains(&event.end)
    });
    receives
        .max_by(|a, b| a.end.total_cmp(&b.end))
        .and_then(|event| event.peer)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(kind: Kind, peer: Option<u32>, start: f64, end: f64) -> Event {
        Event {
            kind,
            peer,
            tag: 0,
            bytes: 8,
            start,
            end,
            members: Vec::new(),
        }
    }

    fn waits(events: Vec<Event>) -> Vec<Wait> {
        let ranks = vec![Vec::new(), events];
        Record { ranks }.waits()
    }

    #[test]
    fn a_blocking_call_waits_for_its_peer_and_a_collective_one_for_all() {
        let found = waits(vec![
            event(Kind::Recv, Some(2), 0.0, 1.0),
            event(Kind::Send, Some(0), 1.0, 1.5),
            event(Kind::Allreduce, None, 2.0, 3.0),
            event(Kind::Bcast, Some(0), 3.0, 4.0),
            event(Kind::Gather, Some(1), 4.0, 5.0),
            event(Kind::Sendrecv, Some(0), 5.0, 6.0),
            event(Kind::Recv, Some(2), 5.0, 6.0),
        ]);
        assert_eq!(
            found,
            [
                (1, Some(2), 0.0, 1.0),
                (1, Some(0), 1.0, 1.5),
                (1, None, 2.0, 3.0),
                (1, Some(0), 3.0, 4.0),
                (1, None, 4.0, 5.0),
                (1, Some(2), 5.0, 6.0),
            ]
        );
    }

    #[test]
    fn a_wait_is_for_whoever_sent_what_it_waited_for() {
        // Two receives and two sends begun, then waited for in this order.
        let found = waits(vec![
            event(Kind::Irecv, Some(0), 0.0, 3.0),
            event(Kind::Irecv, Some(2), 0.1, 4.0),
            event(Kind::Isend, Some(0), 0.2, 0.3),
            event(Kind::Isend, Some(2), 0.3, 0.4),
            event(Kind::Test, None, 1.0, 1.1),
            event(Kind::Wait, None, 2.0, 3.1),
            event(Kind::Wait, None, 3.5, 4.1),
            event(Kind::Wait, None, 4.2, 4.3),
            event(Kind::Wait, None, 4.4, 4.9),
        ]);
        let peers: Vec<Option<usize>> = found.iter().map(|wait| wait.1).collect();
        assert_eq!(peers, [Some(0), Some(2), Some(0), Some(2)]);
    }

    #[test]
    fn the_clock_starts_at_the_end_of_the_first_barrier() {
        let ranks = vec![
            vec![
                event(Kind::Send, Some(1), 0.0, 1.0),
                event(Kind::Barrier, None, 1.0, 3.0),
                event(Kind::Recv, Some(1), 4.0, 5.0),
                event(Kind::Barrier, None, 6.0, 8.0),
                event(Kind::Recv, Some(1), 8.0, 9.0),
            ],
            vec![
                event(Kind::Barrier, None, 1.0, 2.0),
                event(Kind::Send, Some(0), 3.0, 4.0),
            ],
        ];
        let record = Record { ranks };
        let between = record.between_barriers();
        let expected = [
            (0, Some(1), 2.0, 3.0),
            (0, None, 4.0, 6.0),
            (1, Some(0), 1.0, 2.0),
        ];
        assert_eq!(between.waits(), expected);
        let none = Record {
            ranks: vec![record.ranks[1][1..].to_vec()],
        };
        assert_eq!(none.between_barriers(), none);
    }

    #[test]
    fn a_record_ends_with_its_last_call() {
        let ranks = vec![
            vec![event(Kind::Recv, Some(1), 0.0, 2.0)],
            vec![event(Kind::Send, Some(0), 1.0, 1.5)],
        ];
        assert_eq!(Record { ranks }.end(), 2.0);
        assert_eq!(Record::default().end(), 0.0);
    }
}
