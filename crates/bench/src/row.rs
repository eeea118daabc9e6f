//! One measured result.

use std::fmt;

use crate::stats;
use crate::{Checked, Cost};

/// One measured result: what was run, how long one call took (seconds), and what its answer was checked against.
///
/// Only a [`Checked`] makes one: see [`Row::from_times`].
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct Row {
    /// The work, such as "n-body, one step"; rows of one group can be compared.
    pub group: String,
    /// The candidate, such as "simd".
    pub name: String,
    /// Problem size as the group counts it (bodies, grid points along a side); 0 when not stated.
    pub size: usize,
    /// Threads that the candidate used.
    pub threads: usize,
    /// Median of the time of one call, in seconds.
    pub median: f64,
    /// Median absolute deviation, in seconds.
    pub mad: f64,
    /// Fastest sample, in seconds.
    pub min: f64,
    /// Number of samples.
    pub samples: usize,
    /// The samples themselves, in seconds, in the order they were taken; empty for a row read from a file.
    pub times: Vec<f64>,
    /// Seconds that the very first call took: cold caches, and just-in-time compilation where there is one.
    pub first: f64,
    /// Seconds spent once before any call, such as an ahead-of-time compiler; 0 when nothing was.
    pub build: f64,
    /// Bytes moved and floating-point operations of one call.
    pub cost: Cost,
    /// What the answer was checked against, and how close it came.
    pub checked: String,
}

impl Row {
    /// Makes a row from the times of single calls, in seconds, of something whose answer was checked.
    ///
    /// ```
    /// use bench::{Checked, Cost, Row};
    ///
    /// let made_up = Checked::on_trust("made up");
    /// let row = Row::from_times("loop", &[2e-3, 1e-3, 4e-3], Cost::new(0.0, 4e6), made_up);
    /// assert_eq!((row.median, row.min, row.samples), (2e-3, 1e-3, 3));
    /// assert_eq!(row.gflops(), 2.0);
    /// ```
    pub fn from_times(name: &str, times: &[f64], cost: Cost, checked: Checked) -> Self {
        Self {
            group: String::new(),
            name: name.to_owned(),
            size: 0,
            threads: 1,
            median: stats::median(times),
            mad: stats::mad(times),
            min: stats::min(times),
            samples: times.len(),
            times: times.to_vec(),
            first: times.first().copied().unwrap_or(f64::NAN),
            build: 0.0,
            cost,
            checked: checked.into_words(),
        }
    }

    /// Seconds that a compiler took before the first call, or in it; `None` where none ran.
    ///
    /// A compiler that runs in the first call shows only by its time: tens of calls' worth, which no
    /// cold cache costs.
    ///
    /// ```
    /// use bench::{Checked, Cost, Row};
    /// let mut row = Row::from_times("numba", &[1e-3], Cost::NONE, Checked::on_trust("made up"));
    /// assert_eq!(row.compiling(), None);
    /// row.first = 2.001;
    /// assert_eq!(row.compiling(), Some(2.0));
    /// row.build = 7.0;
    /// assert_eq!(row.compiling(), Some(7.0));
    /// ```
    #[must_use]
    pub fn compiling(&self) -> Option<f64> {
        let just_in_time = self.first > 0.05 && self.first > 20.0 * self.median;
        match just_in_time {
            _ if self.build > 0.0 => Some(self.build),
            true => Some(self.first - self.median),
            false => None,
        }
    }

    /// Billions of floating-point operations a second: `flops / median / 1e9`.
    pub fn gflops(&self) -> f64 {
        self.cost.flops / self.median / 1e9
    }

    /// Billions of bytes a second (GB/s, 10⁹): `bytes / median / 1e9`.
    pub fn gbytes(&self) -> f64 {
        self.cost.bytes / self.median / 1e9
    }

    /// How many times faster than `other` by their medians: above 1 when `self` is faster.
    ///
    /// ```
    /// use bench::{Checked, Cost, Row};
    ///
    /// let row = |t| Row::from_times("x", &[t], Cost::NONE, Checked::on_trust("made up"));
    /// assert_eq!(row(0.5).speedup_over(&row(2.0)), 4.0);
    /// ```
    pub fn speedup_over(&self, other: &Self) -> f64 {
        other.median / self.median
    }

    /// Spread of the samples as a share of the median: `mad / median`.
    pub fn noise(&self) -> f64 {
        self.mad / self.median
    }
}

/// One line: name, median ± MAD with the number of samples, and what the answer was checked against.
///
/// ```
/// use bench::{Checked, Cost, Row};
///
/// let row = Row::from_times("loop", &[2e-3, 2.5e-3, 4e-3], Cost::NONE, Checked::on_trust("made up"));
/// assert_eq!(row.to_string(), "loop: 2.50 ms ± 0.50 (3 samples; not checked: made up)");
/// ```
impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const UNITS: [(f64, &str); 4] = [(1.0, "s"), (1e-3, "ms"), (1e-6, "µs"), (1e-9, "ns")];
        let (unit, word) = UNITS
            .into_iter()
            .find(|(unit, _)| self.median >= *unit)
            .unwrap_or(UNITS[3]);
        write!(
            f,
            "{}: {:.2} {word} ± {:.2} ({} samples; {})",
            self.name,
            self.median / unit,
            self.mad / unit,
            self.samples,
            self.checked
        )
    }
}

/// All fields but the single samples, of which there may be hundreds.
impl fmt::Debug for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Row")
            .field("group", &self.group)
            .field("name", &self.name)
            .field("size", &self.size)
            .field("threads", &self.threads)
            .field("median", &self.median)
            .field("mad", &self.mad)
            .field("min", &self.min)
            .field("samples", &self.samples)
            .field("first", &self.first)
            .field("build", &self.build)
            .field("cost", &self.cost)
            .field("checked", &self.checked)
            .finish_non_exhaustive()
    }
}
