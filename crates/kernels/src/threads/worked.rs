//! Which threads of a pool did the work.

use std::fs;
use std::thread;
use std::time::Duration;

/// What a thread did for some time; the rest of it was spent asleep, or in waiting for another thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Worked {
    /// Time on a processor.
    pub busy: Duration,
    /// Time in which it had work and no processor, because other threads or programs had them.
    pub queued: Duration,
}

/// What each thread of `pool` does while `work` runs.
///
/// Unlike a time by the clock this tells on a busy machine, too, whether a loop is shared: threads that have no part in
/// it are neither busy nor queued.
/// `None` where the system does not tell (Linux does, in `/proc/thread-self/schedstat`).
///
/// ```
/// use rayon::prelude::*;
/// let pool = kernels::threads::pool(2)?;
/// let root = |k: u64| (k as f64).sqrt();
/// let sum = || std::hint::black_box((0..20_000_000).into_par_iter().map(root).sum::<f64>());
/// if let Some(threads) = kernels::threads::worked(&pool, || { pool.install(sum); }) {
///     assert_eq!(threads.len(), 2);
/// }
/// # Ok::<(), kernels::threads::ThreadsError>(())
/// ```
pub fn worked(pool: &rayon::ThreadPool, work: impl FnOnce()) -> Option<Vec<Worked>> {
    let each = || -> Option<Vec<Worked>> { pool.broadcast(|_| so_far()).into_iter().collect() };
    let before = each()?;
    work();
    let after = each()?;
    Some(
        after
            .iter()
            .zip(&before)
            .map(|(a, b)| Worked {
                busy: a.busy.saturating_sub(b.busy),
                queued: a.queued.saturating_sub(b.queued),
            })
            .collect(),
    )
}

/// What this thread has done since it began.
fn so_far() -> Option<Worked> {
    // The system counts at its ticks, milliseconds apart; giving way makes it count now.
    thread::yield_now();
    let text = fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let mut nanoseconds = text.split_whitespace().map_while(|word| word.parse().ok());
    Some(Worked {
        busy: Duration::from_nanos(nanoseconds.next()?),
        queued: Duration::from_nanos(nanoseconds.next()?),
    })
}
