//! A disturbance made on purpose: what a measurement must survive.

use std::hint::spin_loop;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// Threads for each hardware thread: one that measures beside them gets about a third of a core.
const PER_CORE: usize = 2;

/// Longest stay in seconds, for a reader who forgets the neighbour in a variable.
const LONGEST: f64 = 30.0;

/// Another program that keeps every core of this machine busy, until it is dropped.
///
/// ```
/// let neighbour = lab::noisy_neighbour(0.0);
/// assert!(neighbour.threads() >= 2);
/// drop(neighbour); // waits until it is gone
/// ```
#[derive(Debug)]
#[must_use = "the neighbour leaves when it is dropped"]
pub struct Neighbour {
    leave: Arc<AtomicBool>,
    threads: Vec<JoinHandle<()>>,
}

impl Neighbour {
    /// How many threads it keeps busy.
    #[must_use]
    pub fn threads(&self) -> usize {
        self.threads.len()
    }
}

impl Drop for Neighbour {
    fn drop(&mut self) {
        self.leave.store(true, Ordering::Relaxed);
        for thread in self.threads.drain(..) {
            // It only spins: there is nothing in it that could panic.
            let _ = thread.join();
        }
    }
}

/// Starts a noisy neighbour that sleeps for `after` seconds, and then uses every core.
///
/// It stays until dropped, half a minute at most. A negative or absurd `after` counts as zero.
pub fn noisy_neighbour(after: f64) -> Neighbour {
    let leave = Arc::new(AtomicBool::new(false));
    let arrives = Instant::now()
        + Duration::try_from_secs_f64(after)
            .unwrap_or_default()
            .min(Duration::from_secs_f64(LONGEST));
    let ends = arrives + Duration::from_secs_f64(LONGEST);
    let threads = (0..PER_CORE * crate::machine().threads)
        .map(|_| {
            let leave = Arc::clone(&leave);
            thread::spawn(move || stay(&leave, arrives, ends))
        })
        .collect();
    Neighbour { leave, threads }
}

fn stay(leave: &AtomicBool, arrives: Instant, ends: Instant) {
    while !leave.load(Ordering::Relaxed) {
        let now = Instant::now();
        if now < arrives {
            // In short naps, so that it can be sent away before it arrives.
            thread::sleep((arrives - now).min(Duration::from_millis(2)));
        } else if now > ends {
            break;
        }
        spin_loop();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_can_be_sent_away_before_it_arrives() {
        let start = Instant::now();
        drop(noisy_neighbour(20.0));
        assert!(start.elapsed() < Duration::from_secs(10));
    }

    #[test]
    fn an_absurd_time_of_arrival_is_now() {
        for after in [-1.0, f64::NAN, f64::INFINITY] {
            assert!(noisy_neighbour(after).threads() >= PER_CORE);
        }
    }
}
