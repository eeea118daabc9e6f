//! Says so when an answer does not come: a loop that never ends would look like a kernel that hangs.

use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

/// How long an answer to one case may take before something is said. Cases are small: the reference
/// solutions need milliseconds, the ones with ranks or a server up to some seconds.
const PATIENCE: Duration = Duration::from_secs(10);

/// Speaks once while it lives, if it lives for longer than [`PATIENCE`]. A thread cannot be stopped
/// from outside, so that is all that can be done for the reader: to say what goes on, and the way out.
#[derive(Debug)]
pub(super) struct Watch {
    /// Closed when the answer is there.
    _waits: Sender<()>,
}

impl Watch {
    /// Begins to watch the case `input` of the exercise `id`; `ends` when somebody ends it after that time.
    pub(super) fn over(id: &str, input: &str, ends: Option<Duration>) -> Self {
        let words = words(id, input, ends);
        Self::after(PATIENCE, move || println!("{words}"))
    }

    fn after(patience: Duration, speak: impl FnOnce() + Send + 'static) -> Self {
        let (waits, over) = channel::<()>();
        // Without a thread for it nothing is said, and nothing is wrong.
        let _ = thread::Builder::new().name("watch".into()).spawn(move || {
            if over.recv_timeout(patience) == Err(RecvTimeoutError::Timeout) {
                speak();
            }
        });
        Self { _waits: waits }
    }
}

fn words(id: &str, input: &str, ends: Option<Duration>) -> String {
    if let Some(limit) = ends {
        return format!(
            "exercise {id}: no answer for {} s: {input}. After {} s it is ended, and the check says how far it came.",
            PATIENCE.as_secs(),
            limit.as_secs()
        );
    }
    format!(
        "exercise {id}: no answer for {} s to the input: {input}. If a loop never ends, interrupt the kernel (■), mend it, and run the cells \
         above again: an interrupt loses all variables. One that often does not end counts to `len() - 1`: of nothing that is 0 - 1, and \
         for a `usize` the largest number there is.",
        PATIENCE.as_secs()
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::sync::{Arc, mpsc};

    #[test]
    fn it_speaks_when_the_answer_does_not_come() {
        let (said, heard) = mpsc::channel();
        let watch = Watch::after(Duration::from_millis(1), move || said.send(7).unwrap());
        assert_eq!(heard.recv_timeout(Duration::from_secs(60)), Ok(7));
        drop(watch);
        let words = words("01.2", "no bodies", None);
        assert!(words.starts_with("exercise 01.2: no answer") && words.contains("no bodies"));
        assert!(words.contains("interrupt the kernel"));
        let ends = super::words("03.3", "the module", Some(Duration::from_secs(60)));
        assert!(ends.contains("After 60 s it is ended") && !ends.contains("interrupt"));
    }

    #[test]
    fn it_is_silent_when_the_answer_comes() {
        let spoken = Arc::new(AtomicBool::new(false));
        let speaks = Arc::clone(&spoken);
        drop(Watch::after(Duration::from_secs(3600), move || {
            speaks.store(true, Ordering::Relaxed);
        }));
        // The thread holds the other one until it ends, without a word.
        while Arc::strong_count(&spoken) > 1 {
            thread::yield_now();
        }
        assert!(!spoken.load(Ordering::Relaxed));
    }
}
