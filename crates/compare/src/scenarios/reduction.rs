//! The sum of a long array.

use bench::{BenchError, Race, Rows};
use kernels::random::Stream;
use kernels::reduce::{sum_naive, sum_par, sum_simd};
use peers::Work;

use crate::plan::Plan;

pub(super) fn run(plan: &Plan) -> Result<Vec<Rows>, BenchError> {
    let stream = Stream::new(peers::SEED);
    let n = plan.size(1 << 20, 1 << 25);
    let x: Vec<f64> = (0..n).map(|k| stream.uniform(k)).collect();
    let (work, pool) = (Work::reduction(&x), plan.pool()?);
    let oracle = sum_naive(&x);
    let race = Race::new(&work.title)
        .against(&oracle, work.tolerance)
        .run("rust naive", work.cost, || sum_naive(&x))
        .run("rust simd", work.cost, || sum_simd(&x))
        .run("rust par", work.cost, || {
            pool.install(|| sum_par(&x, &pool))
        })
        .threads(plan.threads);
    Ok(vec![plan.go(race, &work, &[])?])
}
