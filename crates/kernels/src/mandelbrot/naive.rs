//! The oracle: pixel by pixel.

use super::View;

/// Escape counts, pixel by pixel, row after row: the oracle.
///
/// ```
/// use kernels::mandelbrot::{View, counts_naive};
/// // One pixel at c = 1: 1 and 2 are within the circle, 5 is not.
/// let view = View::new(1, 1, (0.5, 1.5), (-1.0, 1.0), 9)?;
/// assert_eq!(counts_naive(&view), [2]);
/// # Ok::<(), kernels::mandelbrot::MandelbrotError>(())
/// ```
#[must_use]
pub fn counts_naive(view: &View) -> Vec<u32> {
    let mut counts = Vec::new();
    for i in 0..view.rows() {
        for j in 0..view.columns() {
            counts.push(count(view.x(j), view.y(i), view.limit()));
        }
    }
    counts
}

/// How many of the first `limit` values stay within the circle of radius 2.
#[inline(always)]
pub(super) fn count(cx: f64, cy: f64, limit: u32) -> u32 {
    let (mut x, mut y) = (cx, cy);
    for count in 0..limit {
        let (x2, y2) = (x * x, y * y);
        // Asked this way round, NaN, for points very far out, is outside.
        let inside = x2 + y2 <= 4.0;
        if !inside {
            return count;
        }
        y = (x + x) * y + cy;
        x = x2 - y2 + cx;
    }
    limit
}

/// Pixels that take their steps together in [`counts_slices`].
const TOGETHER: usize = 8;

/// The same counts, eight pixels in step: a layout that the compiler makes vectors of.
///
/// ```
/// use kernels::mandelbrot::{View, counts_naive, counts_slices};
/// let view = View::whole(9, 13, 60)?;
/// assert_eq!(counts_slices(&view), counts_naive(&view));
/// # Ok::<(), kernels::mandelbrot::MandelbrotError>(())
/// ```
#[must_use]
pub fn counts_slices(view: &View) -> Vec<u32> {
    let mut counts = vec![0; view.rows() * view.columns()];
    for (i, row) in counts.chunks_exact_mut(view.columns()).enumerate() {
        for (k, pixels) in row.chunks_mut(TOGETHER).enumerate() {
            let eight = together(view, k * TOGETHER, view.y(i));
            pixels.copy_from_slice(&eight[..pixels.len()]);
        }
    }
    counts
}

/// Eight neighbours take the same steps; those that escaped no longer count.
fn together(view: &View, j: usize, cy: f64) -> [u32; TOGETHER] {
    let cx: [f64; TOGETHER] = std::array::from_fn(|k| view.x(j + k));
    let (mut x, mut y) = (cx, [cy; TOGETHER]);
    // Whole numbers in f64: lanes as wide as those of x and y.
    let (mut counts, mut inside) = ([0.0; TOGETHER], [1.0; TOGETHER]);
    for _ in 0..view.limit() {
        for k in 0..TOGETHER {
            let (x2, y2) = (x[k] * x[k], y[k] * y[k]);
            inside[k] = if x2 + y2 <= 4.0 { inside[k] } else { 0.0 };
            counts[k] += inside[k];
            y[k] = (x[k] + x[k]) * y[k] + cy;
            x[k] = x2 - y2 + cx[k];
        }
        if inside.iter().sum::<f64>() == 0.0 {
            break;
        }
    }
    counts.map(|count| count as u32)
}
