//! A part of the picture at a time: the share of a rank, or of one piece between two looks at the clock.

use super::par::bands;
use super::simd::{Rows, padded};
use super::{MandelbrotError, Schedule, View};
use crate::simd::{Level, dispatch};
use rayon::ThreadPool;
use std::ops::Range;

/// The counts of some rows and columns, those of the whole picture, written row after row.
///
/// # Errors
/// [`MandelbrotError::Window`] if they are not all in the picture, or `counts` has not one number each.
///
/// ```
/// use kernels::mandelbrot::{View, counts_naive, counts_window};
/// let view = View::whole(9, 13, 60)?;
/// let mut last = [0; 6];
/// counts_window(&view, 7..9, 10..13, &mut last)?;
/// let all = counts_naive(&view);
/// assert_eq!(last[..3], all[7 * 13 + 10..8 * 13]);
/// assert_eq!(last[3..], all[8 * 13 + 10..]);
/// # Ok::<(), kernels::mandelbrot::MandelbrotError>(())
/// ```
pub fn counts_window(
    view: &View,
    rows: Range<usize>,
    columns: Range<usize>,
    counts: &mut [u32],
) -> Result<(), MandelbrotError> {
    check(view, &rows, &columns, counts)?;
    let cx = padded(view, columns.clone());
    dispatch(
        Level::best(),
        Rows {
            view,
            cx: &cx,
            columns: columns.len(),
            first: rows.start,
            counts,
        },
    );
    Ok(())
}

/// [`counts_window`] for whole rows, on the threads of `pool`.
///
/// # Errors
/// As [`counts_window`].
///
/// ```
/// use kernels::{mandelbrot::{Schedule, View, counts_naive, counts_rows_par}, threads::pool};
/// let view = View::whole(9, 13, 60)?;
/// let mut last = [0; 26];
/// counts_rows_par(&view, 7..9, &mut last, Schedule::Stealing, &pool(2)?)?;
/// assert_eq!(last[..], counts_naive(&view)[7 * 13..]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn counts_rows_par(
    view: &View,
    rows: Range<usize>,
    counts: &mut [u32],
    schedule: Schedule,
    pool: &ThreadPool,
) -> Result<(), MandelbrotError> {
    check(view, &rows, &(0..view.columns()), counts)?;
    bands(view, rows, counts, schedule, pool);
    Ok(())
}

fn check(
    view: &View,
    rows: &Range<usize>,
    columns: &Range<usize>,
    counts: &[u32],
) -> Result<(), MandelbrotError> {
    let inside = |range: &Range<usize>, end| range.start < range.end && range.end <= end;
    let is_right = inside(rows, view.rows())
        && inside(columns, view.columns())
        && rows.len().checked_mul(columns.len()) == Some(counts.len());
    if is_right {
        return Ok(());
    }
    Err(MandelbrotError::Window {
        rows: (rows.start, rows.end),
        columns: (columns.start, columns.end),
        of: (view.rows(), view.columns()),
        counts: counts.len(),
    })
}
