//! What a reader is told when there is not enough memory on a rank.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use spmd::cluster::{Ending, Failure};
use spmd::prelude::*;

use crate::failures::{failure_of, failures};

pub(crate) const TESTS: &[(&str, fn())] = &[
    ("memory_that_cannot_be_had_is_an_abort", too_large),
    (
        "a_rank_that_the_system_kills_for_want_of_memory_is_named",
        no_memory_left,
    ),
];

fn too_large() {
    let cluster = Cluster::local(2).unwrap();
    let failure = failure_of(&cluster, |world, ()| {
        if world.rank() == 1 {
            let room: Vec<u8> = Vec::with_capacity(isize::MAX as usize);
            return room.capacity() as i32;
        }
        world.barrier();
        0
    });
    assert!(
        matches!(
            failure,
            Failure::Ended {
                ending: Ending::Signal { number: 6, .. },
                ..
            }
        ),
        "{failure}"
    );
}

/// A group of processes that together may hold 64 MB, removed at the end.
struct Small(PathBuf);

impl Small {
    /// Version 1 and 2 of control groups name things differently.
    fn new() -> Result<Self, String> {
        let name = format!("test-of-spmd-{}", std::process::id());
        let tried = [
            ("/sys/fs/cgroup/memory", "memory.limit_in_bytes"),
            ("/sys/fs/cgroup", "memory.max"),
        ]
        .map(|(root, limit)| {
            let group = Self(Path::new(root).join(&name));
            fs::create_dir(&group.0)?;
            fs::write(group.0.join(limit), "64M")?;
            // What it may not hold it must not swap out.
            let _ = fs::write(group.0.join("memory.swap.max"), "0");
            Ok::<_, io::Error>(group)
        });
        let mut why = String::new();
        for group in tried {
            match group {
                Ok(group) => return Ok(group),
                Err(error) => why = error.to_string(),
            }
        }
        Err(why)
    }
}

impl Drop for Small {
    fn drop(&mut self) {
        // The rank that was in it may be ending.
        for _ in 0..100 {
            if fs::remove_dir(&self.0).is_ok() || !self.0.exists() {
                return;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

fn no_memory_left() {
    let group = match Small::new() {
        Ok(group) => group,
        Err(why) => return println!("skipped: no control group with a memory limit: {why}"),
    };
    let cluster = Cluster::local(3).unwrap();
    let error = cluster.run(&group.0, |world, group| {
        if world.rank() == 1 {
            fs::write(group.join("cgroup.procs"), std::process::id().to_string()).unwrap();
            let held = vec![1_u8; 300 << 20];
            return held.iter().map(|&byte| u64::from(byte)).sum::<u64>();
        }
        world.barrier();
        0
    });
    let error = error.unwrap_err();
    let text = error.to_string();
    assert!(text.starts_with("rank 1 ran out of memory"), "{text}");
    let one = failures(error).remove(0);
    let Failure::Ended {
        ending: Ending::OutOfMemory { memory },
        ..
    } = one.failure
    else {
        panic!("{text}")
    };
    assert!((30 << 20..300 << 20).contains(&memory), "{memory}");
    assert_eq!(
        cluster.run(&(), |world, ()| world.rank()).unwrap(),
        [0, 1, 2]
    );
}
