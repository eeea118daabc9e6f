//! How long a cluster takes to start, to answer, and to move data; the ping-pong beside C and
//! mpi4py. `cargo bench -p spmd`, on a quiet machine with `MPICC` set.
//!
//! With `IPYPARALLEL` set to a Python that has ipyparallel and mpi4py, the same is asked of 4 of
//! its MPI engines.

use std::env;
use std::process::Command;
use std::time::Instant;

use spmd::Cluster;
use spmd::peers::Player;
use spmd::ping_pong::{Point, ping_pong, sizes};
use spmd::prelude::*;

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

/// The median of some runs, in seconds.
fn timed(runs: usize, mut work: impl FnMut()) -> f64 {
    let each = (0..runs).map(|_| {
        let begin = Instant::now();
        work();
        begin.elapsed().as_secs_f64()
    });
    median(each.collect())
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    spmd::init();
    if env::args().any(|word| word == "--test") {
        return Ok(());
    }
    let cluster = Cluster::local(4)?;
    println!("{}", cluster.found().name);
    println!(
        "start of 4 ranks       {:8.1} ms",
        1e3 * timed(7, || drop(Cluster::local(4).map(|cluster| cluster.size())))
    );
    let reduce = |world: &World, x: &f64| {
        let mut sum = 0.0;
        world.all_reduce_into(x, &mut sum, SystemOperation::sum());
        sum
    };
    println!(
        "an all-reduce, 4 ranks {:8.2} ms",
        1e3 * timed(101, || assert_eq!(
            cluster.run(&1.0, reduce).unwrap(),
            [4.0; 4]
        ))
    );
    let numbers: Vec<f64> = (0..12_500_000).map(f64::from).collect();
    let keep = |world: &World, numbers: &Vec<f64>| world.keep("numbers", numbers.clone());
    println!(
        "100 MB to each of 4    {:8.0} ms",
        1e3 * timed(3, || drop(cluster.run(&numbers, keep).unwrap()))
    );
    let give = |world: &World, (): &()| {
        let numbers: Vec<f64> = world.take("numbers");
        world.keep("numbers", numbers.clone());
        numbers
    };
    println!(
        "100 MB from each of 4  {:8.0} ms",
        1e3 * timed(3, || assert_eq!(
            cluster.run(&(), give).unwrap()[3],
            numbers
        ))
    );
    drop(cluster);
    if let Some(python) = env::var_os("IPYPARALLEL") {
        println!("-- ipyparallel, 4 MPI engines");
        Command::new(python)
            .args(["-c", include_str!("ipyparallel.py")])
            .status()?;
    }
    ping_pongs()
}

/// In turns, so that all meet the same machine; the median of the rounds.
fn ping_pongs() -> Result<(), Box<dyn std::error::Error>> {
    let pair = Cluster::local(2)?;
    let sizes = sizes(4 << 20);
    let mut all: [Vec<Vec<Point>>; 3] = Default::default();
    for _ in 0..5 {
        all[0].extend(
            pair.run(&sizes, |world, sizes| ping_pong(world, sizes))?
                .into_iter()
                .next(),
        );
        all[1].push(Player::C.play(&pair, &sizes)?);
        all[2].extend(
            Player::Mpi4py
                .play(&pair, &sizes)
                .inspect_err(|why| println!("{why}")),
        );
    }
    println!("one way, µs      Rust        C   mpi4py   Rust/C");
    for (place, bytes) in sizes.iter().enumerate() {
        let of = |player: usize| match all[player].as_slice() {
            [] => f64::NAN,
            rounds => 1e6 * median(rounds.iter().map(|points| points[place].seconds).collect()),
        };
        println!(
            "{bytes:8} B {:9.2} {:8.2} {:8.2} {:8.2}",
            of(0),
            of(1),
            of(2),
            of(0) / of(1)
        );
    }
    Ok(())
}
