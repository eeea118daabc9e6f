//! A plate that cools, on the ranks that `mpirun` or `srun` started.

use std::process::ExitCode;

use bench::Checked;
use clap::Parser;
use kernels::heat::{cost_sweep, sweeps_tiled};
use mpi::topology::SimpleCommunicator;
use mpi::traits::{Communicator, CommunicatorCollectives};
use ndarray::{Array2, s};
use programs::checkpoint::{Header, Program};
use programs::{Cooling, Error, Report, Steps, all_of, start};
use spmd::decomposition::{Cartesian, near_square};
use spmd::heat::{Manner, Plate};

/// The heat equation on a plate with a hot ring and a hot edge, on MPI ranks
#[derive(Debug, Parser)]
#[command(name = "heat-mpi")]
struct Args {
    /// Rows of the plate, with its rim
    #[arg(long, value_name = "N", default_value_t = 2048)]
    rows: usize,
    /// Columns of the plate, with its rim
    #[arg(long, value_name = "N", default_value_t = 2048)]
    columns: usize,
    /// r = D Δt / Δx², up to 0.25
    #[arg(long, value_name = "R", default_value_t = 0.25)]
    r: f64,
    /// Cut the plate into tiles instead of strips of rows
    #[arg(long)]
    tiles: bool,
    /// First the messages, then the sweep: to see what overlap is worth
    #[arg(long, conflicts_with = "depth")]
    in_turns: bool,
    /// Exchange a halo so deep, for as many sweeps
    #[arg(long, value_name = "POINTS")]
    depth: Option<usize>,
    /// Compare the answer with that of one rank, bit for bit; rank 0 must have memory for it
    #[arg(long)]
    check: bool,
    #[command(flatten)]
    steps: Steps,
}

/// Pieces of a sweep with overlap.
const PIECES: usize = 4;

fn main() -> ExitCode {
    start(work)
}

/// The temperature of a point at the start, in °C.
fn warm([i, j]: [usize; 2], [rows, columns]: [usize; 2]) -> f64 {
    let (y, x) = (
        i as f64 / rows as f64 - 0.6,
        j as f64 / columns as f64 - 0.65,
    );
    // The same on every machine: no function of a library is called.
    let ring = (0.0324..0.09).contains(&(x * x + y * y));
    if i == 0 || ring { 100.0 } else { 20.0 }
}

fn work(world: &SimpleCommunicator, args: &Args) -> Result<(), Error> {
    args.steps.check(world)?;
    let (ranks, shape) = (world.size() as usize, [args.rows, args.columns]);
    let grid = if args.tiles {
        near_square(ranks)
    } else {
        [ranks, 1]
    };
    let split = Cartesian::inside(shape, grid).map_err(Error::input)?;
    let manner = match args.depth {
        Some(depth) => Manner::Deep(depth),
        None if args.in_turns => Manner::InTurns,
        None => Manner::InPieces(PIECES),
    };
    let (reader, done) = args
        .steps
        .resume(world, Program::Heat, |header| fits(args, header))?;
    let plate = Plate::new(world, &split, manner, args.r, |point| warm(point, shape));
    let plate = all_of(world, plate.map_err(Error::input))?;
    let mut cooling = Cooling {
        world,
        plate,
        r: args.r,
        rim: warm,
    };
    if done > 0 {
        cooling.load(reader)?;
    }
    let times = args.steps.run(world, done, &mut cooling)?;
    let checked = if args.check {
        check(world, args, &cooling)?
    } else {
        Checked::on_trust("--check was not given")
    };
    let report = Report {
        title: format!("heat, one step of {} × {}", args.rows, args.columns),
        size: args.rows,
        cost: cost_sweep(args.rows, args.columns),
        checked,
    };
    args.steps.report(world, &times, report)
}

/// Whether a checkpoint is of this plate; else what it has, and what to give.
fn fits(args: &Args, header: &Header) -> Result<(), String> {
    let ([rows, columns], r) = (header.shape, header.parameter);
    if [rows, columns] == [args.rows, args.columns] && r == args.r {
        return Ok(());
    }
    Err(format!(
        "{rows} × {columns} points and r = {r}: give --rows {rows} --columns {columns} --r {r}"
    ))
}

/// Compares this rank's part with the plate in one piece, on every rank.
fn check(world: &SimpleCommunicator, args: &Args, cooling: &Cooling<'_>) -> Result<Checked, Error> {
    let shape = [args.rows, args.columns];
    let mut u = Array2::from_shape_fn(shape, |(i, j)| warm([i, j], shape));
    let mut scratch = u.clone();
    let (values, room) = (u.as_slice_mut(), scratch.as_slice_mut());
    let (values, room) = values.zip(room).expect("made in standard layout");
    let steps = args.steps.steps as usize;
    sweeps_tiled(values, room, args.columns, args.r, steps).map_err(Error::failed)?;
    let [rows, columns] = cooling.plate.split().owned(world.rank() as usize);
    let expected = u.slice(s![rows, columns]).to_owned();
    let got = cooling.plate.own().to_owned();
    let checked = Checked::against(&got, &expected, 0.0).map_err(Error::failed);
    world.barrier();
    all_of(world, checked)
}
