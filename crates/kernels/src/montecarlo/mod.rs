//! Estimates from random samples: π, and the mean distance of two points in a cube.
//!
//! Sample k is a function of the seed and k alone ([`crate::random`]), and what is added up are whole
//! numbers, whose sum does not depend on the order. So every variant, on any number of threads or
//! ranks, gives the same value, bit for bit.
//! (Metropolis and Ulam, "The Monte Carlo method", J. Am. Stat. Assoc. 44, 1949.)

mod distance;
mod pi;
#[cfg(test)]
mod tests;

pub use distance::{
    Estimate, Sums, cost_distance, distance_naive, distance_par, distance_simd, distance_sums,
    distance_sums_par,
};
pub use pi::{cost_pi, pi_from_hits, pi_hits, pi_hits_par, pi_naive, pi_par, pi_simd, pi_simd_at};

use std::fmt;
use std::ops::Range;

/// Why there is no estimate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum MonteCarloError {
    /// No sample, no estimate.
    NoSamples,
    /// More samples than the whole numbers that are added up can hold.
    TooMany {
        /// How many were asked for.
        samples: u64,
        /// The largest number.
        most: u64,
    },
}

impl fmt::Display for MonteCarloError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            MonteCarloError::NoSamples => {
                write!(f, "no estimate from 0 samples; ask for at least 1")
            }
            MonteCarloError::TooMany { samples, most } => {
                write!(
                    f,
                    "{samples} samples overflow the sums; ask for at most {most}"
                )
            }
        }
    }
}

impl std::error::Error for MonteCarloError {}

/// Most samples of one estimate.
const MOST: u64 = 1 << 31;

/// Whether so many samples can be taken in one estimate.
///
/// # Errors
/// [`MonteCarloError`] for no samples and for more than 2³¹.
///
/// ```
/// assert!(kernels::montecarlo::check(1).is_ok() && kernels::montecarlo::check(0).is_err());
/// ```
pub fn check(samples: u64) -> Result<(), MonteCarloError> {
    match samples {
        0 => Err(MonteCarloError::NoSamples),
        1..=MOST => Ok(()),
        _ => Err(MonteCarloError::TooMany {
            samples,
            most: MOST,
        }),
    }
}

/// Samples that one thread takes at a time.
const SHARE: u64 = 1 << 16;

/// `range`, cut for several threads.
fn shares(range: Range<u64>) -> impl Iterator<Item = Range<u64>> {
    let Range { start, end } = range;
    let count = end.saturating_sub(start).div_ceil(SHARE);
    (0..count).map(move |k| {
        let from = start + k * SHARE;
        from..end.min(from + SHARE)
    })
}
