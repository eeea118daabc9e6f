//! The exercises of lesson 04: loops on several threads.

mod your_own;

pub use your_own::your_own;

use super::{Exercise, Verdict};
use bench::machine::Machine;
use bench::{Cost, compare};
use kernels::random::Stream;
use kernels::threads::{pinned, pool};
use rayon::ThreadPool;
use rayon::prelude::*;
use std::cell::{Cell, RefCell};

/// Numbers of threads on which an answer must be right; more than most machines have cores.
const THREADS: [usize; 4] = [1, 2, 3, 8];

/// A pool for the race: all threads of this machine, on a processor each.
fn all_threads() -> Option<ThreadPool> {
    pinned(Machine::here().threads).ok()
}

/// `work` on `pool`, or here when the system gave no threads.
fn on<R: Send>(pool: Option<&ThreadPool>, work: impl FnOnce() -> R + Send) -> R {
    match pool {
        Some(pool) => pool.install(work),
        None => work(),
    }
}

/// Exercise 04.1: how steep a map of heights is at each point, row by row on several threads.
///
/// ```
/// use lab::check::{State, lesson04::steepness};
/// assert_eq!(steepness(|_, _, _| todo!()).state(), State::NotYet);
/// ```
pub fn steepness(yours: impl Fn(&[f64], &mut [f64], usize) + Sync) -> Verdict {
    let mut check = Exercise::new("04.1");
    let pools = [1, 2, 3].map(|n| pool(n).ok());
    for (rows, columns) in [(1, 1), (1, 5), (4, 1), (2, 2), (3, 4), (7, 5), (33, 17)] {
        let height = hills(rows, columns);
        let expected = slopes(&height, columns);
        for pool in &pools {
            let threads = pool.as_ref().map_or(1, ThreadPool::current_num_threads);
            let input = format!("{rows} rows × {columns} columns, {threads} thread(s)");
            let answer = RefCell::new(Vec::new());
            let keep = || {
                // Not a number, so that what is never written shows.
                let mut out = vec![f64::NAN; height.len()];
                on(pool.as_ref(), || yours(&height, &mut out, columns));
                answer.replace(out.clone());
                out
            };
            check = check.case(input, expected.clone(), keep).explain(|| {
                let got = answer.take();
                if got.is_empty() {
                    return Some(
                        "If an index is out of bounds: in the loop `out` is one row, so its index is `j`."
                            .to_owned(),
                    );
                }
                tell(&got, &height, columns)
            });
        }
    }
    let (columns, pool) = (1000, all_threads());
    let height = hills(700, columns);
    let cost = Cost::new(16.0 * height.len() as f64, 5.0 * height.len() as f64);
    type Slope<'a> = &'a (dyn Fn(&[f64], &mut [f64], usize) + Sync);
    let run = |work: Slope<'_>| {
        let mut out = vec![0.0; height.len()];
        on(pool.as_ref(), || work(&height, &mut out, columns));
        out
    };
    check
        .race(
            "700 × 1000 points",
            cost,
            || run(&yours),
            || run(&steepness_reference),
        )
        .verdict()
}

/// Heights that differ from point to point, in a way that no mistake could hide in.
fn hills(rows: usize, columns: usize) -> Vec<f64> {
    let stream = Stream::new(4);
    (0..rows * columns)
        .map(|k| ((k / columns) as f64 * 0.7).sin() + stream.uniform(k as u64))
        .collect()
}

fn steepness_reference(height: &[f64], out: &mut [f64], columns: usize) {
    let rows = height.len() / columns;
    let row = |i: usize| &height[i * columns..][..columns];
    out.par_chunks_mut(columns)
        .enumerate()
        .for_each(|(i, out)| {
            let (up, here) = (row(i.saturating_sub(1)), row(i));
            let down = row((i + 1).min(rows - 1));
            for j in 0..columns {
                let dx = here[(j + 1).min(columns - 1)] - here[j.saturating_sub(1)];
                out[j] = dx.hypot(down[j] - up[j]);
            }
        });
}

