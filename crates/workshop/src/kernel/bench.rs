//! `doctor --bench`: how long a reader waits, beside a plain evcxr with no dependency.

use std::fs;
use std::time::Duration;

use super::session::{self, Seen, Session};
use super::toolchain::Toolchain;
use super::{evcxr_argv, launcher_argv, template, tree};
use crate::error::Error;
use crate::lessons;
use crate::paths::Paths;
use crate::steps::Steps;

/// Each kernel is started this often, in turns: the machine may be slower now than then.
const ROUNDS: usize = 3;

/// What is compared: a name, the cell in a plain evcxr, the cell in a lesson's kernel, and
/// the most that the second may take of the first.
const CELLS: [(&str, &str, &str); 6] = [
    (
        "first value",
        "let first = vec![1.0, 2.0].iter().sum::<f64>();",
        "let first = lab::bench::stats::median(&[1.0, 3.0, 2.0]);",
    ),
    (
        "println!",
        r#"println!("{}", 1 + 1);"#,
        r#"println!("{}", 1 + 1);"#,
    ),
    (
        "a function",
        "fn double(x: f64) -> f64 { 2.0 * x }",
        "fn double(x: f64) -> f64 { 2.0 * x }",
    ),
    (
        "a call",
        "double(21.0)",
        "lab::kernels::nbody::plummer(16, 1).len()",
    ),
    (
        "an inferred let",
        "let doubled: Vec<_> = [1.0, 2.0].iter().map(|x| 2.0 * x).collect();",
        "let doubled: Vec<_> = [1.0, 2.0].iter().map(|x| 2.0 * x).collect();",
    ),
    (
        "a picture",
        r#"println!("EVCXR_BEGIN_CONTENT text/html\n<svg/>\nEVCXR_END_CONTENT")"#,
        r#"lines("A line").series("a", 0..3, &[1.0, 2.0, 4.0])"#,
    ),
];

/// The most that a lesson's kernel may take, as a multiple of a plain evcxr's time.
const START_TARGET: f64 = 1.6;
const CELL_TARGET: f64 = 1.3;
const MEMORY_TARGET: f64 = 1e9;

/// Measures and prints.
///
/// # Errors
/// When a kernel cannot be started or a cell fails.
pub(crate) fn bench(paths: &Paths) -> Result<(), Error> {
    let steps = Steps::new(3);
    let step = steps.begin("warm", "the lessons' build folder");
    template::warm(paths, &lessons::all(paths)?, &step)?;
    step.done("ready");

    let empty = paths
        .kernels()
        .join(format!("empty-{}", std::process::id()));
    fs::create_dir_all(&empty).map_err(Error::io("make", &empty))?;
    let plain = Session {
        argv: evcxr_argv(paths, &Toolchain::find()?)?,
        env: Vec::new(),
        cwd: empty.clone(),
        cells: CELLS.map(|(_, plain, _)| plain.to_owned()).into(),
    };
    let ours = Session {
        argv: launcher_argv(paths)?,
        env: Vec::new(),
        cwd: paths.notebooks(),
        cells: CELLS.map(|(_, _, ours)| ours.to_owned()).into(),
    };
    let step = steps.begin("time", "a plain evcxr and a lesson's kernel, in turns");
    let mut seen = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        seen.0.push(session::run(paths, &plain, &|_| {})?);
        seen.1.push(session::run(paths, &ours, &|_| {})?);
    }
    step.done("measured");
    tree::remove(&empty)?;
    print_table(&seen.0, &seen.1);

    let step = steps.begin("together", "three kernels at once");
    let together = std::thread::scope(|scope| {
        let started: Vec<_> = (0..3)
            .map(|_| scope.spawn(|| session::run(paths, &ours, &|_| {})))
            .collect();
        started
            .into_iter()
            .map(|kernel| {
                kernel
                    .join()
                    .unwrap_or_else(|_| Err(Error::Failed("a thread panicked".into())))
            })
            .collect::<Result<Vec<_>, _>>()
    })?;
    step.done(&format!(
        "all three answered; ready after {:.1} s, together {:.2} GB",
        median(&together, |seen| seen.ready),
        together.iter().map(|seen| seen.memory).sum::<f64>() / 1e9
    ));
    Ok(())
}

fn print_table(plain: &[Seen], ours: &[Seen]) {
    println!("\nMedians of {ROUNDS}, in seconds, each kernel started in turn.");
    println!(
        "{:<34}{:>9}{:>9}{:>8}{:>9}",
        "", "plain", "lesson", "ratio", "at most"
    );
    let row = |name: &str, of: &dyn Fn(&Seen) -> Duration, target: f64| {
        let (plain, ours) = (median(plain, of), median(ours, of));
        println!(
            "{name:<34}{plain:>9.2}{ours:>9.2}{:>7.2}×{target:>8.1}×",
            ours / plain
        );
    };
    row(
        "start to first value",
        &|seen| seen.ready + seen.cells[0],
        START_TARGET,
    );
    for (i, (name, _, _)) in CELLS.iter().enumerate().skip(1) {
        row(name, &|seen| seen.cells[i], CELL_TARGET);
    }
    println!(
        "ready after {:.2} s; then the first cell takes {:.2} s (at most 2)",
        median(ours, |seen| seen.ready),
        median(ours, |seen| seen.cells[0])
    );
    let megabytes = |seen: &[Seen]| {
        let mut all: Vec<f64> = seen.iter().map(|seen| seen.memory / 1e6).collect();
        all.sort_by(f64::total_cmp);
        all[all.len() / 2]
    };
    println!(
        "memory of one kernel: plain {:.0} MB, lesson {:.0} MB (under {:.0})\n",
        megabytes(plain),
        megabytes(ours),
        MEMORY_TARGET / 1e6
    );
}

fn median(seen: &[Seen], of: impl Fn(&Seen) -> Duration) -> f64 {
    let mut all: Vec<f64> = seen.iter().map(|seen| of(seen).as_secs_f64()).collect();
    all.sort_by(f64::total_cmp);
    all.get(all.len() / 2).copied().unwrap_or(f64::NAN)
}
