//! The oracle: the formula, point by point.

use super::{HeatError, rows, to_and_fro};

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

/// `sweeps` sweeps, one after the other; the answer is in `u`, and `scratch` holds anything.
///
/// # Errors
/// As [`sweep_naive`].
///
/// ```
/// let mut u = vec![0.0; 12]; // 4 × 3, hot above
/// u[..3].fill(1.0);
/// kernels::heat::sweeps_naive(&mut u, &mut [0.0; 12], 3, 0.25, 2)?;
/// assert_eq!((u[4], u[7]), (0.25, 0.0625));
/// # Ok::<(), kernels::heat::HeatError>(())
/// ```
pub fn sweeps_naive(
    u: &mut [f64],
    scratch: &mut [f64],
    columns: usize,
    r: f64,
    sweeps: usize,
) -> Result<(), HeatError> {
    to_and_fro(u, scratch, columns, sweeps, |_, u, out| {
        // Checked by `to_and_fro` already.
        let _ = sweep_naive(u.values, out, columns, r);
    })
}
