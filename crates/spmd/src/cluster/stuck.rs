//! Tells a deadlock from work that takes its time.

use std::time::{Duration, Instant};

use super::error::Stuck;
use crate::wire::Doing;

/// What each rank of a job said when it was asked.
#[derive(Debug)]
pub(super) struct Watch {
    seen: Vec<Option<Seen>>,
    /// When a rank has returned last: those that waited for it may go on from then.
    returned: Option<Instant>,
}

#[derive(Clone, Debug)]
struct Seen {
    doing: Doing,
    /// Since when it says the same.
    since: Instant,
}

impl Watch {
    pub(super) fn new(ranks: usize) -> Self {
        Self {
            seen: vec![None; ranks],
            returned: None,
        }
    }

    /// A rank has answered.
    pub(super) fn note(&mut self, rank: usize, doing: Doing) {
        let since = match &self.seen[rank] {
            Some(seen) if seen.doing == doing => seen.since,
            _ => Instant::now(),
        };
        self.seen[rank] = Some(Seen { doing, since });
    }

    /// A rank has returned.
    pub(super) fn has_returned(&mut self) {
        self.returned = Some(Instant::now());
    }

    /// For how long every rank that has not returned waits in one and the same call of MPI, once
    /// that is `limit`.
    ///
    /// A message under way ends a call within milliseconds, so these wait for each other.
    pub(super) fn stalled(&self, answered: &[bool], limit: Duration) -> Option<Duration> {
        let waiting = self
            .seen
            .iter()
            .zip(answered)
            .filter(|(_, answered)| !**answered);
        let mut shortest = self.returned.map(|returned| returned.elapsed());
        for (seen, _) in waiting {
            let seen = seen.as_ref().filter(|seen| seen.doing.waits)?;
            let time = seen.since.elapsed();
            shortest = Some(shortest.map_or(time, |shortest| shortest.min(time)));
        }
        shortest.filter(|time| *time >= limit)
    }

    /// What each rank is doing, in words.
    pub(super) fn ranks(&self, answered: &[bool]) -> Vec<Stuck> {
        let each = self.seen.iter().zip(answered).enumerate();
        each.map(|(rank, (seen, answered))| {
            let doing = match seen {
                _ if *answered => "has returned".to_owned(),
                Some(seen) => words(&seen.doing),
                None => "has not said what it does".to_owned(),
            };
            Stuck { rank, doing }
        })
        .collect()
    }

    /// What a rank was doing when it was last asked.
    pub(super) fn last_seen(&self, rank: usize) -> String {
        let seen = self.seen.get(rank).and_then(Option::as_ref);
        seen.map_or_else(String::new, |seen| words(&seen.doing))
    }
}

fn words(doing: &Doing) -> String {
    let call = doing
        .call
        .clone()
        .unwrap_or_else(|| "computes, outside of MPI".to_owned());
    if doing.said.is_empty() {
        call
    } else {
        format!("{} ({call})", doing.said)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn doing(count: u64, waits: bool) -> Doing {
        let call = waits.then(|| "in MPI_Recv".to_owned());
        Doing {
            count,
            call,
            waits,
            said: String::new(),
        }
    }

    #[test]
    fn only_ranks_that_all_wait_in_the_same_calls_are_stuck() {
        let none = [false, false];
        let mut watch = Watch::new(2);
        watch.note(0, doing(1, true));
        assert_eq!(
            watch.stalled(&none, Duration::ZERO),
            None,
            "rank 1 has not said anything"
        );
        watch.note(1, doing(5, false));
        assert_eq!(
            watch.stalled(&none, Duration::ZERO),
            None,
            "rank 1 computes"
        );
        assert!(
            watch.stalled(&[false, true], Duration::ZERO).is_some(),
            "rank 1 has returned"
        );
        watch.note(1, doing(5, true));
        assert!(watch.stalled(&none, Duration::ZERO).is_some());
        assert_eq!(watch.stalled(&none, Duration::from_secs(60)), None);
        std::thread::sleep(Duration::from_millis(30));
        let limit = Duration::from_millis(20);
        assert!(watch.stalled(&none, limit).is_some());
        watch.note(1, doing(6, true));
        assert_eq!(watch.stalled(&none, limit), None, "rank 1 has got on");
        watch.has_returned();
        assert_eq!(
            watch.stalled(&[false, true], limit),
            None,
            "rank 0 may go on now"
        );
    }
}
