//! Each pair once, a register of bodies at a time, 1/r³ without a division or a square root.
//!
//! From an estimate y of 1/r with a relative error e < 2⁻¹³, and h = 1 − r² y²,
//!
//! ```text
//! 1/r³ = y³ (1 − h)^(−3/2) = y³ (1 + 3/2 h + 15/8 h² + 35/16 h³ + 315/128 h⁴ + …)
//! ```
//!
//! and since |h| < 2⁻¹², the terms up to h⁴ give all 53 bits of an f64.

use super::{Accelerations, Bodies, advance_with};
use crate::simd::{Kernel, Level, Simd, dispatch};
use std::ops::Range;

/// Accelerations with the widest vector instructions that this processor has.
///
/// Full f64 accuracy: each 1/r³ is right to a few units in the last place. Distances from 1e-100
/// to 1e100 are safe from overflow.
///
/// ```
/// use kernels::nbody::{accelerations_naive, accelerations_simd, plummer};
/// let bodies = plummer(17, 1);
/// let oracle = accelerations_naive(&bodies.to_vec());
/// for (a, b) in accelerations_simd(&bodies).iter().flatten().zip(oracle.iter().flatten()) {
///     assert!((a - b).abs() < 1e-12);
/// }
/// ```
#[must_use]
pub fn accelerations_simd(bodies: &Bodies) -> Vec<[f64; 3]> {
    accelerations_simd_at(Level::best(), bodies)
}

/// [`accelerations_simd`] with the instructions of `level`; portable ones if the processor lacks them.
///
/// ```
/// use kernels::{nbody::{accelerations_simd, accelerations_simd_at, plummer}, simd::Level};
/// let bodies = plummer(8, 1);
/// assert_eq!(accelerations_simd_at(Level::best(), &bodies), accelerations_simd(&bodies));
/// ```
#[must_use]
pub fn accelerations_simd_at(level: Level, bodies: &Bodies) -> Vec<[f64; 3]> {
    let mut out = Accelerations::default();
    accelerations_level_into(level, bodies, &mut Padded::default(), &mut out);
    out.to_vec()
}

/// [`accelerations_simd`] into memory that the caller keeps; `out` takes the right length itself.
///
/// ```
/// use kernels::nbody::{Accelerations, accelerations_simd, accelerations_simd_into, plummer};
/// let bodies = plummer(8, 1);
/// let mut out = Accelerations::default();
/// accelerations_simd_into(&bodies, &mut out);
/// assert_eq!(out.to_vec(), accelerations_simd(&bodies));
/// ```
pub fn accelerations_simd_into(bodies: &Bodies, out: &mut Accelerations) {
    accelerations_level_into(Level::best(), bodies, &mut Padded::default(), out);
}

/// `steps` velocity-Verlet steps of length `dt`, with [`accelerations_simd`].
///
/// ```
/// use kernels::nbody::{advance_simd, energy, plummer};
/// let mut bodies = plummer(32, 1);
/// let before = energy(&bodies);
/// advance_simd(&mut bodies, 1e-4, 10);
/// assert!((energy(&bodies) / before - 1.0).abs() < 1e-5);
/// ```
pub fn advance_simd(bodies: &mut Bodies, dt: f64, steps: usize) {
    let mut padded = Padded::default();
    advance_with(bodies, dt, steps, |bodies, out| {
        accelerations_level_into(Level::best(), bodies, &mut padded, out);
    });
}

fn accelerations_level_into(
    level: Level,
    bodies: &Bodies,
    padded: &mut Padded,
    out: &mut Accelerations,
) {
    let n = bodies.len();
    padded.fill(bodies);
    out.reset(n.next_multiple_of(PAD));
    let rows = Rows {
        padded,
        rows: 0..n,
        out: out.axes_mut(),
    };
    dispatch(level, rows);
    out.truncate(n);
}

/// Every register width divides this.
pub(super) const PAD: usize = 8;

/// Positions and masses, filled up with zeros to whole registers.
#[derive(Default)]
pub(super) struct Padded {
    n: usize,
    axes: [Vec<f64>; 4],
}

