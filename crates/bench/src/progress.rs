//! Progress of long work as a few whole lines, with an estimate of what is left.

use std::fmt::Write;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Wait before the first line: what ends sooner says nothing.
const FIRST: Duration = Duration::from_secs(2);

/// Each wait is this much longer than the one before, so that long work does not fill the page.
const LONGER: f64 = 1.5;

/// Says now and then how far long work is and how long it will still take.
///
/// Whole lines only: a notebook cannot overwrite one. `step` takes `&self`, so threads can share it.
///
/// ```
/// let progress = bench::Progress::new(100, "files");
/// for _ in 0..100 {
///     // … read one …
///     progress.step(1); // after 2 s, 5 s, 9.5 s …: "files: 40 of 100, about 3 s left"
/// }
/// assert_eq!(progress.done(), 100);
/// ```
#[derive(Debug)]
pub struct Progress {
    what: String,
    total: u64,
    start: Instant,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    done: u64,
    wait: Duration,
    next: Duration,
    said: bool,
}

impl Progress {
    /// Work of `total` steps, called `what` (a plural: "files", "sweeps").
    pub fn new(total: u64, what: &str) -> Self {
        Self {
            what: what.to_owned(),
            total,
            start: Instant::now(),
            state: Mutex::new(State {
                done: 0,
                wait: FIRST,
                next: FIRST,
                said: false,
            }),
        }
    }

    /// Notes that `n` more steps are done, and prints a line when it is time for one.
    pub fn step(&self, n: u64) {
        if let Some(line) = self.line(n, self.start.elapsed()) {
            println!("{line}");
        }
    }

    /// Steps done so far.
    pub fn done(&self) -> u64 {
        self.state
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .done
    }

    fn line(&self, n: u64, elapsed: Duration) -> Option<String> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.done += n;
        let mut line = format!("{}: {} of {}", self.what, state.done, self.total);
        if state.done >= self.total {
            // The last line only where there was one before.
            let said = std::mem::replace(&mut state.said, false);
            let _ = write!(line, ", took {}", duration(elapsed));
            return said.then_some(line);
        }
        if elapsed < state.next || state.done == 0 {
            return None;
        }
        state.wait = state.wait.mul_f64(LONGER);
        state.next = elapsed + state.wait;
        state.said = true;
        let left = elapsed.mul_f64((self.total - state.done) as f64 / state.done as f64);
        let _ = write!(line, ", about {} left", duration(left));
        Some(line)
    }
}

/// "40 s", "3 min", "2.5 h": as exact as an estimate deserves.
fn duration(time: Duration) -> String {
    let seconds = time.as_secs_f64();
    if seconds < 9.95 {
        format!("{seconds:.1} s")
    } else if seconds < 99.5 {
        format!("{seconds:.0} s")
    } else if seconds < 5970.0 {
        format!("{:.0} min", seconds / 60.0)
    } else {
        format!("{:.1} h", seconds / 3600.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_sparse_and_grow_sparser() {
        let progress = Progress::new(1000, "sweeps");
        let lines: Vec<String> = (1..=1000)
            .filter_map(|second| progress.line(1, Duration::from_secs(second)))
            .collect();
        assert_eq!(lines[0], "sweeps: 2 of 1000, about 17 min left");
        assert_eq!(lines.last().unwrap(), "sweeps: 1000 of 1000, took 17 min");
        assert!(lines.len() < 16, "{} lines", lines.len());
        assert!(lines.iter().all(|line| !line.contains(['\r', '\n'])));
    }

    #[test]
    fn short_work_says_nothing() {
        let progress = Progress::new(3, "files");
        assert_eq!(progress.line(1, Duration::from_millis(10)), None);
        assert_eq!(progress.line(2, Duration::from_millis(20)), None);
    }

    #[test]
    fn nothing_done_and_more_than_all_done_are_no_trouble() {
        let progress = Progress::new(3, "files");
        assert_eq!(
            progress.line(0, Duration::from_secs(9)),
            None,
            "no rate to go by"
        );
        assert!(progress.line(1, Duration::from_secs(10)).is_some());
        assert_eq!(
            progress.line(5, Duration::from_secs(11)).unwrap(),
            "files: 6 of 3, took 11 s"
        );
        assert_eq!(
            progress.line(1, Duration::from_secs(12)),
            None,
            "the end is said once"
        );
        assert_eq!(Progress::new(0, "none").line(0, Duration::ZERO), None);
    }
}
