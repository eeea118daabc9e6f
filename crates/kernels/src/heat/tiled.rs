//! Many sweeps over a piece of the grid while it is in cache: temporal blocking.
//!
//! A single sweep moves 16 bytes for 7 flops, and memory is what it waits for. Here a tile is taken
//! through up to `DEPTH` sweeps at once. Level t of a tile needs one point more of level t − 1 on each
//! side, so a tile reads that many points more than it writes, and computes the overlap again: no
//! tile waits for another (overlapped tiling: Krishnamoorthy et al., PLDI 2007).
//!
//! Within a tile the levels follow each other down the rows, `STEP` rows at a time, like a wave; of each
//! level only the last `RING` rows are kept, and all of them together stay in the second-level cache.

use super::slices::inner;
use super::{Grid, HeatError, to_and_fro};
use crate::simd::{Kernel, Level, Simd, dispatch};
use rayon::ThreadPool;
use rayon::prelude::*;
use std::ops::Range;

/// Most sweeps in one pass over the grid.
const DEPTH: usize = 25;
/// Columns that a tile writes.
const WIDTH: usize = 512;
/// Rows of one level before the next level gets its turn.
const STEP: usize = 2;
/// Rows kept of each level: those of this turn and, for the next level, two before.
const RING: usize = STEP + 2;

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
    let mut rings = Vec::new();
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
                rings: &mut rings,
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
            .div_ceil(4 * rayon::current_num_threads())
            .max(4 * depth);
        let strips = out.par_chunks_mut(rows * columns).enumerate();
        strips.for_each_init(Vec::new, |rings, (k, out)| {
            let rows = k * rows..k * rows + out.len() / columns;
            dispatch(
                Level::best(),
                Strip {
                    pass: Pass { u, r, depth },
                    rows,
                    out,
                    rings,
                },
            );
        });
    };
    pool.install(|| to_and_fro(u, scratch, columns, depths.len(), pass))
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
    rings: &'a mut Vec<f64>,
}

impl Kernel for Strip<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, _: S) {
        let columns = self.pass.u.columns;
        for start in (1..columns - 1).step_by(WIDTH) {
            let across = start..(start + WIDTH).min(columns - 1);
            tile(self.pass, &self.rows, &across, self.out, self.rings);
        }
    }
}

/// The inner points of `rows` and `across` after `depth` sweeps, written to their place in `out`.
#[inline(always)]
fn tile(
    pass: Pass<'_>,
    rows: &Range<usize>,
    across: &Range<usize>,
    out: &mut [f64],
    rings: &mut Vec<f64>,
) {
    let Pass { u, r, depth } = pass;
    // Inner points only: at the rim every level is what was read.
    let grow = |range: &Range<usize>, by: usize, end: usize| {
        range.start.saturating_sub(by).max(1)..(range.end + by).min(end - 1)
    };
    let widest = grow(across, depth, u.columns);
    // A row of a ring has a point more at each end; column j of the grid is its point j − left.
    let (left, width) = (widest.start - 1, widest.len() + 2);
    rings.resize((depth * RING * width).max(rings.len()), 0.0);
    let first = grow(rows, depth, u.rows).start;
    let end = grow(rows, depth, u.rows).end;
    // In the turn of `front`, level t computes STEP rows up to front − t: those it needs of level t − 1,
    // up to one row further on, are there.
    for front in (first + STEP..end + depth + STEP).step_by(STEP) {
        for level in 1..=depth {
            let mine = grow(rows, depth - level, u.rows);
            let columns = grow(across, depth - level, u.columns);
            let turn = (front + 1).saturating_sub(level + STEP)..(front + 1).saturating_sub(level);
            for i in turn.start.max(mine.start)..turn.end.min(mine.end) {
                let (before, here) = rings.split_at_mut((level - 1) * RING * width);
                let read = |i: usize| -> &[f64] {
                    if level == 1 || u.is_rim(i) {
                        &u.row(i)[left..][..width]
                    } else {
                        &before[((level - 2) * RING + i % RING) * width..][..width]
                    }
                };
                let from = columns.start - left;
                let out = if level == depth {
                    &mut out[(i - rows.start) * u.columns..][columns.clone()]
                } else {
                    let row = &mut here[(i % RING) * width..][..width];
                    // The rim beside the tile if it is there; otherwise never read.
                    (row[0], row[width - 1]) = (u.row(i)[left], u.row(i)[left + width - 1]);
                    &mut row[from..][..columns.len()]
                };
                inner(
                    out,
                    &read(i - 1)[from..],
                    &read(i)[from - 1..],
                    &read(i + 1)[from..],
                    r,
                );
            }
        }
    }
}
