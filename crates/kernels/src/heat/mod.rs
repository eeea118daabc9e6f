//! The two-dimensional heat equation, explicit in time: each point moves towards its four neighbours.
//!
//! One sweep over a grid of rows × columns points, stored row after row, is
//!
//! ```text
//! u′ᵢⱼ = uᵢⱼ + r (uᵢ₋₁ⱼ + uᵢ₊₁ⱼ + uᵢⱼ₋₁ + uᵢⱼ₊₁ − 4 uᵢⱼ)      r = D Δt / Δx² ≤ ¼
//! ```
//!
//! at the inner points; the rim is a fixed temperature and is left as it is in the result. With r = ¼
//! this is Jacobi's iteration for Laplace's equation.
//! Source: Press et al., "Numerical Recipes", 3rd ed., section 20.2 (FTCS and its stability).
//!
//! Every variant computes this expression in this order, with no fused operation: the answers are
//! equal, bit for bit, on any number of threads. A single sweep ([`sweep_naive`], [`sweep_slices`],
//! [`sweep_simd`], [`sweep_par`]) waits for memory; many sweeps can share one pass over it
//! ([`sweeps_tiled`], [`sweeps_tiled_par`]).

mod naive;
mod par;
mod part;
mod simd;
mod slices;
#[cfg(test)]
mod tests;
mod tiled;

pub use naive::{sweep_naive, sweeps_naive};
pub use par::{sweep_par, sweeps_par};
pub use part::sweep_part;
pub use simd::{sweep_simd, sweep_simd_at};
pub use slices::sweep_slices;
pub use tiled::{sweeps_tiled, sweeps_tiled_par};

use crate::cost::Cost;
use std::fmt;

/// Why a sweep did nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum HeatError {
    /// The two grids are not of one size.
    Lengths {
        /// Points of the grid written to.
        written: usize,
        /// Points of the grid read.
        read: usize,
    },
    /// The points do not fill whole rows.
    Ragged {
        /// Points of the grid.
        points: usize,
        /// Points that a row should have.
        columns: usize,
    },
    /// A grid of fewer than 3 × 3 points has no inner point.
    TooSmall {
        /// Its rows.
        rows: usize,
        /// Its columns.
        columns: usize,
    },
    /// A part of a grid goes to its rim or beyond.
    Outside {
        /// First row or column of the part.
        start: usize,
        /// One past its last.
        end: usize,
        /// Rows or columns of the grid.
        points: usize,
    },
}

impl fmt::Display for HeatError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            HeatError::Lengths { written, read } => write!(
                f,
                "grids of {written} (written) and {read} (read) points; give them one size"
            ),
            HeatError::Ragged { points, columns } => write!(
                f,
                "{points} points do not fill rows of {columns}; give rows × columns points"
            ),
            HeatError::TooSmall { rows, columns } => write!(
                f,
                "a grid of {rows} × {columns} has no inner point; give at least 3 × 3"
            ),
            HeatError::Outside { start, end, points } => write!(
                f,
                "a part from {start} to {end} of {points} rows or columns; give a part of the inner ones, 1 to {}",
                points - 1
            ),
        }
    }
}

impl std::error::Error for HeatError {}

/// Rows of a grid that a sweep can work on.
fn rows(written: usize, read: usize, columns: usize) -> Result<usize, HeatError> {
    if written != read {
        return Err(HeatError::Lengths { written, read });
    }
    let points = read;
    if columns == 0 || !points.is_multiple_of(columns) {
        return Err(HeatError::Ragged { points, columns });
    }
    let rows = points / columns;
    if rows < 3 || columns < 3 {
        return Err(HeatError::TooSmall { rows, columns });
    }
    Ok(rows)
}

/// Cost of one sweep: 8 bytes read and 8 written for each inner point, and 7 flops.
///
/// The four neighbours are in the cache by then: each number comes from memory once.
///
/// ```
/// assert_eq!(kernels::heat::cost_sweep(3, 3).bytes, 16.0);
/// assert_eq!(kernels::heat::cost_sweep(100, 50).intensity(), 7.0 / 16.0);
/// assert_eq!(kernels::heat::cost_sweep(2, 50).flops, 0.0);
/// ```
#[must_use]
pub fn cost_sweep(rows: usize, columns: usize) -> Cost {
    let inner = rows.saturating_sub(2) as f64 * columns.saturating_sub(2) as f64;
    Cost::new(16.0 * inner, 7.0 * inner)
}

/// A grid that was checked: at least 3 × 3, whole rows.
#[derive(Clone, Copy)]
struct Grid<'a> {
    values: &'a [f64],
    rows: usize,
    columns: usize,
}

impl<'a> Grid<'a> {
    fn new(u: &'a [f64], written: usize, columns: usize) -> Result<Self, HeatError> {
        let rows = rows(written, u.len(), columns)?;
        Ok(Grid {
            values: u,
            rows,
            columns,
        })
    }

    fn row(&self, i: usize) -> &'a [f64] {
        &self.values[i * self.columns..][..self.columns]
    }

    fn is_rim(&self, i: usize) -> bool {
        i == 0 || i + 1 == self.rows
    }
}

/// Copies the rim of `u`, which no sweep writes, to `out`.
///
/// # Errors
/// As [`sweep_naive`].
///
/// ```
/// let mut out = [0.0; 9];
/// kernels::heat::copy_rim(&[2.0; 9], &mut out, 3)?;
/// assert_eq!(out, [2.0, 2.0, 2.0, 2.0, 0.0, 2.0, 2.0, 2.0, 2.0]);
/// # Ok::<(), kernels::heat::HeatError>(())
/// ```
pub fn copy_rim(u: &[f64], out: &mut [f64], columns: usize) -> Result<(), HeatError> {
    rows(out.len(), u.len(), columns)?;
    let last = u.len() - columns;
    for (u, out) in u.chunks_exact(columns).zip(out.chunks_exact_mut(columns)) {
        (out[0], out[columns - 1]) = (u[0], u[columns - 1]);
    }
    out[..columns].copy_from_slice(&u[..columns]);
    out[last..].copy_from_slice(&u[last..]);
    Ok(())
}

/// `count` times `sweep`, to and fro between two grids; the answer ends up in `u`.
fn to_and_fro(
    u: &mut [f64],
    scratch: &mut [f64],
    columns: usize,
    count: usize,
    mut sweep: impl FnMut(usize, Grid<'_>, &mut [f64]),
) -> Result<(), HeatError> {
    let rows = rows(scratch.len(), u.len(), columns)?;
    copy_rim(u, scratch, columns)?;
    let (mut from, mut to) = (&mut *u, &mut *scratch);
    for k in 0..count {
        sweep(
            k,
            Grid {
                values: from,
                rows,
                columns,
            },
            to,
        );
        std::mem::swap(&mut from, &mut to);
    }
    if !count.is_multiple_of(2) {
        u.copy_from_slice(scratch);
    }
    Ok(())
}
