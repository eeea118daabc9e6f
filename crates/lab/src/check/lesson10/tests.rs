//! Typical wrong answers are called by their names.

use super::super::State;
use super::*;

fn says(verdict: &Verdict, words: &str) {
    assert_eq!(verdict.state(), State::Wrong, "{}", verdict.text());
    assert!(verdict.text().contains(words), "{}", verdict.text());
}

#[test]
fn typical_wrong_numbers_of_threads_are_told_apart() {
    let slurm = |said: Option<&str>| said.and_then(|said| said.parse().ok());
    let right = threads_of(|cores, ranks, said| slurm(said).unwrap_or(cores / ranks).max(1));
    assert!(right.state() >= State::Right, "{}", right.text());
    says(
        &threads_of(|cores, ranks, said| slurm(said).unwrap_or(cores / ranks)),
        "does nothing",
    );
    says(
        &threads_of(|cores, ranks, _| (cores / ranks).max(1)),
        "is the law",
    );
    says(
        &threads_of(|cores, ranks, _| cores.div_ceil(ranks)),
        "round down",
    );
    says(&threads_of(|cores, _, _| cores), "all cores");
    assert_eq!(threads_of(|_, _, _| todo!()).state(), State::NotYet);
}

/// Blocks from a checkpoint, cut at `starts(rank, size, bodies)`, behind a head of so many bytes.
fn from(
    bytes: &[u8],
    size: usize,
    head: usize,
    starts: fn(usize, usize, usize) -> usize,
) -> Vec<Vec<f64>> {
    let numbers: Vec<f64> = bytes[head..]
        .chunks_exact(8)
        .map(|eight| f64::from_le_bytes(eight.try_into().unwrap()))
        .collect();
    let bodies = (bytes.len() - HEAD) / 48;
    cut(&numbers, |rank| starts(rank, size, bodies), size)
}

#[test]
fn typical_wrong_resumptions_are_told_apart() {
    let even = |rank: usize, size: usize, n: usize| rank * (n / size) + rank.min(n % size);
    let of = |head: usize, starts: fn(usize, usize, usize) -> usize| {
        resume(|size, bytes| Ok::<_, String>(from(bytes, size, head, starts)))
    };
    assert!(
        of(HEAD, even).state() >= State::Right,
        "{}",
        of(HEAD, even).text()
    );
    says(&of(0, even), "head of 16 bytes");
    says(
        &of(HEAD, |rank, size, n| rank * (n / size)),
        "Bodies are missing",
    );
    says(
        &of(HEAD, |rank, size, n| rank * n.div_ceil(size)),
        "rounded up",
    );
    let all =
        resume(|size, bytes| Ok::<_, String>(vec![from(bytes, 1, HEAD, even).concat(); size]));
    says(&all, "its own block only");
}

#[test]
fn a_model_is_compared_where_it_can_be_told() {
    let measured = |n: usize| Ok::<_, String>(1e-9 * (n * n) as f64);
    let sizes = [100, 200, 400];
    assert!(your_model(sizes, |n| 0.6e-9 * (n * n) as f64, measured).state() >= State::Right);
    says(
        &your_model(sizes, |n| 1e-12 * n as f64, measured),
        "does not know of",
    );
    says(
        &your_model(sizes, |n| 1e-6 * n as f64, measured),
        "does not happen",
    );
    says(
        &your_model([100; 3], |n| 1e-9 * (n * n) as f64, measured),
        "further apart",
    );
    says(&your_model(sizes, |_| f64::NAN, measured), "above zero");
}
