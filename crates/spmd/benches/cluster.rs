//! How long a cluster takes to start, to answer, and to move data; the ping-pong beside C and
//! mpi4py. `cargo bench -p spmd`, on a quiet machine with `MPICC` set.
//!
//! With `IPYPARALLEL` set to a Python that has ipyparallel and mpi4py, the same is asked of 4 of
//! its MPI engines, in turns with the ranks.

use std::env;
use std::error::Error;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Instant;

use spmd::Cluster;
use spmd::peers::Player;
use spmd::ping_pong::{Point, ping_pong, sizes};
use spmd::prelude::*;

fn main() -> Result<(), Box<dyn Error>> {
    spmd::init();
    if env::args().any(|word| word == "--test") {
        return Ok(());
    }
    jobs()?;
    ping_pongs()
}

/// What is compared: its name, how often, and what ipyparallel calls it.
const START: Row = Row("start of 4 ranks", 3, "start");
const REDUCE: Row = Row("an all-reduce", 51, "all_reduce");
const TO: Row = Row("100 MB to each of 4", 11, "to");
const BACK: Row = Row("100 MB from each of 4", 11, "back");

struct Row(&'static str, usize, &'static str);

/// Another program's MPI engines.
struct Engines {
    child: Child,
    ask: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Engines {
    fn new() -> Option<Self> {
        let mut child = Command::new(env::var_os("IPYPARALLEL")?)
            .args(["-c", include_str!("ipyparallel.py")])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .ok()?;
        Some(Self {
            ask: child.stdin.take()?,
            answers: BufReader::new(child.stdout.take()?),
            child,
        })
    }

    /// Seconds for what the word stands for.
    fn time(&mut self, word: &str) -> Result<f64, Box<dyn Error>> {
        writeln!(self.ask, "{word}")?;
        let mut answer = String::new();
        self.answers.read_line(&mut answer)?;
        Ok(answer.trim().parse()?)
    }
}

/// One thing, in turns; medians in milliseconds. Who comes first changes: new memory is cheaper for one who
/// follows closely on somebody who has given some back.
fn turns(
    row: &Row,
    engines: &mut Option<Engines>,
    mut ours: impl FnMut() -> Result<(), Box<dyn Error>>,
    after: &str,
) -> Result<(), Box<dyn Error>> {
    let Row(name, rounds, word) = *row;
    let (mut own, mut theirs) = (Vec::new(), Vec::new());
    for round in 0..rounds {
        for is_own in [round % 2 == 0, round % 2 == 1] {
            if is_own {
                let begin = Instant::now();
                ours()?;
                own.push(1e3 * begin.elapsed().as_secs_f64());
            } else if let Some(engines) = engines {
                theirs.push(1e3 * engines.time(word)?);
                if !after.is_empty() && round + 1 < rounds {
                    engines.time(after)?;
                }
            }
        }
    }
    let own = median(own);
    match theirs.as_slice() {
        [] => println!("{name:24} {own:9.2} ms"),
        times => {
            let theirs = median(times.to_vec());
            let ratio = theirs / own;
            println!("{name:24} {own:9.2} ms, ipyparallel {theirs:9.2} ms, {ratio:6.1} x");
        }
    }
    Ok(())
}

fn jobs() -> Result<(), Box<dyn Error>> {
    let mut engines = Engines::new();
    // Its end is not part of its start.
    let mut kept = Vec::new();
    turns(
        &START,
        &mut engines,
        || {
            kept.push(Cluster::local(4)?);
            Ok(())
        },
        "stop",
    )?;
    let cluster = kept.pop().ok_or("no cluster")?;
    drop(kept);
    println!("({})", cluster.found().name);
    let reduce = |world: &World, x: &f64| {
        let mut sum = 0.0;
        world.all_reduce_into(x, &mut sum, SystemOperation::sum());
        sum
    };
    let all_reduce = || {
        assert_eq!(cluster.run(&1.0, reduce)?, [4.0; 4]);
        Ok(())
    };
    turns(&REDUCE, &mut engines, all_reduce, "")?;
    let numbers: Vec<f64> = (0..12_500_000).map(f64::from).collect();
    let to = || Ok(cluster.keep("numbers", &numbers)?);
    turns(&TO, &mut engines, to, "")?;
    let back = || {
        let got = cluster.kept::<Vec<f64>>("numbers")?;
        // The last ones tell whether all of it came; comparing 100 MB would be most of the time.
        assert!(got.iter().all(|each| each.len() == numbers.len()));
        assert_eq!(got[3].last(), numbers.last());
        Ok(())
    };
    turns(&BACK, &mut engines, back, "")?;
    if let Some(mut engines) = engines {
        engines.time("stop")?;
        drop(engines.ask);
        engines.child.wait()?;
    }
    Ok(())
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

/// In turns, so that all meet the same machine; the median of the rounds.
fn ping_pongs() -> Result<(), Box<dyn Error>> {
    let pair = Cluster::local(2)?;
    let sizes = sizes(4 << 20);
    let mut all: [Vec<Vec<Point>>; 3] = Default::default();
    for _ in 0..7 {
        let ours = pair.run(&sizes, |world, sizes| ping_pong(world, sizes))?;
        all[0].extend(ours.into_iter().next());
        all[1].push(Player::C.play(&pair, &sizes)?);
        let mpi4py = Player::Mpi4py.play(&pair, &sizes);
        all[2].extend(mpi4py.inspect_err(|why| println!("{why}")));
    }
    println!("one way, µs      Rust        C   mpi4py   Rust/C");
    for (place, bytes) in sizes.iter().enumerate() {
        let of = |player: usize| match all[player].as_slice() {
            [] => f64::NAN,
            rounds => 1e6 * median(rounds.iter().map(|points| points[place].seconds).collect()),
        };
        let (rust, c, python) = (of(0), of(1), of(2));
        let ratio = rust / c;
        println!("{bytes:8} B {rust:9.2} {c:8.2} {python:8.2} {ratio:8.2}");
    }
    Ok(())
}
