//! What the laws of scaling have in common: points of a number of hands and a time, and a line through them.

use std::fmt;

/// Why there is no fit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum NoFit {
    /// Times on fewer than two different numbers of threads say nothing about sharing.
    TooFew {
        /// Different numbers of threads among the points.
        different: usize,
    },
    /// A point that cannot have been measured.
    Impossible {
        /// Its number of threads.
        threads: usize,
        /// Its time in seconds.
        seconds: f64,
    },
    /// The work did not grow with the number of threads, as weak scaling asks.
    NotWeak {
        /// The number of threads.
        threads: usize,
        /// The size of their work.
        size: usize,
        /// The size that as many threads should have had.
        expected: usize,
    },
}

impl fmt::Display for NoFit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooFew { different } => write!(
                f,
                "times on {different} different number(s) of threads say nothing about sharing; measure at least 2"
            ),
            Self::Impossible { threads, seconds } => write!(
                f,
                "{seconds} s on {threads} thread(s) cannot have been measured; give at least 1 thread and a positive time"
            ),
            Self::NotWeak {
                threads,
                size,
                expected,
            } => write!(
                f,
                "{threads} thread(s) or rank(s) had a work of size {size}; in weak scaling they get {expected}, as much for each as in the first row"
            ),
        }
    }
}

impl std::error::Error for NoFit {}

/// How many different numbers of threads there are among points that can have been measured: at least two.
pub(crate) fn different(points: &[(usize, f64)]) -> Result<usize, NoFit> {
    let possible = |t: f64| t.is_finite() && t > 0.0;
    if let Some(&(threads, seconds)) = points.iter().find(|(p, t)| *p == 0 || !possible(*t)) {
        return Err(NoFit::Impossible { threads, seconds });
    }
    let mut different: Vec<usize> = points.iter().map(|(p, _)| *p).collect();
    different.sort_unstable();
    different.dedup();
    match different.len() {
        enough @ 2.. => Ok(enough),
        different => Err(NoFit::TooFew { different }),
    }
}

/// The a, b ≥ 0 of y = a + b/p for which the sum of squared relative errors is smallest.
pub(crate) fn alone_and_shared(points: impl IntoIterator<Item = (usize, f64)>) -> (f64, f64) {
    let line = points.into_iter().map(|(p, y)| (1.0 / p as f64, y));
    line_above_zero(&line.collect::<Vec<_>>())
}

/// The a, b ≥ 0 of y = a + b x for which the sum of squared relative errors, Σ ((a + b x) / y − 1)², is smallest.
pub(crate) fn line_above_zero(points: &[(f64, f64)]) -> (f64, f64) {
    // Each point weighted by 1/y². The sums of the normal equations:
    let sum = |term: &dyn Fn(f64, f64) -> f64| -> f64 {
        let terms = points.iter().map(|(x, y)| term(*x, 1.0 / y));
        terms.sum()
    };
    let (one, x, xx) = (
        sum(&|_, w| w * w),
        sum(&|x, w| x * w * w),
        sum(&|x, w| x * x * w * w),
    );
    let (y, xy) = (sum(&|_, w| w), sum(&|x, w| x * w));
    let determinant = one * xx - x * x;
    let (a, b) = (
        (y * xx - xy * x) / determinant,
        (xy * one - y * x) / determinant,
    );
    if a < 0.0 {
        (0.0, xy / xx)
    } else if b < 0.0 {
        (y / one, 0.0)
    } else {
        (a, b)
    }
}
