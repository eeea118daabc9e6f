//! A star cluster, on the ranks that `mpirun` or `srun` started and on the threads of each.

use std::process::ExitCode;

use bench::Checked;
use clap::{Parser, ValueEnum};
use kernels::nbody::{Bodies, accelerations_rows_par, advance_with, cost_rows, plummer};
use kernels::threads;
use mpi::topology::SimpleCommunicator;
use programs::checkpoint::{Header, Program};
use programs::{Error, Moving, Report, Steps, all_of, start};
use spmd::nbody::Share;

/// Direct gravity in a star cluster (a Plummer sphere), on MPI ranks and on threads
#[derive(Debug, Parser)]
#[command(name = "nbody-mpi")]
struct Args {
    /// Bodies
    #[arg(long, value_name = "N", default_value_t = 8192)]
    bodies: usize,
    /// What the bodies are drawn from
    #[arg(long, value_name = "SEED", default_value_t = 1)]
    seed: u64,
    /// Length of a step, in the units of Heggie and Mathieu
    #[arg(long, value_name = "T", default_value_t = 1e-3)]
    dt: f64,
    /// Threads of each rank
    #[arg(long, value_name = "N", default_value_t = 1)]
    threads: usize,
    /// Compare the answer with the kernel's on one thread, bit for bit: all steps once more, on every rank;
    /// or only the energy with that of the start
    #[arg(long, value_name = "WITH", value_enum, num_args = 0..=1, require_equals = true, default_missing_value = "bits")]
    check: Option<Check>,
    #[command(flatten)]
    steps: Steps,
}

/// What an answer is compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Check {
    Bits,
    Energy,
}

/// How far the energy may be off for the answer to count, as a share of it.
const DRIFT: f64 = 1e-2;

fn main() -> ExitCode {
    start(work)
}

fn work(world: &SimpleCommunicator, args: &Args) -> Result<(), Error> {
    args.steps.check(world)?;
    if !(args.dt.is_finite() && args.dt != 0.0) {
        let dt = args.dt;
        return Err(Error::input(format!(
            "--dt {dt}: give a length other than 0"
        )));
    }
    let pool = all_of(world, threads::pool(args.threads).map_err(Error::input))?;
    let (reader, done) = args
        .steps
        .resume(world, Program::Nbody, |header| fits(args, header))?;
    let bodies = if done > 0 {
        Moving::load(world, reader, args.bodies)?
    } else {
        plummer(args.bodies, args.seed)
    };
    let share = Share::new(world, bodies, &pool).map_err(Error::input)?;
    let mut moving = Moving {
        world,
        share,
        dt: args.dt,
    };
    let before = (args.check == Some(Check::Energy)).then(|| moving.share.energy());
    let times = args.steps.run(world, done, &mut moving)?;
    let checked = match (args.check, before) {
        (Some(Check::Bits), _) => bits(world, args, &mut moving)?,
        (_, Some(before)) => energy(moving.share.energy(), before)?,
        _ => Checked::on_trust("--check was not given"),
    };
    let n = args.bodies;
    let report = Report {
        title: format!("n-body, one step of {n}, {} threads a rank", args.threads),
        size: n,
        cost: cost_rows(n, n),
        checked,
    };
    args.steps.report(world, &times, report)
}

/// Whether a checkpoint is of so many bodies and steps; else what it has, and what to give.
fn fits(args: &Args, header: &Header) -> Result<(), String> {
    let (n, dt) = (header.shape[0], header.parameter);
    if n == args.bodies && dt == args.dt {
        return Ok(());
    }
    Err(format!(
        "{n} bodies and steps of {dt}: give --bodies {n} --dt {dt}"
    ))
}

/// Whether the energy is still what it was.
fn energy(now: f64, before: f64) -> Result<Checked, Error> {
    let drift = (now / before - 1.0).abs();
    let kept = Checked::by(|| {
        let is_kept = drift <= DRIFT;
        is_kept
            .then_some(())
            .ok_or_else(|| format!("the energy is off by {drift:.1e}; take a smaller --dt"))
    });
    kept.map_err(Error::failed)
}

/// Compares all bodies with those that the kernel moves on one thread from the very start, on every rank.
fn bits(
    world: &SimpleCommunicator,
    args: &Args,
    moving: &mut Moving<'_>,
) -> Result<Checked, Error> {
    let one = threads::pool(1).map_err(Error::failed)?;
    let (n, mut expected) = (args.bodies, plummer(args.bodies, args.seed));
    let mut rows = vec![[0.0; 3]; n];
    advance_with(
        &mut expected,
        args.dt,
        args.steps.steps as usize,
        |bodies, out| {
            accelerations_rows_par(bodies.view(), 0..n, &mut rows, &one)
                .expect("a row for each body");
            for (axis, to) in out.axes_mut().into_iter().enumerate() {
                to.iter_mut()
                    .zip(&rows)
                    .for_each(|(to, row)| *to = row[axis]);
            }
        },
    );
    let numbers = |bodies: &Bodies| -> Vec<f64> {
        let axes = bodies.position().into_iter().chain(bodies.velocity());
        axes.flatten().copied().collect()
    };
    let (got, expected) = (numbers(&moving.share.bodies()), numbers(&expected));
    let checked = Checked::against(&got[..], &expected[..], 0.0).map_err(Error::failed);
    all_of(world, checked)
}
