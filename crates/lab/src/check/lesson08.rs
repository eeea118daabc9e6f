//! The exercises of lesson 08: messages between ranks.

use super::ranks::{SIZES, answers};
use super::{Exercise, Verdict};
use std::fmt::Display;

fn agree(got: &[f64], expected: &[f64]) -> bool {
    let close =
        |(got, expected): (&f64, &f64)| (got - expected).abs() <= 1e-12 * expected.abs().max(1.0);
    got.len() == expected.len() && got.iter().zip(expected).all(close)
}

/// Compares by rank; `remark` names a typical mistake.
fn compared(got: &[f64], expected: &[f64], mistakes: &[(Vec<f64>, &str)]) -> Result<(), String> {
    if agree(got, expected) {
        return Ok(());
    }
    let remark = mistakes
        .iter()
        .find(|(wrong, _)| agree(got, wrong))
        .map_or("", |(_, remark)| remark);
    Err(format!(
        "By rank, expected {expected:?}, got {got:?}. {remark}"
    ))
}

/// Exercise 08.1: the sum of all ranks' numbers on every rank, passed around the ring with
/// messages between neighbours.
///
/// ```
/// use lab::check::{State, lesson08};
/// let on_ranks = |numbers: &[f64]| Ok::<_, String>(vec![numbers.iter().sum(); numbers.len()]);
/// assert!(lesson08::ring_sum(on_ranks).state() >= State::Right);
/// ```
pub fn ring_sum<E: Display>(mut yours: impl FnMut(&[f64]) -> Result<Vec<f64>, E>) -> Verdict {
    let mut check = Exercise::new("08.1");
    for size in SIZES {
        let numbers: Vec<f64> = (0..size).map(|rank| f64::from(1 << rank)).collect();
        let of_two = |rank: usize| numbers[rank] + numbers[(rank + size - 1) % size];
        let mistakes = [
            (
                numbers.clone(),
                "These are the ranks' own numbers: nothing was added.",
            ),
            (
                (0..size).map(of_two).collect(),
                "This is one step of the ring: what came from the left must go on to the right, size − 1 times.",
            ),
        ];
        check = check.that(format!("{size} rank(s)"), || {
            compared(
                &answers(yours(&numbers))?,
                &vec![numbers.iter().sum(); size],
                &mistakes,
            )
        });
    }
    check.verdict()
}

/// Exercise 08.2: the mean of numbers that are spread unevenly over the ranks, on every rank.
///
/// ```
/// use lab::check::{State, lesson08};
/// let failing = |_: &[Vec<f64>]| Err::<Vec<f64>, _>("rank 1 panicked: not yet implemented");
/// assert_eq!(lesson08::mean(failing).state(), State::NotYet);
/// ```
pub fn mean<E: Display>(mut yours: impl FnMut(&[Vec<f64>]) -> Result<Vec<f64>, E>) -> Verdict {
    let mut check = Exercise::new("08.2");
    for size in SIZES {
        let part = |rank: usize| {
            (0..=2 * rank)
                .map(|i| (1 + 10 * rank + i * i) as f64 / 4.0)
                .collect()
        };
        let parts: Vec<Vec<f64>> = (0..size).map(part).collect();
        let sum = parts.iter().flatten().sum::<f64>();
        let count = parts.iter().map(Vec::len).sum::<usize>();
        let own: Vec<f64> = parts
            .iter()
            .map(|part| part.iter().sum::<f64>() / part.len() as f64)
            .collect();
        let of_means = own.iter().sum::<f64>() / size as f64;
        let mistakes = [
            (
                vec![of_means; size],
                "This is the mean of the ranks' means: a rank with more numbers must weigh more.",
            ),
            (own, "This is each rank's own mean: no message was sent."),
            (
                vec![sum; size],
                "This is the sum: divide by how many numbers all ranks have.",
            ),
        ];
        check = check.that(format!("{size} rank(s)"), || {
            compared(
                &answers(yours(&parts))?,
                &vec![sum / count as f64; size],
                &mistakes,
            )
        });
    }
    check.verdict()
}

