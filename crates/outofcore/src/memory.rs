//! How much memory a piece of work takes.

use std::fs;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// Runs `work`; returns its answer and by how many bytes this process's own memory grew at most meanwhile, looked at
/// every half millisecond. Files that are mapped do not count: the system takes their pages away when it needs them.
/// Where the system does not tell, it is 0.
///
/// ```
/// let (length, bytes) = outofcore::memory::peak_of(|| {
///     let numbers = vec![1.0_f64; 8 << 20];
///     std::thread::sleep(std::time::Duration::from_millis(20));
///     std::hint::black_box(numbers).len()
/// });
/// assert_eq!(length, 8 << 20);
/// # #[cfg(target_os = "linux")]
/// assert!(bytes > 50e6, "{bytes}");
/// ```
pub fn peak_of<R>(work: impl FnOnce() -> R) -> (R, f64) {
    let (answer, curve) = curve_of(work);
    (
        answer,
        curve.iter().map(|point| point.1).fold(0.0, f64::max),
    )
}

/// [`peak_of`] as a curve: seconds since the beginning, and the bytes taken then.
///
/// ```
/// let wait = || std::thread::sleep(std::time::Duration::from_millis(5));
/// let ((), curve) = outofcore::memory::curve_of(wait);
/// assert!(curve.len() > 1 && curve.is_sorted_by_key(|point| point.0));
/// ```
pub fn curve_of<R>(work: impl FnOnce() -> R) -> (R, Vec<(f64, f64)>) {
    give_back();
    let (before, done, begin) = (own_memory(), AtomicBool::new(false), Instant::now());
    thread::scope(|scope| {
        let watch = scope.spawn(|| {
            let mut curve = Vec::new();
            while !done.load(Ordering::Relaxed) {
                let taken = (own_memory() - before).max(0.0);
                curve.push((begin.elapsed().as_secs_f64(), taken));
                thread::sleep(Duration::from_micros(500));
            }
            curve
        });
        let answer = work();
        done.store(true, Ordering::Relaxed);
        (answer, watch.join().unwrap_or_default())
    })
}

/// Memory that was freed, but kept for later, goes back to the system: else work that uses it again seems to take none.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
fn give_back() {
    unsafe extern "C" {
        fn malloc_trim(pad: usize) -> i32;
    }
    // SAFETY: it may be called at any time, from any thread (malloc_trim(3)).
    unsafe { malloc_trim(0) };
}

#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
fn give_back() {}

/// Bytes that belong to this process alone and to no file.
fn own_memory() -> f64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("RssAnon:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok());
    1024.0 * kilobytes.unwrap_or(0.0)
}
