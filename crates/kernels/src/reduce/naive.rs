//! The oracle: from left to right.

use super::{ReduceError, same};

/// Sum Σ xᵢ from left to right: the oracle. 0 for no numbers.
///
/// ```
/// assert_eq!(kernels::reduce::sum_naive(&[1.0, 2.0, 3.5]), 6.5);
/// ```
#[must_use]
pub fn sum_naive(x: &[f64]) -> f64 {
    let mut sum = 0.0;
    for x in x {
        sum += x;
    }
    sum
}

/// Dot product Σ xᵢ yᵢ from left to right: the oracle.
///
/// # Errors
/// [`ReduceError::Lengths`] if the arrays differ in length.
///
/// ```
/// assert_eq!(kernels::reduce::dot_naive(&[1.0, 2.0], &[10.0, 0.5])?, 11.0);
/// # Ok::<(), kernels::reduce::ReduceError>(())
/// ```
pub fn dot_naive(x: &[f64], y: &[f64]) -> Result<f64, ReduceError> {
    same(x, y)?;
    let mut sum = 0.0;
    for (x, y) in x.iter().zip(y) {
        sum += x * y;
    }
    Ok(sum)
}
