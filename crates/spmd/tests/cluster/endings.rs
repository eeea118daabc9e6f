//! However a notebook's process goes, nothing of its cluster is left. `main` looks after each test.

use std::process::Child;

use crate::look;
use crate::scenes::{kill, start, wait_for};

pub(crate) const TESTS: &[(&str, fn())] = &[
    ("output_is_shown_by_rank_in_order_and_unmixed", output),
    ("a_dropped_cluster_is_gone", dropped),
    ("a_killed_notebook_takes_idle_ranks_along", || {
        end("wait", |child| kill(child.id(), "KILL"));
    }),
    ("a_killed_notebook_takes_busy_ranks_along", || {
        end("spin", |child| kill(child.id(), "KILL"));
    }),
    ("a_terminated_notebook_takes_its_ranks_along", || {
        end("spin", |child| kill(child.id(), "TERM"));
    }),
    ("an_interrupted_notebook_takes_its_ranks_along", || {
        end("spin", |child| kill(child.id(), "INT"));
    }),
    ("a_killed_process_group_takes_its_ranks_along", || {
        end("spin", |child| kill(format!("-{}", child.id()), "KILL"));
    }),
    ("a_notebook_killed_while_a_peer_plays_leaves_nothing", peer),
    (
        "a_notebook_killed_while_ranks_start_leaves_nothing",
        starting,
    ),
    (
        "everything_killed_at_once_is_swept_by_the_next_cluster",
        all_killed,
    ),
];

fn end(scene: &str, how: fn(&Child)) {
    let mut child = start(scene);
    wait_for(&mut child, "ready");
    std::thread::sleep(std::time::Duration::from_millis(200));
    assert!(
        look::processes().len() >= 4,
        "the look sees the ranks while they are there"
    );
    assert!(!look::files().is_empty(), "and their files");
    how(&child);
    child.wait().unwrap();
    look::nothing_is_left();
}

fn output() {
    let child = start("talk").wait_with_output().unwrap();
    let text = String::from_utf8(child.stdout).unwrap();
    let lines: Vec<&str> = text
        .lines()
        .filter(|line| line.starts_with("[rank"))
        .collect();
    let mut expected = Vec::new();
    for rank in 0..4 {
        for line in 0..50 {
            expected.push(format!("[rank {rank}] line {line} of rank {rank}"));
            if line % 10 == 0 {
                expected.push(format!("[rank {rank}] error {line} of rank {rank}"));
            }
        }
        expected.push(format!("[rank {rank}] no newline"));
    }
    expected.extend((0..4).map(|rank| format!("[rank {rank}] second job")));
    expected.extend((0..4).map(|rank| format!("[rank {rank}] last words of rank {rank}")));
    assert_eq!(lines, expected);
}

fn dropped() {
    assert!(start("drop").wait().unwrap().success());
}

fn peer() {
    // While it compiles, starts, and plays.
    for delay in [100, 500, 1500, 3000] {
        let mut child = start("peer");
        wait_for(&mut child, "ready");
        std::thread::sleep(std::time::Duration::from_millis(delay));
        kill(child.id(), "KILL");
        child.wait().unwrap();
        look::nothing_is_left();
    }
}

fn starting() {
    for delay in [0, 20, 50, 100, 200, 400] {
        let mut child = start("wait");
        std::thread::sleep(std::time::Duration::from_millis(delay));
        kill(format!("-{}", child.id()), "KILL");
        child.wait().unwrap();
        look::nothing_is_left();
    }
}

fn all_killed() {
    let mut child = start("wait");
    wait_for(&mut child, "ready");
    for process in look::processes() {
        let pid = process.split(':').next().unwrap();
        // Some end while the others are killed.
        let _ = std::process::Command::new("kill")
            .args(["-9", pid])
            .stderr(std::process::Stdio::null())
            .status();
    }
    kill(child.id(), "KILL");
    child.wait().unwrap();
    sweep();
}

/// Where a keeper was killed, its folder is left: the next cluster sweeps all but the young ones.
pub(crate) fn sweep() {
    let old = std::time::SystemTime::now() - std::time::Duration::from_secs(600);
    for folder in look::files()
        .iter()
        .filter(|file| file.to_string_lossy().contains("spmd-"))
    {
        std::fs::File::open(folder)
            .unwrap()
            .set_modified(old)
            .unwrap();
    }
    drop(spmd::Cluster::local(1).unwrap());
}
