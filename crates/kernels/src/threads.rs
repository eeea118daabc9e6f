//! Thread pools as values: a kernel runs on the threads it is given, never on a hidden global pool.

use std::fmt;

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
    if n == 0 {
        return Err(ThreadsError::Zero);
    }
    rayon::ThreadPoolBuilder::new()
        .num_threads(n)
        .thread_name(|index| format!("kernels-{index}"))
        .build()
        .map_err(|error| ThreadsError::Refused {
            threads: n,
            reason: error.to_string(),
        })
}