impl Padded {
    pub(super) fn fill(&mut self, bodies: &Bodies) {
        self.n = bodies.len();
        let [x, y, z] = bodies.position();
        for (axis, values) in self.axes.iter_mut().zip([x, y, z, bodies.mass()]) {
            axis.clear();
            axis.extend_from_slice(values);
            axis.resize(self.n.next_multiple_of(PAD), 0.0);
        }
    }
}

/// All pairs (i, j) with i in `rows` and j > i, added to `out` (padded like the bodies).
pub(super) struct Rows<'a> {
    pub(super) padded: &'a Padded,
    pub(super) rows: Range<usize>,
    pub(super) out: [&'a mut [f64]; 3],
}

impl Kernel for Rows<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, s: S) {
        let n = self.padded.n;
        let [x, y, z, m] = self.padded.axes.each_ref().map(Vec::as_slice);
        let blocks = n.div_ceil(S::LANES);
        let whole = n / S::LANES;
        let bodies = [x, y, z, m].map(|axis| &S::arrays(axis)[..blocks]);
        let mut sums = self.out.map(|axis| &mut S::arrays_mut(axis)[..blocks]);
        for i in self.rows {
            let here = [x[i], y[i], z[i], m[i]].map(|value| s.splat(value));
            let mut pull = [s.splat(0.0); 3];
            let block = i / S::LANES;
            // The register that holds i itself: only the lanes after it, and none past the end.
            let end = (n - block * S::LANES).min(S::LANES);
            let mask = s.lanes(i % S::LANES + 1, end);
            pair(s, here, &bodies, &mut sums, block, &mut pull, |w| {
                s.keep(mask, w)
            });
            for j in block + 1..whole {
                pair(s, here, &bodies, &mut sums, j, &mut pull, |w| w);
            }
            if whole > block && whole < blocks {
                let mask = s.lanes(0, n - whole * S::LANES);
                pair(s, here, &bodies, &mut sums, whole, &mut pull, |w| {
                    s.keep(mask, w)
                });
            }
            for (axis, pull) in sums.iter_mut().zip(pull) {
                let mut lanes = s.load(&axis[block]);
                let mask = s.lanes(i % S::LANES, i % S::LANES + 1);
                lanes = s.add(lanes, s.keep(mask, s.splat(s.sum(pull))));
                s.store(&mut axis[block], lanes);
            }
        }
    }
}

/// Body `here` and register `j`: the pull on `here` is added to `pull`, the one on `j` to `sums`.
#[inline(always)]
fn pair<S: Simd>(
    s: S,
    [x, y, z, m]: [S::F; 4],
    bodies: &[&[S::Array]; 4],
    sums: &mut [&mut [S::Array]; 3],
    j: usize,
    pull: &mut [S::F; 3],
    keep: impl Fn(S::F) -> S::F,
) {
    let [dx, dy, dz] = [
        s.sub(s.load(&bodies[0][j]), x),
        s.sub(s.load(&bodies[1][j]), y),
        s.sub(s.load(&bodies[2][j]), z),
    ];
    let r2 = s.mul_add(dx, dx, s.mul_add(dy, dy, s.mul(dz, dz)));
    let w = keep(inverse_cube(s, r2));
    let here = s.mul(w, s.load(&bodies[3][j]));
    let there = s.mul(w, m);
    for (axis, d) in [dx, dy, dz].into_iter().enumerate() {
        pull[axis] = s.mul_add(here, d, pull[axis]);
        let sum = s.load(&sums[axis][j]);
        s.store(&mut sums[axis][j], s.neg_mul_add(there, d, sum));
    }
}

/// 1/r³ from r².
#[inline(always)]
fn inverse_cube<S: Simd>(s: S, r2: S::F) -> S::F {
    let y = s.rough_rsqrt(r2);
    let y2 = s.mul(y, y);
    let h = s.neg_mul_add(r2, y2, s.splat(1.0));
    let p = s.mul_add(h, s.splat(315.0 / 128.0), s.splat(35.0 / 16.0));
    let p = s.mul_add(h, p, s.splat(15.0 / 8.0));
    let p = s.mul_add(h, p, s.splat(1.5));
    let y3 = s.mul(y, y2);
    s.mul_add(s.mul(y3, h), p, y3)
}
