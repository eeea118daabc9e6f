//! Exercise 04.3: a sum that does not depend on the number of threads.

use super::{THREADS, all_threads, on};
use crate::check::{Exercise, Verdict, is_part_of_nothing};
use bench::Cost;
use kernels::random::Stream;
use kernels::threads::pool;
use rayon::prelude::*;
use show::units::counted;
use std::cell::Cell;

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
    let mut check = Exercise::new("04.3").tolerance(1e-11).when_slow(
        "Is something kept for each number, such as its square, and added later by one thread? Parts of a fixed size \
         can be summed by all threads; only their sums, a few, are then added in order.",
    );
    for n in [0, 1, 2, 3, 17, 1000, 4097, 100_003] {
        let x = uneven(n);
        // The empty sum of floats is −0 in Rust; nobody is to wonder about its sign.
        let expected = x.iter().map(|x| x * x).sum::<f64>() + 0.0;
        let (answer, one) = (Cell::new(f64::NAN), pool(1).ok());
        let keep = || {
            let sum = on(one.as_ref(), || yours(&x));
            answer.set(sum);
            sum
        };
        check = check
            .case(counted(n, "number", "numbers"), expected, keep)
            .explain(|| {
                let plain = x.iter().sum::<f64>();
                match (answer.get() - plain).abs() <= 1e-11 * plain {
                    true => Some("This is the sum of the numbers: square each first.".to_owned()),
                    false => prefix(&x, answer.get()),
                }
            })
            .explain_panic(|message| {
                is_part_of_nothing(message).then(|| {
                    "The number of numbers, divided by that of parts, is 0 when there are few: parts of a fixed size, such as 4096, never are empty."
                        .to_owned()
                })
            });
    }
    let x = uneven(2_000_000);
    check = check.that("the same bits on 1, 2, 3 and 8 threads", || {
        // Two orders of the same numbers may round to one sum by luck: not of each of these.
        let mut first = [None; 16];
        for threads in THREADS {
            let Ok(pool) = pool(threads) else { continue };
            for (part, first) in first.iter_mut().enumerate() {
                let x = &x[part * 61_001..][..1_000_003];
                for _ in 0..2 {
                    let sum = pool.install(|| yours(x));
                    let (before, expected) = *first.get_or_insert((threads, sum));
                    if sum.to_bits() != expected.to_bits() {
                        return Err(differs(before, expected, threads, sum));
                    }
                }
            }
        }
        Ok(())
    });
    let pool = all_threads();
    let cost = Cost::new(8.0 * x.len() as f64, 2.0 * x.len() as f64);
    check
        .race(
            "2 000 000 numbers",
            cost,
            || on(pool.as_ref(), || yours(&x)),
            || on(pool.as_ref(), || squares_reference(&x)),
        )
        .shared(pool.as_ref(), || {
            std::hint::black_box(yours(&x));
        })
        .verdict()
}

/// Of many sizes, so that another order gives other bits.
pub(super) fn uneven(n: usize) -> Vec<f64> {
    let stream = Stream::new(6);
    (0..n as u64)
        .map(|k| stream.uniform(2 * k) * 10f64.powf(3.0 * stream.uniform(2 * k + 1)))
        .collect()
}

pub(super) fn squares_reference(x: &[f64]) -> f64 {
    let of_part = |part: &[f64]| part.iter().map(|x| x * x).sum::<f64>();
    let sums: Vec<f64> = x.par_chunks(1 << 14).map(of_part).collect();
    sums.iter().sum()
}

fn differs(before: usize, expected: f64, threads: usize, sum: f64) -> String {
    if before == threads {
        return format!(
            "Two runs on {} differ, {expected:?} and {sum:?}: who adds what is left to chance.",
            counted(threads, "thread", "threads")
        );
    }
    format!(
        "{expected:?} on {}, but {sum:?} on {threads}: \
         neither the parts nor the order of their sums may depend on the threads.",
        counted(before, "thread", "threads")
    )
}

/// Whether an answer is the sum over the first part of `x` only.
fn prefix(x: &[f64], got: f64) -> Option<String> {
    let mut sum = 0.0;
    if got == 0.0 {
        return Some(
            "It is 0: nothing was added, or all of it is a rest that is in no part.".to_owned(),
        );
    }
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
