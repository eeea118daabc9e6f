//! Escape counts of the Mandelbrot set.

use kernels::mandelbrot::{Schedule, View, counts_rows_par, counts_window};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

use crate::arrays::{output, value_error};
use crate::interrupt::in_pieces;
use crate::numbers::Count;
use crate::threads::Threads;

/// Steps between two looks at Ctrl-C: at most half a second, if no point escapes.
const PIECE: usize = 500_000_000;

/// How many of the first `limit` values of z ← z² + c stay within |z| ≤ 2, for each pixel: uint32, shape (rows, columns).
///
/// Pixel (i, j) is c = x₀ + (x₁ − x₀)(j + ½)/columns + i (y₀ + (y₁ − y₀)(i + ½)/rows).
#[pyfunction]
#[pyo3(signature = (rows, columns, limit, *, real=(-2.0, 1.0), imaginary=(-1.5, 1.5), out=None, threads=Threads::Own))]
#[expect(
    clippy::too_many_arguments,
    reason = "as many as Python's users may name"
)]
pub(crate) fn mandelbrot_counts<'py>(
    py: Python<'py>,
    rows: Count,
    columns: Count,
    limit: Count,
    real: (f64, f64),
    imaginary: (f64, f64),
    out: Option<&Bound<'py, PyAny>>,
    threads: Threads,
) -> PyResult<Bound<'py, PyAny>> {
    let (rows, columns) = (rows.named("rows")?, columns.named("columns")?);
    let limit = limit.named("limit")?;
    let limit = u32::try_from(limit)
        .map_err(|_| PyValueError::new_err(format!("limit is {limit}; at most {}", u32::MAX)))?;
    let view = View::new(rows, columns, real, imaginary, limit).map_err(value_error)?;
    let (array, mut out) = output::<u32>(py, out, [rows, columns])?;
    let out = out.as_slice_mut()?;
    let row = columns.saturating_mul(limit as usize).max(1);
    if row > PIECE {
        // Not even one row fits in a piece: some pixels of it at a time.
        let width = (PIECE / (limit as usize).max(1)).clamp(8, columns.max(8));
        let parts = columns.div_ceil(width);
        return in_pieces(py, rows * parts, 1, |at| {
            let (i, part) = (at.start / parts, at.start % parts);
            let pixels = part * width..columns.min((part + 1) * width);
            let counts = &mut out[i * columns..][pixels.clone()];
            counts_window(&view, i..i + 1, pixels, counts).map_err(value_error)
        })
        .map(|()| array);
    }
    // Whole bands of four rows, which the kernel takes together.
    let band = (PIECE / row).max(4) / 4 * 4;
    in_pieces(py, rows, band, |rows| {
        let counts = &mut out[rows.start * columns..rows.end * columns];
        match &threads {
            Threads::Own => counts_window(&view, rows, 0..columns, counts),
            Threads::Pool(pool) => counts_rows_par(&view, rows, counts, Schedule::Stealing, pool),
        }
        .map_err(value_error)
    })?;
    Ok(array)
}
