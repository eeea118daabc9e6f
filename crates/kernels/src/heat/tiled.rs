//! Many sweeps over a piece of the grid while it is in cache: temporal blocking.
//!
//! A single sweep moves 16 bytes for 7 flops, and memory is what it waits for. Here a tile is taken
//! through up to `DEPTH` sweeps at once. Level t of a tile needs one point more of level t − 1 on each
//! side, so a tile reads that many points more than it writes, and computes the overlap again: no
//! tile waits for another (overlapped tiling: Krishnamoorthy et al., PLDI 2007).
//!
//! Within a tile the levels follow each other down the rows, `STEP` rows at a time, like a wave. Row i
//! of level t lies in slot i − 2t of a ring: it overwrites row i − 2 of level t − 1, which nobody needs
//! any more and which was read a moment ago. So all levels together stay in the second-level cache, and
//! what one turn reads and writes in the first.

use super::{Grid, HeatError, to_and_fro};
use crate::simd::{Aligned, Kernel, Level, Simd, dispatch};
use crate::threads::share;
use rayon::ThreadPool;
use std::ops::Range;

/// Most sweeps in one pass over the grid.
const DEPTH: usize = 25;
/// Columns that a tile writes.
const WIDTH: usize = 768;
/// Rows of one level before the next level gets its turn.
const STEP: usize = 8;
/// `sweeps` sweeps, several in each pass over memory; bit for bit [`sweeps_naive`](super::sweeps_naive).
///
/// The answer is in `u`, and `scratch` holds anything.
///
/// # Errors
/// As [`sweep_naive`](super::sweep_naive).
///
/// ```
/// let u: Vec<f64> = (0..93).map(|i| f64::from(i * i % 11)).collect();
/// let (mut a, mut b, mut scratch) = (u.clone(), u.clone(), u.clone());
/// kernels::heat::sweeps_naive(&mut a, &mut scratch, 31, 0.2, 30)?;
/// kernels::heat::sweeps_tiled(&mut b, &mut scratch, 31, 0.2, 30)?;
/// assert_eq!(a, b);
/// # Ok::<(), kernels::heat::HeatError>(())
/// ```
pub fn sweeps_tiled(
    u: &mut [f64],
    scratch: &mut [f64],
    columns: usize,
    r: f64,
    sweeps: usize,
) -> Result<(), HeatError> {
    let mut ring = Aligned::default();
    let depths = depths(sweeps);
    to_and_fro(u, scratch, columns, depths.len(), |k, u, out| {
        let pass = Pass {
            u,
            r,
            depth: depths[k],
        };
        dispatch(
            Level::best(),
            Strip {
                pass,
                rows: 0..u.rows,
                out,
                ring: &mut ring,
            },
        );
    })
}

/// [`sweeps_tiled`] on the threads of `pool`; the same bits.
///
/// # Errors
/// As [`sweep_naive`](super::sweep_naive).
///
/// ```
/// let u: Vec<f64> = (0..930).map(|i| f64::from(i * i % 11)).collect();
/// let (mut a, mut b, mut scratch) = (u.clone(), u.clone(), u.clone());
/// kernels::heat::sweeps_naive(&mut a, &mut scratch, 10, 0.2, 30)?;
/// kernels::heat::sweeps_tiled_par(&mut b, &mut scratch, 10, 0.2, 30, &kernels::threads::pool(2)?)?;
/// assert_eq!(a, b);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn sweeps_tiled_par(
    u: &mut [f64],
    scratch: &mut [f64],
    columns: usize,
    r: f64,
    sweeps: usize,
    pool: &ThreadPool,
) -> Result<(), HeatError> {
    let depths = depths(sweeps);
    let pass = |k: usize, u: Grid<'_>, out: &mut [f64]| {
        let depth = depths[k];
        // The overlap between strips is computed twice: few of them, but enough to even out.
        let rows = u
            .rows
            .div_ceil(4 * pool.current_num_threads())
            .max(4 * depth);
        let strips = out.chunks_mut(rows * columns);
        share(pool, strips, |k, out| {
            let ring = &mut Aligned::default();
            let rows = k * rows..k * rows + out.len() / columns;
            dispatch(
                Level::best(),
                Strip {
                    pass: Pass { u, r, depth },
                    rows,
                    out,
                    ring,
                },
            );
        });
    };
    to_and_fro(u, scratch, columns, depths.len(), pass)
}

/// How many sweeps each pass makes: an even number of passes, so that the answer ends up in its place.
fn depths(sweeps: usize) -> Vec<usize> {
    let passes = (2 * sweeps.div_ceil(2 * DEPTH)).min(sweeps);
    (0..passes)
        .map(|k| sweeps * (k + 1) / passes - sweeps * k / passes)
        .collect()
}

/// What is read, and how many sweeps at once.
#[derive(Clone, Copy)]
struct Pass<'a> {
    u: Grid<'a>,
    r: f64,
    depth: usize,
}

