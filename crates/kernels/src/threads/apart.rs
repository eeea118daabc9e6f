//! Members of a team on processors of their own.
//!
//! Linux wakes a thread where it last ran, or where it was woken from, unless it knows of an idle
//! processor. In a virtual machine it often does not: a halted virtual processor counts as taken away
//! by the host. Two threads then share one processor, beside an idle one, until the system looks
//! again some milliseconds later, which is longer than much of the work here. And work that is over
//! by then meets them in the same place the next time.

use std::sync::{Mutex, PoisonError};

/// The processors that members of a team began on.
#[derive(Default)]
pub(super) struct Apart {
    taken: Mutex<Vec<usize>>,
}

impl Apart {
    /// Moves this thread to a free processor if another member has its own. It may be moved again:
    /// where it is allowed to run is the same before and after.
    pub(super) fn settle(&self) {
        let Some(here) = system::here() else {
            return;
        };
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let now = if taken.contains(&here) {
            system::move_off(&taken).unwrap_or(here)
        } else {
            here
        };
        taken.push(now);
    }
}

/// Leaves thread number `index` of a pool one of the processors that it may use, in turns.
pub(super) fn bind(index: usize) {
    system::bind(index);
}

#[cfg(all(target_os = "linux", not(miri)))]
mod system {
    use rustix::thread::{CpuSet, sched_getaffinity, sched_getcpu, sched_setaffinity};

    /// The processor that this thread runs on.
    pub(super) fn here() -> Option<usize> {
        Some(sched_getcpu())
    }

    /// Moves this thread to a processor that it may use and that is not in `taken`.
    pub(super) fn move_off(taken: &[usize]) -> Option<usize> {
        let allowed = sched_getaffinity(None).ok()?;
        let free = |cpu: &usize| allowed.is_set(*cpu) && !taken.contains(cpu);
        let there = (0..CpuSet::MAX_CPU).find(free)?;
        let mut only = CpuSet::new();
        only.set(there);
        sched_setaffinity(None, &only).ok()?;
        // It stays there for now, and the system has its freedom back.
        let _ = sched_setaffinity(None, &allowed);
        Some(there)
    }

    /// Binds this thread to the allowed processor number `index`, from the first again after the last.
    pub(super) fn bind(index: usize) {
        let Ok(allowed) = sched_getaffinity(None) else {
            return;
        };
        let mut all = (0..CpuSet::MAX_CPU).filter(|cpu| allowed.is_set(*cpu));
        let count = all.clone().count().max(1);
        if let Some(cpu) = all.nth(index % count) {
            let mut only = CpuSet::new();
            only.set(cpu);
            // A system that refuses leaves it where it is.
            let _ = sched_setaffinity(None, &only);
        }
    }
}

/// Elsewhere the system is trusted.
#[cfg(not(all(target_os = "linux", not(miri))))]
mod system {
    pub(super) fn here() -> Option<usize> {
        None
    }

    pub(super) fn move_off(_: &[usize]) -> Option<usize> {
        None
    }

    pub(super) fn bind(_: usize) {}
}

#[cfg(all(test, target_os = "linux", not(miri)))]
mod tests {
    use rustix::thread::sched_getaffinity;

    #[test]
    fn a_thread_that_moved_off_may_run_wherever_it_might_before() {
        let before = sched_getaffinity(None).unwrap();
        let here = super::system::here().unwrap();
        let there = super::system::move_off(&[here]);
        assert_eq!(there.is_some(), before.count() > 1);
        assert_ne!(there, Some(here));
        assert_eq!(sched_getaffinity(None).unwrap(), before);
    }
}
