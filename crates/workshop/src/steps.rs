//! Telling the reader what is going on: steps, sparse whole lines of progress, times.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::error::Error;

/// At least this long between two lines of progress of one step.
const BETWEEN_LINES: Duration = Duration::from_secs(10);

/// What is reported as done sooner than this was done by an earlier run.
const HEAD_START: Duration = Duration::from_secs(4);

/// The steps of one command, with what each took.
#[derive(Debug)]
pub(crate) struct Steps {
    started: Instant,
    total: usize,
    done: Mutex<Vec<(String, Duration)>>,
    begun: Mutex<usize>,
}

impl Steps {
    /// A sequence of `total` steps that begins now.
    pub(crate) fn new(total: usize) -> Self {
        Self {
            started: Instant::now(),
            total,
            done: Mutex::default(),
            begun: Mutex::default(),
        }
    }

    /// Begins a step and says what it does, if there is something to say yet.
    /// Steps may overlap, also from several threads.
    pub(crate) fn begin(&self, name: &'static str, what: &str) -> Step<'_> {
        let mut begun = self.begun.lock().unwrap_or_else(PoisonError::into_inner);
        *begun += 1;
        let step = Step {
            steps: self,
            name,
            label: format!("[{}/{}]", *begun, self.total),
            started: Instant::now(),
            last_line: Mutex::new(None),
            from: Mutex::new(None),
        };
        if !what.is_empty() {
            step.say(what);
        }
        step
    }

    /// Since the first step began.
    pub(crate) fn elapsed(&self) -> Duration {
        self.started.elapsed()
    }

    /// Prints the time of each finished step.
    pub(crate) fn summary(&self) {
        for (name, took) in self
            .done
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .iter()
        {
            println!("  {name:<20} {:>12}", clock(*took));
        }
    }
}

/// One step under way.
#[derive(Debug)]
pub(crate) struct Step<'a> {
    steps: &'a Steps,
    name: &'static str,
    label: String,
    started: Instant,
    last_line: Mutex<Option<Instant>>,
    /// What was done when the work of this run began: an interrupted build has a head start.
    from: Mutex<Option<(Instant, f64)>>,
}

impl Step<'_> {
    /// Prints a line now.
    pub(crate) fn say(&self, text: &str) {
        println!("{} {}: {text}", self.label, self.name);
    }

    /// Prints how far it is and an estimate of what is left, when the last such line is long
    /// ago; `share` is the part of the whole work that is done, from 0 to 1.
    pub(crate) fn progress(&self, share: f64, what: &str) {
        let mut from = self.from.lock().unwrap_or_else(PoisonError::into_inner);
        if from.is_none() && self.started.elapsed() > HEAD_START {
            *from = Some((Instant::now(), share));
        }
        if !self.is_due() {
            return;
        }
        let left = from
            .and_then(|(since, base)| left(since.elapsed(), share - base, 1.0 - share))
            .map_or_else(String::new, |left| format!(", about {} left", clock(left)));
        let gone = clock(self.started.elapsed());
        self.say(&format!(
            "{what}, {:.0} % of the work, {gone} gone{left}",
            100.0 * share
        ));
    }

    /// Prints `text` when the last line of progress is long ago.
    pub(crate) fn sparse(&self, text: &str) {
        if self.is_due() {
            self.say(&format!("{text}, {} gone", clock(self.started.elapsed())));
        }
    }

    /// Ends the step and prints its time.
    pub(crate) fn done(self, how: &str) {
        let took = self.started.elapsed();
        self.say(&format!("{how} ({})", clock(took)));
        let mut done = self
            .steps
            .done
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        done.push((self.name.to_owned(), took));
    }

    /// Ends the step and prints why it could not be done.
    pub(crate) fn failed(self, why: &Error) {
        self.say(&format!(
            "failed after {}: {why}",
            clock(self.started.elapsed())
        ));
    }

    fn is_due(&self) -> bool {
        let mut last = self
            .last_line
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let due = last.unwrap_or(self.started).elapsed() >= BETWEEN_LINES;
        if due {
            *last = Some(Instant::now());
        }
        due
    }
}

/// What is left when the part `done` took `time` and the part `rest` goes on like that.
fn left(time: Duration, done: f64, rest: f64) -> Option<Duration> {
    // From less than this nobody can tell.
    (done > 0.02 && rest >= 0.0).then(|| time.mul_f64(rest / done))
}

/// A duration as people read it: "0.3 s", "42 s", "7 min 05 s".
pub(crate) fn clock(time: Duration) -> String {
    let seconds = time.as_secs_f64();
    match seconds {
        ..9.95 => format!("{seconds:.1} s"),
        ..59.5 => format!("{seconds:.0} s"),
        _ => {
            let whole = seconds.round() as u64;
            format!("{} min {:02} s", whole / 60, whole % 60)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_read_well() {
        let of = |millis| clock(Duration::from_millis(millis));
        assert_eq!(of(0), "0.0 s");
        assert_eq!(of(9_940), "9.9 s");
        assert_eq!(of(9_960), "10 s");
        assert_eq!(of(59_700), "1 min 00 s");
        assert_eq!(of(425_000), "7 min 05 s");
    }

    #[test]
    fn what_is_left_is_estimated_from_what_was_done() {
        let minute = Duration::from_secs(60);
        assert_eq!(left(minute, 0.25, 0.5), Some(2 * minute));
        assert_eq!(left(minute, 0.0, 0.5), None);
    }
}
