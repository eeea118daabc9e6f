//! Branches of the tree on several threads.

use super::simd::{Dot, Sum};
use super::tree::{LEAF, pairs, serial};
use super::{ReduceError, same};
use crate::simd::{Level, dispatch};
use crate::threads::share;
use rayon::ThreadPool;
use std::ops::Range;

/// Numbers in a task: a branch of 512 KiB, which takes long beside handing it out. A power of two of
/// leaves, so that it is a branch of the tree.
const TASK: usize = 16 * LEAF;

/// From outside of the pool so many, 8 MiB, are not worth waking it.
const NOT_WORTH_WAKING: usize = 1 << 20;

/// Sum on the threads of `pool`; bit for bit [`sum_slices`](super::sum_slices) on any number of them.
///
/// Up to a million numbers are added up by the thread that asks, unless that is one of the pool, as
/// inside of `pool.install(…)`: waking threads that sleep would take longer.
///
/// ```
/// use kernels::{reduce::{sum_par, sum_slices}, threads::pool};
/// let x: Vec<f64> = (1..=3_000_000).map(|i| 1.0 / f64::from(i)).collect();
/// assert_eq!(sum_par(&x, &pool(1)?), sum_slices(&x));
/// assert_eq!(sum_par(&x, &pool(3)?), sum_slices(&x));
/// # Ok::<(), kernels::threads::ThreadsError>(())
/// ```
#[must_use]
pub fn sum_par(x: &[f64], pool: &ThreadPool) -> f64 {
    let level = Level::best();
    on(pool, x.len(), &|range| {
        dispatch(level, Sum { x: &x[range] })
    })
}

/// Dot product on the threads of `pool`; bit for bit [`dot_slices`](super::dot_slices) on any number of them.
///
/// # Errors
/// [`ReduceError::Lengths`] if the arrays differ in length.
///
/// ```
/// use kernels::{reduce::{dot_par, dot_slices}, threads::pool};
/// let x: Vec<f64> = (1..=3_000_000).map(|i| 1.0 / f64::from(i)).collect();
/// assert_eq!(dot_par(&x, &x, &pool(3)?), dot_slices(&x, &x));
/// # Ok::<(), kernels::threads::ThreadsError>(())
/// ```
pub fn dot_par(x: &[f64], y: &[f64], pool: &ThreadPool) -> Result<f64, ReduceError> {
    same(x, y)?;
    let level = Level::best();
    Ok(on(pool, x.len(), &|range| {
        let (x, y) = (&x[range.clone()], &y[range]);
        dispatch(level, Dot { x, y })
    }))
}

fn on(pool: &ThreadPool, len: usize, leaf: &(impl Fn(Range<usize>) -> f64 + Sync)) -> f64 {
    if len <= NOT_WORTH_WAKING && pool.current_thread_index().is_none() {
        return serial(0..len, leaf);
    }
    let mut sums = vec![0.0; len.div_ceil(TASK)];
    share(pool, sums.iter_mut(), |k, sum| {
        *sum = serial(k * TASK..len.min((k + 1) * TASK), leaf);
    });
    // The upper part of the same tree.
    pairs(&sums)
}
