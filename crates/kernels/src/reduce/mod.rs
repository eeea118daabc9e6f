//! Sums and dot products of long arrays, with the same bits on any number of threads.
//!
//! Floating-point addition is not associative, so the order of a sum is part of its answer. Here the
//! order depends on the length alone: the array is cut into leaves of 4096 numbers, a leaf is added up
//! in 32 lanes (lane k takes every 32nd number from the k-th on), and the leaves are added in pairs, as
//! in a tree:
//!
//! ```text
//! leaf 0  leaf 1  leaf 2  leaf 3  leaf 4
//!     \    /          \    /        |
//!       +               +           |
//!          \         /              |
//!               +                   |
//!                      \           /
//!                            +
//! ```
//!
//! Whoever computes a branch, and when, changes nothing: [`sum_slices`], [`sum_simd`] on every
//! instruction set and [`sum_par`] on every number of threads give the same bits. The tree is also more
//! accurate than one sum from left to right: its error grows with log n instead of n
//! (N. J. Higham, "The accuracy of floating point summation", SIAM J. Sci. Comput. 14, 1993).

mod naive;
mod par;
mod simd;
#[cfg(test)]
mod tests;
mod tree;

pub use naive::{dot_naive, sum_naive};
pub use par::{dot_par, sum_par};
pub use simd::{dot_simd, dot_simd_at, dot_slices, sum_simd, sum_simd_at, sum_slices};

use crate::cost::Cost;
use std::fmt;

/// Why there is no dot product.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ReduceError {
    /// The two arrays are not of one length.
    Lengths {
        /// Numbers of the first.
        x: usize,
        /// Numbers of the second.
        y: usize,
    },
}

impl fmt::Display for ReduceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ReduceError::Lengths { x, y } = self;
        write!(
            f,
            "a dot product of {x} and {y} numbers; give both arrays one length"
        )
    }
}

impl std::error::Error for ReduceError {}

fn same(x: &[f64], y: &[f64]) -> Result<(), ReduceError> {
    if x.len() == y.len() {
        Ok(())
    } else {
        Err(ReduceError::Lengths {
            x: x.len(),
            y: y.len(),
        })
    }
}

/// Cost of a sum of `n` f64: 8 bytes read and one addition each.
///
/// ```
/// assert_eq!(kernels::reduce::cost_sum(10).bytes, 80.0);
/// ```
#[must_use]
pub fn cost_sum(n: usize) -> Cost {
    Cost::new(8.0 * n as f64, n as f64)
}

/// Cost of a dot product of `n` pairs: 16 bytes read, a multiplication and an addition each.
///
/// ```
/// assert_eq!(kernels::reduce::cost_dot(10).intensity(), 2.0 / 16.0);
/// ```
#[must_use]
pub fn cost_dot(n: usize) -> Cost {
    Cost::new(16.0 * n as f64, 2.0 * n as f64)
}
