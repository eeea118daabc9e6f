//! The exercises of lesson 10: threads inside of ranks, a checkpoint, a model.

use super::ranks::{SIZES, answers};
use super::{Exercise, Verdict};
use show::units::counted;
use std::fmt::Display;

/// Exercise 10.1: how many threads a rank takes, of `cores` that `ranks` on this machine share; what Slurm says, in
/// `SLURM_CPUS_PER_TASK`, comes first.
///
/// ```
/// use lab::check::{State, lesson10::threads_of};
/// assert!(threads_of(|cores, _, _| cores).text().contains("Each rank takes all"));
/// ```
pub fn threads_of(yours: impl Fn(usize, usize, Option<&str>) -> usize) -> Verdict {
    let right = |cores: usize, ranks: usize, slurm: Option<&str>| {
        let given = slurm.and_then(|words| words.trim().parse().ok());
        given.unwrap_or(cores / ranks).max(1)
    };
    let mut check = Exercise::new("10.1");
    for (cores, ranks, slurm) in [
        (2, 1, None),
        (2, 2, None),
        (64, 2, None),
        (7, 3, None),
        (2, 6, None),
        (64, 2, Some("8")),
        (64, 64, Some("4")),
        (8, 2, Some("")),
    ] {
        let said = slurm.map_or("nothing".to_owned(), |words| format!("{words:?}"));
        let what = format!("{cores} cores, {ranks} rank(s), Slurm says {said}");
        let expected = right(cores, ranks, slurm);
        let got = std::cell::Cell::new(0);
        check = check
            .case(what, expected, || {
                got.set(yours(cores, ranks, slurm));
                got.get()
            })
            .explain(|| thread_mistake(got.get(), cores, ranks, slurm));
    }
    check.verdict()
}

fn thread_mistake(got: usize, cores: usize, ranks: usize, slurm: Option<&str>) -> Option<String> {
    let words = match got {
        0 => {
            "A rank without a thread does nothing: at least 1, also where there are more ranks than cores."
        }
        got if slurm.is_some() && got == (cores / ranks).max(1) => {
            "What Slurm has given to a task is the law; other jobs may have the other cores."
        }
        got if got == cores && ranks > 1 => {
            "Each rank takes all cores: together they are more threads than cores, and take turns."
        }
        got if got * ranks > cores && cores >= ranks && slurm.is_none() => {
            "Together these are more threads than cores: round down."
        }
        _ => return None,
    };
    Some(words.to_owned())
}

/// Bytes before the bodies of a checkpoint.
const HEAD: usize = 16;

/// Exercise 10.2: the bodies of each rank, from a checkpoint that says nothing of ranks.
///
/// A checkpoint is the number of bodies and the number of the step, as `u64`, then six `f64` for each body, all in
/// little-endian bytes. The bodies are divided into blocks that differ by one at most, larger ones first.
///
/// ```
/// use lab::check::{State, lesson10::resume};
/// let nobody = |ranks: usize, _: &Vec<u8>| Ok::<_, String>(vec![Vec::new(); ranks]);
/// assert_eq!(resume(nobody).state(), State::Wrong);
/// ```
pub fn resume<E: Display>(
    mut yours: impl FnMut(usize, &Vec<u8>) -> Result<Vec<Vec<f64>>, E>,
) -> Verdict {
    let mut check = Exercise::new("10.2");
    for (size, bodies) in SIZES.into_iter().zip([2, 4, 7, 9, 11]) {
        let (bytes, numbers) = checkpoint(bodies);
        check = check.that(
            format!("{bodies} bodies on {}", counted(size, "rank", "ranks")),
            || resumed(size, &bytes, &numbers, &answers(yours(size, &bytes))?),
        );
    }
    check.verdict()
}

fn checkpoint(bodies: usize) -> (Vec<u8>, Vec<f64>) {
    let numbers: Vec<f64> = (0..6 * bodies)
        .map(|k| (k / 6) as f64 + (k % 6) as f64 / 8.0)
        .collect();
    let head = [bodies as u64, 40].map(u64::to_le_bytes);
    let mut bytes = head.as_flattened().to_vec();
    bytes.extend(numbers.iter().flat_map(|x| x.to_le_bytes()));
    (bytes, numbers)
}

