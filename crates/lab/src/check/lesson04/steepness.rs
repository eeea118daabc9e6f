//! Exercise 04.1: rows of a map, each on the thread that is free.

use super::{all_threads, on};
use crate::check::{Exercise, Verdict, is_outside};
use bench::{Cost, compare};
use kernels::random::Stream;
use kernels::threads::pool;
use rayon::ThreadPool;
use rayon::prelude::*;
use show::units::counted;
use std::cell::RefCell;

/// What stands in the reader's array before: not a number, so that what is never written shows, and none that comes of
/// 0/0, so that such a one is not taken for it.
const UNWRITTEN: f64 = f64::from_bits(0x7ff8_0000_0000_0401);

/// Exercise 04.1: how steep a map of heights is at each point, row by row on several threads.
///
/// ```
/// use lab::check::{State, lesson04::steepness};
/// assert_eq!(steepness(|_, _, _| todo!()).state(), State::NotYet);
/// ```
pub fn steepness(yours: impl Fn(&[f64], &mut [f64], usize) + Sync) -> Verdict {
    let mut check = Exercise::new("04.1").when_slow(
        "Does every row go to the threads, and does the loop over its points check each index?",
    );
    let pools = [1, 2, 3].map(|n| pool(n).ok());
    for (rows, columns) in [(1, 1), (1, 5), (4, 1), (2, 2), (3, 4), (7, 5), (33, 17)] {
        let height = hills(rows, columns);
        let expected = slopes(&height, columns);
        for pool in &pools {
            let threads = pool.as_ref().map_or(1, ThreadPool::current_num_threads);
            let input = format!(
                "{} × {}, {}",
                counted(rows, "row", "rows"),
                counted(columns, "column", "columns"),
                counted(threads, "thread", "threads")
            );
            let answer = RefCell::new(Vec::new());
            let keep = || {
                let mut out = vec![UNWRITTEN; height.len()];
                on(pool.as_ref(), || yours(&height, &mut out, columns));
                answer.replace(out.clone());
                out
            };
            check = check.case(input, expected.clone(), keep).explain(|| {
                let got = answer.take();
                match got.is_empty() {
                    true => None,
                    false => tell(&got, &height, columns),
                }
            })
            .explain_panic(|message| {
                is_outside(message).then(|| {
                    "In the loop over the rows `out` is one row of `columns` points, so its index is `j`; `height` is the whole map. Beyond the rim \
                     there is no neighbour: there the point itself counts."
                        .to_owned()
                })
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
        .shared(pool.as_ref(), || {
            yours(&height, &mut vec![0.0; height.len()], columns);
        })
        .verdict()
}

/// Heights that differ from point to point, in a way that no mistake could hide in.
pub(super) fn hills(rows: usize, columns: usize) -> Vec<f64> {
    let stream = Stream::new(4);
    (0..rows * columns)
        .map(|k| ((k / columns) as f64 * 0.7).sin() + stream.uniform(k as u64))
        .collect()
}

pub(super) fn steepness_reference(height: &[f64], out: &mut [f64], columns: usize) {
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

pub(super) fn slopes(height: &[f64], columns: usize) -> Vec<f64> {
    let mut out = vec![0.0; height.len()];
    steepness_reference(height, &mut out, columns);
    out
}

/// What a wrong answer to 04.1 looks like.
fn tell(got: &[f64], height: &[f64], columns: usize) -> Option<String> {
    let near = |a: &[f64], b: &[f64]| !a.is_empty() && compare(a, b).error() <= 1e-9;
    let is_unwritten = |x: &f64| x.to_bits() == UNWRITTEN.to_bits();
    if let Some(k) = got.iter().position(is_unwritten) {
        return Some(format!(
            "Row {}, column {} was never written: the NaN stood there before.",
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
    let halved: Vec<f64> = right.iter().map(|slope| 0.5 * slope).collect();
    if near(got, &halved) {
        return Some(
            "Half of each slope: `np.gradient` divides by the two steps from neighbour to neighbour, the task does not."
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
