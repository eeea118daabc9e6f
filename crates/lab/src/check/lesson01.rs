//! Checks of lesson 01, measure.

use super::{Exercise, Verdict};
use bench::{Cost, Row, Rows, stats};
use kernels::nbody::{self, Bodies, Body};
use kernels::random::Stream;
use std::fmt::Display;

mod wrong;

/// Exercise 01.1: the median of some samples and their median absolute deviation, as a pair.
///
/// ```
/// use lab::check::{State, lesson01};
/// assert_eq!(lesson01::median_and_mad(|_| todo!()).state(), State::NotYet);
/// ```
pub fn median_and_mad(yours: impl Fn(&[f64]) -> (f64, f64)) -> Verdict {
    let mut check = Exercise::new("01.1");
    let cases: [&[f64]; 7] = [
        &[5.0],
        &[1.0, 2.0, 4.0],
        &[4.0, 1.0, 2.0],
        &[1.0, 2.0],
        &[4.0, 1.0, 3.0, 2.0],
        &[2.0, 1.0, 5.0, 1000.0, 3.0],
        &[7.0, 7.0, 7.0, 9.0],
    ];
    for samples in cases {
        let expected = (stats::median(samples), stats::mad(samples));
        check = check.that(format!("samples {samples:?}"), || {
            wrong::median_and_mad(samples, expected, yours(samples))
        });
    }
    let many: Vec<f64> = (0..1001).map(|k| Stream::new(1).uniform(k)).collect();
    check
        .case(
            "1001 random numbers",
            (stats::median(&many), stats::mad(&many)),
            || yours(&many),
        )
        .verdict()
}

/// Exercise 01.2: the potential energy of all bodies, right for 0 to 17 of them, then as fast as
/// each pair once with a square root.
///
/// ```
/// use lab::check::{State, lesson01};
/// use lab::kernels::nbody;
/// assert_eq!(lesson01::potential(|bodies| 2.0 * nbody::potential_energy(bodies)).state(), State::Wrong);
/// ```
pub fn potential(yours: impl Fn(&Bodies) -> f64) -> Verdict {
    let at = |x: f64, mass| Body {
        mass,
        position: [x, 0.0, 0.0],
        velocity: [3.0, 0.0, 0.0],
    };
    // By hand: −m₁m₂/r for each of the pairs.
    let few: [(&str, &[Body], f64); 4] = [
        ("one body", &[at(0.0, 2.0)], 0.0),
        (
            "masses 2 and 3, 4 apart",
            &[at(0.0, 2.0), at(4.0, 3.0)],
            -1.5,
        ),
        (
            "masses 1, 1 and 2 at x = 0, 1 and 3",
            &[at(0.0, 1.0), at(1.0, 1.0), at(3.0, 2.0)],
            -(1.0 + 2.0 / 3.0 + 1.0),
        ),
        ("no body", &[], 0.0),
    ];
    let mut check = Exercise::new("01.2").tolerance(1e-11).allow(1.5).when_slow(
        "What stands on top of `potential` in the profile? A general power takes many times as long as a root and a division; so does \
         `hypot`, which minds overflow. And each pair need be visited only once.",
    );
    for (words, bodies, expected) in few {
        let bodies = Bodies::from(bodies);
        check = check.that(words, || wrong::potential(expected, yours(&bodies)));
    }
    let cluster = nbody::plummer(17, 1);
    check = check.case(
        "a cluster of 17 bodies",
        nbody::potential_energy(&cluster),
        || yours(&cluster),
    );
    let cluster = nbody::plummer(512, 1);
    let pairs = 512.0 * 511.0 / 2.0;
    // Three differences, five for the squared distance, root, division, mass, sum.
    let cost = Cost::new(4.0 * 8.0 * 512.0, 12.0 * pairs);
    check
        .race(
            "potential energy of 512 bodies",
            cost,
            || yours(&cluster),
            || nbody::potential_energy(&cluster),
        )
        .verdict()
}

/// Exercise 01.3: bytes and flops of smoothing `n + 2` numbers into `n`.
///
/// The kernel is `out[i] = 0.25 * (a[i] + 2.0 * a[i + 1] + a[i + 2])`.
///
/// ```
/// use lab::check::{State, lesson01};
/// use lab::bench::Cost;
/// let forgot_the_write = |n| Cost::new(8.0 * n as f64, 4.0 * n as f64);
/// assert_eq!(lesson01::cost(forgot_the_write).state(), State::Wrong);
/// ```
pub fn cost(yours: impl Fn(usize) -> Cost) -> Verdict {
    let mut check = Exercise::new("01.3");
    for n in [1001, 1, 1_000_000] {
        check = check.that(format!("n = {n}"), || wrong::cost(n, yours(n)));
    }
    check.verdict()
}

/// Fewest samples that a measurement of one's own should have.
const ENOUGH: usize = 10;

/// Exercise 01.4: a measurement of the reader's own, of anything: checked, and sampled enough.
///
/// ```
/// use lab::check::{State, lesson01};
/// use lab::prelude::*;
/// let data = vec![1.0; 1000];
/// let mine = || measure("a sum", Cost::NONE, || data.iter().sum::<f64>()).against(&1000.0, 0.0);
/// assert_eq!(lesson01::your_own(mine).state(), State::Right);
/// ```
pub fn your_own<E: Display>(yours: impl FnOnce() -> Result<Row, E>) -> Verdict {
    let mut measured = None;
    let mut check = Exercise::new("01.4").that("it was measured", || {
        measured = Some(yours().map_err(|why| format!("No row, so no time: {why}"))?);
        Ok(())
    });
    if let Some(row) = &measured {
        check = check
            .that("the answer was checked", || wrong::checked(row))
            .that("enough samples", || wrong::samples(row, ENOUGH))
            .that("there is work in it", || wrong::work(row));
    }
    let mut verdict = check.verdict();
    if let Some(row) = measured {
        if verdict.failure.is_empty() {
            verdict.remarks.extend(wrong::remarks(&row));
        }
        let mut rows = Rows::new("yours");
        rows.push(row);
        verdict.rows = Some(rows);
    }
    verdict
}

#[cfg(test)]
mod tests;
