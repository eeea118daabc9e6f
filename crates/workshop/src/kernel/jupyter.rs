//! The program that started this kernel's launcher, and whether it is still there.
//!
//! A JupyterLab that is killed cannot end its kernels, and evcxr would wait for cells for ever.

use std::env;
use std::ffi::OsStr;
use std::thread;
use std::time::Duration;

use rustix::process::{Pid, getppid};

/// The parent of this process.
#[derive(Clone, Copy, Debug)]
pub(super) struct Jupyter(Option<Pid>);

impl Jupyter {
    /// Asked first of all, since a parent that ends later is seen by its absence.
    pub(super) fn find() -> Self {
        Self(getppid())
    }

    /// The parent that has started this process, by its number: it may have ended before it could be asked for.
    pub(super) fn known(number: &OsStr) -> Self {
        let number = number.to_str().and_then(|number| number.parse().ok());
        Self(number.and_then(Pid::from_raw))
    }

    /// Whether it has ended.
    pub(super) fn is_gone(self) -> bool {
        // It may have ended before it was asked for: orphans go to process 1. Jupyter says who it
        // is, and in a container may be that process itself.
        let said = env::var("JPY_PARENT_PID").ok();
        let was_lost = self.0 == Some(Pid::INIT) && said.is_some_and(|pid| pid != "1");
        was_lost || getppid() != self.0
    }

    /// Calls `then` once it has ended.
    pub(super) fn when_gone(self, then: impl FnOnce() + Send + 'static) {
        thread::spawn(move || {
            while !self.is_gone() {
                thread::sleep(Duration::from_millis(500));
            }
            then();
        });
    }
}
