//! What all bodies pull on some of them: the part of one rank.
//!
//! Each pair is computed for each of its two bodies, twice the arithmetic of the other kernels. For that
//! a row needs nothing from any other row, and its sum has one order, however the rows are divided.

use super::packed::pack;
use super::view::same_length;
use super::{NbodyError, View};
use crate::cost::Cost;
use crate::simd::{Aligned, Kernel, Level, Simd, dispatch};
use crate::threads::share;
use rayon::ThreadPool;
use std::ops::Range;

/// Rows that a thread takes at a time.
const PIECE: usize = 64;

/// Accelerations of the bodies in `rows`, pulled by all, on the threads of `pool`.
///
/// `out` has one entry for each row. The bits are the same however the rows are cut into ranges, and on any
/// number of threads.
///
/// # Errors
/// [`NbodyError::Lengths`] if `out` has not one entry for each row.
///
/// # Panics
/// If `rows` goes past the last body.
///
/// ```
/// use kernels::{nbody::{accelerations_rows_par, accelerations_simd, plummer}, threads::pool};
/// let (bodies, two) = (plummer(100, 1), pool(2)?);
/// let mut part = vec![[0.0; 3]; 30];
/// accelerations_rows_par(bodies.view(), 20..50, &mut part, &two)?;
/// let all = accelerations_simd(&bodies);
/// assert!((part[5][0] - all[25][0]).abs() < 1e-12);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn accelerations_rows_par(
    view: View<'_>,
    rows: Range<usize>,
    out: &mut [[f64; 3]],
    pool: &ThreadPool,
) -> Result<(), NbodyError> {
    let n = view.len();
    assert!(rows.end <= n, "{n} bodies, and rows up to {}", rows.end);
    same_length("out", out.len(), rows.len())?;
    let level = Level::best();
    let mut packed = Aligned::default();
    dispatch(level, Pack(view, &mut packed));
    let packed = packed.as_slice();
    share(pool, out.chunks_mut(PIECE), |piece, out| {
        let first = rows.start + PIECE * piece;
        dispatch(
            level,
            Rows {
                n,
                first,
                packed,
                out,
            },
        );
    });
    Ok(())
}

/// Cost of the accelerations of `rows` of `n` bodies: 18 flops for each pair of a row and another body.
///
/// Of the 18, 3 are differences, 5 the squared distance, 3 the square root, product and division that make
/// 1/r³, 1 the product with the mass, and 6 the sum into the acceleration.
///
/// ```
/// assert_eq!(kernels::nbody::cost_rows(10, 100).flops, 18.0 * 10.0 * 99.0);
/// ```
#[must_use]
pub fn cost_rows(rows: usize, n: usize) -> Cost {
    let pairs = rows as f64 * n.saturating_sub(1) as f64;
    Cost::new(8.0 * (4.0 * n as f64 + 3.0 * rows as f64), 18.0 * pairs)
}

struct Pack<'a>(View<'a>, &'a mut Aligned);

impl Kernel for Pack<'_> {
    type Output = ();
    #[inline(always)]
    fn run<S: Simd>(self, _: S) {
        pack(self.0, S::LANES, self.1);
    }
}

struct Rows<'a> {
    n: usize,
    first: usize,
    packed: &'a [f64],
    out: &'a mut [[f64; 3]],
}

impl Kernel for Rows<'_> {
    type Output = ();
    #[inline(always)]
    fn run<S: Simd>(self, s: S) {
        let (bodies, _) = S::arrays(self.packed).as_chunks::<4>();
        let (fours, rest) = self.out.as_chunks_mut::<4>();
        let beyond = self.first + 4 * fours.len();
        for (k, out) in fours.iter_mut().enumerate() {
            together(s, self.n, self.first + 4 * k, bodies, out);
        }
        for (k, out) in rest.iter_mut().enumerate() {
            together(s, self.n, beyond + k, bodies, std::array::from_mut(out));
        }
    }
}

