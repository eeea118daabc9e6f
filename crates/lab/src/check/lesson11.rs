//! The exercises of lesson 11: to choose by numbers.

use super::{Exercise, Verdict};
use bench::stats::{mad, median};
use bench::{BenchError, Cost, Race, Rows};
use peers::{Settings, Work};

/// Exercise 11.1: the smallest number of calls for which `once + n · fast ≤ n · slow`; `None` when there is none.
///
/// ```
/// use lab::check::{State, lesson11::pays_after};
/// assert_eq!(pays_after(|_, _, _| todo!()).state(), State::NotYet);
/// ```
pub fn pays_after(yours: impl Fn(f64, f64, f64) -> Option<u64>) -> Verdict {
    let mut check = Exercise::new("11.1");
    // Seconds that are exact in binary, so that the answer does not hang on the last digit.
    for (once, fast, slow) in [
        (0.0, 0.5, 1.0),
        (1.0, 0.25, 0.75),
        (2.25, 0.25, 0.75),
        (8.0, 0.001_953_125, 0.25),
        (0.5, 1.0, 1.0),
        (0.5, 2.0, 1.0),
        (0.0, 1.0, 1.0),
        (0.125, 0.25, 4.0),
    ] {
        let input = format!("{once} s once, then {fast} s a call instead of {slow} s");
        check = check.that(input, || judge(yours(once, fast, slow), once, fast, slow));
    }
    check.verdict()
}

fn pays_after_reference(once: f64, fast: f64, slow: f64) -> Option<u64> {
    if once == 0.0 && fast <= slow {
        return Some(1);
    }
    (fast < slow).then(|| (once / (slow - fast)).ceil().max(1.0) as u64)
}

fn judge(got: Option<u64>, once: f64, fast: f64, slow: f64) -> Result<(), String> {
    let expected = pays_after_reference(once, fast, slow);
    if got == expected {
        return Ok(());
    }
    let calls = once / (slow - fast);
    let hint = match got {
        Some(_) if expected.is_none() => {
            "What is not faster never pays: None.".to_owned()
        }
        Some(0) => "Without a call there is nothing to save: at least 1.".to_owned(),
        Some(n) if n as f64 == calls.floor() => {
            format!("{n} calls are not enough, the next one is: round up.")
        }
        Some(n) if n as f64 == (once / slow).ceil() => {
            "This is when the slow way has taken as long as compiling. The fast calls take time, too: \
             a call saves slow − fast."
                .to_owned()
        }
        _ => "With n calls the one way takes once + n · fast, the other n · slow.".to_owned(),
    };
    Err(format!("It is {got:?}, expected {expected:?}. {hint}"))
}

