//! Steps with progress, times, checkpoints and a watch.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use clap::Args;
use mpi::collective::SystemOperation;
use mpi::topology::SimpleCommunicator;
use mpi::traits::{Communicator, CommunicatorCollectives};

use crate::error::{Error, agree};
use crate::watch::Watch;

/// What both programs are told about their steps.
#[derive(Clone, Debug, Args)]
pub struct Steps {
    /// Steps of the whole run, with those that were done before it was resumed
    #[arg(long, value_name = "N")]
    pub steps: u64,
    /// Write a checkpoint to this file, every so many steps and at the end
    #[arg(long, value_name = "FILE")]
    pub checkpoint: Option<PathBuf>,
    /// Steps between two checkpoints
    #[arg(long, value_name = "K", default_value_t = 1000)]
    pub every: u64,
    /// Go on from a checkpoint, with any number of ranks
    #[arg(long, value_name = "FILE")]
    pub resume: Option<PathBuf>,
    /// Give up when nothing has come on for so many seconds; 0 waits for ever
    #[arg(long, value_name = "SECONDS", default_value_t = 300)]
    pub patience: u64,
    /// Write the times of a step to this file (CSV), and the machine beside it
    #[arg(long, value_name = "FILE")]
    pub times: Option<PathBuf>,
}

/// What is done in steps.
pub trait Job {
    /// So many steps.
    fn advance(&mut self, count: usize);

    /// Writes a checkpoint; all ranks call it.
    ///
    /// # Errors
    /// When rank 0 cannot write the file; on all ranks alike.
    fn save(&mut self, path: &Path, step: u64) -> Result<(), Error>;
}

/// Seconds between two signs of life that ranks wait for each other in, and between two lines.
const BEAT: f64 = 0.2;
const LINE: Duration = Duration::from_secs(2);

impl Steps {
    /// Looks at the numbers that must not be zero, and whether there is a place for the files that rank 0
    /// will write: the checkpoint, and the times. All ranks call it.
    ///
    /// # Errors
    /// [`Error::Input`].
    pub fn check(&self, world: &SimpleCommunicator) -> Result<(), Error> {
        self.check_numbers()?;
        let files = [&self.checkpoint, &self.times];
        let mut files = files.into_iter().flatten();
        let placed = if world.rank() == 0 {
            files.try_for_each(|file| check_place(file))
        } else {
            Ok(())
        };
        agree(world, placed)
    }

    fn check_numbers(&self) -> Result<(), Error> {
        match (self.steps, self.every) {
            (0, _) => Err(Error::input(
                "--steps 0: there is nothing to do; give at least 1",
            )),
            (_, 0) => Err(Error::input(
                "--every 0: a checkpoint every 0 steps; give at least 1",
            )),
            _ => Ok(()),
        }
    }

    /// From step `done` to the last; the seconds of one step, for each stretch between two looks.
    ///
    /// # Errors
    /// When a checkpoint cannot be written: what is there stays.
    pub fn run(
        &self,
        world: &SimpleCommunicator,
        mut done: u64,
        job: &mut impl Job,
    ) -> Result<Vec<f64>, Error> {
        let is_first = world.rank() == 0;
        let (first, patience) = (done, Duration::from_secs(self.patience));
        let resume_from = self.checkpoint.as_deref().or(self.resume.as_deref());
        if first > 0 && is_first {
            eprintln!("goes on from step {first}, on {} ranks", world.size());
        }
        let watch = Watch::start(world.rank(), patience, resume_from);
        watch.beat(done);
        let (start, mut said, mut times) = (Instant::now(), Instant::now(), Vec::new());
        let mut stretch = 1;
        while done < self.steps {
            let mut count = stretch.min(self.steps - done);
            if self.checkpoint.is_some() {
                count = count.min(self.every - done % self.every);
            }
            let begin = Instant::now();
            job.advance(count as usize);
            // All ranks learn the longest time, and so take equal stretches; nobody runs ahead.
            let (mine, mut longest) = (begin.elapsed().as_secs_f64(), 0.0);
            world.all_reduce_into(&mine, &mut longest, SystemOperation::max());
            times.push(longest / count as f64);
            done += count;
            stretch = (count as f64 * (BEAT / longest.max(1e-9)).min(4.0)).max(1.0) as u64;
            watch.beat(done);
            if let Some(path) = &self.checkpoint
                && (done.is_multiple_of(self.every) || done == self.steps)
            {
                job.save(path, done)?;
                watch.beat(done);
            }
            if is_first && (said.elapsed() >= LINE || done == self.steps) {
                said = Instant::now();
                let took = start.elapsed().as_secs_f64();
                let left = took / (done - first) as f64 * (self.steps - done) as f64;
                eprintln!(
                    "step {done} of {}: {took:.1} s, {left:.0} s left",
                    self.steps
                );
            }
        }
        Ok(times)
    }
}

/// Whether a file could be written there: after hours of steps it is late to learn that it cannot.
fn check_place(path: &Path) -> Result<(), Error> {
    let cannot = |why: String| Error::input(format!("cannot write {}: {why}", path.display()));
    if path.is_dir() {
        return Err(cannot("it is a folder; give the name of a file".to_owned()));
    }
    let folder = path.parent().filter(|path| !path.as_os_str().is_empty());
    match folder {
        Some(folder) if !folder.is_dir() => {
            Err(cannot(format!("there is no folder {}", folder.display())))
        }
        _ => Ok(()),
    }
}
