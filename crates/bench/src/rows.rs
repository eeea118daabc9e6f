//! Rows that belong together, with the one they are compared with.

use std::fmt;
use std::ops::Deref;

use crate::{BenchError, Row};

/// Rows that belong together, and the reasons for those that are missing; used like a slice of [`Row`].
///
/// ```
/// use bench::{Checked, Cost, Row, Rows};
///
/// let row = |name, t| Row::from_times(name, &[t], Cost::NONE, Checked::on_trust("made up"));
/// let mut rows = Rows::new("example");
/// rows.push(row("loop", 3.0));
/// rows.push(row("simd", 0.5));
/// rows.push_gap("gpu", "no such device");
/// assert_eq!(rows.ratio("loop", "simd")?, 6.0);
/// assert_eq!(rows.iter().map(|row| row.name.as_str()).collect::<Vec<_>>(), ["loop", "simd"]);
/// # Ok::<(), bench::BenchError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rows {
    /// What was measured.
    pub title: String,
    rows: Vec<Row>,
    gaps: Vec<Gap>,
    base: Option<String>,
}

/// A row that could not be measured, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct Gap {
    /// The candidate.
    pub name: String,
    /// Why there is no time: not installed, wrong answer, time limit …
    pub why: String,
}

impl Rows {
    /// No rows yet, under a title.
    pub fn new(title: &str) -> Self {
        Self {
            title: title.to_owned(),
            ..Self::default()
        }
    }

    /// Adds a row; one without a group gets the title as its group.
    pub fn push(&mut self, mut row: Row) {
        if row.group.is_empty() {
            row.group.clone_from(&self.title);
        }
        self.rows.push(row);
    }

    /// Adds the reason for a row that is missing.
    pub fn push_gap(&mut self, name: &str, why: &str) {
        self.gaps.push(Gap {
            name: name.to_owned(),
            why: why.to_owned(),
        });
    }

    /// Takes over all rows and gaps of `other`, keeping this title and baseline.
    ///
    /// ```
    /// let mut all = bench::Rows::new("all");
    /// all.append(bench::Rows::new("some"));
    /// assert!(all.is_empty());
    /// ```
    pub fn append(&mut self, other: Rows) {
        self.rows.extend(other.rows);
        self.gaps.extend(other.gaps);
    }

    /// The candidates without a time, each with its reason.
    pub fn gaps(&self) -> &[Gap] {
        &self.gaps
    }

    /// The first row called `name`.
    ///
    /// # Errors
    /// [`BenchError::NoSuchRow`], with the names that are there.
    pub fn row(&self, name: &str) -> Result<&Row, BenchError> {
        self.rows
            .iter()
            .find(|row| row.name == name)
            .ok_or_else(|| BenchError::NoSuchRow {
                name: name.to_owned(),
                have: self.rows.iter().map(|row| row.name.clone()).collect(),
            })
    }

    /// How many times longer `slow` takes than `fast`: `median(slow) / median(fast)`.
    ///
    /// # Errors
    /// [`BenchError::NoSuchRow`] when one of them is not there.
    pub fn ratio(&self, slow: &str, fast: &str) -> Result<f64, BenchError> {
        Ok(self.row(fast)?.speedup_over(self.row(slow)?))
    }

    /// Chooses the row that speed-ups are relative to; until then it is the first.
    ///
    /// # Errors
    /// [`BenchError::NoSuchRow`] when it is not there.
    pub fn baseline(mut self, name: &str) -> Result<Self, BenchError> {
        self.row(name)?;
        self.base = Some(name.to_owned());
        Ok(self)
    }

    /// The row that speed-ups are relative to; `None` only when there are no rows.
    pub fn base(&self) -> Option<&Row> {
        match &self.base {
            Some(name) => self.row(name).ok(),
            None => self.rows.first(),
        }
    }
}

impl Deref for Rows {
    type Target = [Row];

    fn deref(&self) -> &[Row] {
        &self.rows
    }
}

impl<'a> IntoIterator for &'a Rows {
    type Item = &'a Row;
    type IntoIter = std::slice::Iter<'a, Row>;

    fn into_iter(self) -> Self::IntoIter {
        self.rows.iter()
    }
}

impl FromIterator<Row> for Rows {
    fn from_iter<I: IntoIterator<Item = Row>>(rows: I) -> Self {
        Self {
            rows: rows.into_iter().collect(),
            ..Self::default()
        }
    }
}

impl Extend<Row> for Rows {
    fn extend<I: IntoIterator<Item = Row>>(&mut self, rows: I) {
        for row in rows {
            self.push(row);
        }
    }
}

/// The title, then a line for each row and each gap.
///
/// ```
/// let mut rows = bench::Rows::new("sum");
/// rows.push_gap("gpu", "no such device");
/// assert_eq!(rows.to_string(), "sum\ngpu: no such device");
/// ```
impl fmt::Display for Rows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.title)?;
        for row in self {
            write!(f, "\n{row}")?;
        }
        for gap in &self.gaps {
            write!(f, "\n{}: {}", gap.name, gap.why)?;
        }
        Ok(())
    }
}
