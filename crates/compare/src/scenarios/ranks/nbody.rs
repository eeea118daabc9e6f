//! Steps of gravity by ranks: each has all positions, and moves its own bodies.

use std::time::Instant;

use bench::{BenchError, Checked, Row, Rows};
use kernels::nbody::{Bodies, accelerations_rows_par, advance_with, cost_rows, plummer};
use kernels::threads;
use spmd::mpi::traits::CommunicatorCollectives;
use spmd::nbody::Share;
use spmd::{Cluster, World};

use super::{RANKS, failed};
use crate::plan::Plan;

/// Length of a step.
const DT: f64 = 1e-3;
/// Steps of one sample.
const STEPS: usize = 4;
/// Samples of each turn.
const SAMPLES: usize = 3;

/// The name, the ranks, and the threads of each.
const ROWS: [(&str, usize, usize); 3] = [
    ("rust one rank", 1, 1),
    ("rust one rank, two threads", 1, 2),
    ("rust ranks", RANKS, 1),
];

pub(super) fn run(plan: &Plan) -> Result<Vec<Rows>, BenchError> {
    let n = plan.size(1024, 8192);
    let pair = Cluster::local(RANKS).map_err(failed)?;
    let expected = expected(n)?;
    let mut found = vec![None; ROWS.len()];
    for _ in 0..plan.size(2, 5) {
        for ((_, ranks, threads), found) in ROWS.iter().zip(&mut found) {
            let done = pair.on(*ranks).run(&(n, *threads), timed).map_err(failed)?;
            let (numbers, more) = &done[0];
            // Only of equal processors: their vector instructions decide the order of a sum.
            let checked = Checked::against(&numbers[..], &expected[..], 0.0).map_err(failed)?;
            let (times, _) = found.get_or_insert_with(|| (Vec::new(), checked));
            times.extend(more);
        }
    }
    let mut rows = Rows::new(&format!("gravity, one step of {n} bodies on ranks"));
    for ((name, ranks, threads), found) in ROWS.iter().zip(found) {
        if let Some((times, checked)) = found {
            let checked = checked.named("the kernel on one thread");
            let mut row = Row::from_times(name, &times, cost_rows(n, n), checked);
            (row.size, row.threads) = (n, ranks * threads);
            rows.push(row);
        }
    }
    Ok(vec![rows])
}

/// All bodies after one sample, and the seconds of a step in the next ones.
fn timed(world: &World, (n, threads): &(usize, usize)) -> (Vec<f64>, Vec<f64>) {
    let pool = threads::pool(*threads).expect("some threads");
    let share = Share::new(world, plummer(*n, 1), &pool);
    let mut share = share.expect("a body for each rank");
    share.advance(DT, STEPS);
    let bodies = numbers(&share.bodies());
    let times = (0..SAMPLES).map(|_| {
        world.barrier();
        let begin = Instant::now();
        share.advance(DT, STEPS);
        world.barrier();
        begin.elapsed().as_secs_f64() / STEPS as f64
    });
    (bodies, times.collect())
}

/// The same by the kernel, on one thread of this process.
fn expected(n: usize) -> Result<Vec<f64>, BenchError> {
    let one = threads::pool(1).map_err(failed)?;
    let (mut bodies, mut rows) = (plummer(n, 1), vec![[0.0; 3]; n]);
    advance_with(&mut bodies, DT, STEPS, |bodies, out| {
        accelerations_rows_par(bodies.view(), 0..n, &mut rows, &one).expect("a row for each body");
        for (axis, to) in out.axes_mut().into_iter().enumerate() {
            for (to, row) in to.iter_mut().zip(&rows) {
                *to = row[axis];
            }
        }
    });
    Ok(numbers(&bodies))
}

fn numbers(bodies: &Bodies) -> Vec<f64> {
    let axes = bodies.position().into_iter().chain(bodies.velocity());
    axes.flatten().copied().collect()
}
