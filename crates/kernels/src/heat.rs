//! The two-dimensional heat equation, explicit in time: each point moves towards its four neighbours.
//!
//! One sweep over a grid of rows × columns points, stored row after row, is
//!
//! ```text
//! u′ᵢⱼ = uᵢⱼ + r (uᵢ₋₁ⱼ + uᵢ₊₁ⱼ + uᵢⱼ₋₁ + uᵢⱼ₊₁ − 4 uᵢⱼ)      r = D Δt / Δx² ≤ ¼
//! ```
//!
//! at the inner points; the rim is a fixed temperature and is left as it is in the result.
//! Source: Press et al., "Numerical Recipes", 3rd ed., section 20.2 (FTCS and its stability).

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

/// One sweep, point by point: the oracle. `u` and `out` hold rows × `columns` points.
///
/// # Errors
/// [`HeatError`] if the grids differ in size, are not whole rows, or are smaller than 3 × 3.
///
/// ```
/// let mut u = [0.0; 9];
/// u[1] = 4.0; // above the only inner point
/// let mut out = [0.0; 9];
/// kernels::heat::sweep_naive(&u, &mut out, 3, 0.25)?;
/// assert_eq!(out[4], 1.0);
/// # Ok::<(), kernels::heat::HeatError>(())
/// ```
pub fn sweep_naive(u: &[f64], out: &mut [f64], columns: usize, r: f64) -> Result<(), HeatError> {
    let rows = rows(out.len(), u.len(), columns)?;
    for i in 1..rows - 1 {
        for j in 1..columns - 1 {
            let here = i * columns + j;
            let around = u[here - columns] + u[here + columns] + u[here - 1] + u[here + 1];
            out[here] = u[here] + r * (around - 4.0 * u[here]);
        }
    }
    Ok(())
}

/// The same sweep, bit for bit, on slices of one row: no bounds checks, so vector instructions.
///
/// # Errors
/// As [`sweep_naive`].
///
/// ```
/// let u: Vec<f64> = (0..35).map(|i| f64::from(i * i % 11)).collect();
/// let (mut a, mut b) = (u.clone(), u.clone());
/// kernels::heat::sweep_naive(&u, &mut a, 7, 0.2)?;
/// kernels::heat::sweep_slices(&u, &mut b, 7, 0.2)?;
/// assert_eq!(a, b);
/// # Ok::<(), kernels::heat::HeatError>(())
/// ```
pub fn sweep_slices(u: &[f64], out: &mut [f64], columns: usize, r: f64) -> Result<(), HeatError> {
    let rows = rows(out.len(), u.len(), columns)?;
    let inner = columns - 2;
    for i in 1..rows - 1 {
        let row = i * columns + 1;
        let out = &mut out[row..][..inner];
        // Five slices of the length of `out`: with that known, the compiler drops the checks.
        let [above, below] = [&u[row - columns..][..inner], &u[row + columns..][..inner]];
        let [left, right] = [&u[row - 1..][..inner], &u[row + 1..][..inner]];
        let here = &u[row..][..inner];
        for j in 0..inner {
            let around = above[j] + below[j] + left[j] + right[j];
            out[j] = here[j] + r * (around - 4.0 * here[j]);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Stream;

    type Sweep = fn(&[f64], &mut [f64], usize, f64) -> Result<(), HeatError>;
    const VARIANTS: [Sweep; 2] = [sweep_naive, sweep_slices];

    #[test]
    fn all_variants_are_the_oracle_bit_for_bit() {
        for (rows, columns) in [(3, 3), (3, 8), (5, 4), (17, 3), (9, 33)] {
            let stream = Stream::new((rows * columns) as u64);
            let u: Vec<f64> = (0..rows * columns)
                .map(|k| stream.uniform(k as u64))
                .collect();
            let swept = VARIANTS.map(|sweep| {
                let mut out = vec![f64::NAN; u.len()];
                sweep(&u, &mut out, columns, 0.23).unwrap();
                out.iter().map(|x| x.to_bits()).collect::<Vec<_>>()
            });
            assert_eq!(swept[0], swept[1], "{rows} × {columns}");
        }
    }

    #[test]
    fn the_rim_is_left_alone_and_a_flat_field_stays_flat() {
        for sweep in VARIANTS {
            let mut out = vec![7.0; 20];
            sweep(&[3.0; 20], &mut out, 5, 0.25).unwrap();
            let inner = |i: usize| (1..3).contains(&(i / 5)) && (1..4).contains(&(i % 5));
            for (i, value) in out.iter().enumerate() {
                assert_eq!(*value, if inner(i) { 3.0 } else { 7.0 }, "point {i}");
            }
        }
    }

    #[test]
    fn unfit_grids_are_refused_with_numbers() {
        for sweep in VARIANTS {
            let mut out = [0.0; 12];
            let said = |result: Result<(), HeatError>| result.unwrap_err().to_string();
            assert!(said(sweep(&[0.0; 9], &mut out, 3, 0.1)).contains("12 (written) and 9 (read)"));
            assert!(said(sweep(&[0.0; 12], &mut out, 5, 0.1)).contains("rows of 5"));
            assert!(said(sweep(&[0.0; 12], &mut out, 0, 0.1)).contains("rows of 0"));
            assert!(said(sweep(&[0.0; 12], &mut out, 6, 0.1)).contains("2 × 6"));
            assert!(said(sweep(&[], &mut [], 3, 0.1)).contains("0 × 3"));
        }
    }
}
