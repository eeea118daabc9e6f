//! What a kernel has started, ended with it.
//!
//! evcxr runs cells in a process of its own. When evcxr is ended while a cell is busy, that process
//! goes on, and with it whatever the cell has started. So the launcher takes the place of a parent
//! that is gone (a *subreaper*), and ends what is then its own.

use std::fs;
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, WaitOptions};

/// How long processes may take that clean up after themselves.
const PATIENCE: Duration = Duration::from_secs(20);

/// From now on orphans below this process become its children. Where there is no such thing, they do not.
pub(super) fn adopt() {
    #[cfg(target_os = "linux")]
    let _ = rustix::process::set_child_subreaper(Some(rustix::process::getpid()));
}

/// Ends all that is left below this process.
///
/// Those of its own session are killed at once: they run cells. Who leads a session of its own, as
/// the keeper of a cluster does, was meant to outlive its parent and to clean up: it is given time.
pub(super) fn end() {
    let begin = Instant::now();
    loop {
        while let Ok(Some(_)) = rustix::process::wait(WaitOptions::NOHANG) {}
        let left = children();
        if left.is_empty() || begin.elapsed() > PATIENCE + Duration::from_secs(5) {
            return;
        }
        let own = rustix::process::getsid(None).ok();
        for child in left {
            let is_ours = rustix::process::getsid(Some(child)).ok() == own;
            if is_ours || begin.elapsed() > PATIENCE {
                let _ = rustix::process::kill_process(child, Signal::KILL);
            }
        }
        thread::sleep(Duration::from_millis(5));
    }
}

/// This process's children; on Linux, with those that it has adopted.
fn children() -> Vec<Pid> {
    let own = std::process::id().to_string();
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    entries
        .filter_map(|entry| {
            let pid: i32 = entry.file_name().to_str()?.parse().ok()?;
            let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
            // "pid (name) state parent …", where the name may hold anything.
            let parent = stat.rsplit_once(')')?.1.split_whitespace().nth(1)?;
            (parent == own).then(|| Pid::from_raw(pid)).flatten()
        })
        .collect()
}
