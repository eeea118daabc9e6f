//! Estimates from random samples; the same on any number of threads.

use std::ops::Range;

use kernels::montecarlo::{self, Sums};
use pyo3::prelude::*;

use crate::arrays::value_error;
use crate::interrupt::in_pieces;
use crate::numbers::Count;
use crate::threads::Threads;

/// Samples between two looks at Ctrl-C: a tenth of a second or so.
const PIECE: usize = 1 << 26;

/// π from `samples` random points of a square: 4 times the share that lies in the quarter circle.
#[pyfunction]
#[pyo3(signature = (samples, seed=0, *, threads=Threads::Own))]
pub(crate) fn pi(py: Python<'_>, samples: Count, seed: u64, threads: Threads) -> PyResult<f64> {
    let samples = samples.named("samples")?;
    montecarlo::check(samples as u64).map_err(value_error)?;
    let mut hits = 0;
    in_pieces(py, samples, PIECE, |range| {
        hits += match &threads {
            Threads::Own => montecarlo::pi_hits(wide(range), seed),
            Threads::Pool(pool) => montecarlo::pi_hits_par(wide(range), seed, pool),
        };
        Ok::<_, PyErr>(())
    })?;
    Ok(montecarlo::pi_from_hits(hits, samples as u64))
}

/// Mean distance of two random points in the unit cube from `samples` pairs, and its standard error.
#[pyfunction]
#[pyo3(signature = (samples, seed=0, *, threads=Threads::Own))]
pub(crate) fn mean_distance(
    py: Python<'_>,
    samples: Count,
    seed: u64,
    threads: Threads,
) -> PyResult<(f64, f64)> {
    let samples = samples.named("samples")?;
    montecarlo::check(samples as u64).map_err(value_error)?;
    let mut sums = Sums::default();
    in_pieces(py, samples, PIECE, |range| {
        sums = sums
            + match &threads {
                Threads::Own => montecarlo::distance_sums(wide(range), seed),
                Threads::Pool(pool) => montecarlo::distance_sums_par(wide(range), seed, pool),
            };
        Ok::<_, PyErr>(())
    })?;
    let estimate = sums.estimate(samples as u64);
    Ok((estimate.mean, estimate.error))
}

fn wide(range: Range<usize>) -> Range<u64> {
    range.start as u64..range.end as u64
}
