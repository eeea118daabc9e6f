//! How much of the machine this program takes beside what the reader does.
//!
//! Linux divides the machine among sessions first, and niceness counts only within one (`sched(7)`, "The autogroup
//! feature"). `JupyterLab` starts each kernel in a session of its own, so what is to give way to kernels needs one, too,
//! and that session's own niceness. Where there are no such groups, the plain niceness is all there is.

use std::fs;

use rustix::process::{getpid, getpriority_process, getsid, nice, setsid};

/// The most that a process may give way.
const LEAST: i32 = 19;

/// From here on this process, and all that it starts, takes what others leave.
pub(crate) fn least() {
    // Without the right to either, it goes on at the usual pace.
    let _ = setsid();
    let _ = nice(LEAST);
    of_session();
}

/// A session that was opened by a process that gives way does so, too.
pub(crate) fn of_session() {
    let leads = getsid(None).is_ok_and(|leader| leader == getpid());
    match getpriority_process(None) {
        Ok(niceness) if leads && niceness > 0 => {
            let _ = fs::write("/proc/self/autogroup", niceness.to_string());
        }
        _ => {}
    }
}
