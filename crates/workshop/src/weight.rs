//! How much of the machine this program takes beside what the reader does.
//!
//! Linux divides the machine among sessions first, and niceness counts only within one (`sched(7)`, "The autogroup
//! feature"). Each kernel has a session of its own, so what is to give way to the reader's needs one, too, with the
//! niceness of a session; and so do the kernels that it starts (`python/session.py`). Where there are no such groups, the
//! plain niceness is all there is.

use std::fs;

use rustix::process::{nice, setsid};

/// The most that a process may give way.
const LEAST: i32 = 19;

/// From here on this process, and all that it starts, takes what others leave.
pub(crate) fn least() {
    // Without the right to one of them, it goes on as it was. Who leads a session already shares it with others.
    let has_its_own = setsid().is_ok();
    let _ = nice(LEAST);
    if has_its_own {
        let _ = fs::write("/proc/self/autogroup", LEAST.to_string());
    }
}
