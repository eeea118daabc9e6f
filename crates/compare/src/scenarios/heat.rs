//! Many steps of the heat equation: on a grid that fits in the caches, and on one that does not.

use bench::{BenchError, Race, Rows};
use kernels::heat::{
    HeatError, sweep_simd, sweeps_naive, sweeps_par, sweeps_tiled, sweeps_tiled_par,
};
use ndarray::Array2;
use peers::Work;

use crate::kept::Kept;
use crate::plan::Plan;

/// c = α Δt / Δx²; stable up to 1/4.
const C: f64 = 0.2;

/// What would take minutes on the large grid.
const SLOW: &[&str] = &["cpython"];

pub(super) fn run(plan: &Plan) -> Result<Vec<Rows>, BenchError> {
    let small = race(plan, plan.size(256, 512), 10, &[])?;
    let large = race(plan, plan.size(1536, 4096), 20, SLOW)?;
    Ok(vec![small, large])
}

fn race(plan: &Plan, n: usize, steps: usize, left_out: &[&str]) -> Result<Rows, BenchError> {
    let plate = plate(n);
    let work = Work::sweeps(&plate, C, steps).map_err(|error| BenchError::Failed {
        name: "heat".to_owned(),
        why: error.to_string(),
    })?;
    let (start, pool) = (plate.into_raw_vec_and_offset().0, plan.pool()?);
    let naive = from(&start, move |u, t| sweeps_naive(u, t, n, C, steps));
    let simd = from(&start, move |u, t| {
        // The rim of `t` is that of `start` already.
        for _ in 0..steps {
            sweep_simd(u, t, n, C)?;
            std::mem::swap(u, t);
        }
        Ok(())
    });
    let tiled = from(&start, move |u, t| sweeps_tiled(u, t, n, C, steps));
    let par = from(&start, |u, t| {
        pool.install(|| sweeps_par(u, t, n, C, steps, &pool))
    });
    let tiled_par = from(&start, |u, t| {
        pool.install(|| sweeps_tiled_par(u, t, n, C, steps, &pool))
    });
    // Bit for bit the naive answer, whatever the variant.
    let race = Race::new(&work.title)
        .against(&work.oracle, 0.0)
        .run("rust naive", work.cost, naive)
        .run("rust simd", work.cost, simd)
        .run("rust tiled", work.cost, tiled)
        .run("rust par", work.cost, par)
        .threads(plan.threads)
        .run("rust tiled par", work.cost, tiled_par)
        .threads(plan.threads);
    plan.go(race, &work, left_out)
}

/// A call that copies the start, as the peers do, and sweeps over the copy.
fn from<'a>(
    start: &'a [f64],
    sweeps: impl Fn(&mut Vec<f64>, &mut Vec<f64>) -> Result<(), HeatError> + 'a,
) -> impl FnMut() -> Kept + 'a {
    let (kept, mut scratch) = (Kept::new(start.to_vec()), start.to_vec());
    move || {
        let mut u = kept.numbers();
        u.copy_from_slice(start);
        sweeps(&mut u, &mut scratch).expect("the oracle took this grid");
        drop(u);
        kept.clone()
    }
}

/// A plate with a hot spot, cold at its rim.
fn plate(n: usize) -> Array2<f64> {
    let middle = n as f64 / 2.0;
    Array2::from_shape_fn((n, n), |(i, j)| {
        let (y, x) = (i as f64 - middle, j as f64 - middle);
        (-(x * x + y * y) / (middle * middle / 9.0)).exp()
    })
}
