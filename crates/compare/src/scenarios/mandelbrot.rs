//! Escape counts of the Mandelbrot set.

use bench::{BenchError, Race, Rows};
use kernels::mandelbrot::{Schedule, View, counts_naive, counts_par, counts_simd};
use peers::Work;

use crate::plan::Plan;

pub(super) fn run(plan: &Plan) -> Result<Vec<Rows>, BenchError> {
    let n = plan.size(192, 1024);
    let view = View::whole(n, n, 200).map_err(|error| BenchError::Failed {
        name: "mandelbrot".to_owned(),
        why: error.to_string(),
    })?;
    let work = Work::mandelbrot(&view);
    let (oracle, pool) = (counts_naive(&view), plan.pool()?);
    let race = Race::new(&work.title)
        .against(&oracle, 0.0)
        .run("rust naive", work.cost, || counts_naive(&view))
        .run("rust simd", work.cost, || counts_simd(&view))
        .run("rust par", work.cost, || {
            pool.install(|| counts_par(&view, Schedule::Stealing, &pool))
        })
        .threads(plan.threads);
    Ok(vec![plan.go(race, &work, &[])?])
}
