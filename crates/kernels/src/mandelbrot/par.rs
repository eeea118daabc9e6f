//! Rows on several threads: in equal shares, or taken by whoever is free.

use super::View;
use super::simd::{ROWS, Rows, padded};
use crate::simd::{Level, dispatch};
use crate::threads::share;
use rayon::ThreadPool;
use std::ops::Range;

/// Who computes which rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Schedule {
    /// As many neighbouring rows for each thread: cheap, and unfair where some rows take longer.
    Static,
    /// Small bands, taken by whichever thread is free, as work stealing does.
    Stealing,
}

/// Escape counts with vector instructions on the threads of `pool`; those of the oracle.
///
/// ```
/// use kernels::{mandelbrot::{Schedule, View, counts_naive, counts_par}, threads::pool};
/// let view = View::whole(9, 13, 60)?;
/// let two = pool(2)?;
/// assert_eq!(counts_par(&view, Schedule::Static, &two), counts_naive(&view));
/// assert_eq!(counts_par(&view, Schedule::Stealing, &two), counts_naive(&view));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn counts_par(view: &View, schedule: Schedule, pool: &ThreadPool) -> Vec<u32> {
    let mut counts = vec![0; view.rows() * view.columns()];
    bands(view, 0..view.rows(), &mut counts, schedule, pool);
    counts
}

/// `counts` has one number for each pixel of `rows`.
pub(super) fn bands(
    view: &View,
    rows: Range<usize>,
    counts: &mut [u32],
    schedule: Schedule,
    pool: &ThreadPool,
) {
    let cx = padded(view, 0..view.columns());
    let band = match schedule {
        Schedule::Static => rows
            .len()
            .div_ceil(pool.current_num_threads())
            .next_multiple_of(ROWS),
        Schedule::Stealing => 2 * ROWS,
    };
    let bands = counts.chunks_mut(band * view.columns());
    share(pool, bands, |k, counts| {
        dispatch(
            Level::best(),
            Rows {
                view,
                cx: &cx,
                columns: view.columns(),
                first: rows.start + k * band,
                counts,
            },
        );
    });
}
