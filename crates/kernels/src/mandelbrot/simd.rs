//! A register of neighbours takes the same steps; four registers hide each other's latency.

use super::View;
use crate::simd::{Kernel, Level, Simd, dispatch};

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
    let cx: Vec<f64> = padded_columns(view);
    dispatch(
        level,
        Rows {
            view,
            cx: &cx,
            first: 0,
            counts: &mut counts,
        },
    );
    counts
}

/// Pixels of a row that are begun together: four of the widest registers.
const TOGETHER: usize = 32;

/// Real parts of a row, filled up with points that escape at once.
pub(super) fn padded_columns(view: &View) -> Vec<f64> {
    let mut cx: Vec<f64> = (0..view.columns()).map(|j| view.x(j)).collect();
    cx.resize(view.columns().next_multiple_of(TOGETHER), 9.0);
    cx
}

/// Rows `first..` of the picture, as many as `counts` has.
pub(super) struct Rows<'a> {
    pub(super) view: &'a View,
    pub(super) cx: &'a [f64],
    pub(super) first: usize,
    pub(super) counts: &'a mut [u32],
}

impl Kernel for Rows<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, s: S) {
        let columns = self.view.columns();
        let limit = self.view.limit();
        let mut buffer = [0.0; TOGETHER];
        for (i, row) in (self.first..).zip(self.counts.chunks_exact_mut(columns)) {
            let cy = s.splat(self.view.y(i));
            let four = 4 * S::LANES;
            for (cx, pixels) in self.cx.chunks_exact(four).zip(row.chunks_mut(four)) {
                let (cx, _) = S::arrays(cx).as_chunks::<4>();
                let counts = escape(s, cx[0].map(|cx| s.load(&cx)), cy, limit);
                for (out, counts) in S::arrays_mut(&mut buffer).iter_mut().zip(counts) {
                    s.store(out, counts);
                }
                for (pixel, count) in pixels.iter_mut().zip(&buffer) {
                    *pixel = *count as u32;
                }
            }
        }
    }
}

/// Steps between two looks at whether anything is left to do.
const UNWATCHED: u32 = 4;

/// The counts of four registers of points, as f64.
#[inline(always)]
fn escape<S: Simd>(s: S, cx: [S::F; 4], cy: S::F, limit: u32) -> [S::F; 4] {
    let (mut x, mut y, mut counts) = (cx, [cy; 4], [s.splat(0.0); 4]);
    let mut inside = [s.lanes(0, S::LANES); 4];
    let mut done = 0;
    while done < limit {
        let steps = UNWATCHED.min(limit - done);
        for _ in 0..steps {
            for k in 0..4 {
                step(
                    s,
                    &mut x[k],
                    &mut y[k],
                    &mut counts[k],
                    &mut inside[k],
                    cx[k],
                    cy,
                );
            }
        }
        done += steps;
        let left = s.either(
            s.either(inside[0], inside[1]),
            s.either(inside[2], inside[3]),
        );
        if !s.any(left) {
            break;
        }
    }
    counts
}

/// One step of one register. Points that escaped run on, to infinity or NaN, and count no more.
#[inline(always)]
fn step<S: Simd>(
    s: S,
    x: &mut S::F,
    y: &mut S::F,
    count: &mut S::F,
    inside: &mut S::Mask,
    cx: S::F,
    cy: S::F,
) {
    let (x2, y2) = (s.mul(*x, *x), s.mul(*y, *y));
    *inside = s.le_and(*inside, s.add(x2, y2), s.splat(4.0));
    *count = s.add_where(*inside, *count, s.splat(1.0));
    *y = s.add(s.mul(s.add(*x, *x), *y), cy);
    *x = s.add(s.sub(x2, y2), cx);
}
