//! The exercises of lesson 04: loops on several threads.

mod histogram;
mod same_bits;
mod steepness;
mod your_own;

pub use histogram::histogram;
pub use same_bits::sum_of_squares;
pub use steepness::steepness;
pub use your_own::your_own;

use bench::machine::Machine;
use kernels::threads::pinned;
use rayon::ThreadPool;

/// Numbers of threads on which an answer must be right; more than most machines have cores.
const THREADS: [usize; 4] = [1, 2, 3, 8];

/// A pool for the race: all threads of this machine, on a processor each.
fn all_threads() -> Option<ThreadPool> {
    pinned(Machine::here().threads).ok()
}

/// `work` on `pool`, or here when the system gave no threads.
fn on<R: Send>(pool: Option<&ThreadPool>, work: impl FnOnce() -> R + Send) -> R {
    match pool {
        Some(pool) => pool.install(work),
        None => work(),
    }
}

#[cfg(test)]
mod tests;
