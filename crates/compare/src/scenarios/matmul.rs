//! The product of two square matrices.

use bench::{BenchError, Race, Rows};
use kernels::matmul::{Shape, matmul_library, matmul_par, matmul_simd, matmul_slices};
use kernels::random::Stream;
use peers::Work;

use crate::kept::into;
use crate::plan::Plan;

pub(super) fn run(plan: &Plan) -> Result<Vec<Rows>, BenchError> {
    let n = plan.size(256, 1024);
    let shape = Shape::square(n);
    let numbers = |seed| {
        let stream = Stream::new(seed);
        (0..n * n).map(|k| stream.uniform(k as u64)).collect()
    };
    let (a, b): (Vec<f64>, Vec<f64>) = (numbers(1), numbers(2));
    let work = Work::matmul(n, &a, &b).map_err(|error| BenchError::Failed {
        name: "matmul".to_owned(),
        why: error.to_string(),
    })?;
    let pool = plan.pool()?;
    let race = Race::new(&work.title)
        .against(&work.oracle, work.tolerance)
        .run(
            "rust slices",
            work.cost,
            into(n * n, |c| matmul_slices(shape, &a, &b, c)),
        )
        .run(
            "rust simd",
            work.cost,
            into(n * n, |c| matmul_simd(shape, &a, &b, c)),
        )
        .run(
            "rust library",
            work.cost,
            into(n * n, |c| matmul_library(shape, &a, &b, c)),
        )
        .run(
            "rust par",
            work.cost,
            into(n * n, |c| {
                pool.install(|| matmul_par(shape, &a, &b, c, &pool))
            }),
        )
        .threads(plan.threads);
    Ok(vec![plan.go(race, &work, &[])?])
}
