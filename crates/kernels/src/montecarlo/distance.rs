//! The mean distance of two random points in a cube, with its standard error.
//!
//! In the unit cube it is Robbins' constant, (4 + 17√2 − 6√3 + 21 ln(1 + √2) + 42 ln(2 + √3) − 7π)/105
//! = 0.661707… (Robbins and Bolis, Amer. Math. Monthly 85, 1978): an estimate that can be checked.

use super::{MonteCarloError, SHARE, check};
use crate::cost::Cost;
use crate::random::Stream;
use crate::simd::{Kernel, Level, Simd, dispatch};
use rayon::ThreadPool;
use rayon::prelude::*;
use std::ops::Range;

/// A mean and how far off it may be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The mean of the samples.
    pub mean: f64,
    /// Its standard error: two means of three lie within one of the true value.
    pub error: f64,
}

/// Cost of `samples` distances: 9 flops each for differences, squares, sums and root; no memory.
///
/// ```
/// assert_eq!(kernels::montecarlo::cost_distance(10).flops, 90.0);
/// ```
#[must_use]
pub fn cost_distance(samples: u64) -> Cost {
    Cost::new(0.0, 9.0 * samples as f64)
}

/// Distances and their squares in units of 2⁻³⁰: whole numbers add up to the same in any order.
#[derive(Clone, Copy, Default)]
struct Sums {
    distance: u64,
    square: u64,
}

const UNIT: f64 = (1u64 << 30) as f64;

impl Sums {
    #[inline(always)]
    fn of(stream: Stream, k: u64) -> Sums {
        // Three numbers of the stream a sample, 32 bits for each of the six coordinates.
        let mut square = 0.0;
        for axis in 0..3 {
            let bits = stream.bits(3 * k + axis);
            // The upper and lower half as points of one edge; i64, since that is what vectors convert.
            let difference = (bits >> 32).cast_signed() - (bits & 0xffff_ffff).cast_signed();
            let d = difference as f64 * (1.0 / (1u64 << 32) as f64);
            square += d * d;
        }
        let whole = |value: f64| ((value * UNIT) as i64).cast_unsigned();
        Sums {
            distance: whole(square.sqrt()),
            square: whole(square),
        }
    }

    #[inline(always)]
    fn plus(self, other: Sums) -> Sums {
        Sums {
            distance: self.distance + other.distance,
            square: self.square + other.square,
        }
    }

    fn estimate(self, samples: u64) -> Estimate {
        let n = samples as f64;
        let mean = self.distance as f64 / UNIT / n;
        let variance = (self.square as f64 / UNIT / n - mean * mean).max(0.0);
        Estimate {
            mean,
            error: (variance / n).sqrt(),
        }
    }
}

/// Mean distance of two points in the unit cube, sample by sample: the oracle.
///
/// # Errors
/// [`MonteCarloError`] for no samples and for more than 2³¹.
///
/// ```
/// let estimate = kernels::montecarlo::distance_naive(50_000, 1)?;
/// assert!((estimate.mean - 0.661_707).abs() < 4.0 * estimate.error);
/// # Ok::<(), kernels::montecarlo::MonteCarloError>(())
/// ```
pub fn distance_naive(samples: u64, seed: u64) -> Result<Estimate, MonteCarloError> {
    check(samples)?;
    let stream = Stream::new(seed);
    let mut sums = Sums::default();
    for k in 0..samples {
        sums = sums.plus(Sums::of(stream, k));
    }
    Ok(sums.estimate(samples))
}

/// The same estimate with the widest vector instructions that this processor has.
///
/// # Errors
/// As [`distance_naive`].
///
/// ```
/// use kernels::montecarlo::{distance_naive, distance_simd};
/// assert_eq!(distance_simd(1001, 1)?, distance_naive(1001, 1)?);
/// # Ok::<(), kernels::montecarlo::MonteCarloError>(())
/// ```
pub fn distance_simd(samples: u64, seed: u64) -> Result<Estimate, MonteCarloError> {
    check(samples)?;
    let sums = dispatch(
        Level::best(),
        Share {
            stream: Stream::new(seed),
            range: 0..samples,
        },
    );
    Ok(sums.estimate(samples))
}

/// The same estimate on the threads of `pool`, whatever their number.
///
/// # Errors
/// As [`distance_naive`].
///
/// ```
/// use kernels::montecarlo::{distance_naive, distance_par};
/// assert_eq!(distance_par(70_000, 1, &kernels::threads::pool(2)?)?, distance_naive(70_000, 1)?);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn distance_par(
    samples: u64,
    seed: u64,
    pool: &ThreadPool,
) -> Result<Estimate, MonteCarloError> {
    check(samples)?;
    let (level, stream) = (Level::best(), Stream::new(seed));
    let share = |k: u64| {
        let range = k * SHARE..samples.min((k + 1) * SHARE);
        dispatch(level, Share { stream, range })
    };
    let shares = (0..samples.div_ceil(SHARE)).into_par_iter();
    let sums = pool.install(|| shares.map(share).reduce(Sums::default, Sums::plus));
    Ok(sums.estimate(samples))
}

struct Share {
    stream: Stream,
    range: Range<u64>,
}

impl Kernel for Share {
    type Output = Sums;

    #[inline(always)]
    fn run<S: Simd>(self, _: S) -> Sums {
        let mut sums = Sums::default();
        for k in self.range {
            sums = sums.plus(Sums::of(self.stream, k));
        }
        sums
    }
}
