//! Ranks, from the notebook's side.

mod data;
mod error;
mod found;
mod host_file;
mod jobs;
mod keep;
mod launch;
mod meet;
mod output;
mod prepare;
mod program;
mod progress;
mod ranks;
mod reach;
mod run;
mod send;
mod session;
mod stuck;

use std::fmt;
use std::io;
use std::path::Path;
use std::process::Output;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

pub use error::{Ending, Failure, ProgramError, RankFailure, RunError, StartError, Stuck};
pub use found::Found;
pub(crate) use launch::Launcher;
pub use program::Ran;
use ranks::Ranks;
pub(crate) use session::Session;

use crate::beside::Beside;
use crate::raw;

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
    /// ```
    /// # spmd::init();
    /// use spmd::prelude::*;
    ///
    /// let cluster = Cluster::local(3)?;
    /// assert_eq!(cluster.run(&(), |world, ()| world.rank())?, [0, 1, 2]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// When there is no MPI here, or its ranks do not start; the error says what was tried and
    /// what the MPI library said.
    pub fn local(size: usize) -> Result<Self, StartError> {
        Self::start(Launcher::local()?, size)
    }

    /// Starts ranks on the hosts that a file names, one a line: `host` or `host slots=4`.
    ///
    /// ```
    /// use spmd::{Cluster, StartError};
    ///
    /// let missing = Cluster::hosts("/no/such/file");
    /// assert!(matches!(missing, Err(StartError::HostFile { .. })));
    /// ```
    ///
    /// Passwordless ssh between the hosts is needed, and a file system that all of them share for
    /// the notebook's build folder (the home folder of most clusters is one).
    ///
    /// # Errors
    /// As [`Cluster::local`]; also when the file cannot be read or names no host, and in one line which of them
    /// does not answer.
    pub fn hosts(file: impl AsRef<Path>) -> Result<Self, StartError> {
        let (launcher, size) = Launcher::hosts(file.as_ref())?;
        Self::start(launcher, size)
    }

    /// Starts ranks with `srun`, as many as the Slurm allocation has tasks.
    ///
    /// ```
    /// use spmd::{Cluster, StartError};
    ///
    /// if std::env::var_os("SLURM_JOB_ID").is_none() {
    ///     assert!(matches!(Cluster::slurm(), Err(StartError::NoAllocation)));
    /// }
    /// ```
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
    ///
    /// ```
    /// # spmd::init();
    /// use spmd::prelude::*;
    ///
    /// use std::time::Duration;
    ///
    /// let cluster = Cluster::local(2)?.limit(Duration::from_millis(300));
    /// let late = cluster.run(&(), |_, ()| std::thread::sleep(Duration::from_secs(10)));
    /// assert!(matches!(late, Err(spmd::RunError::TimeLimit { .. })));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn limit(mut self, limit: Duration) -> Self {
        self.limit = limit;
        self
    }

    /// Folders for a further program that is started beside the ranks. The keeper removes them with
    /// its own, if nobody does before.
    pub(crate) fn folders(&self) -> io::Result<Session> {
        let mut place = self.ranks.lock().unwrap_or_else(PoisonError::into_inner);
        let ranks = match place.take().filter(Ranks::are_well) {
            Some(ranks) => ranks,
            None => Ranks::start(&self.launcher, self.started).map_err(io::Error::other)?,
        };
        place.insert(ranks).session().inner()
    }

    /// Runs a program beside the ranks, in the folders that [`Cluster::folders`] gave; what it printed.
    /// The keeper ends it, if the notebook goes before. Meanwhile `look` is called now and then.
    pub(crate) fn run_beside(
        &self,
        session: &Session,
        program: &Beside,
        mut look: impl FnMut(),
    ) -> io::Result<Output> {
        let lock = || self.ranks.lock().unwrap_or_else(PoisonError::into_inner);
        let gone = || io::Error::from(io::ErrorKind::BrokenPipe);
        lock()
            .as_mut()
            .ok_or_else(gone)?
            .keeper()
            .start_beside(program)?;
        // After a failed job there is another keeper, and the folder is gone.
        program.wait(|| {
            look();
            let mut ranks = lock();
            let ranks = ranks.as_mut();
            ranks.is_some_and(|ranks| !ranks.keeper().has_ended()) && session.folder().is_dir()
        })
    }

    pub(crate) fn launcher(&self) -> &Launcher {
        &self.launcher
    }

    /// Number of ranks.
    ///
    /// ```
    /// # spmd::init();
    /// use spmd::prelude::*;
    ///
    /// assert_eq!(Cluster::local(2)?.size(), 2);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn size(&self) -> usize {
        self.size
    }

    /// The MPI that was found: what it is, and what starts it.
    ///
    /// ```
    /// # spmd::init();
    /// use spmd::prelude::*;
    ///
    /// let found = Cluster::local(1)?.found();
    /// assert!(found.name.contains("MPI") && found.launcher.is_file());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn found(&self) -> Found {
        self.launcher.found()
    }

    /// Process numbers of the ranks; empty after a failure, until the next job.
    ///
    /// ```
    /// # spmd::init();
    /// use spmd::prelude::*;
    ///
    /// let cluster = Cluster::local(2)?;
    /// assert_eq!(cluster.run(&(), |_, ()| std::process::id())?, cluster.processes());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
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
    /// ```
    /// # spmd::init();
    /// use spmd::prelude::*;
    ///
    /// let cluster = Cluster::local(4)?;
    /// for size in [1, 2, 4] {
    ///     let sizes = cluster.on(size).run(&(), |world, ()| world.size() as usize)?;
    ///     assert_eq!(sizes, vec![size; size]);
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
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
}

impl fmt::Debug for Cluster {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} MPI ranks, {}", self.size, self.found())
    }
}
