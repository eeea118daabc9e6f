//! π from the share of random points of a square that lie in the quarter circle.

use super::{MonteCarloError, check, shares};
use crate::cost::Cost;
use crate::random::{GOLDEN, Stream, mix};
use crate::simd::{Kernel, Level, Simd, dispatch};
use crate::threads::share;
use rayon::ThreadPool;
use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};

/// Cost of `samples` samples of π: 3 flops each, two squares and their sum; no memory.
///
/// The random bits, some ten integer operations, are the larger part and are not counted.
///
/// ```
/// assert_eq!(kernels::montecarlo::cost_pi(10).flops, 30.0);
/// ```
#[must_use]
pub fn cost_pi(samples: u64) -> Cost {
    Cost::new(0.0, 3.0 * samples as f64)
}

/// Whether the point made of these bits lies in the quarter circle: 31 bits for x, 31 for y.
#[inline(always)]
fn is_hit(bits: u64) -> bool {
    let (x, y) = (bits >> 33, bits & 0x7fff_ffff);
    x * x + y * y < 1 << 62
}

/// π from `hits` of `samples`: 4 hits / samples.
///
/// ```
/// assert_eq!(kernels::montecarlo::pi_from_hits(3, 4), 3.0);
/// ```
#[must_use]
pub fn pi_from_hits(hits: u64, samples: u64) -> f64 {
    4.0 * hits as f64 / samples as f64
}

/// π from `samples` random points, one after the other: the oracle. The error falls as 1.64/√samples.
///
/// # Errors
/// [`MonteCarloError`] for no samples and for more than 2³¹.
///
/// ```
/// let pi = kernels::montecarlo::pi_naive(100_000, 1)?;
/// assert!((pi - std::f64::consts::PI).abs() < 0.02);
/// # Ok::<(), kernels::montecarlo::MonteCarloError>(())
/// ```
pub fn pi_naive(samples: u64, seed: u64) -> Result<f64, MonteCarloError> {
    check(samples)?;
    let stream = Stream::new(seed);
    let mut hits = 0;
    for k in 0..samples {
        if is_hit(stream.bits(k)) {
            hits += 1;
        }
    }
    Ok(pi_from_hits(hits, samples))
}

/// The same π with the widest vector instructions that this processor has.
///
/// # Errors
/// As [`pi_naive`].
///
/// ```
/// use kernels::montecarlo::{pi_naive, pi_simd};
/// assert_eq!(pi_simd(12_345, 1)?, pi_naive(12_345, 1)?);
/// # Ok::<(), kernels::montecarlo::MonteCarloError>(())
/// ```
pub fn pi_simd(samples: u64, seed: u64) -> Result<f64, MonteCarloError> {
    pi_simd_at(Level::best(), samples, seed)
}

/// [`pi_simd`] with the instructions of `level`; portable ones if the processor lacks them.
///
/// # Errors
/// As [`pi_naive`].
///
/// ```
/// use kernels::{montecarlo::{pi_simd, pi_simd_at}, simd::Level};
/// assert_eq!(pi_simd_at(Level::Portable, 999, 1)?, pi_simd(999, 1)?);
/// # Ok::<(), kernels::montecarlo::MonteCarloError>(())
/// ```
pub fn pi_simd_at(level: Level, samples: u64, seed: u64) -> Result<f64, MonteCarloError> {
    check(samples)?;
    let hits = dispatch(
        level,
        Hits {
            stream: Stream::new(seed),
            range: 0..samples,
        },
    );
    Ok(pi_from_hits(hits, samples))
}

/// Hits among the samples of `range`: the share of one thread or rank.
///
/// ```
/// use kernels::montecarlo::{pi_from_hits, pi_hits, pi_naive};
/// let two_ranks = pi_hits(0..500, 1) + pi_hits(500..1000, 1);
/// assert_eq!(pi_from_hits(two_ranks, 1000), pi_naive(1000, 1)?);
/// # Ok::<(), kernels::montecarlo::MonteCarloError>(())
/// ```
#[must_use]
pub fn pi_hits(range: Range<u64>, seed: u64) -> u64 {
    dispatch(
        Level::best(),
        Hits {
            stream: Stream::new(seed),
            range,
        },
    )
}

/// [`pi_hits`] on the threads of `pool`, whatever their number.
///
/// ```
/// use kernels::montecarlo::{pi_hits, pi_hits_par};
/// assert_eq!(pi_hits_par(7..200_000, 1, &kernels::threads::pool(3)?), pi_hits(7..200_000, 1));
/// # Ok::<(), kernels::threads::ThreadsError>(())
/// ```
#[must_use]
pub fn pi_hits_par(range: Range<u64>, seed: u64, pool: &ThreadPool) -> u64 {
    let (level, stream) = (Level::best(), Stream::new(seed));
    let hits = |range| dispatch(level, Hits { stream, range });
    let sum = AtomicU64::new(0);
    share(pool, shares(range), |_, range| {
        sum.fetch_add(hits(range), Ordering::Relaxed);
    });
    sum.into_inner()
}

/// The same π on the threads of `pool`, whatever their number.
///
/// # Errors
/// As [`pi_naive`].
///
/// ```
/// use kernels::montecarlo::{pi_naive, pi_par};
/// assert_eq!(pi_par(200_000, 1, &kernels::threads::pool(3)?)?, pi_naive(200_000, 1)?);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn pi_par(samples: u64, seed: u64, pool: &ThreadPool) -> Result<f64, MonteCarloError> {
    check(samples)?;
    Ok(pi_from_hits(pi_hits_par(0..samples, seed, pool), samples))
}

struct Hits {
    stream: Stream,
    range: Range<u64>,
}

impl Kernel for Hits {
    type Output = u64;

    /// Plain integers: with its instructions switched on, the compiler makes vectors of this loop.
    #[inline(always)]
    fn run<S: Simd>(self, _: S) -> u64 {
        let Range { start, end } = self.range;
        // Number k of the stream is mix(key + (k + 1) GOLDEN); a sum needs no multiplication.
        let mut counter = self.stream.key().wrapping_add(start.wrapping_mul(GOLDEN));
        let mut hits = 0;
        for _ in start..end {
            counter = counter.wrapping_add(GOLDEN);
            hits += u64::from(is_hit(mix(counter)));
        }
        hits
    }
}
