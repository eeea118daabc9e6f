//! Leaves added up in lanes: by the compiler, or with vector instructions chosen at run time.

use super::tree::{LANES, LEAF, fold, serial};
use super::{ReduceError, same};
use crate::simd::{Kernel, Level, Simd, dispatch};

/// Sum in the order of the [module](super), in plain Rust; to rounding that of the oracle.
///
/// ```
/// let x: Vec<f64> = (1..=10_000).map(f64::from).collect();
/// assert_eq!(kernels::reduce::sum_slices(&x), 50_005_000.0);
/// ```
#[must_use]
pub fn sum_slices(x: &[f64]) -> f64 {
    serial(0..x.len(), &|range| {
        let mut lanes = [0.0; LANES];
        for block in x[range].chunks(LANES) {
            for (lane, x) in lanes.iter_mut().zip(block) {
                *lane += x;
            }
        }
        fold(lanes)
    })
}

/// Dot product in the order of the [module](super), in plain Rust.
///
/// # Errors
/// [`ReduceError::Lengths`] if the arrays differ in length.
///
/// ```
/// assert_eq!(kernels::reduce::dot_slices(&[1.0, 2.0], &[10.0, 0.5])?, 11.0);
/// assert!(kernels::reduce::dot_slices(&[1.0], &[]).is_err());
/// # Ok::<(), kernels::reduce::ReduceError>(())
/// ```
pub fn dot_slices(x: &[f64], y: &[f64]) -> Result<f64, ReduceError> {
    same(x, y)?;
    Ok(serial(0..x.len(), &|range| {
        let mut lanes = [0.0; LANES];
        let blocks = x[range.clone()].chunks(LANES).zip(y[range].chunks(LANES));
        for (x, y) in blocks {
            for ((lane, x), y) in lanes.iter_mut().zip(x).zip(y) {
                *lane += x * y;
            }
        }
        fold(lanes)
    }))
}

/// Sum with the widest vector instructions; bit for bit [`sum_slices`].
///
/// ```
/// use kernels::reduce::{sum_simd, sum_slices};
/// let x: Vec<f64> = (1..=10_007).map(|i| 1.0 / f64::from(i)).collect();
/// assert_eq!(sum_simd(&x), sum_slices(&x));
/// ```
#[must_use]
pub fn sum_simd(x: &[f64]) -> f64 {
    sum_simd_at(Level::best(), x)
}

/// [`sum_simd`] with the instructions of `level`; portable ones if the processor lacks them.
///
/// ```
/// use kernels::{reduce::sum_simd_at, simd::Level};
/// assert_eq!(sum_simd_at(Level::Portable, &[0.5; 100]), 50.0);
/// ```
#[must_use]
pub fn sum_simd_at(level: Level, x: &[f64]) -> f64 {
    serial(0..x.len(), &|range| dispatch(level, Sum { x: &x[range] }))
}

/// Dot product with the widest vector instructions; bit for bit [`dot_slices`].
///
/// # Errors
/// [`ReduceError::Lengths`] if the arrays differ in length.
///
/// ```
/// assert_eq!(kernels::reduce::dot_simd(&[2.0; 9], &[0.25; 9])?, 4.5);
/// # Ok::<(), kernels::reduce::ReduceError>(())
/// ```
pub fn dot_simd(x: &[f64], y: &[f64]) -> Result<f64, ReduceError> {
    dot_simd_at(Level::best(), x, y)
}

/// [`dot_simd`] with the instructions of `level`; portable ones if the processor lacks them.
///
/// # Errors
/// [`ReduceError::Lengths`] if the arrays differ in length.
///
/// ```
/// use kernels::{reduce::dot_simd_at, simd::Level};
/// assert_eq!(dot_simd_at(Level::Portable, &[2.0; 9], &[0.25; 9])?, 4.5);
/// # Ok::<(), kernels::reduce::ReduceError>(())
/// ```
pub fn dot_simd_at(level: Level, x: &[f64], y: &[f64]) -> Result<f64, ReduceError> {
    same(x, y)?;
    Ok(serial(0..x.len(), &|range| {
        let (x, y) = (&x[range.clone()], &y[range]);
        dispatch(level, Dot { x, y })
    }))
}

/// One leaf of a sum.
pub(super) struct Sum<'a> {
    pub(super) x: &'a [f64],
}

impl Kernel for Sum<'_> {
    type Output = f64;

    #[inline(always)]
    fn run<S: Simd>(self, s: S) -> f64 {
        debug_assert!(self.x.len() <= LEAF);
        let (blocks, rest) = self.x.as_chunks::<LANES>();
        let mut lanes = match S::LANES {
            2 => sum_blocks::<S, { LANES / 2 }>(s, blocks),
            4 => sum_blocks::<S, { LANES / 4 }>(s, blocks),
            _ => sum_blocks::<S, { LANES / 8 }>(s, blocks),
        };
        for (lane, x) in lanes.iter_mut().zip(rest) {
            *lane += x;
        }
        fold(lanes)
    }
}

/// With the lanes in `R` registers, R · S::LANES = LANES: a constant, so that they stay in registers.
#[inline(always)]
fn sum_blocks<S: Simd, const R: usize>(s: S, blocks: &[[f64; LANES]]) -> [f64; LANES] {
    let mut sums = [s.splat(0.0); R];
    for block in blocks {
        let x = &S::arrays(block)[..R];
        for k in 0..R {
            sums[k] = s.add(sums[k], s.load(&x[k]));
        }
    }
    lanes_of(s, &sums)
}

/// One leaf of a dot product. The product is rounded before it is added, as everywhere.
pub(super) struct Dot<'a> {
    pub(super) x: &'a [f64],
    pub(super) y: &'a [f64],
}

impl Kernel for Dot<'_> {
    type Output = f64;

    #[inline(always)]
    fn run<S: Simd>(self, s: S) -> f64 {
        debug_assert!(self.x.len() <= LEAF);
        let (xs, x_rest) = self.x.as_chunks::<LANES>();
        let (ys, y_rest) = self.y.as_chunks::<LANES>();
        let mut lanes = match S::LANES {
            2 => dot_blocks::<S, { LANES / 2 }>(s, xs, ys),
            4 => dot_blocks::<S, { LANES / 4 }>(s, xs, ys),
            _ => dot_blocks::<S, { LANES / 8 }>(s, xs, ys),
        };
        for ((lane, x), y) in lanes.iter_mut().zip(x_rest).zip(y_rest) {
            *lane += x * y;
        }
        fold(lanes)
    }
}

#[inline(always)]
fn dot_blocks<S: Simd, const R: usize>(
    s: S,
    xs: &[[f64; LANES]],
    ys: &[[f64; LANES]],
) -> [f64; LANES] {
    let mut sums = [s.splat(0.0); R];
    for (x, y) in xs.iter().zip(ys) {
        let (x, y) = (&S::arrays(x)[..R], &S::arrays(y)[..R]);
        for k in 0..R {
            sums[k] = s.add(sums[k], s.mul(s.load(&x[k]), s.load(&y[k])));
        }
    }
    lanes_of(s, &sums)
}

#[inline(always)]
fn lanes_of<S: Simd>(s: S, sums: &[S::F]) -> [f64; LANES] {
    let mut lanes = [0.0; LANES];
    for (lanes, &sum) in S::arrays_mut(&mut lanes).iter_mut().zip(sums) {
        s.store(lanes, sum);
    }
    lanes
}
