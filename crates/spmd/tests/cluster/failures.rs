//! What a reader is told when something goes wrong on a rank, and that the next job works.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;
use std::time::{Duration, Instant};

use spmd::RunError;
use spmd::cluster::{Ending, Failure, RankFailure};
use spmd::prelude::*;

pub(crate) const TESTS: &[(&str, fn())] = &[
    ("a_panic_names_rank_message_and_place", panics),
    ("panics_on_all_ranks_are_all_named", all_panic),
    ("an_error_names_its_rank", errors),
    ("exit_abort_and_signals_are_told_apart", ends),
    ("an_mpi_error_names_the_call", mpi_errors),
    (
        "a_deadlock_is_seen_and_each_rank_says_what_it_waits_for",
        deadlock,
    ),
    (
        "ranks_that_wait_for_one_that_has_returned_are_stuck",
        one_left,
    ),
    (
        "a_job_that_computes_too_long_is_ended_at_its_limit",
        too_long,
    ),
    ("long_work_on_one_rank_is_no_deadlock", patience),
    ("ranks_killed_between_jobs_are_replaced", between),
    ("a_launcher_that_starts_nobody_is_tried_again", silent),
    ("a_kept_value_is_missed_by_name_after_a_failure", forgotten),
];

pub(crate) fn failures(error: RunError) -> Vec<RankFailure> {
    match error {
        RunError::Failed(failures) => failures,
        other => panic!("{other}"),
    }
}

/// One rank fails, the others wait for it: what is told of the one.
pub(crate) fn failure_of(cluster: &Cluster, how: fn(&World, &()) -> i32) -> Failure {
    let begin = Instant::now();
    let mut failures = failures(cluster.run(&(), how).unwrap_err());
    assert!(
        begin.elapsed() < Duration::from_secs(30),
        "not after a time limit"
    );
    assert_eq!(failures.len(), 1, "{failures:?}");
    let RankFailure { rank, failure } = failures.remove(0);
    assert_eq!(rank, 1);
    // A new job works at once.
    let sizes = cluster.run(&(), |world, ()| world.size()).unwrap();
    assert_eq!(sizes, vec![cluster.size() as i32; cluster.size()]);
    failure
}

fn panics() {
    for size in [2, 4] {
        let cluster = Cluster::local(size).unwrap();
        let failure = failure_of(&cluster, |world, ()| {
            assert_ne!(world.rank(), 1, "this is rank 1");
            world.barrier();
            0
        });
        let Failure::Panic { message, at } = failure else {
            panic!("{failure}")
        };
        assert!(message.contains("this is rank 1"), "{message}");
        assert!(at.contains("failures.rs:"), "{at}");
    }
}

fn all_panic() {
    let cluster = Cluster::local(3).unwrap();
    let error = cluster.run(&(), |_, ()| -> i32 { todo!() }).unwrap_err();
    let text = error.to_string();
    assert!(text.starts_with("3 ranks failed"), "{text}");
    assert_eq!(
        failures(error)
            .iter()
            .map(|one| one.rank)
            .collect::<Vec<_>>(),
        [0, 1, 2]
    );
}

fn errors() {
    let cluster = Cluster::local(2).unwrap();
    let error = cluster.try_run(&(), |world, ()| match world.rank() {
        1 => "x".parse::<f64>(),
        _ => Ok(1.0),
    });
    let text = error.unwrap_err().to_string();
    assert_eq!(text, "rank 1 returned an error: invalid float literal");
    let fine = cluster
        .try_run(&(), |world, ()| u8::try_from(7 * world.rank()))
        .unwrap();
    assert_eq!(fine, [0, 7]);
}

fn ends() {
    let cluster = Cluster::local(3).unwrap();
    let ending = |how: fn(&World, &()) -> i32| match failure_of(&cluster, how) {
        Failure::Ended { ending, .. } => ending,
        other => panic!("{other}"),
    };
    let exit = ending(|world, ()| {
        if world.rank() == 1 {
            std::process::exit(3);
        }
        world.barrier();
        0
    });
    assert_eq!(exit, Ending::Exit(3));
    let abort = ending(|world, ()| {
        if world.rank() == 1 {
            std::process::abort();
        }
        world.barrier();
        0
    });
    assert!(matches!(abort, Ending::Signal { number: 6, .. }), "{abort}");
    let killed = ending(|world, ()| {
        if world.rank() == 1 {
            let held = vec![1_u8; 50_000_000];
            let sum: u64 = held.iter().map(|&byte| u64::from(byte)).sum();
            assert_eq!(sum, 50_000_000);
            crate::scenes::kill(std::process::id(), "KILL");
        }
        world.barrier();
        0
    });
    let Ending::Signal { number: 9, memory } = killed else {
        panic!("{killed}")
    };
    assert!(memory > 50_000_000, "{memory}");
    assert!(killed.to_string().contains("memory"), "{killed}");
}

