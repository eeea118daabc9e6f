//! The vector kernel on several threads, with the same answer, bit for bit, on any number of them.
//!
//! Each pair is computed once and pulls on two bodies, so two threads may want to add to one of them.
//! Here every share of the rows has sums of its own, and these are added up in a fixed order. How the
//! rows are shared out depends on the number of bodies alone, never on the number of threads.

use super::packed::{pack, unpack};
use super::simd::rows;
use super::{Accelerations, Bodies, View, advance_with};
use crate::simd::{Aligned, Kernel, Level, Simd, dispatch};
use rayon::ThreadPool;
use rayon::prelude::*;
use std::ops::Range;

/// Accelerations with vector instructions on the threads of `pool`.
///
/// The answer is the same, bit for bit, on any number of threads. Up to 64 of them find work, one
/// for every 128 bodies.
///
/// ```
/// use kernels::{nbody::{accelerations_par, plummer}, threads::pool};
/// let bodies = plummer(300, 1);
/// assert_eq!(accelerations_par(&bodies, &pool(1)?), accelerations_par(&bodies, &pool(3)?));
/// # Ok::<(), kernels::threads::ThreadsError>(())
/// ```
#[must_use]
pub fn accelerations_par(bodies: &Bodies, pool: &ThreadPool) -> Vec<[f64; 3]> {
    let mut out = Accelerations::default();
    let mut workspace = Workspace::default();
    pool.install(|| accelerations_into(bodies, &mut workspace, &mut out));
    out.to_vec()
}

/// `steps` velocity-Verlet steps of length `dt`, with [`accelerations_par`].
///
/// ```
/// use kernels::{nbody::{advance_par, energy, plummer}, threads::pool};
/// let mut bodies = plummer(300, 1);
/// let before = energy(&bodies);
/// advance_par(&mut bodies, 1e-4, 5, &pool(2)?);
/// assert!((energy(&bodies) / before - 1.0).abs() < 1e-5);
/// # Ok::<(), kernels::threads::ThreadsError>(())
/// ```
pub fn advance_par(bodies: &mut Bodies, dt: f64, steps: usize, pool: &ThreadPool) {
    let mut workspace = Workspace::default();
    // Entered once, not once a step: to wake a sleeping thread takes as long as many rows.
    pool.install(|| {
        advance_with(bodies, dt, steps, |bodies, out| {
            accelerations_into(bodies, &mut workspace, out);
        });
    });
}

#[derive(Debug, Default)]
pub(super) struct Workspace {
    packed: Aligned,
    shares: Vec<Share>,
}

/// Some rows, and what their pairs pull.
#[derive(Debug, Default)]
struct Share {
    rows: Range<usize>,
    sums: Aligned,
}

fn accelerations_into(bodies: &Bodies, workspace: &mut Workspace, out: &mut Accelerations) {
    out.reset(bodies.len());
    accelerations_in_pool(bodies.view(), workspace, out.axes_mut());
}

/// On the pool that this is called in; every slice of `out` has one number per body.
pub(super) fn accelerations_in_pool(
    bodies: View<'_>,
    workspace: &mut Workspace,
    out: [&mut [f64]; 3],
) {
    let (level, n) = (Level::best(), bodies.len());
    let Workspace { packed, shares } = workspace;
    let lanes = dispatch(level, Pack { bodies, packed });
    share_out(n, shares);
    let packed = packed.as_slice();
    shares.par_iter_mut().for_each(|share| {
        dispatch(level, Part { n, packed, share });
    });
    // Registers of three axes from the first row of a share on; the first share has them all.
    let [total, others @ ..] = shares.as_mut_slice() else {
        return;
    };
    let total = total.sums.as_slice_mut();
    for share in others {
        for (total, sum) in total[3 * share.rows.start..]
            .iter_mut()
            .zip(share.sums.as_slice())
        {
            *total += sum;
        }
    }
    unpack(total, lanes, out);
}

/// Cuts the triangle of pairs into shares of about as many pairs each.
fn share_out(n: usize, shares: &mut Vec<Share>) {
    let count = (n / 128).clamp(1, 64);
    shares.resize_with(count, Share::default);
    let mut start = 0;
    for (k, share) in shares.iter_mut().enumerate() {
        // The rows from i on hold (n − i)²/2 pairs: those left to the shares after this one.
        let left = (count - k - 1) as f64 / count as f64;
        let end = n - (n as f64 * left.sqrt()) as usize;
        // Whole registers of any width.
        let end = if k + 1 == count {
            n
        } else {
            end.next_multiple_of(8).min(n)
        };
        share.rows = start..end;
        start = end;
    }
}

struct Pack<'a> {
    bodies: View<'a>,
    packed: &'a mut Aligned,
}

impl Kernel for Pack<'_> {
    type Output = usize;
    #[inline(always)]
    fn run<S: Simd>(self, _: S) -> usize {
        pack(self.bodies, S::LANES, self.packed);
        S::LANES
    }
}

struct Part<'a> {
    n: usize,
    packed: &'a [f64],
    share: &'a mut Share,
}

impl Kernel for Part<'_> {
    type Output = ();
    #[inline(always)]
    fn run<S: Simd>(self, s: S) {
        let Share { rows: range, sums } = self.share;
        let sums = sums.zeros(3 * (self.n.next_multiple_of(S::LANES) - range.start));
        rows(s, self.n, range.clone(), self.packed, sums);
    }
}
