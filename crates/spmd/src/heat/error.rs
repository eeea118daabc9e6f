//! Why there is no plate.

use std::fmt;

use super::Manner;
use crate::decomposition::SplitError;

/// Why there is no plate on these ranks.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum PlateError {
    /// It cannot be divided so.
    Split(SplitError),
    /// The explicit scheme blows up beyond r = ¼, and does nothing at 0.
    Unstable {
        /// The number r that was given.
        r: f64,
    },
    /// Zero pieces, or a halo of depth zero.
    Manner {
        /// What was given.
        manner: Manner,
    },
}

impl fmt::Display for PlateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Split(why) => write!(f, "{why}"),
            Self::Unstable { r } => write!(
                f,
                "r = {r}: the sweep is stable for 0 < r ≤ 0.25 only; take a smaller time step"
            ),
            Self::Manner { manner } => {
                write!(
                    f,
                    "{manner:?}: give at least 1 piece, or a halo at least 1 deep"
                )
            }
        }
    }
}

impl std::error::Error for PlateError {}

impl From<SplitError> for PlateError {
    fn from(why: SplitError) -> Self {
        Self::Split(why)
    }
}
