//! Scenes that are played in a process of their own, and looked at from outside.

use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use spmd::prelude::*;

/// What the process is to play.
pub(crate) const SCENE: &str = "SPMD_TEST_SCENE";

/// Plays a scene when this process was started for one; does not return then.
pub(crate) fn play() {
    let Ok(scene) = std::env::var(SCENE) else {
        // All that this run starts inherits the mark.
        if std::env::var_os("SPMD_TEST_RUN").is_none() {
            let program = std::env::current_exe().unwrap();
            let mark = std::process::id().to_string();
            let error = Command::new(program)
                .args(std::env::args_os().skip(1))
                .env("SPMD_TEST_RUN", mark)
                .exec();
            panic!("{error}");
        }
        crate::look::begin();
        return;
    };
    match scene.as_str() {
        "talk" => talk(),
        "wait" => wait(),
        "spin" => spin(),
        "peer" => peer(),
        "hosts" => crate::several::scene(),
        "slurm" => crate::hosts::in_allocation(),
        "drop" => drop(Cluster::local(2).unwrap()),
        other => panic!("no scene {other}"),
    }
    std::process::exit(0);
}

/// Starts a scene, in a process group of its own.
pub(crate) fn start(scene: &str) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .env(SCENE, scene)
        .stdout(Stdio::piped())
        .process_group(0)
        .spawn()
        .unwrap()
}

/// Waits for a line of the scene.
pub(crate) fn wait_for(child: &mut Child, wanted: &str) {
    let output = child.stdout.as_mut().unwrap();
    let mut lines = BufReader::new(output).lines().map_while(Result::ok);
    assert!(
        lines.any(|line| line.contains(wanted)),
        "the scene did not say {wanted:?}"
    );
}

/// Sends a signal by name; a minus before the number means a whole group.
pub(crate) fn kill(process: impl std::fmt::Display, signal: &str) {
    let status = Command::new("kill")
        .args(["-s", signal, "--", &format!("{process}")])
        .status()
        .unwrap();
    assert!(status.success());
}

fn talk() {
    let cluster = Cluster::local(4).unwrap();
    cluster
        .run(&(), |world, ()| {
            for line in 0..50 {
                println!("line {line} of rank {}", world.rank());
                if line % 10 == 0 {
                    eprintln!("error {line} of rank {}", world.rank());
                }
            }
            print!("no newline");
        })
        .unwrap();
    cluster.run(&(), |_, ()| println!("second job")).unwrap();
    let _ = cluster.run(&(), |world, ()| {
        println!("last words of rank {}", world.rank());
        // On a busy machine a rank may be ended before it says anything.
        world.barrier();
        assert_ne!(world.rank(), 2);
    });
}

fn wait() {
    let cluster = Cluster::local(3).unwrap();
    println!("ready");
    std::thread::sleep(Duration::from_secs(600));
    drop(cluster);
}

fn peer() {
    let pair = Cluster::local(2).unwrap();
    println!("ready");
    let sizes = spmd::ping_pong::sizes(64 << 20);
    drop(Player::C.play(&pair, &sizes));
}

fn spin() {
    let cluster = Cluster::local(3).unwrap();
    println!("ready");
    let _ = cluster.run(&(), |world, ()| {
        if world.rank() == 0 {
            loop {
                std::hint::black_box(world.rank());
            }
        }
        world.barrier();
    });
}
