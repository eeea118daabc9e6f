//! From which size on one way is faster than another.

use std::fmt;

/// Where the second of two ways begins to be the faster one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum BreakEven {
    /// At every size that was measured.
    Always,
    /// From this size on, between two that were measured.
    From(f64),
    /// At no size up to the largest.
    Never,
}

impl BreakEven {
    /// Compares two ways at several sizes: `(size, seconds of the first, seconds of the second)`.
    ///
    /// What counts is the last size at which the first way still wins: a lucky point in between is not
    /// enough. From there to the next size both times are taken as straight in a doubly logarithmic
    /// picture.
    ///
    /// ```
    /// use bench::BreakEven;
    ///
    /// // 1 ns each, against 10 µs and half of that.
    /// let ways = [1e3, 1e4, 1e5, 1e6].map(|n| (n, 1e-9 * n, 1e-5 + 0.5e-9 * n));
    /// let BreakEven::From(size) = BreakEven::of(&ways) else { panic!("they cross") };
    /// assert!(size > 2e4 && size < 3e4);
    /// ```
    #[must_use]
    pub fn of(ways: &[(f64, f64, f64)]) -> Self {
        let mut ways = ways.to_vec();
        ways.sort_by(|a, b| a.0.total_cmp(&b.0));
        let still = ways.iter().rposition(|(_, first, second)| first <= second);
        let (before, after) = match still {
            None if ways.is_empty() => return Self::Never,
            None => return Self::Always,
            Some(k) => match ways.get(k + 1) {
                None => return Self::Never,
                Some(after) => (ways[k], *after),
            },
        };
        let lead = |(_, first, second): (f64, f64, f64)| (second / first).ln();
        let part = lead(before) / (lead(before) - lead(after));
        Self::From((before.0.ln() + part * (after.0.ln() - before.0.ln())).exp())
    }
}

/// In words: "from about 28 000 on".
///
/// ```
/// use bench::BreakEven;
/// assert_eq!(BreakEven::From(27_731.2).to_string(), "from about 28000 on");
/// assert_eq!(BreakEven::Never.to_string(), "at no size up to the largest");
/// ```
impl fmt::Display for BreakEven {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Always => f.write_str("at every size"),
            Self::From(size) => {
                // Two digits: more would promise more than two neighbouring sizes can tell.
                let digit = 10f64.powf(size.log10().floor() - 1.0);
                write!(f, "from about {} on", (size / digit).round() * digit)
            }
            Self::Never => f.write_str("at no size up to the largest"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_crossing_counts() {
        let ways = [
            (1.0, 1.0, 2.0),
            (2.0, 1.0, 0.9), // lucky
            (4.0, 1.0, 2.0),
            (16.0, 1.0, 0.5),
        ];
        // From twice as slow to twice as fast: half-way between 4 and 16 is 8.
        let BreakEven::From(size) = BreakEven::of(&ways) else {
            panic!("they cross")
        };
        assert!((size - 8.0).abs() < 1e-12);
    }

    #[test]
    fn the_order_of_the_sizes_does_not_matter() {
        let mut ways = [(1.0, 1.0, 3.0), (10.0, 2.0, 1.0), (100.0, 9.0, 1.0)];
        let sorted = BreakEven::of(&ways);
        ways.reverse();
        assert_eq!(BreakEven::of(&ways), sorted);
    }

    #[test]
    fn some_never_cross() {
        assert_eq!(BreakEven::of(&[]), BreakEven::Never);
        assert_eq!(BreakEven::of(&[(1.0, 1.0, 1.0)]), BreakEven::Never);
        assert_eq!(BreakEven::of(&[(1.0, 2.0, 1.0)]), BreakEven::Always);
        let loses = [(1.0, 2.0, 1.0), (2.0, 1.0, 2.0)];
        assert_eq!(BreakEven::of(&loses), BreakEven::Never);
    }
}
