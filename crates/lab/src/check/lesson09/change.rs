//! Exercise 09.2: when to stop, a question that all ranks must answer alike.

use super::super::ranks::{SIZES, answers};
use super::super::{Exercise, Verdict};
use super::{Strip, strips};
use std::fmt::Display;

/// A strip before and after a sweep, and the columns of a row.
pub type Change = (Vec<f64>, Vec<f64>, usize);

/// Exercise 09.2: the largest change of a sweep anywhere on the plate, on every rank.
///
/// ```
/// use lab::check::{State, lesson09};
/// let own = |changes: &[lesson09::Change]| {
///     let largest = |(old, new, n): &lesson09::Change| {
///         let each = old.iter().zip(new).skip(*n).take(old.len() - 2 * n);
///         each.map(|(old, new)| (new - old).abs()).fold(0.0, f64::max)
///     };
///     Ok::<_, String>(changes.iter().map(largest).collect())
/// };
/// assert!(lesson09::largest_change(own).text().contains("its own"));
/// ```
pub fn largest_change<E: Display>(
    mut yours: impl FnMut(&[Change]) -> Result<Vec<f64>, E>,
) -> Verdict {
    let mut check = Exercise::new("09.2");
    for size in SIZES {
        let changes: Vec<Change> = strips(size).into_iter().enumerate().map(change).collect();
        check = check.that(format!("{size} rank(s)"), || {
            let got = answers(yours(&changes))?;
            same_on_all(&changes, &got)
        });
    }
    check.verdict()
}

/// A sweep after which the last rank has the largest change, downwards, and a halo a larger one.
fn change((rank, (old, columns)): (usize, Strip)) -> Change {
    let mut new = old.clone();
    let own = columns..old.len() - columns;
    for (k, value) in new[own].iter_mut().enumerate() {
        *value += [0.25, -0.75, 0.5][k % 3] * (1.0 + rank as f64);
    }
    // Where a neighbour was, the halo is of another time.
    for halo in [0, old.len() - 1] {
        if new[halo] < 0.0 {
            new[halo] += 50.0;
        }
    }
    (old, new, columns)
}

fn same_on_all(changes: &[Change], got: &[f64]) -> Result<(), String> {
    let by_rank = |halo: bool, size: fn(f64) -> f64| -> Vec<f64> {
        let largest = |(old, new, columns): &Change| {
            let own = if halo {
                0..old.len()
            } else {
                *columns..old.len() - columns
            };
            let pairs = old[own.clone()].iter().zip(&new[own]);
            pairs.map(|(old, new)| size(new - old)).fold(0.0, f64::max)
        };
        changes.iter().map(largest).collect()
    };
    let all =
        |of_ranks: Vec<f64>| vec![of_ranks.iter().copied().fold(0.0, f64::max); of_ranks.len()];
    let own = by_rank(false, f64::abs);
    let expected = all(own.clone());
    let agree = |wrong: &[f64]| {
        wrong.len() == got.len()
            && wrong
                .iter()
                .zip(got)
                .all(|(a, b)| (a - b).abs() <= 1e-12 * a.abs())
    };
    if agree(&expected) {
        return Ok(());
    }
    let sum = own.iter().sum::<f64>();
    let mistakes = [
        (
            all(by_rank(true, f64::abs)),
            "The halo rows were counted: they are copies, and of another time.",
        ),
        (
            by_rank(true, f64::abs),
            "The halo rows were counted, and each rank has the change of its own strip only.",
        ),
        (
            own.clone(),
            "Each rank has the change of its own strip: one would stop while the others go on, and wait for it for ever.",
        ),
        (
            all(by_rank(false, |x| x)),
            "Changes downwards count as well: take the absolute value.",
        ),
        (
            vec![sum; got.len()],
            "This is the sum over the ranks, not the largest.",
        ),
    ];
    let remark = mistakes.iter().find(|(wrong, _)| agree(wrong));
    let remark = remark.map_or("", |(_, remark)| remark);
    Err(format!(
        "By rank, expected {expected:?}, got {got:?}. {remark}"
    ))
}