fn slopes(height: &[f64], columns: usize) -> Vec<f64> {
    let mut out = vec![0.0; height.len()];
    steepness_reference(height, &mut out, columns);
    out
}

/// What a wrong answer to 04.1 looks like.
fn tell(got: &[f64], height: &[f64], columns: usize) -> Option<String> {
    let near = |a: &[f64], b: &[f64]| !a.is_empty() && compare(a, b).error() <= 1e-9;
    if let Some(k) = got.iter().position(|x| x.is_nan()) {
        return Some(format!(
            "Row {}, column {} was never written.",
            k / columns,
            k % columns
        ));
    }
    let right = slopes(height, columns);
    // As if each row were a map of its own.
    let alone: Vec<f64> = (height.chunks(columns))
        .flat_map(|row| slopes(row, columns))
        .collect();
    if near(got, &alone) {
        return Some(
            "This is the slope along the row alone: the rows above and below are in `height`, not in the chunk."
                .to_owned(),
        );
    }
    let shifted = near(&got[columns..], &right[..right.len() - columns])
        || near(&got[..got.len() - columns], &right[columns..]);
    shifted.then(|| {
        "The rows are right, but one row too far up or down: `enumerate()` counts from 0."
            .to_owned()
    })
}

/// Exercise 04.2: how many values lie in each of `bins` equal parts of 0 to 1, without a lock that all wait for.
///
/// ```
/// use lab::check::{State, lesson04::histogram};
/// assert_eq!(histogram(|_, _| todo!()).state(), State::NotYet);
/// ```
pub fn histogram(yours: impl Fn(&[f64], usize) -> Vec<u64> + Sync) -> Verdict {
    let mut check = Exercise::new("04.2");
    let pools = [1, 3].map(|n| pool(n).ok());
    for (n, bins) in [(0, 3), (1, 1), (2, 2), (17, 4), (1000, 10), (100_003, 7)] {
        let mut values = uniform(n);
        if let Some(last) = values.last_mut() {
            *last = 1.0; // belongs to the last bin
        }
        let expected = counted(&values, bins);
        for pool in &pools {
            let threads = pool.as_ref().map_or(1, ThreadPool::current_num_threads);
            let input = format!("{n} values, {bins} bins, {threads} thread(s)");
            let seen = Cell::new(None);
            let keep = || {
                let counts = on(pool.as_ref(), || yours(&values, bins));
                seen.set(Some((counts.iter().sum::<u64>(), counts.len())));
                counts
            };
            check = check.case(input, expected.clone(), keep).explain(|| {
                let all = n as u64;
                match seen.get()? {
                    (_, length) if length != bins => None,
                    (some, _) if some < all => Some(format!(
                        "{some} of {all} values were counted: the counts of some part are not added to the others."
                    )),
                    (more, _) if more > all => Some(format!(
                        "{more} values were counted, but there are {all}: a part is added more than once."
                    )),
                    _ => Some("All values were counted, but not each in its own bin.".to_owned()),
                }
            });
        }
    }
    let (values, pool) = (uniform(1_000_000), all_threads());
    let cost = Cost::new(8.0 * values.len() as f64, values.len() as f64);
    check
        .race(
            "1 000 000 values, 64 bins",
            cost,
            || on(pool.as_ref(), || yours(&values, 64)),
            || on(pool.as_ref(), || histogram_reference(&values, 64)),
        )
        .verdict()
}

fn uniform(n: usize) -> Vec<f64> {
    let stream = Stream::new(5);
    (0..n as u64).map(|k| stream.uniform(k)).collect()
}

/// The oracle: one value after the other on this thread.
fn counted(values: &[f64], bins: usize) -> Vec<u64> {
    let mut counts = vec![0; bins];
    for value in values {
        counts[((value * bins as f64) as usize).min(bins - 1)] += 1;
    }
    counts
}

