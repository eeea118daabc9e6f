//! What a cluster is asked to run.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::panic::resume_unwind;
use std::slice;
use std::sync::PoisonError;
use std::thread;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::Cluster;
use super::error::RunError;
use super::ranks::Ranks;
use super::run::{self, Work};
use super::send;
use crate::World;
use crate::parcel::{self, Bulk};
use crate::raw::{self, Function};
use crate::record::Record;

use Arguments::{Each, One};

/// Results of so many bytes are decoded by several threads.
const LARGE: usize = 8 << 20;

impl Cluster {
    /// Runs a function on every rank, with the same argument; one result for each rank, in order.
    ///
    /// The function is a `fn`, or a closure that captures nothing: what it needs is its argument.
    ///
    /// ```
    /// # spmd::init();
    /// use spmd::prelude::*;
    ///
    /// let cluster = Cluster::local(3)?;
    /// let sums = cluster.run(&0.5, |world, factor| {
    ///     let mut sum = 0.0;
    ///     let mine = factor * f64::from(world.rank());
    ///     world.all_reduce_into(&mine, &mut sum, SystemOperation::sum());
    ///     sum
    /// })?;
    /// assert_eq!(sums, [1.5; 3]);
    ///
    /// let error = cluster.run(&(), |world, ()| assert!(world.rank() < 2, "too high")).unwrap_err();
    /// assert!(error.to_string().starts_with("rank 2 panicked at"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`RunError`]: what happened, on which rank, and where.
    pub fn run<A, R>(&self, argument: &A, function: fn(&World, &A) -> R) -> Result<Vec<R>, RunError>
    where
        A: Serialize + DeserializeOwned + 'static,
        R: Serialize + DeserializeOwned + Send + 'static,
    {
        let (results, _) = self.perform(Function::new(function), false, &One(&Bulk(argument)))?;
        Ok(results)
    }

    /// Runs a function that may fail: an error on one rank is the error of the whole job.
    ///
    /// ```
    /// # spmd::init();
    /// use spmd::prelude::*;
    ///
    /// let cluster = Cluster::local(2)?;
    /// let texts = ["7".to_owned(), "seven".to_owned()];
    /// let parsed = cluster.try_run(&texts, |world, texts| texts[world.rank() as usize].parse::<f64>());
    /// assert_eq!(parsed.unwrap_err().to_string(), "rank 1 returned an error: invalid float literal");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// As [`Cluster::run`].
    pub fn try_run<A, R, E>(
        &self,
        argument: &A,
        function: fn(&World, &A) -> Result<R, E>,
    ) -> Result<Vec<R>, RunError>
    where
        A: Serialize + DeserializeOwned + 'static,
        R: Serialize + DeserializeOwned + Send + 'static,
        E: Display,
    {
        let (results, _) =
            self.perform(Function::fallible(function), false, &One(&Bulk(argument)))?;
        Ok(results)
    }

    /// Runs a function on every rank, each with an argument of its own.
    ///
    /// ```
    /// # spmd::init();
    /// use spmd::prelude::*;
    ///
    /// let cluster = Cluster::local(2)?;
    /// let parts = [vec![1.0, 2.0], vec![4.0]];
    /// assert_eq!(cluster.run_each(&parts, |_, part| part.iter().sum::<f64>())?, [3.0, 4.0]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// As [`Cluster::run`]; also when there is not one argument for each rank.
    pub fn run_each<A, R>(
        &self,
        arguments: &[A],
        function: fn(&World, &A) -> R,
    ) -> Result<Vec<R>, RunError>
    where
        A: Serialize + DeserializeOwned + 'static,
        R: Serialize + DeserializeOwned + Send + 'static,
    {
        let (results, _) = self.perform(Function::new(function), false, &Each(&each(arguments)))?;
        Ok(results)
    }

    /// As [`Cluster::run`], with a record of every message.
    ///
    /// ```
    /// # spmd::init();
    /// use spmd::prelude::*;
    ///
    /// let cluster = Cluster::local(2)?;
    /// let (_, record) = cluster.record(&(), |world, ()| match world.rank() {
    ///     0 => world.process_at_rank(1).send(&1.5),
    ///     _ => assert_eq!(world.process_at_rank(0).receive::<f64>().0, 1.5),
    /// })?;
    /// let messages = record.messages();
    /// assert_eq!((messages[0].from, messages[0].to, messages[0].bytes), (0, 1, 8));
    /// assert!(messages[0].received > Some(messages[0].sent));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// As [`Cluster::run`].
    pub fn record<A, R>(
        &self,
        argument: &A,
        function: fn(&World, &A) -> R,
    ) -> Result<(Vec<R>, Record), RunError>
    where
        A: Serialize + DeserializeOwned + 'static,
        R: Serialize + DeserializeOwned + Send + 'static,
    {
        self.perform(Function::new(function), true, &One(&Bulk(argument)))
    }

