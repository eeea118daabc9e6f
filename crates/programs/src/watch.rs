//! A watch that ends this rank when nothing moves any more.
//!
//! A host that is cut off says nothing, and most MPI libraries then wait for as long as the network does:
//! minutes, or for ever. So do their launchers: they want to end the ranks of that host, too, and wait until it
//! answers. What has launched a rank that gives up is therefore ended as well, if it is still there after a while.

use std::path::Path;
use std::process;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Signal, getpid, kill_process};

/// Exit code of a rank that gave up.
const GIVEN_UP: i32 = 3;
/// Looks from a thread of its own whether this rank comes on.
#[derive(Debug)]
pub(crate) struct Watch {
    start: Instant,
    /// Milliseconds from the start to the last sign of life, and the step then.
    last: Arc<(AtomicU64, AtomicU64)>,
}

impl Watch {
    /// Ends this process after `patience` without [`Watch::beat`]; without patience, never.
    pub(crate) fn start(rank: i32, patience: Duration, resume_from: Option<&Path>) -> Self {
        let watch = Self {
            start: Instant::now(),
            last: Arc::default(),
        };
        let advice = resume_from.map_or_else(String::new, |path| {
            format!("; resume from {} on what is left", path.display())
        });
        let (start, last) = (watch.start, Arc::clone(&watch.last));
        let look = move || loop {
            thread::sleep((patience / 10).max(Duration::from_millis(10)));
            let last_sign = Duration::from_millis(last.0.load(Ordering::Relaxed));
            let silent = start.elapsed().saturating_sub(last_sign);
            if silent >= patience {
                let (step, host) = (last.1.load(Ordering::Relaxed), host());
                eprintln!(
                    "error: rank {rank} on {host}: nothing has come on for {} s after step {step}: a rank, its host or the network is gone{advice}",
                    patience.as_secs_f64()
                );
                end();
            }
        };
        if !patience.is_zero() {
            thread::spawn(look);
        }
        watch
    }

    /// A sign of life: so many steps are done.
    pub(crate) fn beat(&self, step: u64) {
        let now = self.start.elapsed().as_millis() as u64;
        self.last.0.store(now, Ordering::Relaxed);
        self.last.1.store(step, Ordering::Relaxed);
    }
}

impl Drop for Watch {
    /// What comes after the steps, a check, may take as long as they did.
    fn drop(&mut self) {
        self.last.0.store(u64::MAX, Ordering::Relaxed);
    }
}

fn host() -> String {
    let name = rustix::system::uname();
    name.nodename().to_string_lossy().into_owned()
}

fn end() -> ! {
    spmd::launchers::end_later();
    // What the MPI library does at the end of a process may wait for the others as well.
    thread::spawn(|| {
        thread::sleep(Duration::from_secs(2));
        let _ = kill_process(getpid(), Signal::KILL);
    });
    process::exit(GIVEN_UP)
}
