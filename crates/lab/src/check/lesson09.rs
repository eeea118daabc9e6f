//! The exercises of lesson 09: a plate that is split over ranks.

mod change;
mod seldom;

pub use change::{Change, largest_change};
pub use seldom::{Task, seldom};

use super::ranks::{SIZES, answers};
use super::{Exercise, Verdict};
use std::fmt::Display;

/// What one rank holds of a plate: its rows with a halo row above and below, and the columns of a row.
pub type Strip = (Vec<f64>, usize);

/// Columns of the strips of exercise 09.1.
const COLUMNS: usize = 3;

/// Exercise 09.1: the halo rows of each strip filled with the neighbours' rows.
///
/// `yours` returns what each rank holds afterwards.
///
/// ```
/// use lab::check::{State, lesson09};
/// let nothing = |strips: &[lesson09::Strip]| {
///     Ok::<_, String>(strips.iter().map(|(rows, _)| rows.clone()).collect())
/// };
/// assert!(lesson09::exchange(nothing).text().contains("Nothing has arrived"));
/// ```
pub fn exchange<E: Display>(
    mut yours: impl FnMut(&[Strip]) -> Result<Vec<Vec<f64>>, E>,
) -> Verdict {
    let mut check = Exercise::new("09.1");
    for size in SIZES {
        let strips = strips(size);
        check = check.that(format!("{size} rank(s)"), || {
            exchanged(&strips, &answers(yours(&strips))?)
        });
    }
    check.verdict()
}

/// Two or three own rows for each rank, numbered through; what a halo held before is below zero.
fn strips(size: usize) -> Vec<Strip> {
    let mut next = 1;
    let strip = |rank: usize| {
        let own = 2 + rank % 2;
        let mut rows = vec![-1.0 - rank as f64; (own + 2) * COLUMNS];
        for i in 1..=own {
            for j in 0..COLUMNS {
                rows[i * COLUMNS + j] = (100 * (next + i - 1) + j) as f64;
            }
        }
        next += own;
        // Beyond the first and the last strip there is nobody: the plate's own rim.
        if rank == 0 {
            rows[..COLUMNS].fill(0.5);
        }
        if rank + 1 == size {
            rows[(own + 1) * COLUMNS..].fill(0.5);
        }
        (rows, COLUMNS)
    };
    (0..size).map(strip).collect()
}

/// A row of a strip, counted from its first (from 0) or from its last (from −1).
fn row(strip: &Strip, i: isize) -> &[f64] {
    let rows = (strip.0.len() / strip.1) as isize;
    let i = if i < 0 { rows + i } else { i } as usize;
    &strip.0[i * strip.1..][..strip.1]
}

/// The strips with their first and last rows replaced; `from(rank, −1 or 1)` says by which strip's which row.
fn filled(
    strips: &[Strip],
    from: impl Fn(isize, isize) -> Option<(isize, isize)>,
) -> Vec<Vec<f64>> {
    let fill = |(rank, strip): (usize, &Strip)| {
        let mut rows = strip.0.clone();
        let last = rows.len() - strip.1;
        for (side, at) in [(-1, 0), (1, last)] {
            let source = from(rank as isize, side);
            let there =
                source.and_then(|(rank, i)| Some((strips.get(usize::try_from(rank).ok()?)?, i)));
            if let Some((strip, i)) = there {
                rows[at..at + strip.1].copy_from_slice(row(strip, i));
            }
        }
        rows
    };
    strips.iter().enumerate().map(fill).collect()
}

