//! Exercise 02.3: sums side by side.

use super::case;
use crate::check::{Exercise, Verdict};
use bench::Cost;
use kernels::random::Stream;
use show::units::counted;

/// Exercise 02.3: the dot product Σ xᵢ yᵢ with eight sums side by side.
///
/// ```
/// use lab::check::{State, lesson02::dot};
/// let plain = |x: &[f64], y: &[f64]| x.iter().zip(y).map(|(x, y)| x * y).sum();
/// assert!(dot(plain).state() >= State::Right);
/// ```
pub fn dot(yours: impl Fn(&[f64], &[f64]) -> f64) -> Verdict {
    let mut check = Exercise::new("02.3").when_slow(
        "In one sum each addition waits for the one before it: keep eight side by side. With indices that may not be enough, since the \
         compiler also asks whether each is inside: blocks whose length is part of their type, from `as_chunks::<8>()`, need no asking. (`mul_add` is the call of a function \
         here, since cells are compiled for processors without that instruction, too.)",
    );
    for n in [0, 1, 2, 3, 7, 8, 9, 15, 16, 17, 24, 31, 100] {
        let (x, y) = pair(n);
        let expected = dot_reference(&x, &y);
        let whole = n - n % 8;
        let every_eighth = |v: &[f64]| v.iter().copied().step_by(8).collect::<Vec<f64>>();
        let mistakes = vec![
            (
                dot_reference(&x[..whole], &y[..whole]),
                "Some of the last n % 8 numbers are missing, or all of them: they are in no block of eight.",
            ),
            (
                dot_reference(&every_eighth(&x[..whole]), &every_eighth(&y[..whole]))
                    + dot_reference(&x[whole..], &y[whole..]),
                "This is lane 0 only: add up all eight lanes at the end.",
            ),
            (
                dot_reference(&x[whole.saturating_sub(8)..], &y[whole.saturating_sub(8)..]),
                "Only the last block of eight is in it: each lane adds up, `+=`, not `=`.",
            ),
            (
                x.iter().zip(&y).map(|(x, y)| (x * y).abs()).sum(),
                "The products lost their signs.",
            ),
            (
                x.iter().sum(),
                "This is the sum of x: multiply by the y at the same place.",
            ),
            (
                x.iter().sum::<f64>() * y.iter().sum::<f64>(),
                "This is the product of two sums: multiply each x by its own y, then add up.",
            ),
        ];
        let outside = match n {
            0..8 => "Here are fewer than 8 numbers: no whole block. All of them are the rest.",
            _ => "The last n % 8 numbers are in no block of eight.",
        };
        let (input, answer) = (counted(n, "number", "numbers"), || yours(&x, &y));
        check = case(check, input, expected, mistakes, outside, answer);
    }
    // Short enough for the first cache: the sums are measured, not the memory.
    let (x, y) = pair(2003);
    let cost = Cost::new(16.0 * 2003.0, 2.0 * 2003.0);
    let (ours, theirs) = (|| dot_reference(&x, &y), || yours(&x, &y));
    check.race("2003 numbers", cost, theirs, ours).verdict()
}

fn pair(n: usize) -> (Vec<f64>, Vec<f64>) {
    let draw = |k: u64| {
        let stream = Stream::new(3).split(k);
        (0..n as u64).map(|i| stream.uniform(i) - 0.4).collect()
    };
    (draw(0), draw(1))
}

pub(super) fn dot_reference(x: &[f64], y: &[f64]) -> f64 {
    let ((xs, x_rest), (ys, y_rest)) = (x.as_chunks::<8>(), y.as_chunks::<8>());
    let mut lanes = [0.0; 8];
    for (x, y) in xs.iter().zip(ys) {
        for k in 0..8 {
            lanes[k] += x[k] * y[k];
        }
    }
    let rest: f64 = x_rest.iter().zip(y_rest).map(|(x, y)| x * y).sum();
    lanes.iter().sum::<f64>() + rest
}
