//! Ranks, from the notebook's side.

mod error;
mod found;
mod host_file;
mod keep;
mod launch;
mod meet;
mod output;
mod prepare;
mod progress;
mod ranks;
mod run;
mod session;
mod stuck;

use std::fmt::{self, Display};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde::Serialize;
use serde::de::DeserializeOwned;

pub use error::{Ending, Failure, RankFailure, RunError, StartError, Stuck};
pub use found::Found;
pub(crate) use launch::Launcher;
use ranks::Ranks;
use run::Work;
pub(crate) use session::Session;

use crate::World;
use crate::raw::{self, Function};
use crate::record::Record;

use Arguments::{Each, One};

/// A job may take so long; a lesson's cells take seconds.
const LIMIT: Duration = Duration::from_secs(60);
/// Ranks that all wait in one call of MPI for so long wait for each other.
const STALL: Duration = Duration::from_secs(3);

/// MPI ranks that wait for work until this is dropped.
///
/// When a job fails on some rank, all are ended, since nobody knows which messages are still under
/// way. The next job finds new ones, which have kept nothing.
#[repr(C)]
pub struct Cluster {
    /// First, and in a layout that does not change, so that any build can read it.
    fingerprint: &'static str,
    launcher: Launcher,
    /// The ranks that take part in jobs, of the `started` ones.
    size: usize,
    started: usize,
    limit: Duration,
    stall: Option<Duration>,
    /// Shared with the clusters of [`Cluster::on`].
    ranks: Arc<Mutex<Option<Ranks>>>,
}

impl Cluster {
    /// Starts `size` ranks on this machine. More ranks than processors take turns.
    ///
    /// # Errors
    /// When there is no MPI here, or its ranks do not start; the error says what was tried and
    /// what the MPI library said.
    pub fn local(size: usize) -> Result<Self, StartError> {
        Self::start(Launcher::local()?, size)
    }

    /// Starts ranks on the hosts that a file names, one a line: `host` or `host slots=4`.
    ///
    /// Passwordless ssh between the hosts is needed, and a file system that all of them share for
    /// the notebook's build folder (the home folder of most clusters is one).
    ///
    /// # Errors
    /// As [`Cluster::local`]; also when the file cannot be read or names no host.
    pub fn hosts(file: impl AsRef<Path>) -> Result<Self, StartError> {
        let (launcher, size) = Launcher::hosts(file.as_ref())?;
        Self::start(launcher, size)
    }

    /// Starts ranks with `srun`, as many as the Slurm allocation has tasks.
    ///
    /// # Errors
    /// As [`Cluster::local`]; also outside of an allocation.
    pub fn slurm() -> Result<Self, StartError> {
        let (launcher, size) = Launcher::slurm()?;
        Self::start(launcher, size)
    }

    fn start(launcher: Launcher, size: usize) -> Result<Self, StartError> {
        if size == 0 {
            return Err(StartError::NoRanks);
        }
        let ranks = Ranks::start(&launcher, size)?;
        Ok(Self {
            fingerprint: raw::FINGERPRINT,
            stall: launcher.is_local().then_some(STALL),
            launcher,
            size,
            started: size,
            limit: LIMIT,
            ranks: Arc::new(Mutex::new(Some(ranks))),
        })
    }

    /// Gives each job `limit` instead of 60 s.
    #[must_use]
    pub fn limit(mut self, limit: Duration) -> Self {
        self.limit = limit;
        self
    }

    pub(crate) fn launcher(&self) -> &Launcher {
        &self.launcher
    }

    /// Number of ranks.
    #[must_use]
    pub fn size(&self) -> usize {
        self.size
    }

    /// The MPI that was found: what it is, and what starts it.
    #[must_use]
    pub fn found(&self) -> Found {
        self.launcher.found()
    }

    /// Process numbers of the ranks; empty after a failure, until the next job.
    #[must_use]
    pub fn processes(&self) -> Vec<u32> {
        let ranks = self.ranks.lock().unwrap_or_else(PoisonError::into_inner);
        let mut processes = ranks.as_ref().map_or_else(Vec::new, Ranks::processes);
        processes.truncate(self.size);
        processes
    }

    /// The first `count` ranks only, as a cluster of their own: the others do not take part in its
    /// jobs. The ranks are there until both clusters are dropped.
    ///
    /// # Panics
    /// When there are fewer, or `count` is 0.
    #[must_use]
    pub fn on(&self, count: usize) -> Self {
        assert!(
            (1..=self.size).contains(&count),
            "on({count}): this cluster has the ranks 0 to {}",
            self.size - 1
        );
        Self {
            size: count,
            launcher: self.launcher.clone(),
            ranks: Arc::clone(&self.ranks),
            ..*self
        }
    }