fn histogram_reference(values: &[f64], bins: usize) -> Vec<u64> {
    let add = |mut a: Vec<u64>, b: Vec<u64>| {
        a.iter_mut().zip(b).for_each(|(a, b)| *a += b);
        a
    };
    let parts = values.par_chunks(1 << 14);
    (parts.map(|part| counted(part, bins))).reduce(|| vec![0; bins], add)
}

/// Exercise 04.3: Σ xᵢ² with the same bits on any number of threads.
///
/// ```
/// use lab::check::{State, lesson04::sum_of_squares};
/// // Right on one thread, but not the same on every number of them:
/// use lab::rayon::prelude::*;
/// let naive = |x: &[f64]| x.par_iter().map(|x| x * x).sum::<f64>();
/// assert_eq!(sum_of_squares(naive).state(), State::Wrong);
/// ```
pub fn sum_of_squares(yours: impl Fn(&[f64]) -> f64 + Sync) -> Verdict {
    let mut check = Exercise::new("04.3").tolerance(1e-11);
    for n in [0, 1, 2, 3, 17, 1000, 4097, 100_003] {
        let x = uneven(n);
        let expected = x.iter().map(|x| x * x).sum::<f64>();
        let (answer, one) = (Cell::new(f64::NAN), pool(1).ok());
        let keep = || {
            let sum = on(one.as_ref(), || yours(&x));
            answer.set(sum);
            sum
        };
        check = check
            .case(format!("{n} numbers"), expected, keep)
            .explain(|| prefix(&x, answer.get()));
    }
    let x = uneven(300_007);
    check = check.that("the same bits on 1, 2, 3 and 8 threads", || {
        let mut first: Option<(usize, f64)> = None;
        for threads in THREADS {
            let Ok(pool) = pool(threads) else { continue };
            for _ in 0..5 {
                let sum = pool.install(|| yours(&x));
                let (before, expected) = *first.get_or_insert((threads, sum));
                if sum.to_bits() != expected.to_bits() {
                    return Err(differs(before, expected, threads, sum));
                }
            }
        }
        Ok(())
    });
    let (x, pool) = (uneven(2_000_000), all_threads());
    let cost = Cost::new(8.0 * x.len() as f64, 2.0 * x.len() as f64);
    check
        .race(
            "2 000 000 numbers",
            cost,
            || on(pool.as_ref(), || yours(&x)),
            || on(pool.as_ref(), || squares_reference(&x)),
        )
        .verdict()
}

/// Of many sizes, so that another order gives other bits.
fn uneven(n: usize) -> Vec<f64> {
    let stream = Stream::new(6);
    (0..n as u64)
        .map(|k| stream.uniform(2 * k) * 10f64.powf(3.0 * stream.uniform(2 * k + 1)))
        .collect()
}

fn squares_reference(x: &[f64]) -> f64 {
    let of_part = |part: &[f64]| part.iter().map(|x| x * x).sum::<f64>();
    let sums: Vec<f64> = x.par_chunks(1 << 14).map(of_part).collect();
    sums.iter().sum()
}

fn differs(before: usize, expected: f64, threads: usize, sum: f64) -> String {
    if before == threads {
        return format!(
            "Two runs on {threads} thread(s) differ, {expected:?} and {sum:?}: who adds what is left to chance."
        );
    }
    format!(
        "{expected:?} on {before} thread(s), but {sum:?} on {threads}: \
         neither the parts nor the order of their sums may depend on the threads."
    )
}

/// Whether an answer is the sum over the first part of `x` only.
fn prefix(x: &[f64], got: f64) -> Option<String> {
    let mut sum = 0.0;
    let whole = x.iter().position(|x| {
        let before = sum;
        sum += x * x;
        (before - got).abs() <= 1e-12 * got
    })?;
    Some(format!(
        "This is the sum over the first {whole} of {} numbers: the rest is in no part.",
        x.len()
    ))
}

#[cfg(test)]
mod tests;
