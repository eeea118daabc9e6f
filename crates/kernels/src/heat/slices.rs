//! The same expression on slices: no index is checked in the loop, and the compiler makes vectors of it.

use super::{Grid, HeatError};

/// The same sweep, bit for bit, on slices of one row: no bounds checks, so vector instructions.
///
/// # Errors
/// As [`sweep_naive`](super::sweep_naive).
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
    let u = Grid::new(u, out.len(), columns)?;
    for i in 1..u.rows - 1 {
        let out = &mut out[i * columns + 1..][..columns - 2];
        inner(out, &u.row(i - 1)[1..], u.row(i), &u.row(i + 1)[1..], r);
    }
    Ok(())
}

/// The points of `out`; `above` and `below` start over and under it, `here` one point to the left.
#[inline(always)]
pub(super) fn inner(out: &mut [f64], above: &[f64], here: &[f64], below: &[f64], r: f64) {
    let n = out.len();
    // Slices of the length of `out`: with that known, the compiler drops the checks.
    let (above, below) = (&above[..n], &below[..n]);
    let (left, right, here) = (&here[..n], &here[2..n + 2], &here[1..=n]);
    for j in 0..n {
        let around = above[j] + below[j] + left[j] + right[j];
        out[j] = here[j] + r * (around - 4.0 * here[j]);
    }
}
