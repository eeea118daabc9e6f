//! Memory that something takes while it runs, and how many files may be open.

use std::fs;
use std::path::PathBuf;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

/// Between two looks at the memory.
const LOOK: Duration = Duration::from_millis(10);

/// Bytes of memory that `work` adds to this process at its peak, seen every 10 ms; `None` where the system does not tell.
///
/// What runs in this process at the same time counts too. Memory that an earlier call has left to
/// the allocator is given back first. Linux only.
///
/// ```
/// let (numbers, added) = waiting::added_memory(|| {
///     let numbers = vec![1.0_f64; 4_000_000];
///     std::thread::sleep(std::time::Duration::from_millis(40));
///     numbers
/// });
/// assert_eq!(numbers.len(), 4_000_000);
/// assert!(added.is_none_or(|bytes| bytes > 20_000_000));
/// ```
pub fn added_memory<T>(work: impl FnOnce() -> T) -> (T, Option<u64>) {
    give_back();
    let me = std::process::id();
    let before = proportional(me);
    let (value, peak) = while_watching(move || proportional(me), work);
    (
        value,
        before
            .zip(peak)
            .map(|(before, peak)| peak.saturating_sub(before)),
    )
}

/// Bytes of memory that the processes started by `work` on this thread have together at their peak.
///
/// Pages that several of them share are counted once. `None` where there was no such process, or the
/// system does not tell. Linux only.
///
/// ```
/// let (_, none) = waiting::memory_of_children(|| ());
/// assert_eq!(none, None);
/// ```
pub fn memory_of_children<T>(work: impl FnOnce() -> T) -> (T, Option<u64>) {
    let list = children_of_this_thread();
    let own = program(std::process::id());
    let look = move || {
        let mut all = numbers(&fs::read_to_string(list.as_ref()?).ok()?);
        let mut next = 0;
        while let Some(&child) = all.get(next) {
            let more = fs::read_to_string(format!("/proc/{child}/task/{child}/children"));
            all.extend(numbers(&more.unwrap_or_default()));
            next += 1;
        }
        // Until a new process has become another program it shows the memory of this one.
        all.retain(|&child| program(child) != own);
        // One that has just ended has no memory any more.
        all.into_iter()
            .filter_map(proportional)
            .reduce(|a, b| a + b)
    };
    while_watching(look, work)
}

/// Runs `work`, with another thread that looks; the most that it saw.
fn while_watching<T>(
    look: impl Fn() -> Option<u64> + Send,
    work: impl FnOnce() -> T,
) -> (T, Option<u64>) {
    thread::scope(|scope| {
        let (over, wait) = channel::<()>();
        let watcher = scope.spawn(move || {
            let mut peak = look();
            while wait.recv_timeout(LOOK) == Err(RecvTimeoutError::Timeout) {
                peak = peak.max(look());
            }
            peak
        });
        // Dropped also when the work panics, so that the watcher ends.
        let over = over;
        let value = work();
        drop(over);
        (value, watcher.join().ok().flatten())
    })
}

/// The list of processes that this thread has started.
fn children_of_this_thread() -> Option<String> {
    let link = fs::read_link("/proc/thread-self").ok()?;
    Some(format!("/proc/{}/children", link.display()))
}

/// The file that a process runs.
fn program(process: u32) -> Option<PathBuf> {
    fs::read_link(format!("/proc/{process}/exe")).ok()
}

fn numbers(text: &str) -> Vec<u32> {
    text.split_whitespace()
        .filter_map(|word| word.parse().ok())
        .collect()
}

/// The memory of a process in bytes, where a page shared by n processes counts as 1/n.
fn proportional(process: u32) -> Option<u64> {
    let text = fs::read_to_string(format!("/proc/{process}/smaps_rollup")).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("Pss:"))?;
    let kib: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(1024 * kib)
}

/// Gives memory that is free back to the system.
fn give_back() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    // SAFETY: malloc_trim only returns pages that nobody uses.
    unsafe {
        libc::malloc_trim(0);
    }
}

/// Files (and so sockets) that this process may have open from now on: as many as it may ask for.
///
/// Usually 1024 until a program asks for more, which costs nothing and needs no rights. Programs that
/// it starts later may have as many. 1024 is the answer where the system does not tell.
///
/// ```
/// assert!(waiting::open_files() >= 256);
/// ```
#[must_use]
pub fn open_files() -> usize {
    #[cfg(target_os = "linux")]
    {
        let mut limit = libc::rlimit {
            rlim_cur: 0,
            rlim_max: 0,
        };
        // SAFETY: both calls get a pointer to a limit that lives longer than they do.
        unsafe {
            if libc::getrlimit(libc::RLIMIT_NOFILE, &raw mut limit) == 0 {
                // What no program needs here: some count to their limit when they start another.
                let wanted = limit.rlim_max.min(65_536).max(limit.rlim_cur);
                let more = libc::rlimit {
                    rlim_cur: wanted,
                    ..limit
                };
                if libc::setrlimit(libc::RLIMIT_NOFILE, &raw const more) == 0 {
                    limit = more;
                }
                return usize::try_from(limit.rlim_cur).unwrap_or(usize::MAX);
            }
        }
    }
    1024
}
