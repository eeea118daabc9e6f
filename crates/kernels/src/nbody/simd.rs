//! Each pair once, a register of bodies at a time, 1/r³ without a division or a square root.
//!
//! Four rows share each load of the bodies that they meet, and each store of what these feel.

use super::packed::{pack, unpack};
use super::{Accelerations, Bodies, View, advance_with};
use crate::simd::{Aligned, Kernel, Level, Simd, dispatch};
use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};

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
    accelerations_level_into(level, bodies, &mut Workspace::default(), &mut out);
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
    accelerations_level_into(Level::best(), bodies, &mut Workspace::default(), out);
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
    let mut workspace = Workspace::default();
    advance_with(bodies, dt, steps, |bodies, out| {
        accelerations_level_into(Level::best(), bodies, &mut workspace, out);
    });
}

/// Memory that one evaluation needs; kept from step to step.
#[derive(Debug, Default)]
pub(super) struct Workspace {
    packed: Aligned,
    sums: Aligned,
}

fn accelerations_level_into(
    level: Level,
    bodies: &Bodies,
    workspace: &mut Workspace,
    out: &mut Accelerations,
) {
    out.reset(bodies.len());
    accelerations_level(level, bodies.view(), workspace, out.axes_mut());
}

/// Every slice of `out` has one number per body.
pub(super) fn accelerations_level(
    level: Level,
    bodies: View<'_>,
    workspace: &mut Workspace,
    out: [&mut [f64]; 3],
) {
    dispatch(
        level,
        All {
            bodies,
            workspace,
            out,
        },
    );
}

struct All<'a> {
    bodies: View<'a>,
    workspace: &'a mut Workspace,
    out: [&'a mut [f64]; 3],
}

impl Kernel for All<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, s: S) {
        let n = self.bodies.len();
        pack(self.bodies, S::LANES, &mut self.workspace.packed);
        let sums = self.workspace.sums.zeros(3 * n.next_multiple_of(S::LANES));
        let packed = self.workspace.packed.as_slice();
        rows(s, n, self.bodies.stop(), 0..n, packed, sums);
        unpack(sums, S::LANES, self.out);
    }
}

/// All pairs (i, j) with i in `rows` and j > i, from packed `bodies`, added to packed sums.
///
/// `rows` starts at a whole register, and `sums` with it.
#[inline(always)]
pub(super) fn rows<S: Simd>(
    s: S,
    n: usize,
    stop: Option<&AtomicBool>,
    rows: Range<usize>,
    packed: &[f64],
    sums: &mut [f64],
) {
    // Of the bodies before the first row, none is needed.
    let (n, past) = (n - rows.start, rows.start);
    let is_stopped = || stop.is_some_and(|stop| stop.load(Ordering::Relaxed));
    let (bodies, _) = S::arrays(&packed[4 * past..]).as_chunks::<4>();
    let (sums, _) = S::arrays_mut(sums).as_chunks_mut::<3>();
    // Rows that share their loads sit in one register, and more than four would spill others.
    let together = S::LANES.min(4);
    let (mut i, end) = (0, rows.end - past);
    while i + together <= end {
        if is_stopped() {
            return;
        }
        if together == 4 {
            rows_from::<S, 4>(s, n, i, bodies, sums);
        } else {
            rows_from::<S, 2>(s, n, i, bodies, sums);
        }
        i += together;
    }
    for i in i..end {
        if is_stopped() {
            return;
        }
        rows_from::<S, 1>(s, n, i, bodies, sums);
    }
}

/// What the pairs of `R` rows add to: one register each for x, y, z.
type Pull<S, const R: usize> = [[<S as Simd>::F; 3]; R];

/// Rows `i..i + R`, all in one register.
#[inline(always)]
fn rows_from<S: Simd, const R: usize>(
    s: S,
    n: usize,
    i: usize,
    bodies: &[[S::Array; 4]],
    sums: &mut [[S::Array; 3]],
) {
    let (block, lane) = (i / S::LANES, i % S::LANES);
    let whole = n / S::LANES;
    let own = bodies[block].each_ref().map(S::as_slice);
    let here: [[S::F; 4]; R] =
        std::array::from_fn(|r| std::array::from_fn(|k| s.splat(own[k][lane + r])));
    let mut pull = [[s.splat(0.0); 3]; R];
    // The register that holds the rows: only the lanes after each, and none past the end.
    let end = (n - block * S::LANES).min(S::LANES);
    let after: [S::Mask; R] = std::array::from_fn(|r| s.lanes(lane + r + 1, end));
    pairs(
        s,
        &here,
        &bodies[block],
        &mut sums[block],
        &mut pull,
        |r, w| s.keep(after[r], w),
    );
    if block < whole {
        let (there, tail) = bodies[block + 1..].split_at(whole - block - 1);
        let (pulled, tail_pulled) = sums[block + 1..].split_at_mut(whole - block - 1);
        for (there, pulled) in there.iter().zip(pulled) {
            pairs(s, &here, there, pulled, &mut pull, |_, w| w);
        }
        let filled = s.lanes(0, n % S::LANES);
        for (there, pulled) in tail.iter().zip(tail_pulled) {
            pairs(s, &here, there, pulled, &mut pull, |_, w| s.keep(filled, w));
        }
    }
    for (sum, axis) in sums[block].iter_mut().zip(0..3) {
        for r in 0..R {
            S::as_slice_mut(sum)[lane + r] += s.sum(pull[r][axis]);
        }
    }
}

/// `R` bodies and a register of others: the pulls on the first go to `pull`, those on the others to `sums`.
#[inline(always)]
fn pairs<S: Simd, const R: usize>(
    s: S,
    here: &[[S::F; 4]; R],
    there: &[S::Array; 4],
    sums: &mut [S::Array; 3],
    pull: &mut Pull<S, R>,
    keep: impl Fn(usize, S::F) -> S::F,
) {
    let [x, y, z, m] = there.each_ref().map(|axis| s.load(axis));
    let mut totals = sums.each_ref().map(|axis| s.load(axis));
    for r in 0..R {
        let d = [
            s.sub(x, here[r][0]),
            s.sub(y, here[r][1]),
            s.sub(z, here[r][2]),
        ];
        let r2 = s.mul_add(d[0], d[0], s.mul_add(d[1], d[1], s.mul(d[2], d[2])));
        let w = keep(r, s.inverse_sqrt_cubed(r2));
        let (on_here, on_there) = (s.mul(w, m), s.mul(w, here[r][3]));
        for axis in 0..3 {
            pull[r][axis] = s.mul_add(on_here, d[axis], pull[r][axis]);
            totals[axis] = s.neg_mul_add(on_there, d[axis], totals[axis]);
        }
    }
    for (sum, total) in sums.iter_mut().zip(totals) {
        s.store(sum, total);
    }
}
