//! Thread pools as values: a kernel runs on the threads it is given, never on a hidden global pool.
//!
//! A `_par` kernel works on the thread that calls it and on all but one of the pool's: as many threads as
//! the pool has. Called on one of these, it makes do with those that are free.

mod apart;
mod team;
#[cfg(test)]
mod tests;
mod worked;

pub(crate) use team::{share, team};
pub use worked::{Worked, worked};

/// Numbers of threads that each `_par` variant is tested on.
#[cfg(all(test, not(miri)))]
pub(crate) const THREADS: [usize; 3] = [1, 2, 3];
#[cfg(all(test, miri))]
pub(crate) const THREADS: [usize; 1] = [2];

use std::any::Any;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Why there is no pool.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ThreadsError {
    /// Zero threads were asked for.
    Zero,
    /// The operating system refused the threads.
    Refused {
        /// How many were asked for.
        threads: usize,
        /// What it said.
        reason: String,
    },
    /// A thread panicked in the middle of its work.
    Panicked {
        /// The words of the panic.
        message: String,
    },
}

impl fmt::Display for ThreadsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ThreadsError::Zero => {
                write!(f, "zero threads cannot do any work; ask for at least 1")
            }
            ThreadsError::Refused { threads, reason } => {
                write!(f, "no pool of {threads} threads: {reason}; ask for fewer")
            }
            ThreadsError::Panicked { message } => {
                write!(
                    f,
                    "a thread panicked: {message}; its work is lost, the pool can be used again"
                )
            }
        }
    }
}

impl std::error::Error for ThreadsError {}

/// A pool of exactly `n` threads; they end when the pool is dropped.
///
/// # Errors
/// [`ThreadsError::Zero`] for `n = 0`, [`ThreadsError::Refused`] if the system gives no threads.
///
/// ```
/// let pool = kernels::threads::pool(2)?;
/// assert_eq!(pool.current_num_threads(), 2);
/// assert!(kernels::threads::pool(0).is_err());
/// # Ok::<(), kernels::threads::ThreadsError>(())
/// ```
pub fn pool(n: usize) -> Result<rayon::ThreadPool, ThreadsError> {
    build(n, rayon::ThreadPoolBuilder::new())
}

/// A [`pool`] whose threads stay on a processor each, as OpenMP's do with `OMP_PROC_BIND=true`.
///
/// Left alone, a system may wake two threads on one processor, beside an idle one; virtual machines do
/// it often. More threads than processors take turns on them. Where threads cannot be bound (outside of
/// Linux), it is an ordinary pool. The `_par` kernels see to this themselves: hand them an ordinary
/// pool, or call them from inside of this one.
///
/// # Errors
/// As [`pool`].
///
/// ```
/// let pool = kernels::threads::pinned(2)?;
/// assert_eq!(pool.install(|| 6 * 7), 42);
/// # Ok::<(), kernels::threads::ThreadsError>(())
/// ```
pub fn pinned(n: usize) -> Result<rayon::ThreadPool, ThreadsError> {
    build(
        n,
        rayon::ThreadPoolBuilder::new().start_handler(apart::bind),
    )
}

fn build(n: usize, builder: rayon::ThreadPoolBuilder) -> Result<rayon::ThreadPool, ThreadsError> {
    if n == 0 {
        return Err(ThreadsError::Zero);
    }
    builder
        .num_threads(n)
        .thread_name(|index| format!("kernels-{index}"))
        .build()
        .map_err(|error| ThreadsError::Refused {
            threads: n,
            reason: error.to_string(),
        })
}

/// Runs `work` on the threads of `pool`; a panic of any of them comes back as an error.
///
/// rayon passes a panic on to whoever waits for the work, as a panic. This ends it there: all other
/// threads have finished or given up by then, and the pool can be used again. What the work was
/// writing to when it panicked is in any state.
///
/// # Errors
/// [`ThreadsError::Panicked`] with the words of the panic; of several, those of one.
///
/// ```
/// use kernels::threads::{ThreadsError, pool, run};
/// use rayon::prelude::*;
/// let pool = pool(2)?;
/// let half = |k: u64| if k % 2 == 0 { k / 2 } else { panic!("{k} is odd") };
/// let sum = |numbers: &[u64]| run(&pool, || numbers.par_iter().map(|&k| half(k)).sum::<u64>());
/// assert_eq!(sum(&[4, 6]), Ok(5));
/// assert_eq!(sum(&[4, 7]), Err(ThreadsError::Panicked { message: "7 is odd".to_owned() }));
/// assert_eq!(sum(&[8]), Ok(4)); // the pool lives on
/// # Ok::<(), ThreadsError>(())
/// ```
pub fn run<R: Send>(
    pool: &rayon::ThreadPool,
    work: impl FnOnce() -> R + Send,
) -> Result<R, ThreadsError> {
    catch_unwind(AssertUnwindSafe(|| pool.install(work))).map_err(|cause| ThreadsError::Panicked {
        message: panic_words(&*cause),
    })
}

/// The words of a panic that was caught.
///
/// ```
/// let cause = std::panic::catch_unwind(|| std::panic::panic_any("no such row")).unwrap_err();
/// assert_eq!(kernels::threads::panic_words(&*cause), "no such row");
/// ```
#[must_use]
pub fn panic_words(cause: &(dyn Any + Send)) -> String {
    let text = cause
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| cause.downcast_ref::<String>().cloned());
    text.unwrap_or_else(|| "a panic without words".to_owned())
}