/// Two sets of samples, whether the first is faster for sure, and what they are.
type Pair = (&'static [f64], &'static [f64], bool, &'static str);

const PAIRS: [Pair; 8] = [
    (&[1.0], &[2.0], true, "one sample each, one twice the other"),
    (&[2.0], &[1.0], false, "the other way round"),
    (&[1.0, 1.0, 1.0], &[1.0, 1.0, 1.0], false, "the same"),
    (
        &[1.00, 1.01, 1.02],
        &[1.05, 1.06, 1.07],
        false,
        "steady, 5 % apart",
    ),
    (
        &[1.00, 1.01, 1.02],
        &[1.20, 1.21, 1.22],
        true,
        "steady, 20 % apart",
    ),
    (
        &[1.0, 1.4, 1.8],
        &[1.3, 1.7, 2.1],
        false,
        "20 % apart, each spread over more than that",
    ),
    (
        &[1.00, 1.01, 1.02, 1.01, 9.00],
        &[1.30, 1.31, 1.32, 1.31, 1.30],
        true,
        "the first with one sample in the middle of something else",
    ),
    (
        &[1.00, 1.30, 1.32, 1.31, 1.30],
        &[1.30, 1.31, 1.32, 1.31, 1.30],
        false,
        "the first with one lucky sample",
    ),
];

/// Exercise 11.2: whether the samples `a` are faster than `b` for sure: their medians lie apart by more than a tenth of
/// `a`'s, and by more than three times both median absolute deviations together.
///
/// ```
/// use lab::check::{State, lesson11::is_faster};
/// assert_eq!(is_faster(|_, _| todo!()).state(), State::NotYet);
/// assert_eq!(is_faster(|a, b| a[0] < b[0]).state(), State::Wrong);
/// ```
pub fn is_faster(yours: impl Fn(&[f64], &[f64]) -> bool) -> Verdict {
    let mut check = Exercise::new("11.2");
    for (a, b, expected, what) in PAIRS {
        check = check.that(format!("a = {a:?}, b = {b:?}: {what}"), || {
            let got = yours(a, b);
            if got == expected {
                return Ok(());
            }
            Err(format!(
                "It is {got}, expected {expected}. {}",
                remark(a, b, got)
            ))
        });
    }
    check.verdict()
}

fn remark(a: &[f64], b: &[f64], got: bool) -> &'static str {
    let mean = |x: &[f64]| x.iter().sum::<f64>() / x.len() as f64;
    let least = |x: &[f64]| x.iter().copied().fold(f64::INFINITY, f64::min);
    let apart = median(b) - median(a);
    if got && apart > 0.1 * median(a) && apart <= 3.0 * (mad(a) + mad(b)) {
        "The medians are apart, but not farther than the samples scatter."
    } else if got && apart <= 0.1 * median(a) && least(b) > 1.1 * least(a) {
        "The smallest sample is one stroke of luck; the median is what usually happens."
    } else if got && apart > 0.0 && apart <= 0.1 * median(a) {
        "So small a difference is gone on another day: ask for a tenth at least."
    } else if !got && mean(a) >= mean(b) {
        "One slow sample moves the mean; the median does not notice it."
    } else {
        "Compare the medians with 10 % and with 3 (MAD(a) + MAD(b))."
    }
}

#[cfg(test)]
fn is_faster_reference(a: &[f64], b: &[f64]) -> bool {
    let apart = median(b) - median(a);
    apart > 0.1 * median(a) && apart > 3.0 * (mad(a) + mad(b))
}

/// Exercise 11.3: a function of the reader's own from a vector to a number, in Rust, beside the same as
/// a Python expression such as `lambda x: np.sum(x * x)`.
///
/// They must agree on 1 to 100 000 numbers between 0 and 1. "Fast" means no slower than Python with the largest vector.
///
/// ```
/// use lab::check::{State, lesson11::your_choice};
/// assert_eq!(your_choice(|_| todo!(), "lambda x: np.sum(x)").state(), State::NotYet);
/// ```
pub fn your_choice(yours: impl Fn(&[f64]) -> f64, python: &str) -> Verdict {
    let mut check = Exercise::new("11.3").allow(1.0);
    let stream = kernels::random::Stream::new(11);
    let mut largest = None;
    for n in [1, 10, 1000, 100_000] {
        let x: Vec<f64> = (0..n).map(|k| stream.uniform(k)).collect();
        check = check.that(format!("{n} numbers between 0 and 1"), || {
            let rows = beside(&x, &yours, python)?;
            largest = Some(rows);
            Ok(())
        });
    }
    match largest {
        Some(rows) => check.measured(rows).verdict(),
        None => check.verdict(),
    }
}

/// Both on the same numbers; why there are no times when they do not agree.
fn beside(x: &[f64], yours: &impl Fn(&[f64]) -> f64, python: &str) -> Result<Rows, String> {
    let mut work = Work::reduction(x);
    work.oracle = vec![yours(x)];
    let source = format!(
        "import numpy as np\n\nf = {}\n\n\ndef run(x):\n    return f(x)\n",
        python.trim()
    );
    let work = work.join("reference", &source);
    let race = Race::new(&work.title)
        .against(&work.oracle[0], work.tolerance)
        .size(x.len())
        .run("yours", Cost::NONE, || yours(x))
        .enter(work.contenders(&["reference"], &Settings::default()));
    let rows = race.go().map_err(|error: BenchError| error.to_string())?;
    match rows.gaps().first() {
        Some(gap) => Err(format!("Python and Rust do not agree: {}", gap.why)),
        None => Ok(rows),
    }
}

#[cfg(test)]
mod tests;
