//! π from random points.

use bench::{BenchError, Race, Rows};
use kernels::montecarlo::{MonteCarloError, pi_naive, pi_par, pi_simd};
use peers::Work;

use crate::plan::Plan;

pub(super) fn run(plan: &Plan) -> Result<Vec<Rows>, BenchError> {
    let (samples, seed) = (plan.size(200_000, 10_000_000), peers::SEED);
    let failed = |error: MonteCarloError| BenchError::Failed {
        name: "pi".to_owned(),
        why: error.to_string(),
    };
    let work = Work::pi(samples, seed).map_err(failed)?;
    let (oracle, pool) = (pi_naive(samples, seed).map_err(failed)?, plan.pool()?);
    let or_nan = |pi: Result<f64, MonteCarloError>| pi.unwrap_or(f64::NAN);
    let race = Race::new(&work.title)
        .against(&oracle, 0.0)
        .run("rust naive", work.cost, || or_nan(pi_naive(samples, seed)))
        .run("rust simd", work.cost, || or_nan(pi_simd(samples, seed)))
        .run("rust par", work.cost, || {
            or_nan(pool.install(|| pi_par(samples, seed, &pool)))
        })
        .threads(plan.threads);
    Ok(vec![plan.go(race, &work, &[])?])
}
