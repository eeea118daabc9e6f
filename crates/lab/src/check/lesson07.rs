//! The exercises of lesson 07: chunks, their sums, and the rows around them.

use super::{Exercise, Verdict};
use bench::Cost;
use kernels::random::Stream;
use std::cell::RefCell;
use std::ops::Range;

#[cfg(test)]
mod tests;

/// Exercise 07.1: how many chunks hold these rows and columns.
///
/// ```
/// use lab::check::{State, lesson07::chunks_touched};
/// assert_eq!(chunks_touched(|_, _, _| 1).state(), State::Wrong);
/// ```
pub fn chunks_touched(yours: impl Fn(Range<usize>, Range<usize>, [usize; 2]) -> usize) -> Verdict {
    let mut check = Exercise::new("07.1");
    for (rows, columns, chunk) in [
        (0..4, 0..4, [4, 4]),
        (0..1, 0..40, [8, 8]),
        (5..6, 3..4, [4, 4]),
        (3..5, 0..8, [4, 8]),
        (7..9, 6..18, [4, 5]),
        (0..12, 0..12, [4, 3]),
        (6..6, 0..9, [4, 4]),
    ] {
        let expected = touched(&rows, chunk[0]) * touched(&columns, chunk[1]);
        let got = RefCell::new(0);
        check = check
            .case(
                format!("rows {rows:?}, columns {columns:?}, chunks of {chunk:?}"),
                expected,
                || {
                    let mine = yours(rows.clone(), columns.clone(), chunk);
                    got.replace(mine);
                    mine
                },
            )
            .explain(|| touched_mistake(*got.borrow(), &rows, &columns, chunk));
    }
    check.verdict()
}

/// Chunks of `size` that a range lies in.
fn touched(range: &Range<usize>, size: usize) -> usize {
    if range.is_empty() {
        return 0;
    }
    range.end.div_ceil(size) - range.start / size
}

fn touched_mistake(
    got: usize,
    rows: &Range<usize>,
    columns: &Range<usize>,
    chunk: [usize; 2],
) -> Option<String> {
    let both = |of: fn(&Range<usize>, usize) -> usize| of(rows, chunk[0]) * of(columns, chunk[1]);
    let words = if rows.is_empty() || columns.is_empty() {
        "No row or no column lies in no chunk."
    } else if got == both(|range, size| range.len().div_ceil(size)) {
        "That is how many chunks so many points fill. Where the range begins counts too: two rows may lie in two chunks."
    } else if got == both(|range, size| range.end / size - range.start / size + 1) {
        "`end` is the first row that is not wanted: when it begins a chunk, that chunk is not touched."
    } else if got == touched(rows, chunk[0]) + touched(columns, chunk[1]) {
        "Chunks lie in a grid: so many down times so many across."
    } else {
        return None;
    };
    Some(words.to_owned())
}

/// Exercise 07.2: the mean of all numbers, which come in chunks of different lengths; 0 when there is none.
///
/// ```
/// use lab::check::{State, lesson07::mean};
/// let of_means = |chunks: &[Vec<f64>]| {
///     let mean = |x: &Vec<f64>| x.iter().sum::<f64>() / x.len() as f64;
///     chunks.iter().map(mean).sum::<f64>() / chunks.len() as f64
/// };
/// assert_eq!(mean(of_means).state(), State::Wrong);
/// ```
pub fn mean(yours: impl Fn(&[Vec<f64>]) -> f64) -> Verdict {
    let mut check = Exercise::new("07.2");
    for lengths in [&[1][..], &[4, 4], &[4, 4, 1], &[3, 0, 2], &[]] {
        let chunks = some(lengths);
        let got = RefCell::new(0.0);
        check = check
            .case(
                format!("chunks of {lengths:?} numbers"),
                mean_reference(&chunks),
                || {
                    let mine = yours(&chunks);
                    got.replace(mine);
                    mine
                },
            )
            .explain(|| mean_mistake(*got.borrow(), &chunks));
    }
    let chunks = some(&[16_384; 64]);
    check
        .race(
            "64 chunks of 16 384 numbers",
            Cost::new(8.0 * 1_048_576.0, 1_048_576.0),
            || yours(&chunks),
            || mean_reference(&chunks),
        )
        .verdict()
}

fn some(lengths: &[usize]) -> Vec<Vec<f64>> {
    let (stream, mut drawn) = (Stream::new(7), 0..);
    let chunk = |length: &usize| {
        let numbers = drawn.by_ref().take(*length);
        numbers.map(|k| stream.uniform(k)).collect()
    };
    lengths.iter().map(chunk).collect()
}

fn mean_reference(chunks: &[Vec<f64>]) -> f64 {
    let sum: f64 = chunks
        .iter()
        .map(|chunk| kernels::reduce::sum_simd(chunk))
        .sum();
    let count: usize = chunks.iter().map(Vec::len).sum();
    if count == 0 { 0.0 } else { sum / count as f64 }
}

