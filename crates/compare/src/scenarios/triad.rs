//! a = b + s c over arrays that no cache holds.

use bench::{BenchError, Race, Rows};
use kernels::random::Stream;
use kernels::stream::{triad, triad_par};
use peers::Work;

use crate::kept::into;
use crate::plan::Plan;

const S: f64 = 3.0;

pub(super) fn run(plan: &Plan) -> Result<Vec<Rows>, BenchError> {
    let n = plan.size(1 << 21, 1 << 24);
    let numbers = |seed| {
        let stream = Stream::new(seed);
        (0..n).map(|k| stream.uniform(k)).collect()
    };
    let (b, c): (Vec<f64>, Vec<f64>) = (numbers(1), numbers(2));
    let work = Work::triad(&b, &c, S).map_err(|error| BenchError::Failed {
        name: "triad".to_owned(),
        why: error.to_string(),
    })?;
    let pool = plan.pool()?;
    let race = Race::new(&work.title)
        .against(&work.oracle, work.tolerance)
        .run("rust", work.cost, into(b.len(), |a| triad(a, &b, &c, S)))
        .run(
            "rust par",
            work.cost,
            into(b.len(), |a| pool.install(|| triad_par(a, &b, &c, S, &pool))),
        )
        .threads(plan.threads);
    Ok(vec![plan.go(race, &work, &[])?])
}