/// Exercise 08.3: a broadcast of rank 0's number, written with messages between two ranks only, in
/// which no rank sends more than ⌈log₂ size⌉ of them.
///
/// `yours` returns each rank's number, and how many messages each rank has sent.
///
/// ```
/// use lab::check::{State, lesson08};
/// let star = |numbers: &[f64]| {
///     let mut sent = vec![0; numbers.len()];
///     sent[0] = numbers.len() - 1;
///     Ok::<_, String>((vec![numbers[0]; numbers.len()], sent))
/// };
/// assert!(lesson08::broadcast(star).text().contains("one after another"));
/// ```
pub fn broadcast<E: Display>(
    mut yours: impl FnMut(&[f64]) -> Result<(Vec<f64>, Vec<usize>), E>,
) -> Verdict {
    let mut check = Exercise::new("08.3");
    for size in SIZES {
        let numbers: Vec<f64> = (0..size).map(|rank| 3.5 - rank as f64).collect();
        let mistakes = [(
            numbers.clone(),
            "These are the ranks' own numbers: nothing has arrived.",
        )];
        check = check.that(format!("{size} rank(s)"), || {
            let (got, sent) = answers(yours(&numbers))?;
            compared(&got, &vec![3.5; size], &mistakes)?;
            few_messages(&sent)
        });
    }
    check.verdict()
}

fn few_messages(sent: &[usize]) -> Result<(), String> {
    let allowed = sent.len().next_power_of_two().trailing_zeros() as usize;
    if sent.iter().sum::<usize>() + 1 < sent.len() {
        return Err(
            "The numbers are right, but were not sent by send: write the messages yourself.".into(),
        );
    }
    match sent.iter().enumerate().find(|(_, sent)| **sent > allowed) {
        None => Ok(()),
        Some((rank, sent)) => Err(format!(
            "The numbers are right, but rank {rank} sends {sent} messages one after another, where {allowed} would \
             do: let every rank that has the number pass it on, so that twice as many have it after each round."
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::super::State;
    use super::*;

    fn right<T>(answer: T) -> Result<T, String> {
        Ok(answer)
    }

    #[test]
    fn typical_wrong_rings_are_told_apart() {
        let whole = ring_sum(|numbers| right(vec![numbers.iter().sum::<f64>(); numbers.len()]));
        assert!(whole.state() >= State::Right, "{}", whole.text());
        let unwritten = |_: &[f64]| Err::<Vec<f64>, _>("rank 0 panicked: not yet implemented");
        assert_eq!(ring_sum(unwritten).state(), State::NotYet);
        let own = ring_sum(|numbers| right(numbers.to_vec()));
        assert!(own.text().contains("nothing was added"), "{}", own.text());
        let step = |numbers: &[f64]| {
            let n = numbers.len();
            right(
                (0..n)
                    .map(|i| {
                        if n == 1 {
                            numbers[0]
                        } else {
                            numbers[i] + numbers[(i + n - 1) % n]
                        }
                    })
                    .collect(),
            )
        };
        assert!(ring_sum(step).text().contains("one step of the ring"));
        let stuck = |_: &[f64]| Err::<Vec<f64>, _>("deadlock: for 3 s every rank has waited");
        assert!(ring_sum(stuck).text().contains("send_receive"));
    }

    #[test]
    fn typical_wrong_means_are_told_apart() {
        let all = |parts: &[Vec<f64>], mean: f64| right(vec![mean; parts.len()]);
        let of = |part: &Vec<f64>| part.iter().sum::<f64>() / part.len() as f64;
        let count = |parts: &[Vec<f64>]| parts.iter().flatten().count() as f64;
        let sum = |parts: &[Vec<f64>]| parts.iter().flatten().sum::<f64>();
        assert!(mean(|parts| all(parts, sum(parts) / count(parts))).state() >= State::Right);
        let means = mean(|parts| {
            all(
                parts,
                parts.iter().map(of).sum::<f64>() / parts.len() as f64,
            )
        });
        assert!(means.text().contains("weigh more"), "{}", means.text());
        assert!(
            mean(|parts| right(parts.iter().map(of).collect()))
                .text()
                .contains("own mean")
        );
    }

    #[test]
    fn a_broadcast_counts_its_messages() {
        let tree = |numbers: &[f64]| {
            let n = numbers.len();
            let mut sent = vec![0; n];
            let mut have = 1;
            while have < n {
                (0..have)
                    .filter(|rank| rank + have < n)
                    .for_each(|rank| sent[rank] += 1);
                have *= 2;
            }
            right((vec![numbers[0]; n], sent))
        };
        assert!(
            broadcast(tree).state() >= State::Right,
            "{}",
            broadcast(tree).text()
        );
        let library =
            |numbers: &[f64]| right((vec![numbers[0]; numbers.len()], vec![0; numbers.len()]));
        assert!(broadcast(library).text().contains("not sent by send"));
        let own = |numbers: &[f64]| right((numbers.to_vec(), vec![0; numbers.len()]));
        assert!(broadcast(own).text().contains("nothing has arrived"));
    }
}
