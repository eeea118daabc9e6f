//! Whether the threads of a pool take part, which no time can tell on a busy machine.

use super::Exercise;
use crate::check::quiet::quietly;
use kernels::threads::{Worked, worked};
use rayon::ThreadPool;
use std::time::{Duration, Instant};

/// Who was seen at work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sharing {
    /// It was not looked at, or the system does not tell.
    Unknown,
    /// One thread of the pool, and no other.
    Alone,
    /// None of the pool for long: they wait for a lock, or for threads that the reader's code has started.
    Elsewhere,
    /// Several threads of the pool.
    Together,
}

/// A thread that is busy for more than this part of all threads' time works alone: the others only looked for some.
const ALONE: f64 = 0.9;

/// Who was once seen to share the work does: on a very busy machine a thread may have to wait through a whole look.
const LOOKS: usize = 4;

impl Exercise {
    /// Looks whether more than one thread of `pool` takes part in `work`: else it is right, and not fast.
    ///
    /// A time cannot tell: where other programs have the processors, one thread is as quick as all.
    pub(in crate::check) fn shared(
        mut self,
        pool: Option<&ThreadPool>,
        mut work: impl FnMut() + Send,
    ) -> Self {
        let Some(pool) = pool.filter(|pool| pool.current_num_threads() > 1) else {
            return self;
        };
        if self.skips() {
            return self;
        }
        for _ in 0..LOOKS {
            self.sharing = look(pool, &mut work);
            if self.sharing != Sharing::Alone {
                break;
            }
        }
        self
    }
}

/// Who does `work`, over as much time as gives each thread its turn on a machine that others use, too.
fn look(pool: &ThreadPool, work: &mut (impl FnMut() + Send)) -> Sharing {
    // Inside of the pool all the time: from outside each call may begin on another thread.
    let mut took = Duration::ZERO;
    let long_enough = || {
        let begin = Instant::now();
        while took < Duration::from_millis(300) {
            work();
            took = begin.elapsed();
        }
    };
    let Ok(Some(threads)) = quietly(|| worked(pool, || pool.install(long_enough))) else {
        return Sharing::Unknown;
    };
    // Who is queued for a processor waits for no lock: of the time that is left, who waits does next to nothing, and who
    // works alone does not wait.
    let waits = |thread: &Worked| thread.busy <= took.saturating_sub(thread.queued) / 10;
    let busy = || threads.iter().map(|thread| thread.busy);
    let (all, most) = (busy().sum::<Duration>(), busy().max().unwrap_or_default());
    // One that only waits leaves the work to threads of its own.
    if threads.iter().all(waits) {
        Sharing::Elsewhere
    } else if most.as_secs_f64() > ALONE * all.as_secs_f64() {
        Sharing::Alone
    } else {
        Sharing::Together
    }
}
