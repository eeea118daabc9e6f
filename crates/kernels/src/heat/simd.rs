//! Vector instructions chosen at run time, and stores that go past the caches.
//!
//! An ordinary store first reads the line it overwrites: a third of all traffic of this kernel, for
//! nothing. Where the grid is larger than any cache, streaming stores leave it out.

use super::slices::inner;
use super::{Grid, HeatError};
use crate::simd::{Kernel, Level, Simd, aligned_part, dispatch, worth_streaming};

/// One sweep with the widest vector instructions; bit for bit [`sweep_naive`](super::sweep_naive).
///
/// # Errors
/// As [`sweep_naive`](super::sweep_naive).
///
/// ```
/// let u: Vec<f64> = (0..93).map(|i| f64::from(i * i % 11)).collect();
/// let (mut a, mut b) = (u.clone(), u.clone());
/// kernels::heat::sweep_naive(&u, &mut a, 31, 0.2)?;
/// kernels::heat::sweep_simd(&u, &mut b, 31, 0.2)?;
/// assert_eq!(a, b);
/// # Ok::<(), kernels::heat::HeatError>(())
/// ```
pub fn sweep_simd(u: &[f64], out: &mut [f64], columns: usize, r: f64) -> Result<(), HeatError> {
    sweep_simd_at(Level::best(), u, out, columns, r)
}

/// [`sweep_simd`] with the instructions of `level`; portable ones if the processor lacks them.
///
/// # Errors
/// As [`sweep_naive`](super::sweep_naive).
///
/// ```
/// use kernels::{heat::sweep_simd_at, simd::Level};
/// let (mut u, mut out) = ([0.0; 9], [0.0; 9]);
/// u[1] = 4.0; // above the only inner point
/// sweep_simd_at(Level::Portable, &u, &mut out, 3, 0.25)?;
/// assert_eq!(out[4], 1.0);
/// # Ok::<(), kernels::heat::HeatError>(())
/// ```
pub fn sweep_simd_at(
    level: Level,
    u: &[f64],
    out: &mut [f64],
    columns: usize,
    r: f64,
) -> Result<(), HeatError> {
    let u = Grid::new(u, out.len(), columns)?;
    let streaming = worth_streaming(out.len());
    dispatch(
        level,
        Rows {
            u,
            out,
            first: 0,
            r,
            streaming,
        },
    );
    Ok(())
}

/// Rows `first..` of the grid, as many as `out` has.
pub(super) struct Rows<'a> {
    pub(super) u: Grid<'a>,
    pub(super) out: &'a mut [f64],
    pub(super) first: usize,
    pub(super) r: f64,
    pub(super) streaming: bool,
}

impl Kernel for Rows<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, s: S) {
        let Rows {
            u,
            out,
            first,
            r,
            streaming,
        } = self;
        for (i, out) in (first..).zip(out.chunks_exact_mut(u.columns)) {
            if u.is_rim(i) {
                continue;
            }
            points(s, streaming, &mut out[1..u.columns - 1], u, i, 1, r);
        }
        if streaming {
            s.fence();
        }
    }
}

/// The points of row `i` from column `j` on, as many as `out` has; the caller fences.
#[inline(always)]
pub(super) fn points<S: Simd>(
    s: S,
    streaming: bool,
    out: &mut [f64],
    u: Grid<'_>,
    i: usize,
    j: usize,
    r: f64,
) {
    let (above, here, below) = (&u.row(i - 1)[j..], &u.row(i)[j - 1..], &u.row(i + 1)[j..]);
    if streaming {
        inner_streaming(s, out, above, here, below, r);
    } else {
        inner(out, above, here, below, r);
    }
}

/// f64 in a page: the processor's own prefetcher goes on to the end of one, and waits there for the address
/// of the next. Asked for that early, it is known in time (measured: a third faster).
const AHEAD: usize = 512;

/// [`inner`] with streaming stores: ordinary points up to an aligned address, then whole registers.
#[inline(always)]
fn inner_streaming<S: Simd>(
    s: S,
    out: &mut [f64],
    above: &[f64],
    here: &[f64],
    below: &[f64],
    r: f64,
) {
    let (head, whole) = aligned_part::<S>(out);
    let (first, rest) = out.split_at_mut(head);
    let (body, tail) = rest.split_at_mut(whole);
    inner(first, above, here, below, r);
    let middle = S::arrays(&here[head + 1..]);
    let beside = S::arrays(&here[head..])
        .iter()
        .zip(S::arrays(&here[head + 2..]));
    let over = S::arrays(&above[head..])
        .iter()
        .zip(S::arrays(&below[head..]));
    let (four, r_all) = (s.splat(4.0), s.splat(r));
    let read = middle.iter().zip(over.zip(beside));
    for (out, (here, ((a, b), (left, right)))) in S::arrays_mut(body).iter_mut().zip(read) {
        // The row below is the only one that comes from memory.
        s.prefetch(b, AHEAD);
        let here = s.load(here);
        let over = s.add(s.load(a), s.load(b));
        let around = s.add(s.add(over, s.load(left)), s.load(right));
        let value = s.add(here, s.mul(r_all, s.sub(around, s.mul(four, here))));
        // SAFETY: `body` starts at a multiple of LANES f64, as `head` was chosen; the caller fences.
        unsafe { s.stream(out, value) };
    }
    let from = head + whole;
    inner(tail, &above[from..], &here[from..], &below[from..], r);
}