fn mean_mistake(got: f64, chunks: &[Vec<f64>]) -> Option<String> {
    let is = |other: f64| (got - other).abs() <= 1e-12 * other.abs();
    let filled: Vec<&Vec<f64>> = chunks.iter().filter(|chunk| !chunk.is_empty()).collect();
    let means: f64 = filled
        .iter()
        .map(|x| x.iter().sum::<f64>() / x.len() as f64)
        .sum();
    let sum: f64 = chunks.iter().flatten().sum();
    let words = if got.is_nan() {
        "0 / 0 is no number: a chunk may be empty, and so may all of them."
    } else if is(means / filled.len() as f64) || is(means / chunks.len() as f64) {
        "This is the mean of the means: a chunk of one number counts as much as one of four. Keep sums and counts, divide once."
    } else if is(sum / chunks.len() as f64) {
        "The sum is right. Divide it by how many numbers there are, not by how many chunks."
    } else if is(sum) {
        "This is the sum: divide it by how many numbers there are."
    } else {
        return None;
    };
    Some(words.to_owned())
}

/// Exercise 07.3: the rows that must be in memory for `band` to go through `depth` sweeps, in an array of `rows` rows,
/// and how many of them come before the band.
///
/// ```
/// use lab::check::{State, lesson07::window};
/// assert_eq!(window(|band, _, _| (band, 0)).state(), State::Wrong);
/// ```
pub fn window(yours: impl Fn(Range<usize>, usize, usize) -> (Range<usize>, usize)) -> Verdict {
    let mut check = Exercise::new("07.3");
    for (band, depth, rows) in [
        (4..8, 1, 12),
        (4..8, 3, 12),
        (0..4, 2, 12),
        (8..12, 2, 12),
        (4..8, 6, 12),
        (0..5, 9, 5),
    ] {
        let (needed, before) = window_reference(&band, depth, rows);
        let what = format!("rows {band:?} of {rows}, {depth} sweep(s)");
        check = check.that(what, || {
            let (got, skipped) = yours(band.clone(), depth, rows);
            if (got.clone(), skipped) == (needed.clone(), before) {
                return Ok(());
            }
            let remark = window_mistake(&got, skipped, &band, depth, rows);
            Err(format!(
                "Expected rows {needed:?}, {before} of them before the band; got {got:?} and {skipped}. {remark}"
            ))
        });
    }
    check.verdict()
}

fn window_reference(band: &Range<usize>, depth: usize, rows: usize) -> (Range<usize>, usize) {
    let start = band.start.saturating_sub(depth);
    (start..(band.end + depth).min(rows), band.start - start)
}

fn window_mistake(
    got: &Range<usize>,
    skipped: usize,
    band: &Range<usize>,
    depth: usize,
    rows: usize,
) -> &'static str {
    let (needed, _) = window_reference(band, depth, rows);
    let (one, _) = window_reference(band, 1, rows);
    if *got == needed && skipped == depth {
        "At the upper rim there are fewer rows than that before the band."
    } else if *got == needed {
        "The rows are right. Before the band come those from the window's first row to the band's first."
    } else if got.end > rows {
        "There are no rows beyond the last: the window ends at the rim."
    } else if got == band {
        "Without its neighbours' rows the band takes its own edge for the rim of the plate."
    } else if *got == one {
        "One row a side is enough for one sweep. The second one needs a row whose own neighbours were right."
    } else {
        ""
    }
}

/// Exercise 07.4: a reduction of the reader's own, from chunks, beside the same of all numbers at once.
///
/// The chunks are cut in several ways: the answer must not depend on the cut.
///
/// ```
/// use lab::check::{State, lesson07::your_own};
/// let greatest = |x: &[f64]| x.iter().copied().fold(0.0, f64::max);
/// let in_chunks = |chunks: &[Vec<f64>]| chunks.iter().map(|x| greatest(x)).fold(0.0, f64::max);
/// assert!(your_own(in_chunks, greatest).state() >= State::Right);
/// ```
pub fn your_own(in_chunks: impl Fn(&[Vec<f64>]) -> f64, whole: impl Fn(&[f64]) -> f64) -> Verdict {
    let mut check = Exercise::new("07.4").tolerance(1e-9);
    for lengths in [&[10][..], &[5, 5], &[4, 4, 2], &[1, 2, 3, 4], &[7, 1, 1, 1]] {
        let chunks = some(lengths);
        let what = format!("ten numbers in chunks of {lengths:?}");
        check = check.that(what, || {
            let (expected, got) = (whole(&chunks.concat()), in_chunks(&chunks));
            if (got - expected).abs() <= 1e-9 * expected.abs().max(1e-300) {
                return Ok(());
            }
            let words = match lengths {
                [10] => "One chunk holds all numbers: both functions should say the same.",
                [5, 5] => "With one chunk it was right: what the chunks say is put together in another way than it should.",
                _ => "With equal chunks it was right: a chunk must say how many numbers it speaks for. (Some questions, the median for one, have no answer that can be put together from parts.)",
            };
            Err(format!("From all numbers {expected}, from chunks {got}. {words}"))
        });
    }
    let chunks = some(&[16_384; 64]);
    let all = chunks.concat();
    check
        .race(
            "64 chunks of 16 384 numbers",
            Cost::new(8.0 * 1_048_576.0, 1_048_576.0),
            || in_chunks(&chunks),
            || whole(&all),
        )
        .verdict()
}