    /// Runs a function on every rank, with the same argument; one result for each rank, in order.
    ///
    /// # Errors
    /// [`RunError`]: what happened, on which rank, and where.
    pub fn run<A, R>(&self, argument: &A, function: fn(&World, &A) -> R) -> Result<Vec<R>, RunError>
    where
        A: Serialize + DeserializeOwned,
        R: Serialize + DeserializeOwned,
    {
        let (results, _) = self.perform(Function::new(function), false, &One(argument))?;
        Ok(results)
    }

    /// Runs a function that may fail: an error on one rank is the error of the whole job.
    ///
    /// # Errors
    /// As [`Cluster::run`].
    pub fn try_run<A, R, E>(
        &self,
        argument: &A,
        function: fn(&World, &A) -> Result<R, E>,
    ) -> Result<Vec<R>, RunError>
    where
        A: Serialize + DeserializeOwned,
        R: Serialize + DeserializeOwned,
        E: Display,
    {
        let (results, _) = self.perform(Function::fallible(function), false, &One(argument))?;
        Ok(results)
    }

    /// Runs a function on every rank, each with an argument of its own.
    ///
    /// # Errors
    /// As [`Cluster::run`]; also when there is not one argument for each rank.
    pub fn run_each<A, R>(
        &self,
        arguments: &[A],
        function: fn(&World, &A) -> R,
    ) -> Result<Vec<R>, RunError>
    where
        A: Serialize + DeserializeOwned,
        R: Serialize + DeserializeOwned,
    {
        let (results, _) = self.perform(Function::new(function), false, &Each(arguments))?;
        Ok(results)
    }

    /// As [`Cluster::run`], with a record of every message.
    ///
    /// # Errors
    /// As [`Cluster::run`].
    pub fn record<A, R>(
        &self,
        argument: &A,
        function: fn(&World, &A) -> R,
    ) -> Result<(Vec<R>, Record), RunError>
    where
        A: Serialize + DeserializeOwned,
        R: Serialize + DeserializeOwned,
    {
        self.perform(Function::new(function), true, &One(argument))
    }

    /// As [`Cluster::run_each`], with a record of every message.
    ///
    /// # Errors
    /// As [`Cluster::run_each`].
    pub fn record_each<A, R>(
        &self,
        arguments: &[A],
        function: fn(&World, &A) -> R,
    ) -> Result<(Vec<R>, Record), RunError>
    where
        A: Serialize + DeserializeOwned,
        R: Serialize + DeserializeOwned,
    {
        self.perform(Function::new(function), true, &Each(arguments))
    }

    fn perform<A: Serialize, R: DeserializeOwned>(
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
        let arguments = match arguments {
            One(argument) => vec![encode(argument)?],
            Each(all) if all.len() == self.size => {
                all.iter().map(encode).collect::<Result<_, _>>()?
            }
            Each(some) => {
                return Err(RunError::Arguments {
                    expected: self.size,
                    got: some.len(),
                });
            }
        };
        let work = Work {
            function,
            is_recorded,
        };
        let limits = run::Limits {
            job: self.limit,
            stall: self.stall,
        };
        let mut place = self.ranks.lock().unwrap_or_else(PoisonError::into_inner);
        let mut ranks = match place.take().filter(Ranks::are_well) {
            Some(ranks) => ranks,
            None => Ranks::start(&self.launcher, self.started).map_err(RunError::Start)?,
        };
        match run::perform(&mut ranks, self.size, work, arguments, limits) {
            Ok((results, record)) => {
                *place = Some(ranks);
                drop(place);
                Ok((decode(results)?, record))
            }
            Err(why) => {
                ranks.end();
                Err(why)
            }
        }
    }
}

/// What the ranks get.
enum Arguments<'a, A> {
    /// All the same.
    One(&'a A),
    /// Each its own.
    Each(&'a [A]),
}

fn encode<A: Serialize>(argument: &A) -> Result<Vec<u8>, RunError> {
    postcard::to_stdvec(argument).map_err(|why| RunError::Encode {
        why: why.to_string(),
    })
}

fn decode<R: DeserializeOwned>(results: Vec<Vec<u8>>) -> Result<Vec<R>, RunError> {
    let decoded = results.into_iter().zip(0..).map(|(bytes, rank)| {
        postcard::from_bytes(&bytes).map_err(|why| RunError::Decode {
            rank,
            why: why.to_string(),
        })
    });
    decoded.collect()
}

impl fmt::Debug for Cluster {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} MPI ranks, {}", self.size, self.found())
    }
}
