//! What the tests and `benches/border.py` ask for: not for users, hence the underscores.

use std::time::Instant;

use kernels::nbody::{View, accelerations_simd_view};
use numpy::{Ix1, Ix2};
use pyo3::prelude::*;

use crate::arrays::{read, value_error, write};
use crate::nbody::{rows, rows_mut};
use crate::threads::Threads;

/// Does nothing: what a call costs by itself.
#[pyfunction(name = "_noop")]
pub(crate) fn noop() {}

/// Panics on a thread of a pool, or on the caller's.
#[pyfunction(name = "_panic")]
pub(crate) fn panic(py: Python<'_>, threads: Threads) {
    py.detach(|| {
        threads.install(|| rayon::join(|| (), || assert!(threads.is_none(), "on purpose")))
    });
}

/// Seconds that `calls` evaluations of all accelerations take in Rust, one after the other, on one thread.
#[pyfunction(name = "_accelerations_seconds")]
pub(crate) fn accelerations_seconds(
    py: Python<'_>,
    mass: &Bound<'_, PyAny>,
    position: &Bound<'_, PyAny>,
    out: &Bound<'_, PyAny>,
    calls: usize,
) -> PyResult<f64> {
    let mass = read::<f64, Ix1>("mass", mass)?;
    let position = read::<f64, Ix2>("position", position)?;
    let mut out = write::<f64, Ix2>("out", out)?;
    let view = View::new(mass.as_slice()?, rows(position.as_slice()?)).map_err(value_error)?;
    let out = out.as_slice_mut()?;
    py.detach(|| {
        let start = Instant::now();
        for _ in 0..calls {
            accelerations_simd_view(view, rows_mut(out))?;
        }
        Ok(start.elapsed().as_secs_f64())
    })
    .map_err(|error: kernels::nbody::NbodyError| value_error(error))
}