/// `R` rows that share each load of the bodies that they meet.
#[inline(always)]
fn together<S: Simd, const R: usize>(
    s: S,
    n: usize,
    first: usize,
    bodies: &[[S::Array; 4]],
    out: &mut [[f64; 3]; R],
) {
    let here: [[S::F; 3]; R] = std::array::from_fn(|r| {
        let (block, lane) = ((first + r) / S::LANES, (first + r) % S::LANES);
        std::array::from_fn(|axis| s.splat(S::as_slice(&bodies[block][axis])[lane]))
    });
    let mut pull = [[s.splat(0.0); 3]; R];
    let own = first / S::LANES..=(first + R - 1) / S::LANES;
    for (block, there) in bodies.iter().enumerate() {
        let filled = n - block * S::LANES;
        if !own.contains(&block) && filled >= S::LANES {
            for r in 0..R {
                meet(s, &here[r], there, &mut pull[r], |w| w);
            }
            continue;
        }
        // Not oneself, and nobody past the end.
        let filled = filled.min(S::LANES);
        for r in 0..R {
            let mask = match (first + r).checked_sub(block * S::LANES) {
                Some(lane) if lane < S::LANES => {
                    s.either(s.lanes(0, lane), s.lanes(lane + 1, filled.max(lane + 1)))
                }
                _ => s.lanes(0, filled),
            };
            meet(s, &here[r], there, &mut pull[r], |w| s.keep(mask, w));
        }
    }
    for (out, pull) in out.iter_mut().zip(pull) {
        *out = pull.map(|axis| s.sum(axis));
    }
}

/// One body and a register of others.
#[inline(always)]
fn meet<S: Simd>(
    s: S,
    here: &[S::F; 3],
    there: &[S::Array; 4],
    pull: &mut [S::F; 3],
    keep: impl Fn(S::F) -> S::F,
) {
    let [x, y, z, m] = there.each_ref().map(|axis| s.load(axis));
    let d = [s.sub(x, here[0]), s.sub(y, here[1]), s.sub(z, here[2])];
    let r2 = s.mul_add(d[0], d[0], s.mul_add(d[1], d[1], s.mul(d[2], d[2])));
    let w = s.mul(keep(s.inverse_sqrt_cubed(r2)), m);
    for (pull, d) in pull.iter_mut().zip(d) {
        *pull = s.mul_add(w, d, *pull);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nbody::{accelerations_naive, plummer};
    use crate::threads::pool;

    fn part(n: usize, rows: Range<usize>, threads: usize) -> Vec<[f64; 3]> {
        let bodies = plummer(n, 3);
        let mut out = vec![[f64::NAN; 3]; rows.len()];
        let pool = pool(threads).unwrap();
        accelerations_rows_par(bodies.view(), rows, &mut out, &pool).unwrap();
        out
    }

    #[test]
    fn rows_of_any_size_agree_with_the_oracle() {
        for n in [1, 2, 3, 5, 8, 9, 17, 64, 65, 131] {
            let oracle = accelerations_naive(&plummer(n, 3).to_vec());
            for (a, b) in part(n, 0..n, 2).iter().zip(&oracle) {
                for axis in 0..3 {
                    assert!(
                        (a[axis] - b[axis]).abs() < 1e-12 * (1.0 + b[axis].abs()),
                        "{n}"
                    );
                }
            }
        }
    }

    #[test]
    fn neither_cuts_nor_threads_change_a_bit() {
        for n in [1, 7, 66, 201] {
            let whole = part(n, 0..n, 1);
            for pieces in [1, 2, 3, 4, 6] {
                let cut = |k: usize| k * n / pieces;
                let parts = (0..pieces).flat_map(|k| part(n, cut(k)..cut(k + 1), 1 + k % 3));
                assert_eq!(
                    parts.collect::<Vec<_>>(),
                    whole,
                    "{n} bodies, {pieces} pieces"
                );
            }
        }
    }

    #[test]
    fn another_length_of_out_is_refused() {
        let bodies = plummer(5, 3);
        let wrong =
            accelerations_rows_par(bodies.view(), 1..4, &mut [[0.0; 3]; 2], &pool(1).unwrap());
        assert!(wrong.unwrap_err().to_string().contains('2'));
    }
}