fn exchanged(strips: &[Strip], got: &[Vec<f64>]) -> Result<(), String> {
    // Of the strip above, the last own row is wanted; of the one below, the first.
    let expected = filled(strips, |rank, side| {
        Some((rank + side, if side < 0 { -2 } else { 1 }))
    });
    if got == expected {
        return Ok(());
    }
    let lengths = |rows: &[Vec<f64>]| rows.iter().map(Vec::len).collect::<Vec<_>>();
    if lengths(got) != lengths(&expected) {
        return Err(format!(
            "By rank, {:?} numbers came back instead of {:?}.",
            lengths(got),
            lengths(&expected)
        ));
    }
    for (rank, (strip, got)) in strips.iter().zip(got).enumerate() {
        let own = strip.1..strip.0.len() - strip.1;
        if strip.0[own.clone()] != got[own] {
            return Err(format!(
                "Rank {rank}'s own rows have changed: what arrives belongs into the first and the last row, the halo."
            ));
        }
    }
    let size = strips.len() as isize;
    let mistakes = [
        (
            strips.iter().map(|strip| strip.0.clone()).collect(),
            "Nothing has arrived.",
        ),
        (
            filled(strips, |rank, side| {
                Some((rank + side, if side < 0 { -1 } else { 0 }))
            }),
            "Off by one: the neighbours sent their halo rows, not their own. The own rows are 1 to rows − 2.",
        ),
        (
            filled(strips, |rank, side| {
                Some((rank + side, if side < 0 { 1 } else { -2 }))
            }),
            "Each edge went to the wrong neighbour: the first own row goes up, the last one down.",
        ),
        (
            filled(strips, |rank, side| {
                Some((rank - side, if side < 0 { 1 } else { -2 }))
            }),
            "The two halo rows are interchanged: what comes from above belongs above.",
        ),
        (
            filled(strips, |rank, side| {
                Some((
                    (rank + side).rem_euclid(size),
                    if side < 0 { -2 } else { 1 },
                ))
            }),
            "The first and the last rank have overwritten the rim of the plate: they have one neighbour only, the \
             plate is no ring.",
        ),
    ];
    let remark = mistakes
        .iter()
        .find(|(wrong, _): &&(Vec<Vec<f64>>, _)| got == wrong);
    Err(format!(
        "{} {}",
        first_difference(&expected, got),
        remark.map_or("", |(_, remark)| remark)
    ))
}

fn first_difference(expected: &[Vec<f64>], got: &[Vec<f64>]) -> String {
    for (rank, (expected, got)) in expected.iter().zip(got).enumerate() {
        let rows = expected.chunks(COLUMNS).zip(got.chunks(COLUMNS));
        if let Some((i, (expected, got))) = rows.enumerate().find(|(_, (a, b))| a != b) {
            return format!("Rank {rank}, row {i}: expected {expected:?}, got {got:?}.");
        }
    }
    String::new()
}

/// Exercise 09.4: a computation of the reader's own, plainly and on ranks.
///
/// The plain one is the oracle; the ranks' one is given a number of ranks, and must give the same bits.
///
/// ```
/// use lab::check::{State, lesson09::your_own};
/// let plain = || vec![1.0, 2.0];
/// assert!(your_own(plain, |_| Ok::<_, String>(vec![1.0, 2.0])).state() >= State::Right);
/// assert_eq!(your_own(plain, |_| Ok::<_, String>(vec![1.0, 2.5])).state(), State::Wrong);
/// ```
pub fn your_own<E: Display>(
    plain: impl FnOnce() -> Vec<f64>,
    mut on_ranks: impl FnMut(usize) -> Result<Vec<f64>, E>,
) -> Verdict {
    let mut check = Exercise::new("09.4");
    let mut oracle = Vec::new();
    check = check.that("the plain one", || {
        oracle = plain();
        let unchanged = oracle.iter().all(|x| *x == oracle[0]);
        if unchanged {
            return Err(
                "It gives nothing that could be told apart: take another start.".to_owned(),
            );
        }
        Ok(())
    });
    for size in SIZES {
        check = check.that(format!("{size} rank(s)"), || {
            same_bits(&oracle, &answers(on_ranks(size))?)
        });
    }
    check.verdict()
}

fn same_bits(expected: &[f64], got: &[f64]) -> Result<(), String> {
    if got.len() != expected.len() {
        return Err(format!(
            "{} numbers, and the plain one gives {}.",
            got.len(),
            expected.len()
        ));
    }
    match (0..got.len()).find(|k| got[*k].to_bits() != expected[*k].to_bits()) {
        None => Ok(()),
        Some(k) => Err(format!(
            "Number {k} is {:?}, and {:?} of the plain one. Is it beside a border between two ranks?",
            got[k], expected[k]
        )),
    }
}

#[cfg(test)]
mod tests;
