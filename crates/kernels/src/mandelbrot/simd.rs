//! A register of neighbours takes the same steps; four registers hide each other's latency.

use super::View;
use crate::simd::{Kernel, Level, Simd, dispatch};
use std::ops::Range;

/// Escape counts with the widest vector instructions that this processor has; those of the oracle.
///
/// ```
/// use kernels::mandelbrot::{View, counts_naive, counts_simd};
/// let view = View::whole(9, 13, 60)?;
/// assert_eq!(counts_simd(&view), counts_naive(&view));
/// # Ok::<(), kernels::mandelbrot::MandelbrotError>(())
/// ```
#[must_use]
pub fn counts_simd(view: &View) -> Vec<u32> {
    counts_simd_at(Level::best(), view)
}

/// [`counts_simd`] with the instructions of `level`; portable ones if the processor lacks them.
///
/// ```
/// use kernels::{mandelbrot::{View, counts_simd, counts_simd_at}, simd::Level};
/// let view = View::whole(9, 13, 60)?;
/// assert_eq!(counts_simd_at(Level::Portable, &view), counts_simd(&view));
/// # Ok::<(), kernels::mandelbrot::MandelbrotError>(())
/// ```
#[must_use]
pub fn counts_simd_at(level: Level, view: &View) -> Vec<u32> {
    let mut counts = vec![0; view.rows() * view.columns()];
    let cx = padded(view, 0..view.columns());
    dispatch(
        level,
        Rows {
            view,
            cx: &cx,
            columns: view.columns(),
            first: 0,
            counts: &mut counts,
        },
    );
    counts
}

/// Real parts of these columns, filled up with points that escape at once.
pub(super) fn padded(view: &View, columns: Range<usize>) -> Vec<f64> {
    let filled = columns.len().next_multiple_of(WIDEST);
    let mut cx: Vec<f64> = columns.map(|j| view.x(j)).collect();
    cx.resize(filled, FAR);
    cx
}

/// f64 in the widest register.
const WIDEST: usize = 8;
/// A coordinate whose points escape at once.
const FAR: f64 = 9.0;
/// Rows begun together, a register of each: a compact block of pixels, since neighbours escape together.
pub(super) const ROWS: usize = 4;

/// Rows `first..` of the picture, as many as `counts` has.
pub(super) struct Rows<'a> {
    pub(super) view: &'a View,
    pub(super) cx: &'a [f64],
    pub(super) columns: usize,
    pub(super) first: usize,
    pub(super) counts: &'a mut [u32],
}

impl Kernel for Rows<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, s: S) {
        let (columns, limit) = (self.columns, self.view.limit());
        let bands = self.counts.chunks_mut(ROWS * columns);
        for (i, band) in (self.first..).step_by(ROWS).zip(bands) {
            let height = band.len() / columns;
            let cy = |k: usize| if k < height { self.view.y(i + k) } else { FAR };
            let cy: [S::F; ROWS] = std::array::from_fn(|k| s.splat(cy(k)));
            for (q, cx) in S::arrays(self.cx)
                .iter()
                .enumerate()
                .take(columns.div_ceil(S::LANES))
            {
                let left = q * S::LANES;
                let counts = escape(s, s.load(cx), cy, limit);
                for (row, counts) in band.chunks_exact_mut(columns).zip(counts) {
                    let pixels = &mut row[left..columns.min(left + S::LANES)];
                    let mut lanes = [0.0; WIDEST];
                    s.store(&mut S::arrays_mut(&mut lanes)[0], counts);
                    for (pixel, count) in pixels.iter_mut().zip(lanes) {
                        *pixel = count as u32;
                    }
                }
            }
        }
    }
}

/// Steps between two looks at whether anything is left to do.
const UNWATCHED: u32 = 4;

/// The counts of a register of points in each row, as f64.
///
/// It steps with X = 2x and Y = 2y: Y' = X Y + 2 c_y, and X' = ½ (X² − Y²) + 2 cₓ, where ½ is exact and
/// so may be fused. Doubled numbers round as the numbers do: these are the counts of the oracle.
#[inline(always)]
fn escape<S: Simd>(s: S, cx: S::F, cy: [S::F; ROWS], limit: u32) -> [S::F; ROWS] {
    let cx = s.add(cx, cx);
    let cy = cy.map(|cy| s.add(cy, cy));
    let (mut x, mut y, mut counts) = ([cx; ROWS], cy, [s.splat(0.0); ROWS]);
    let mut inside = [s.lanes(0, S::LANES); ROWS];
    let (sixteen, half, one) = (s.splat(16.0), s.splat(0.5), s.splat(1.0));
    let mut left = limit;
    while left > 0 {
        let steps = UNWATCHED.min(left);
        left -= steps;
        for _ in 0..steps {
            for k in 0..ROWS {
                let (x2, y2) = (s.mul(x[k], x[k]), s.mul(y[k], y[k]));
                inside[k] = s.le_and(inside[k], s.add(x2, y2), sixteen);
                counts[k] = s.add_where(inside[k], counts[k], one);
                // Points that escaped run on, to infinity or NaN, and count no more.
                y[k] = s.add(s.mul(x[k], y[k]), cy[k]);
                x[k] = s.mul_add(s.sub(x2, y2), half, cx);
            }
        }
        let any = s.either(
            s.either(inside[0], inside[1]),
            s.either(inside[2], inside[3]),
        );
        if !s.any(any) {
            break;
        }
    }
    counts
}
