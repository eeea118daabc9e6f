//! The proof that an answer was checked, which every time must carry.

use std::fmt;

use crate::agree::{Agree, compare};

/// Proof that an answer was checked; without one there is no [`Row`](crate::Row).
///
/// ```
/// use bench::Checked;
///
/// let checked = Checked::against(&[1.0, 2.0], &[1.0, 2.0], 0.0)?;
/// assert_eq!(checked.to_string(), "the oracle, equal");
/// assert!(Checked::against(&[1.0, 2.5], &[1.0, 2.0], 1e-9).is_err());
/// # Ok::<(), bench::Disagreement>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Checked {
    how: String,
}

impl Checked {
    /// Compares `value` with `oracle`; both are the same shape and `tolerance` is the largest relative error allowed.
    ///
    /// NaN agrees with NaN; the proof then says so, since that compares nothing:
    ///
    /// ```
    /// let proof = bench::Checked::against(&[1.0, f64::NAN], &[1.0, f64::NAN], 0.0)?;
    /// assert_eq!(proof.to_string(), "the oracle, equal, both NaN at [1]");
    /// # Ok::<(), bench::Disagreement>(())
    /// ```
    ///
    /// # Errors
    /// [`Disagreement`] when an element is off by more than `tolerance`, or a shape differs.
    pub fn against<T, O>(value: &T, oracle: &O, tolerance: f64) -> Result<Self, Disagreement>
    where
        T: Agree<O> + ?Sized,
        O: ?Sized,
    {
        let comparison = compare(value, oracle);
        if let Some(wrong) = comparison.disagreement(tolerance) {
            return Err(wrong);
        }
        let error = comparison.error();
        let mut how = if error == 0.0 {
            "the oracle, equal".to_owned()
        } else {
            format!("the oracle, to {error:.0e}")
        };
        if let Some((both, place)) = comparison.not_finite() {
            let at = if place.is_empty() { "" } else { " at " };
            how += &format!(", both {both}{at}{place}");
        }
        Ok(Self { how })
    }

    /// Runs a test of your own, which says in words what is wrong.
    ///
    /// # Errors
    /// What `test` returned.
    pub fn by(test: impl FnOnce() -> Result<(), String>) -> Result<Self, String> {
        test().map(|()| Self {
            how: "a test of its own".to_owned(),
        })
    }

    /// No check at all: for rows that are made up (a test of a picture) or read from a file.
    ///
    /// The reason is kept and shown wherever the row is shown.
    pub fn on_trust(why: &str) -> Self {
        Self {
            how: format!("not checked: {why}"),
        }
    }

    /// A proof that was written to a file with its row, word for word.
    pub(crate) fn recorded(how: String) -> Self {
        Self { how }
    }

    /// The words of the proof.
    pub(crate) fn into_words(self) -> String {
        self.how
    }

    /// The same proof with its words changed: "the oracle" becomes `oracle`.
    pub fn named(mut self, oracle: &str) -> Self {
        self.how = self.how.replacen("the oracle", oracle, 1);
        self
    }
}

impl fmt::Display for Checked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.how)
    }
}

/// Where an answer differs most from the oracle, and by how much.
#[derive(Clone, Debug, PartialEq)]
pub enum Disagreement {
    /// A number is off by more than the tolerance allows.
    Value {
        /// The element, as you would index it: `[3][1]`, `.0[7]`, or empty for a single number.
        place: String,
        /// What the oracle has there.
        expected: String,
        /// What the answer has there.
        got: String,
        /// The relative error there.
        error: f64,
        /// The largest relative error that was allowed.
        tolerance: f64,
    },
    /// The answer has another shape than the oracle.
    Shape {
        /// Where in a nested answer; empty for the whole.
        place: String,
        /// The oracle's length or shape.
        expected: String,
        /// The answer's length or shape.
        got: String,
    },
}

impl fmt::Display for Disagreement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Value {
                place,
                expected,
                got,
                error,
                tolerance,
            } => {
                let at = if place.is_empty() { "" } else { " at " };
                write!(
                    f,
                    "expected {expected}, got {got}{at}{place} (relative error {error:.1e}, allowed {tolerance:.0e})"
                )
            }
            Self::Shape {
                place,
                expected,
                got,
            } => {
                let at = if place.is_empty() { "" } else { " at " };
                write!(f, "expected shape {expected}, got {got}{at}{place}")
            }
        }
    }
}

impl std::error::Error for Disagreement {}
