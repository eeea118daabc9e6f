//! What has launched a rank, and its end when the network is gone.
//!
//! A launcher that has lost a host wants to end the ranks there, too, and waits until it answers; on that host, what
//! the launcher has started there waits for the launcher.

use std::fs;
use std::os::unix::process::CommandExt;
use std::process::{self, Command, Stdio};

/// Seconds that launchers have to end by themselves when a rank has given up.
const GRACE: u32 = 8;
/// The launchers of Open MPI and MPICH, and what they start on each host, as Linux names processes. Slurm's
/// are not among them: it learns by itself that a node is gone.
const LAUNCHERS: [&str; 9] = [
    "mpirun",
    "mpiexec",
    "prterun",
    "prted",
    "prte",
    "orterun",
    "orted",
    "mpiexec.hydra",
    "hydra_pmi_proxy",
];

/// What has launched this process, the nearest first, with their names.
fn launchers() -> Vec<(i32, String)> {
    let parent = |process: i32| -> Option<i32> {
        let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
        // A name may hold blanks and brackets; state and parent follow its last one.
        let (_, rest) = stat.rsplit_once(')')?;
        rest.split_whitespace().nth(1)?.parse().ok()
    };
    let mut found = Vec::new();
    let mut process = parent(process::id() as i32);
    while let Some(at) = process {
        let name = fs::read_to_string(format!("/proc/{at}/comm")).unwrap_or_default();
        let name = name.trim();
        if !LAUNCHERS.contains(&name) {
            break;
        }
        found.push((at, name.to_owned()));
        process = parent(at);
    }
    found
}

/// Ends what has launched this process, from outside of it, 8 s from now; where they are gone by then nothing happens.
///
/// ```
/// // Not a rank: no launcher is among the parents of this process.
/// spmd::launchers::end_later();
/// ```
pub fn end_later() {
    let kill = |(process, name): (i32, String)| {
        format!("[ \"$(cat /proc/{process}/comm)\" = {name} ] && kill -KILL {process}; ")
    };
    let kills: String = launchers().into_iter().map(kill).collect();
    if kills.is_empty() {
        return;
    }
    let mut later = Command::new("sh");
    later.args(["-c", &format!("sleep {GRACE}; {kills}")]);
    later.stdin(Stdio::null()).stdout(Stdio::null());
    // In a group of its own, since a launcher kills that of its rank.
    let _ = later.stderr(Stdio::null()).process_group(0).spawn();
}
