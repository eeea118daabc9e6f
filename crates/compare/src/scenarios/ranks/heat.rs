//! Sweeps over one plate by two ranks, in strips of rows.

use bench::{BenchError, Checked, Row, Rows};
use kernels::heat::{cost_sweep, sweeps_naive};
use serde::{Deserialize, Serialize};
use spmd::decomposition::Cartesian;
use spmd::heat::{Manner, Plate};
use spmd::mpi::traits::CommunicatorCollectives;
use spmd::peers::Heat;
use spmd::{Cluster, World};

use super::{HEAT_PEERS, RANKS, failed, player};
use crate::plan::Plan;

/// r = D Δt / Δx²; stable up to 1/4.
const R: f64 = 0.2;
/// Sweeps of one sample.
const SWEEPS: usize = 20;
/// Samples of each turn.
const SAMPLES: usize = 3;

/// Ours: the name, the ranks, and how messages and work share the time.
const OURS: [(&str, usize, How); 5] = [
    ("rust one rank", 1, How::InPieces),
    ("rust one rank, deep halo", 1, How::Deep),
    ("rust ranks", RANKS, How::InPieces),
    ("rust ranks, in turns", RANKS, How::InTurns),
    ("rust ranks, deep halo", RANKS, How::Deep),
];

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
enum How {
    InTurns,
    InPieces,
    Deep,
}

impl How {
    fn manner(self) -> Manner {
        match self {
            Self::InTurns => Manner::InTurns,
            Self::InPieces => Manner::InPieces(4),
            Self::Deep => Manner::Deep(SWEEPS / 2),
        }
    }
}

/// The times of some samples, and that their answer was checked.
type Timed = (Vec<f64>, Checked);

pub(super) fn run(plan: &Plan) -> Result<Vec<Rows>, BenchError> {
    let n = plan.size(512, 2048);
    let pair = Cluster::local(RANKS).map_err(failed)?;
    let plate = plate(n);
    let mut expected = plate.clone();
    let oracle = sweeps_naive(&mut expected, &mut plate.clone(), n, R, SWEEPS);
    oracle.map_err(failed)?;
    let peers: Vec<&str> = HEAT_PEERS
        .into_iter()
        .filter(|name| plan.has_peer(name))
        .collect();
    let mut ours: Vec<Option<Timed>> = vec![None; OURS.len()];
    // Or why there are none: then a peer is not asked again.
    let mut theirs: Vec<Result<Option<Timed>, String>> = vec![Ok(None); peers.len()];
    for _ in 0..plan.size(2, 7) {
        for ((_, ranks, how), times) in OURS.iter().zip(&mut ours) {
            add(times, turn(&pair, *ranks, n, *how, &expected)?);
        }
        for (name, found) in peers.iter().zip(&mut theirs) {
            if let Ok(times) = found {
                match peer(name, &pair, &plate, n, &expected) {
                    Ok(more) => add(times, more),
                    Err(why) => *found = Err(why),
                }
            }
        }
    }
    let mut rows = Rows::new(&format!("heat, one sweep of {n} × {n} on {RANKS} ranks"));
    for ((name, ranks, _), times) in OURS.iter().zip(ours.iter().flatten()) {
        rows.push(row(name, *ranks, n, times));
    }
    for (name, found) in peers.iter().zip(&theirs) {
        match found {
            Ok(times) => times
                .iter()
                .for_each(|times| rows.push(row(name, RANKS, n, times))),
            Err(why) => rows.push_gap(name, why),
        }
    }
    Ok(vec![rows])
}

/// Every answer was compared in its turn: where one is wrong, there are no times.
fn row(name: &str, ranks: usize, n: usize, (times, checked): &Timed) -> Row {
    let checked = checked.clone().named("the naive sweeps");
    let mut row = Row::from_times(name, times, cost_sweep(n, n), checked);
    (row.size, row.threads) = (n, ranks);
    row
}

fn add(times: &mut Option<Timed>, (more, checked): Timed) {
    let (times, _) = times.get_or_insert_with(|| (Vec::new(), checked));
    times.extend(more);
}

fn turn(
    pair: &Cluster,
    ranks: usize,
    n: usize,
    how: How,
    expected: &[f64],
) -> Result<Timed, BenchError> {
    let done = pair.on(ranks).run(&(n, how), timed).map_err(failed)?;
    let split = Cartesian::inside([n, n], [ranks, 1]).map_err(failed)?;
    let (mut own, mut expected_own, mut times) = (Vec::new(), Vec::new(), Vec::new());
    for (rank, (part, of_rank)) in done.into_iter().enumerate() {
        let [rows, columns] = split.owned(rank);
        let rows = rows.flat_map(|i| &expected[i * n..][columns.clone()]);
        expected_own.extend(rows);
        own.extend(part);
        if rank == 0 {
            times = of_rank;
        }
    }
    let checked = Checked::against(&own, &expected_own, 0.0).map_err(failed)?;
    Ok((times, checked))
}

/// This rank's own points after one sample, and the seconds of a sweep in the next ones.
fn timed(world: &World, (n, how): &(usize, How)) -> (Vec<f64>, Vec<f64>) {
    let ranks = spmd::mpi::traits::Communicator::size(&**world) as usize;
    let split = Cartesian::inside([*n, *n], [ranks, 1]).expect("a row for each rank");
    let start = |[i, j]: [usize; 2]| warm(i, j, *n);
    let plate = Plate::new(world, &split, how.manner(), R, start);
    let mut plate = plate.expect("a plate that is large enough");
    plate.sweeps(SWEEPS);
    let own = plate.own().iter().copied().collect();
    let times = (0..SAMPLES).map(|_| {
        world.barrier();
        let begin = std::time::Instant::now();
        plate.sweeps(SWEEPS);
        world.barrier();
        begin.elapsed().as_secs_f64() / SWEEPS as f64
    });
    (own, times.collect())
}

fn peer(
    name: &str,
    pair: &Cluster,
    plate: &[f64],
    n: usize,
    expected: &[f64],
) -> Result<Timed, String> {
    let task = Heat {
        plate,
        columns: n,
        r: R,
        sweeps: SWEEPS,
        samples: SAMPLES,
    };
    let cooled = player(name).heat(pair, RANKS, &task);
    let cooled = cooled.map_err(|why| why.to_string())?;
    let checked = Checked::against(&cooled.plate[..], expected, 0.0);
    let checked = checked.map_err(|why| why.to_string())?;
    Ok((cooled.times, checked))
}

/// A plate with a hot spot, cold at its rim.
fn plate(n: usize) -> Vec<f64> {
    let points = (0..n).flat_map(|i| (0..n).map(move |j| (i, j)));
    points.map(|(i, j)| warm(i, j, n)).collect()
}

fn warm(i: usize, j: usize, n: usize) -> f64 {
    let middle = n as f64 / 2.0;
    let (y, x) = (i as f64 / middle - 1.0, j as f64 / middle - 1.0);
    1.0 / (1.0 + 9.0 * (x * x + y * y))
}
