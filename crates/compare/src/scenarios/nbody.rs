//! All accelerations of N bodies.

use bench::{BenchError, Race, Rows};
use kernels::nbody::{
    accelerations_naive, accelerations_par, accelerations_simd, accelerations_soa, plummer,
};
use peers::Work;

use crate::plan::Plan;

pub(super) fn run(plan: &Plan) -> Result<Vec<Rows>, BenchError> {
    let bodies = plummer(plan.size(512, 1024), peers::SEED);
    let work = Work::nbody(&bodies);
    let (one_by_one, pool) = (bodies.to_vec(), plan.pool()?);
    let oracle = accelerations_naive(&one_by_one);
    let race = Race::new(&work.title)
        .against(&oracle, work.tolerance)
        .run("rust naive", work.cost, || accelerations_naive(&one_by_one))
        .run("rust soa", work.cost, || accelerations_soa(&bodies))
        .run("rust simd", work.cost, || accelerations_simd(&bodies))
        .run("rust par", work.cost, || {
            pool.install(|| accelerations_par(&bodies, &pool))
        })
        .threads(plan.threads);
    Ok(vec![plan.go(race, &work, &[])?])
}
