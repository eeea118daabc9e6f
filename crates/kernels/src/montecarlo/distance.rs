//! The mean distance of two random points in a cube, with its standard error.
//!
//! In the unit cube it is Robbins' constant, (4 + 17√2 − 6√3 + 21 ln(1 + √2) + 42 ln(2 + √3) − 7π)/105
//! = 0.661707… (Robbins and Bolis, Amer. Math. Monthly 85, 1978): an estimate that can be checked.

use super::{MonteCarloError, check, shares};
use crate::cost::Cost;
use crate::random::Stream;
use crate::simd::{Kernel, Level, Simd, dispatch};
use crate::threads::share;
use rayon::ThreadPool;
use std::ops::{Add, Range};
use std::sync::{Mutex, PoisonError};

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
///
/// ```
/// use kernels::montecarlo::{distance_naive, distance_sums};
/// let two_ranks = distance_sums(0..500, 1) + distance_sums(500..1000, 1);
/// assert_eq!(two_ranks.estimate(1000), distance_naive(1000, 1)?);
/// # Ok::<(), kernels::montecarlo::MonteCarloError>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums {
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

    /// The mean of all `samples`, once the sums of all of them are added up.
    #[must_use]
    pub fn estimate(self, samples: u64) -> Estimate {
        let n = samples as f64;
        let mean = self.distance as f64 / UNIT / n;
        let variance = (self.square as f64 / UNIT / n - mean * mean).max(0.0);
        Estimate {
            mean,
            error: (variance / n).sqrt(),
        }
    }
}

impl Add for Sums {
    type Output = Sums;
    #[inline(always)]
    fn add(self, other: Sums) -> Sums {
        Sums {
            distance: self.distance + other.distance,
            square: self.square + other.square,
        }
    }
}

/// Sums over the samples of `range`: the share of one thread or rank.
///
/// Overflows from 2³¹ samples on, in one range or added up.
#[must_use]
pub fn distance_sums(range: Range<u64>, seed: u64) -> Sums {
    let stream = Stream::new(seed);
    dispatch(Level::best(), Share { stream, range })
}

/// [`distance_sums`] on the threads of `pool`, whatever their number.
///
/// ```
/// use kernels::montecarlo::{distance_sums, distance_sums_par};
/// let two = kernels::threads::pool(2)?;
/// assert_eq!(distance_sums_par(7..70_000, 1, &two), distance_sums(7..70_000, 1));
/// # Ok::<(), kernels::threads::ThreadsError>(())
/// ```
#[must_use]
pub fn distance_sums_par(range: Range<u64>, seed: u64, pool: &ThreadPool) -> Sums {
    let (level, stream) = (Level::best(), Stream::new(seed));
    let all = Mutex::new(Sums::default());
    share(pool, shares(range), |_, range| {
        let mine = dispatch(level, Share { stream, range });
        let mut all = all.lock().unwrap_or_else(PoisonError::into_inner);
        *all = *all + mine;
    });
    all.into_inner().unwrap_or_else(PoisonError::into_inner)
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
        sums = sums + Sums::of(stream, k);
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
    Ok(distance_sums(0..samples, seed).estimate(samples))
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
    Ok(distance_sums_par(0..samples, seed, pool).estimate(samples))
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
            sums = sums + Sums::of(self.stream, k);
        }
        sums
    }
}
