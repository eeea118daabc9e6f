//! Processes of this machine: who has started whom, and their end.

use std::fs;

use rustix::process::{Pid, Signal};

/// The processes that `parent` has started and not yet waited for; with a keeper, also the orphans of those.
///
/// On Linux; elsewhere none is found.
pub(crate) fn children(parent: Pid) -> Vec<Pid> {
    let parent = parent.as_raw_nonzero().to_string();
    let entries = fs::read_dir("/proc").into_iter().flatten();
    entries
        .filter_map(|entry| {
            let pid: i32 = entry.ok()?.file_name().to_str()?.parse().ok()?;
            let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
            // "pid (name) state parent …", where the name may hold anything.
            let its_parent = stat.rsplit_once(')')?.1.split_whitespace().nth(1)?;
            (its_parent == parent).then(|| Pid::from_raw(pid)).flatten()
        })
        .collect()
}

/// Sends a signal.
pub(crate) fn signal(process: Pid, signal: Signal) {
    // It may have ended.
    let _ = rustix::process::kill_process(process, signal);
}

/// Kills a process and all that it has started, those in groups of their own too.
pub(crate) fn kill_tree(root: Pid) {
    // What stands still starts nothing between the look at its children and its end.
    signal(root, Signal::STOP);
    for child in children(root) {
        kill_tree(child);
    }
    signal(root, Signal::KILL);
}

#[cfg(test)]
mod tests {
    use std::process::{Command, Stdio};
    use std::thread;
    use std::time::{Duration, Instant};

    use super::*;

    #[test]
    #[cfg(target_os = "linux")]
    fn a_tree_ends_with_its_leaves() {
        let mut root = Command::new("sh")
            .args(["-c", "sh -c 'sleep 77 & wait' & wait"])
            .stdin(Stdio::null())
            .spawn()
            .unwrap();
        let begin = Instant::now();
        let leaf = loop {
            let below = children(Pid::from_child(&root));
            let leaves: Vec<Pid> = below.into_iter().flat_map(children).collect();
            if let [leaf] = leaves[..] {
                break leaf;
            }
            assert!(begin.elapsed() < Duration::from_secs(30), "no leaf");
            thread::sleep(Duration::from_millis(5));
        };
        kill_tree(Pid::from_child(&root));
        assert!(!root.wait().unwrap().success());
        let is_there = || fs::read_to_string(format!("/proc/{}/stat", leaf.as_raw_nonzero()));
        // Who reaps the orphan may take a moment; a zombie has ended.
        while is_there().is_ok_and(|stat| !stat.contains(") Z")) {
            assert!(
                begin.elapsed() < Duration::from_secs(30),
                "the leaf is there"
            );
            thread::sleep(Duration::from_millis(5));
        }
    }
}
