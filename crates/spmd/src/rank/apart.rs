//! Ranks of a host on processors of their own.
//!
//! Ranks are bound to nothing, since each may have threads. Linux in a virtual machine then often wakes two ranks on
//! one processor, beside an idle one, and leaves them there for as long as a job of a lesson takes
//! (see `kernels::threads`, whose teams do the same).

/// What the launchers call the number of a rank among those of its host.
#[cfg(target_os = "linux")]
const NUMBERS: [&str; 3] = [
    "OMPI_COMM_WORLD_LOCAL_RANK",
    "MPI_LOCALRANKID",
    "SLURM_LOCALID",
];

/// Moves this thread to the processor that has its number among those it may use, from the first again after the
/// last. It may be moved again: where it is allowed to run is the same before and after.
#[cfg(target_os = "linux")]
pub(super) fn settle() {
    use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};

    let number = NUMBERS
        .into_iter()
        .find_map(|name| std::env::var(name).ok()?.parse::<usize>().ok());
    let (Some(number), Ok(allowed)) = (number, sched_getaffinity(None)) else {
        return;
    };
    let mut all = (0..CpuSet::MAX_CPU).filter(|cpu| allowed.is_set(*cpu));
    let count = all.clone().count().max(1);
    if let Some(there) = all.nth(number % count) {
        let mut only = CpuSet::new();
        only.set(there);
        // A system that refuses leaves it where it is.
        let _ = sched_setaffinity(None, &only);
        let _ = sched_setaffinity(None, &allowed);
    }
}

#[cfg(not(target_os = "linux"))]
pub(super) fn settle() {}
