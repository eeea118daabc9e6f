//! Exercise 04.2: counts of one's own, added at the end.

use super::{all_threads, on};
use crate::check::{Exercise, Verdict, is_outside, is_part_of_nothing};
use bench::Cost;
use kernels::random::Stream;
use kernels::threads::pool;
use rayon::ThreadPool;
use rayon::prelude::*;
use std::cell::Cell;

/// Exercise 04.2: how many values lie in each of `bins` equal parts of 0 to 1, without a lock that all wait for.
///
/// ```
/// use lab::check::{State, lesson04::histogram};
/// assert_eq!(histogram(|_, _| todo!()).state(), State::NotYet);
/// ```
pub fn histogram(yours: impl Fn(&[f64], usize) -> Vec<u64> + Sync) -> Verdict {
    let mut check = Exercise::new("04.2").allow(1.5).when_slow(
        "Do all threads write to the same counters, with a lock or with atomics? Then each waits for another one: give \
         each piece counters of its own, and add these up. Or is a vector made for each value, or each value read once \
         for every bin? Take pieces of some thousand values, and read each once.",
    );
    let pools = [1, 3].map(|n| pool(n).ok());
    for (n, bins) in [(0, 3), (1, 1), (2, 2), (17, 4), (1000, 10), (100_003, 7)] {
        let values = with_edges(n);
        let expected = counted(&values, bins);
        for pool in &pools {
            let threads = pool.as_ref().map_or(1, ThreadPool::current_num_threads);
            let input = format!("values: {n}, bins: {bins}, threads: {threads}");
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
                        "{some} of {all} values were counted: the counts of some part are not added to the others, or 1.0, which belongs to the \
                         last bin, is left out."
                    )),
                    (more, _) if more > all && all == 0 => Some(
                        "There is no value, and yet something is counted: do the counts begin at 0?".to_owned(),
                    ),
                    (more, _) if more > all => Some(format!(
                        "{more} values were counted, but there are {all}: a part is added more than once."
                    )),
                    _ => Some(
                        "All values were counted, but not each in its own bin: it is the whole part of `value * bins`, so that a value \
                         between two bins belongs to the upper one."
                            .to_owned(),
                    ),
                }
            })
            .explain_panic(|message| {
                let words = if is_outside(message) {
                    "1.0 belongs to the last bin: `.min(bins - 1)`."
                } else if is_part_of_nothing(message) {
                    "Of no values, or of fewer than there are threads, the number of values divided by that of threads is 0: a part has at \
                     least one, `.max(1)`, or a fixed size."
                } else if message.contains("`None`") {
                    "Of no values there are no parts, and nothing to reduce: `reduce(|| vec![0; bins], …)` begins with an empty count."
                } else {
                    return None;
                };
                Some(words.to_owned())
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
        .shared(pool.as_ref(), || {
            drop(yours(&values, 64));
        })
        .verdict()
}

/// Values with those at which a bin begins among them, and 1.0, which belongs to the last one.
pub(super) fn with_edges(n: usize) -> Vec<f64> {
    let mut values = uniform(n);
    // In eighths, so that a product with a whole number is exact.
    let edges = (0..8).map(|k| f64::from(k) / 8.0);
    for (value, edge) in values.iter_mut().zip(edges) {
        *value = edge;
    }
    if let Some(last) = values.last_mut() {
        *last = 1.0;
    }
    values
}

fn uniform(n: usize) -> Vec<f64> {
    let stream = Stream::new(5);
    (0..n as u64).map(|k| stream.uniform(k)).collect()
}

/// The oracle: one value after the other on this thread.
pub(super) fn counted(values: &[f64], bins: usize) -> Vec<u64> {
    let mut counts = vec![0; bins];
    for value in values {
        counts[((value * bins as f64) as usize).min(bins - 1)] += 1;
    }
    counts
}

pub(super) fn histogram_reference(values: &[f64], bins: usize) -> Vec<u64> {
    let add = |mut a: Vec<u64>, b: Vec<u64>| {
        a.iter_mut().zip(b).for_each(|(a, b)| *a += b);
        a
    };
    let parts = values.par_chunks(1 << 14);
    (parts.map(|part| counted(part, bins))).reduce(|| vec![0; bins], add)
}
