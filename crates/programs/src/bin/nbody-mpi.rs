//! A star cluster, on the ranks that `mpirun` or `srun` started and on the threads of each.

use std::process::ExitCode;

use bench::Checked;
use clap::{Parser, ValueEnum};
use kernels::nbody::{Bodies, accelerations_rows_par, advance_with, cost_rows, plummer};
use kernels::threads;
use mpi::topology::SimpleCommunicator;
use mpi::traits::{Communicator, Root};
use programs::checkpoint::{Program, Reader};
use programs::{Error, Moving, Steps, agree, all_of, report, start};
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
    /// Write the times of a step to this file (CSV), and the machine beside it
    #[arg(long, value_name = "FILE")]
    times: Option<std::path::PathBuf>,
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
    args.steps.check(world, args.times.as_deref())?;
    if !(args.dt.is_finite() && args.dt != 0.0) {
        let dt = args.dt;
        return Err(Error::input(format!(
            "--dt {dt}: give a length other than 0"
        )));
    }
    let pool = all_of(world, threads::pool(args.threads).map_err(Error::input))?;
    let (reader, done) = resume(world, args)?;
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
    let title = format!("n-body, one step of {n}, {} threads a rank", args.threads);
    report(
        world,
        args.times.as_deref(),
        &title,
        &times,
        n,
        cost_rows(n, n),
        checked,
    )
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

/// The checkpoint to go on from, on rank 0, and the steps that it has.
fn resume(world: &SimpleCommunicator, args: &Args) -> Result<(Option<Reader>, u64), Error> {
    let Some(path) = &args.steps.resume else {
        return Ok((None, 0));
    };
    let open = || -> Result<(Option<Reader>, u64), Error> {
        let reader = Reader::open(path, Program::Nbody).map_err(Error::input)?;
        let header = reader.header();
        if header.shape[0] != args.bodies || header.parameter != args.dt {
            let (n, dt) = (header.shape[0], header.parameter);
            return Err(Error::input(format!(
                "{} has {n} bodies and steps of {dt}: give --bodies {n} --dt {dt}",
                path.display()
            )));
        }
        args.steps.check_done(header.step)?;
        Ok((Some(reader), header.step))
    };
    let opened = if world.rank() == 0 {
        open()
    } else {
        Ok((None, 0))
    };
    let (reader, mut done) = agree(world, opened)?;
    world.process_at_rank(0).broadcast_into(&mut done);
    Ok((reader, done))
}