fn mpi_errors() {
    let cluster = Cluster::local(2).unwrap();
    let failure = failure_of(&cluster, |world, ()| {
        if world.rank() == 1 {
            let mut two = [0; 2];
            world.process_at_rank(0).receive_into(&mut two[..]);
        } else {
            world.process_at_rank(1).send(&[1, 2, 3][..]);
        }
        world.barrier();
        0
    });
    let Failure::Mpi { call, message } = failure else {
        panic!("{failure}")
    };
    assert!(call.contains("MPI_Recv"), "{call}");
    assert!(message.to_lowercase().contains("trunc"), "{message}");
}

fn deadlock() {
    for size in [2, 3] {
        let cluster = Cluster::local(size).unwrap();
        let error = cluster.run(&(), |world, ()| {
            let left = (world.rank() + world.size() - 1) % world.size();
            world.process_at_rank(left).receive::<i32>().0
        });
        let RunError::Deadlock { ranks, .. } = error.unwrap_err() else {
            panic!("no deadlock")
        };
        assert_eq!(ranks.len(), size);
        for (rank, stuck) in ranks.iter().enumerate() {
            let left = (rank + size - 1) % size;
            assert!(
                stuck
                    .doing
                    .contains(&format!("waits for a message from rank {left}")),
                "{}",
                stuck.doing
            );
        }
        assert_eq!(cluster.run(&1, |_, x| *x).unwrap(), vec![1; size]);
    }
}

fn one_left() {
    let cluster = Cluster::local(3).unwrap();
    let error = cluster.run(&(), |world, ()| {
        if world.rank() > 0 {
            world.barrier();
        }
    });
    let text = error.unwrap_err().to_string();
    assert!(
        text.contains("rank 0: has returned") && text.contains("rank 2: in MPI_Barrier"),
        "{text}"
    );
}

fn too_long() {
    let cluster = Cluster::local(2).unwrap().limit(Duration::from_secs(2));
    let error = cluster.run(&(), |world, ()| {
        world.doing("step 7");
        if world.rank() == 1 {
            world.barrier();
        }
        loop {
            std::hint::black_box(world.rank());
        }
    });
    let text = error.map(|_: Vec<()>| ()).unwrap_err().to_string();
    assert!(text.contains("limit of 2 s"), "{text}");
    assert!(text.contains("rank 0: step 7 (computes"), "{text}");
    assert!(text.contains("rank 1: step 7 (in MPI_Barrier"), "{text}");
}

fn patience() {
    let cluster = Cluster::local(2).unwrap();
    let done = cluster.run(&(), |world, ()| {
        if world.rank() == 0 {
            std::thread::sleep(Duration::from_millis(4500));
        }
        world.barrier();
        1
    });
    assert_eq!(done.unwrap(), [1, 1]);
}

fn between() {
    let cluster = Cluster::local(2).unwrap();
    let first = cluster.processes();
    crate::scenes::kill(first[0], "KILL");
    std::thread::sleep(Duration::from_millis(300));
    let second = cluster.run(&(), |_, ()| std::process::id()).unwrap();
    assert!(second.iter().all(|process| !first.contains(process)));
}

fn forgotten() {
    let cluster = Cluster::local(2).unwrap();
    cluster
        .run(&(), |world, ()| world.keep("grid", 1.0))
        .unwrap();
    let _ = cluster.run(&(), |_, ()| -> i32 { panic!("on purpose") });
    let error = cluster
        .run(&(), |world, ()| world.take::<f64>("grid"))
        .unwrap_err()
        .to_string();
    assert!(error.contains("grid") && error.contains("anew"), "{error}");
}

fn silent() {
    let folder = tempfile::tempdir().unwrap();
    let (launcher, seen) = (folder.path().join("mpirun"), folder.path().join("seen"));
    let real = Cluster::local(1).unwrap().found().launcher;
    let script = format!(
        "#!/bin/sh\nif mkdir '{}' 2>/dev/null; then exec sleep 600; fi\nexec '{}' \"$@\"\n",
        seen.display(),
        real.display()
    );
    fs::write(&launcher, script).unwrap();
    fs::set_permissions(&launcher, fs::Permissions::from_mode(0o755)).unwrap();
    let ended = Command::new(std::env::current_exe().unwrap())
        .env(crate::scenes::SCENE, "drop")
        .env("SPMD_MPIRUN", &launcher)
        .status();
    assert!(ended.unwrap().success() && seen.is_dir());
}
