//! One job, from the notebook's side: sent, waited for, its answers put in order.

use std::collections::HashMap;
use std::time::Duration;

use super::error::RunError;
use super::progress::{Progress, Returned};
use super::ranks::Ranks;
use super::send::{self, Arguments};
use crate::raw::{Function, Reader};
use crate::record::{Event, Record};
use crate::wire::Job;

/// What is to be run.
#[derive(Clone, Copy, Debug)]
pub(super) struct Work {
    pub(super) function: Function,
    pub(super) is_recorded: bool,
}

/// How long a job may take.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    pub(super) job: Duration,
    pub(super) stall: Option<Duration>,
}

/// Runs a job on the first `count` ranks; their results in order. What is large goes to `read` instead.
pub(super) fn perform(
    ranks: &mut Ranks,
    count: usize,
    work: Work,
    arguments: &Arguments<'_>,
    limits: Limits,
    read: &mut dyn FnMut(usize, Reader),
) -> Result<(Vec<Vec<u8>>, Record), RunError> {
    ranks.job += 1;
    let job = Job {
        number: ranks.job,
        ranks: count as u32,
        function: work.function.portable().ok_or_else(|| RunError::Encode {
            why: "the loader does not know where the function is".into(),
        })?,
        record: work.is_recorded,
        argument: None,
        may_share: ranks.may_share,
    };
    let mut progress = Progress::new(ranks, job.number, count, read);
    let sent = send::to_ranks(ranks, &job, arguments, limits.job);
    let windows = match sent {
        Ok(windows) => windows,
        Err((why, is_ordered)) => {
            if is_ordered {
                // Some have begun what others cannot.
                ranks.close();
            }
            return Err(why);
        }
    };
    let done = progress.wait(limits);
    drop(windows);
    if done.is_err() {
        progress.abandon();
    }
    progress.show();
    done?;
    let (results, records) = progress
        .results
        .into_iter()
        .flatten()
        .map(
            |Returned {
                 result,
                 begin,
                 events,
             }| (result, (begin, events)),
        )
        .unzip();
    Ok((results, on_one_clock(&ranks.hosts(), records)))
}

/// Ranks of one machine have one clock: the job begins there when the first of them begins it.
fn on_one_clock(hosts: &[&str], records: Vec<(Duration, Vec<Event>)>) -> Record {
    let mut first: HashMap<&str, Duration> = HashMap::new();
    for (host, (begin, _)) in hosts.iter().zip(&records) {
        let first = first.entry(host).or_insert(*begin);
        *first = (*first).min(*begin);
    }
    let each = hosts
        .iter()
        .zip(records)
        .map(|(host, (begin, mut events))| {
            let later = first
                .get(host)
                .map_or(0.0, |first| (begin - *first).as_secs_f64());
            for event in &mut events {
                event.start += later;
                event.end += later;
            }
            events
        });
    Record {
        ranks: each.collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Kind;

    #[test]
    fn ranks_of_one_host_share_a_clock_and_other_hosts_have_their_own() {
        let event = Event {
            kind: Kind::Barrier,
            peer: None,
            tag: 0,
            bytes: 0,
            start: 1.0,
            end: 2.0,
            members: Vec::new(),
        };
        let of = |seconds| (Duration::from_secs(seconds), vec![event.clone()]);
        let record = on_one_clock(&["a", "b", "a"], vec![of(12), of(5), of(10)]);
        let times = |rank: usize| (record.ranks[rank][0].start, record.ranks[rank][0].end);
        assert_eq!([0, 1, 2].map(times), [(3.0, 4.0), (1.0, 2.0), (1.0, 2.0)]);
    }
}
