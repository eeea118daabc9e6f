//! Exercise 09.3: a deeper halo, and fewer messages.

use super::super::ranks::answers;
use super::super::{Exercise, Verdict};
use kernels::heat::{copy_rim, sweep_naive};
use std::fmt::Display;
use std::ops::Range;

/// A plate to sweep: all of its points, the columns of a row, how many sweeps, and how deep the halo is.
pub type Task = (Vec<f64>, usize, usize, usize);

/// Exercise 09.3: sweeps with an exchange before every `depth`-th one only, on a halo that is so deep.
///
/// `yours` is given a number of ranks and a task; it returns the own rows of each rank, in strips, and how
/// many messages each has sent.
pub fn seldom<E: Display>(
    mut yours: impl FnMut(usize, &Task) -> Result<(Vec<Vec<f64>>, Vec<usize>), E>,
) -> Verdict {
    let mut check = Exercise::new("09.3");
    for (size, depth, sweeps) in [
        (1, 2, 3),
        (2, 1, 3),
        (2, 2, 4),
        (3, 2, 5),
        (4, 3, 7),
        (6, 2, 9),
    ] {
        let (rows, columns) = (2 + 3 * size, 7);
        let plate: Vec<f64> = (0..rows * columns).map(|k| (k * k % 101) as f64).collect();
        let what = format!("{size} rank(s), halo of depth {depth}, {sweeps} sweeps");
        check = check.that(what, || {
            let task = (plate, columns, sweeps, depth);
            let (got, sent) = answers(yours(size, &task))?;
            swept(size, &task, &got.concat())?;
            rarely(&sent, sweeps.div_ceil(depth))
        });
    }
    check.verdict()
}

fn swept(size: usize, task: &Task, got: &[f64]) -> Result<(), String> {
    let (_, columns, sweeps, depth) = *task;
    let run = |every: usize, sweeps: usize| simulate(task, size, every, sweeps);
    let expected = run(depth, sweeps);
    if expected == got {
        return Ok(());
    }
    let mistakes = [
        (
            run(depth, sweeps.next_multiple_of(depth)),
            "These are more sweeps: the last round may be shorter.",
        ),
        (
            run(depth, sweeps - sweeps % depth),
            "These are fewer sweeps: the last round is missing.",
        ),
        (
            run(depth + 1, sweeps),
            "One sweep too many without an exchange: the halo is used up.",
        ),
        (
            run(usize::MAX, sweeps),
            "The halo was filled once, and never again.",
        ),
        (run(0, sweeps), "The halo was never filled."),
    ];
    let remark = mistakes.iter().find(|(wrong, _)| wrong == got);
    let remark = remark.map_or("", |(_, remark)| remark);
    if got.len() != expected.len() {
        return Err(format!(
            "{} numbers came back instead of {}.",
            got.len(),
            expected.len()
        ));
    }
    let place = (0..got.len()).find(|k| got[*k].to_bits() != expected[*k].to_bits());
    let (row, column) = place.map_or((0, 0), |k| (1 + k / columns, k % columns));
    let wrong = place.map_or((0.0, 0.0), |k| (expected[k], got[k]));
    Err(format!(
        "Row {row}, column {column} of the plate: expected {:?}, got {:?}. {remark}",
        wrong.0, wrong.1
    ))
}

/// The own rows of all strips after some sweeps with an exchange before every so many (0: none at all).
pub(super) fn simulate(
    (plate, columns, _, depth): &Task,
    size: usize,
    every: usize,
    sweeps: usize,
) -> Vec<f64> {
    let (n, rows) = (*columns, plate.len() / columns);
    let own = |rank: usize| -> Range<usize> {
        let (each, more) = ((rows - 2) / size, (rows - 2) % size);
        let start = |rank: usize| 1 + rank * each + rank.min(more);
        start(rank)..start(rank + 1)
    };
    let held = |rank: usize| {
        let own = own(rank);
        own.start.saturating_sub(*depth)..(own.end + depth).min(rows)
    };
    let mut parts: Vec<Vec<f64>> = (0..size)
        .map(|rank| {
            let held = held(rank);
            let mut part = plate[held.start * n..held.end * n].to_vec();
            // What nobody has sent yet is not there; the rim of the plate is.
            for i in held
                .clone()
                .filter(|i| !own(rank).contains(i) && (1..rows - 1).contains(i))
            {
                part[(i - held.start) * n..][..n].fill(0.0);
            }
            part
        })
        .collect();
    let mut whole = plate.clone();
    for k in 0..sweeps {
        if every > 0 && k % every == 0 {
            for (rank, part) in parts.iter_mut().enumerate() {
                let held = held(rank);
                part.copy_from_slice(&whole[held.start * n..held.end * n]);
            }
        }
        for (rank, part) in parts.iter_mut().enumerate() {
            let mut next = vec![0.0; part.len()];
            let done =
                copy_rim(part, &mut next, n).and_then(|()| sweep_naive(part, &mut next, n, 0.25));
            debug_assert!(done.is_ok(), "strips have at least three rows");
            *part = next;
            let (own, start) = (own(rank), held(rank).start);
            whole[own.start * n..own.end * n]
                .copy_from_slice(&part[(own.start - start) * n..(own.end - start) * n]);
        }
    }
    whole[n..whole.len() - n].to_vec()
}

fn rarely(sent: &[usize], rounds: usize) -> Result<(), String> {
    let size = sent.len();
    let neighbours = |rank: usize| usize::from(rank > 0) + usize::from(rank + 1 < size);
    match (0..size).find(|rank| sent[*rank] > rounds * neighbours(*rank)) {
        None => Ok(()),
        Some(rank) => Err(format!(
            "The plate is right, but rank {rank} sends {} messages where {} would do: exchange only when the halo is \
             used up.",
            sent[rank],
            rounds * neighbours(rank)
        )),
    }
}