/// Blocks of bodies, by the first body of each and of the one after the last.
fn cut(numbers: &[f64], starts: impl Fn(usize) -> usize, size: usize) -> Vec<Vec<f64>> {
    let block = |rank: usize| {
        let (from, to) = (6 * starts(rank), 6 * starts(rank + 1));
        numbers
            .get(from..to.min(numbers.len()))
            .unwrap_or(&[])
            .to_vec()
    };
    (0..size).map(block).collect()
}

fn resumed(size: usize, bytes: &[u8], numbers: &[f64], got: &[Vec<f64>]) -> Result<(), String> {
    let bodies = numbers.len() / 6;
    let (each, more) = (bodies / size, bodies % size);
    let even = |rank: usize| rank * each + rank.min(more);
    let expected = cut(numbers, even, size);
    if got == expected {
        return Ok(());
    }
    let with_head: Vec<f64> = bytes
        .chunks_exact(8)
        .map(|eight| f64::from_le_bytes(eight.try_into().unwrap_or_default()))
        .collect();
    let mistakes = [
        (
            vec![numbers.to_vec(); size],
            "Each rank has all bodies: it needs its own block only.",
        ),
        (
            cut(&with_head, even, size),
            "The first two numbers are no coordinates: the bodies begin behind the head of 16 bytes.",
        ),
        (
            cut(numbers, |rank| rank * each, size),
            "Bodies are missing: n / size, rounded down, leaves out the rest. `Blocks` gives it to the first ranks.",
        ),
        (
            cut(numbers, |rank| rank * bodies.div_ceil(size), size),
            "n / size, rounded up, leaves less or nothing for the last ranks. `Blocks` cuts evenly.",
        ),
    ];
    let remark = mistakes.iter().find(|(wrong, _)| got == wrong);
    let remark = remark.map_or("", |(_, remark)| remark);
    let rank = (0..size)
        .find(|rank| got.get(*rank) != expected.get(*rank))
        .unwrap_or(0);
    let first = |of: &[Vec<f64>]| of.get(rank).map_or(0, Vec::len);
    Err(format!(
        "Rank {rank}: expected {} numbers from {:?} on, got {} from {:?} on. {remark}",
        first(&expected),
        expected[rank].first(),
        first(got),
        got.get(rank).and_then(|numbers: &Vec<f64>| numbers.first()),
    ))
}

const _: () = assert!(HEAD == 2 * size_of::<u64>());

/// Exercise 10.3: a model of the reader's own, beside what was measured, at three sizes.
///
/// Right when no prediction is off by more than a factor of 2, and the sizes differ enough for that to mean
/// something: the largest measured time is at least four times the smallest.
///
/// ```
/// use lab::check::{State, lesson10::your_model};
/// let measured = |n: usize| Ok::<_, String>(1e-6 * n as f64);
/// assert!(your_model([10, 100, 1000], |n| 1.5e-6 * n as f64, measured).state() >= State::Right);
/// assert_eq!(your_model([10, 100, 1000], |_| 1e-4, measured).state(), State::Wrong);
/// ```
pub fn your_model<E: Display>(
    sizes: [usize; 3],
    predicted: impl Fn(usize) -> f64,
    mut measured: impl FnMut(usize) -> Result<f64, E>,
) -> Verdict {
    let mut check = Exercise::new("10.3");
    let mut times = Vec::new();
    for size in sizes {
        check = check.that(format!("size {size}"), || {
            let model = predicted(size);
            let time = answers(measured(size))?;
            times.push(time);
            let says = format!(
                "predicted {}, measured {}",
                show::units::seconds(model),
                show::units::seconds(time)
            );
            if !(model.is_finite() && model > 0.0 && time > 0.0) {
                return Err(format!("{says}: a time is above zero."));
            }
            match model / time {
                0.5..=2.0 => Ok(()),
                ..0.5 => Err(format!(
                    "{says}: something takes time that the model does not know of."
                )),
                _ => Err(format!(
                    "{says}: the model counts what does not happen, or happens meanwhile."
                )),
            }
        });
    }
    check = check.that("the sizes differ", || {
        let (low, high) = times
            .iter()
            .fold((f64::INFINITY, 0.0_f64), |(low, high), t| {
                (low.min(*t), high.max(*t))
            });
        if high < 4.0 * low {
            return Err("The times are nearly the same: take sizes further apart.".to_owned());
        }
        Ok(())
    });
    check.verdict()
}

#[cfg(test)]
mod tests;
