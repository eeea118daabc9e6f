//! The vector kernel on several threads, with the same answer, bit for bit, on any number of them.
//!
//! Each pair is computed once and pulls on two bodies, so two threads may want to add to one of them.
//! Here every share of the rows has sums of its own, and these are added up in a fixed order. How the
//! rows are shared out depends on the number of bodies alone, never on the number of threads.

use super::packed::{pack, unpack};
use super::simd::rows;
use super::{Accelerations, Bodies, View, advance_with};
use crate::simd::{Aligned, Kernel, Level, Simd, dispatch};
use crate::threads::team;
use rayon::ThreadPool;
use std::ops::Range;
use std::sync::atomic::AtomicBool;
use std::sync::{Mutex, RwLock};

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
    let mut out = Accelerations::zeros(bodies.len());
    accelerations_on(bodies.view(), out.axes_mut(), pool);
    out.to_vec()
}

/// `steps` velocity-Verlet steps of length `dt`, with [`accelerations_par`].
///
/// The threads stay awake from the first step to the last, since to wake one takes as long as its part
/// of a step.
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
    workspace.with_team(bodies.len(), pool, None, |accelerations| {
        advance_with(bodies, dt, steps, |bodies, out| {
            accelerations(bodies.view(), out.axes_mut());
        });
    });
}

/// Once; every slice of `out` has one number per body.
pub(super) fn accelerations_on(bodies: View<'_>, out: [&mut [f64]; 3], pool: &ThreadPool) {
    let mut workspace = Workspace::default();
    workspace.with_team(bodies.len(), pool, bodies.stop(), |accelerations| {
        accelerations(bodies, out);
    });
}

/// Memory that one evaluation needs; kept from step to step. Each lock is free whenever it is asked
/// for: the rounds of the team see to that.
#[derive(Debug, Default)]
pub(super) struct Workspace {
    packed: RwLock<Aligned>,
    shares: Vec<Mutex<Share>>,
}

/// Some rows, and what their pairs pull.
#[derive(Debug, Default)]
struct Share {
    rows: Range<usize>,
    sums: Aligned,
}

impl Share {
    /// Adds what the pairs of other shares, with later rows, pull.
    fn add(&mut self, others: &[Mutex<Share>]) {
        for other in others {
            let other = other.lock().expect(WHOLE);
            // Registers of three axes from the first row of a share on.
            let from = 3 * (other.rows.start - self.rows.start);
            let mine = &mut self.sums.as_slice_mut()[from..];
            for (sum, other) in mine.iter_mut().zip(other.sums.as_slice()) {
                *sum += other;
            }
        }
    }
}

/// What a round of the team does.
const PAIRS: usize = 0;
const GATHER: usize = 1;

/// Shares that are added up by one task, where they lie in the cache of who computed them.
const GROUP: usize = 4;

/// Computes accelerations of bodies into slices that have one number for each.
pub(super) type Accelerate<'a> = dyn FnMut(View<'_>, [&mut [f64]; 3]) + 'a;

impl Workspace {
    /// Hands `then` a function that computes accelerations of `n` bodies on a team that stays awake.
    /// Once `stop` is true it does nothing, or no more.
    pub(super) fn with_team(
        &mut self,
        n: usize,
        pool: &ThreadPool,
        stop: Option<&AtomicBool>,
        then: impl FnOnce(&mut Accelerate<'_>),
    ) {
        share_out(n, &mut self.shares);
        let (level, packed, shares) = (Level::best(), &self.packed, &self.shares);
        let lock = |index: usize| shares[index].lock().expect(WHOLE);
        let task = |phase: usize, index: usize| {
            if phase == PAIRS {
                let packed = packed.read().expect(WHOLE);
                let (packed, share) = (packed.as_slice(), &mut lock(index));
                let part = Part {
                    n,
                    stop,
                    packed,
                    share,
                };
                dispatch(level, part);
            } else {
                let group = index * GROUP..shares.len().min((index + 1) * GROUP);
                lock(group.start).add(&shares[group.start + 1..group.end]);
            }
        };
        team(pool, &task, |team| {
            then(&mut |bodies, out| {
                let lanes = {
                    let packed = &mut packed.write().expect(WHOLE);
                    dispatch(level, Pack { bodies, packed })
                };
                team.round(PAIRS, shares.len());
                team.round(GATHER, shares.len().div_ceil(GROUP));
                let mut total = lock(0);
                for group in shares.chunks(GROUP).skip(1) {
                    total.add(&group[..1]);
                }
                unpack(total.sums.as_slice(), lanes, out);
            });
        });
    }
}

/// Why a lock is never poisoned.
const WHOLE: &str = "a panic ends the team before anybody asks again";

/// What a row of pairs costs beside its pairs, in pairs: broadcasting its body, adding up its pull. As measured.
const ROW: f64 = 20.0;

/// Cuts the triangle of pairs into shares of about as much work each.
fn share_out(n: usize, shares: &mut Vec<Mutex<Share>>) {
    let count = (n / 128).clamp(1, 64);
    shares.resize_with(count, Mutex::default);
    let mut start = 0;
    for (k, share) in shares.iter_mut().enumerate() {
        // The rows from i on hold (n − i)²/2 pairs, and a row costs as much as ROW pairs more: x rows
        // from the end take x²/2 + ROW x. This many are left to the shares after this one.
        let left = (count - k - 1) as f64 / count as f64;
        let all = n as f64 * (n as f64 + 2.0 * ROW);
        let end = n - ((ROW * ROW + left * all).sqrt() - ROW) as usize;
        // Whole registers of any width.
        let end = if k + 1 == count {
            n
        } else {
            end.next_multiple_of(8).min(n)
        };
        share.get_mut().expect(WHOLE).rows = start..end;
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
    stop: Option<&'a AtomicBool>,
    packed: &'a [f64],
    share: &'a mut Share,
}

impl Kernel for Part<'_> {
    type Output = ();
    #[inline(always)]
    fn run<S: Simd>(self, s: S) {
        let Share { rows: range, sums } = self.share;
        let sums = sums.zeros(3 * (self.n.next_multiple_of(S::LANES) - range.start));
        rows(s, self.n, self.stop, range.clone(), self.packed, sums);
    }
}
