//! A tile of C in registers, a panel of B in the first cache, a block of A in the second.
//!
//! A tile is 8 or 4 rows of three registers. For each l it takes three loads and `ROWS` broadcasts to
//! feed 3 `ROWS` fused operations, so that arithmetic, not loads, is the limit. A and B are copied into
//! the order in which the tiles read them.

use super::{MatmulError, Shape, check};
use crate::simd::{Kernel, Level, Simd, dispatch};

/// C = A B with the widest vector instructions that this processor has.
///
/// Sums are taken in another order than by the oracle, with fused operations: equal to rounding.
///
/// # Errors
/// As [`matmul_naive`](super::matmul_naive).
///
/// ```
/// use kernels::matmul::{Shape, matmul_simd};
/// let mut c = [0.0; 4];
/// matmul_simd(Shape::square(2), &[1.0, 1.0, 0.0, 1.0], &[1.0, 2.0, 3.0, 4.0], &mut c)?;
/// assert_eq!(c, [4.0, 6.0, 3.0, 4.0]);
/// # Ok::<(), kernels::matmul::MatmulError>(())
/// ```
pub fn matmul_simd(shape: Shape, a: &[f64], b: &[f64], c: &mut [f64]) -> Result<(), MatmulError> {
    matmul_simd_at(Level::best(), shape, a, b, c)
}

/// [`matmul_simd`] with the instructions of `level`; portable ones if the processor lacks them.
///
/// # Errors
/// As [`matmul_naive`](super::matmul_naive).
///
/// ```
/// use kernels::{matmul::{Shape, matmul_simd_at}, simd::Level};
/// let mut c = [0.0];
/// matmul_simd_at(Level::Portable, Shape::square(1), &[2.0], &[3.0], &mut c)?;
/// assert_eq!(c, [6.0]);
/// # Ok::<(), kernels::matmul::MatmulError>(())
/// ```
pub fn matmul_simd_at(
    level: Level,
    shape: Shape,
    a: &[f64],
    b: &[f64],
    c: &mut [f64],
) -> Result<(), MatmulError> {
    check(shape, a, b, c)?;
    let mut packed = Vec::new();
    dispatch(
        level,
        PackB {
            shape,
            b,
            packed: &mut packed,
        },
    );
    dispatch(
        level,
        Product {
            shape,
            a,
            packed: &packed,
            c,
        },
    );
    Ok(())
}

/// Rows of B in one panel.
const DEEP: usize = 256;
/// Rows of A in one block; a multiple of the rows of a tile.
const HIGH: usize = 96;
/// Registers in a row of a tile.
const WIDE: usize = 3;

/// Rows of a tile: as many as there are registers for.
#[inline(always)]
fn tile_rows<S: Simd>() -> usize {
    if S::LANES == 8 { 8 } else { 4 }
}

/// B in panels of `DEEP` rows, each cut into strips as wide as a tile, filled up with zeros.
pub(super) struct PackB<'a> {
    pub(super) shape: Shape,
    pub(super) b: &'a [f64],
    pub(super) packed: &'a mut Vec<f64>,
}

impl Kernel for PackB<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, _: S) {
        let Shape { k, n, .. } = self.shape;
        let width = WIDE * S::LANES;
        self.packed.resize(k * n.next_multiple_of(width), 0.0);
        let mut strips = self.packed.as_mut_slice();
        for rows in self.b.chunks(DEEP * n) {
            for left in (0..n).step_by(width) {
                let columns = width.min(n - left);
                let (strip, rest) = strips.split_at_mut(rows.len() / n * width);
                for (to, row) in strip.chunks_exact_mut(width).zip(rows.chunks_exact(n)) {
                    to[..columns].copy_from_slice(&row[left..][..columns]);
                }
                strips = rest;
            }
        }
    }
}

/// Some rows of A times all of B.
pub(super) struct Product<'a> {
    pub(super) shape: Shape,
    pub(super) a: &'a [f64],
    pub(super) packed: &'a [f64],
    pub(super) c: &'a mut [f64],
}

impl Kernel for Product<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, s: S) {
        let Shape { k, n, .. } = self.shape;
        let (rows, width) = (tile_rows::<S>(), WIDE * S::LANES);
        self.c.fill(0.0);
        let mut block = vec![0.0; HIGH * DEEP];
        for (a, c) in self.a.chunks(HIGH * k).zip(self.c.chunks_mut(HIGH * n)) {
            let mut panels = self.packed;
            for from in (0..k).step_by(DEEP) {
                let deep = DEEP.min(k - from);
                pack_a(a, k, from..from + deep, rows, &mut block);
                let (panel, rest) = panels.split_at(deep * n.next_multiple_of(width));
                panels = rest;
                for (q, strip) in panel.chunks_exact(deep * width).enumerate() {
                    let bands = block.chunks_exact(deep * rows).zip(c.chunks_mut(rows * n));
                    for (a, c) in bands {
                        if rows == 8 {
                            tile::<S, 8>(s, a, strip, c, n, q * width);
                        } else {
                            tile::<S, 4>(s, a, strip, c, n, q * width);
                        }
                    }
                }
            }
        }
    }
}

/// Columns `columns` of a few rows of A, in bands of `rows`, each column by column; zeros below.
#[inline(always)]
fn pack_a(a: &[f64], k: usize, columns: std::ops::Range<usize>, rows: usize, block: &mut [f64]) {
    let bands = block.chunks_exact_mut(columns.len() * rows);
    for (band, a) in bands.zip(a.chunks(rows * k)) {
        if a.len() < rows * k {
            band.fill(0.0);
        }
        for (r, row) in a.chunks_exact(k).enumerate() {
            for (l, value) in row[columns.clone()].iter().enumerate() {
                band[l * rows + r] = *value;
            }
        }
    }
}

/// Adds a band of A times a strip of B to the rows of `c`, from column `left` on.
#[inline(always)]
fn tile<S: Simd, const ROWS: usize>(
    s: S,
    a: &[f64],
    strip: &[f64],
    c: &mut [f64],
    n: usize,
    left: usize,
) {
    let (strip, _) = S::arrays(strip).as_chunks::<WIDE>();
    let (a, _) = a.as_chunks::<ROWS>();
    let mut sums = [[s.splat(0.0); WIDE]; ROWS];
    for (a, b) in a.iter().zip(strip) {
        let b = b.each_ref().map(|b| s.load(b));
        for r in 0..ROWS {
            let a = s.splat(a[r]);
            for w in 0..WIDE {
                sums[r][w] = s.mul_add(a, b[w], sums[r][w]);
            }
        }
    }
    let width = WIDE * S::LANES;
    let mut line = [0.0; WIDE * 8];
    for (row, sums) in c.chunks_exact_mut(n).zip(sums) {
        let row = &mut row[left..n.min(left + width)];
        if row.len() == width {
            for (c, sum) in S::arrays_mut(row).iter_mut().zip(sums) {
                s.store(c, s.add(s.load(c), sum));
            }
        } else {
            for (line, sum) in S::arrays_mut(&mut line).iter_mut().zip(sums) {
                s.store(line, sum);
            }
            for (c, sum) in row.iter_mut().zip(line) {
                *c += sum;
            }
        }
    }
}