/// Some whole rows of the grid written to, tile after tile.
struct Strip<'a> {
    pass: Pass<'a>,
    rows: Range<usize>,
    out: &'a mut [f64],
    ring: &'a mut Aligned,
}

impl Kernel for Strip<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, s: S) {
        let columns = self.pass.u.columns;
        for start in (1..columns - 1).step_by(WIDTH) {
            let across = start..(start + WIDTH).min(columns - 1);
            tile(s, self.pass, &self.rows, &across, self.out, self.ring);
        }
    }
}

/// Room at both ends of a slot, so that whole registers can be read and written there.
const MARGIN: usize = 8;

/// The inner points of `rows` and `across` after `depth` sweeps, written to their place in `out`.
#[inline(always)]
fn tile<S: Simd>(
    s: S,
    pass: Pass<'_>,
    rows: &Range<usize>,
    across: &Range<usize>,
    out: &mut [f64],
    ring: &mut Aligned,
) {
    let Pass { u, r, depth } = pass;
    let grow = |range: &Range<usize>, by: usize, end: usize| {
        range.start.saturating_sub(by)..(range.end + by).min(end)
    };
    // Level 0 is what is read: `depth` points more on each side, or up to and with the rim.
    let wide = grow(across, depth, u.columns);
    let tall = grow(rows, depth, u.rows);
    // Column j of the grid is point j + MARGIN − wide.start of a slot.
    let place = |j: usize| j + MARGIN - wide.start;
    let width = (wide.len() + 2 * MARGIN).next_multiple_of(MARGIN);
    // A level lags one row and two slots behind the one before.
    let slots = 3 * depth + STEP + 3;
    let ring = ring.zeros(slots * width);
    let slot = |level: usize, i: usize| {
        let start = (i + 2 * (depth - level)) % slots * width;
        start..start + width
    };
    // In the turn of `front`, level t computes STEP rows up to front − t: those it needs of level t − 1,
    // up to one row further on, are there.
    for front in (tall.start..tall.end + depth + STEP).step_by(STEP) {
        let turn = |level: usize| {
            let mine = grow(rows, depth - level, u.rows);
            let from = (front + 1).saturating_sub(level + STEP).max(mine.start);
            from..(front + 1).saturating_sub(level).min(mine.end)
        };
        for i in turn(0) {
            ring[slot(0, i)][MARGIN..][..wide.len()].copy_from_slice(&u.row(i)[wide.clone()]);
        }
        for level in 1..=depth {
            let columns = grow(across, depth - level, u.columns - 1);
            // Whole registers: what they hold beyond these columns is never used.
            let (from, to) = (place(columns.start.max(1)), place(columns.end));
            let (from, to) = (from / MARGIN * MARGIN, to.next_multiple_of(MARGIN));
            for i in turn(level) {
                if u.is_rim(i) {
                    ring.copy_within(slot(level - 1, i), slot(level, i).start);
                    continue;
                }
                let read = [i - 1, i, i + 1].map(|i| slot(level - 1, i));
                let [above, here, below] = read;
                let Ok([above, here, below, out]) =
                    ring.get_disjoint_mut([above, here, below, slot(level, i)])
                else {
                    unreachable!("four different slots");
                };
                registers(s, &mut out[from..to], [&*above, &*here, &*below], from, r);
                for (j, rim) in [(wide.start, 0), (wide.end - 1, u.columns - 1)] {
                    if j == rim {
                        out[place(j)] = u.row(i)[j];
                    }
                }
            }
        }
        for i in turn(depth) {
            if !u.is_rim(i) {
                let done = &ring[slot(depth, i)][place(across.start)..][..across.len()];
                out[(i - rows.start) * u.columns..][across.clone()].copy_from_slice(done);
            }
        }
    }
}

/// The points of `out`, whole registers from point `from` of the rows read.
#[inline(always)]
fn registers<S: Simd>(s: S, out: &mut [f64], rows: [&[f64]; 3], from: usize, r: f64) {
    let n = out.len();
    let [above, here, below] = rows;
    let (left, right) = (
        S::arrays(&here[from - 1..][..n]),
        S::arrays(&here[from + 1..][..n]),
    );
    let (above, below) = (
        S::arrays(&above[from..][..n]),
        S::arrays(&below[from..][..n]),
    );
    let here = S::arrays(&here[from..][..n]);
    let (four, r) = (s.splat(4.0), s.splat(r));
    for (k, out) in S::arrays_mut(out).iter_mut().enumerate() {
        let over = s.add(s.load(&above[k]), s.load(&below[k]));
        let around = s.add(s.add(over, s.load(&left[k])), s.load(&right[k]));
        let here = s.load(&here[k]);
        s.store(out, s.add(here, s.mul(r, s.sub(around, s.mul(four, here)))));
    }
}
