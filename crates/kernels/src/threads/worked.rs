//! Which threads of a pool did the work.

use std::fs;
use std::thread;
use std::time::Duration;

/// Time on a processor that each thread of `pool` spends while `work` runs, in seconds of that thread.
///
/// Unlike a time by the clock it does not grow when other programs have the processors: a loop that is not
/// shared shows by threads that did next to nothing, on a busy machine too.
/// `None` where the system does not tell (Linux does, in `/proc/thread-self/schedstat`).
///
/// ```
/// use rayon::prelude::*;
/// let pool = kernels::threads::pool(2)?;
/// let root = |k: u64| (k as f64).sqrt();
/// let sum = || std::hint::black_box((0..20_000_000).into_par_iter().map(root).sum::<f64>());
/// if let Some(times) = kernels::threads::worked(&pool, || { pool.install(sum); }) {
///     assert_eq!(times.len(), 2);
/// }
/// # Ok::<(), kernels::threads::ThreadsError>(())
/// ```
pub fn worked(pool: &rayon::ThreadPool, work: impl FnOnce()) -> Option<Vec<Duration>> {
    let each =
        || -> Option<Vec<Duration>> { pool.broadcast(|_| on_processor()).into_iter().collect() };
    let before = each()?;
    work();
    let after = each()?;
    Some(
        after
            .iter()
            .zip(&before)
            .map(|(a, b)| a.saturating_sub(*b))
            .collect(),
    )
}

/// Time that this thread has had a processor.
fn on_processor() -> Option<Duration> {
    // The system counts at its ticks, milliseconds apart; giving way makes it count now.
    thread::yield_now();
    let text = fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let nanoseconds = text.split_whitespace().next()?.parse().ok()?;
    Some(Duration::from_nanos(nanoseconds))
}