    /// As [`Cluster::run_each`], with a record of every message.
    ///
    /// ```
    /// # spmd::init();
    /// use spmd::prelude::*;
    ///
    /// let cluster = Cluster::local(3)?;
    /// let (sums, record) = cluster.record_each(&[1.0, 2.0, 3.0], |world, mine| {
    ///     let mut sum = 0.0;
    ///     world.all_reduce_into(mine, &mut sum, SystemOperation::sum());
    ///     sum
    /// })?;
    /// assert_eq!(sums, [6.0; 3]);
    /// assert_eq!(record.sent(), [0; 3]); // none to a single rank
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// As [`Cluster::run_each`].
    pub fn record_each<A, R>(
        &self,
        arguments: &[A],
        function: fn(&World, &A) -> R,
    ) -> Result<(Vec<R>, Record), RunError>
    where
        A: Serialize + DeserializeOwned + 'static,
        R: Serialize + DeserializeOwned + Send + 'static,
    {
        self.perform(Function::new(function), true, &Each(&each(arguments)))
    }

    pub(super) fn perform<A: Serialize, R: DeserializeOwned + Send + 'static>(
        &self,
        function: Function,
        is_recorded: bool,
        arguments: &Arguments<'_, A>,
    ) -> Result<(Vec<R>, Record), RunError> {
        if self.fingerprint != raw::FINGERPRINT {
            return Err(RunError::Mismatch {
                ranks: self.fingerprint.to_owned(),
            });
        }
        arguments.check(self.size)?;
        let work = Work {
            function,
            is_recorded,
        };
        let limits = run::Limits {
            job: self.limit,
            stall: self.stall,
        };
        let arguments = send::Arguments {
            count: arguments.as_slice().len(),
            encode: &|place, outlet| parcel::encode(&arguments.as_slice()[place], outlet),
        };
        let mut place = self.ranks.lock().unwrap_or_else(PoisonError::into_inner);
        let mut ranks = match place.take().filter(Ranks::are_well) {
            Some(ranks) => ranks,
            None => Ranks::start(&self.launcher, self.started).map_err(RunError::Start)?,
        };
        // Large results are decoded by a thread each, while ranks encode them.
        let (done, read) = thread::scope(|scope| {
            let mut threads = BTreeMap::new();
            let mut read = |rank, reader| {
                let decode = || parcel::decode::<Bulk<R>>(reader).map(|value| value.0);
                threads.insert(rank, scope.spawn(decode));
            };
            let done = run::perform(&mut ranks, self.size, work, &arguments, limits, &mut read);
            let read = threads.into_iter().map(|(rank, thread)| {
                let value = thread.join().unwrap_or_else(|panic| resume_unwind(panic));
                (rank, value)
            });
            (done, read.collect::<BTreeMap<_, _>>())
        });
        match done {
            Ok((results, record)) => {
                *place = Some(ranks);
                drop(place);
                Ok((decode(results, read)?, record))
            }
            // What cannot be sent is not the ranks' fault.
            Err(why @ RunError::Encode { .. }) => {
                *place = Some(ranks);
                Err(why)
            }
            Err(why) => {
                ranks.end();
                Err(why)
            }
        }
    }
}

/// What the ranks get.
pub(super) enum Arguments<'a, A> {
    /// All the same.
    One(&'a A),
    /// Each its own.
    Each(&'a [A]),
}

impl<A> Arguments<'_, A> {
    fn check(&self, ranks: usize) -> Result<(), RunError> {
        match self {
            Each(some) if some.len() != ranks => Err(RunError::Arguments {
                expected: ranks,
                got: some.len(),
            }),
            _ => Ok(()),
        }
    }

    fn as_slice(&self) -> &[A] {
        match self {
            One(argument) => slice::from_ref(argument),
            Each(all) => all,
        }
    }
}

fn each<A>(arguments: &[A]) -> Vec<Bulk<&A>> {
    arguments.iter().map(Bulk).collect()
}

/// Values in the order of their ranks: decoded already, or whole. Large ones that came whole, from
/// other hosts, are decoded by a thread each.
fn decode<R: DeserializeOwned + Send + 'static>(
    whole: Vec<Vec<u8>>,
    mut read: BTreeMap<usize, postcard::Result<R>>,
) -> Result<Vec<R>, RunError> {
    let total: usize = whole.iter().map(Vec::len).sum();
    let each = whole.into_iter().enumerate();
    let each = each.map(|(rank, bytes)| (rank, read.remove(&rank), bytes));
    let one = |(rank, read, bytes): (usize, Option<postcard::Result<R>>, Vec<u8>)| {
        let whole = || postcard::from_bytes::<Bulk<R>>(&bytes).map(|value| value.0);
        let value = read.unwrap_or_else(whole);
        value.map_err(|why| RunError::Decode {
            rank,
            why: why.to_string(),
        })
    };
    if total < LARGE {
        return each.map(one).collect();
    }
    thread::scope(|scope| {
        let threads: Vec<_> = each
            .map(|result| scope.spawn(move || one(result)))
            .collect();
        let ended = threads.into_iter().map(thread::ScopedJoinHandle::join);
        ended
            .map(|result| result.unwrap_or_else(|panic| resume_unwind(panic)))
            .collect()
    })
}
