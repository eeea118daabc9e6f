//! What can go wrong before there is a time.

use std::fmt;

use crate::checked::Disagreement;

/// Why there is no row: the name of the candidate and what was wrong with it.
#[derive(Clone, Debug, PartialEq)]
pub enum BenchError {
    /// The answer differs from the oracle's.
    Disagrees {
        /// The candidate.
        name: String,
        /// Where, and by how much.
        wrong: Disagreement,
    },
    /// The first answer was right, the last timed one was not: the closure carries state from call to call.
    Drifts {
        /// The candidate.
        name: String,
        /// Where, and by how much.
        wrong: Disagreement,
    },
    /// The candidate's own check said no.
    Rejected {
        /// The candidate.
        name: String,
        /// The words of the check.
        why: String,
    },
    /// The candidate panicked.
    Panicked {
        /// The candidate.
        name: String,
        /// The words of the panic.
        message: String,
    },
    /// Two candidates of one race have the same name.
    SameName {
        /// The name.
        name: String,
    },
    /// There is no row with that name.
    NoSuchRow {
        /// The name asked for.
        name: String,
        /// The names that are there.
        have: Vec<String>,
    },
}

impl fmt::Display for BenchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Disagrees { name, wrong } => write!(f, "`{name}` gives a wrong answer: {wrong}"),
            Self::Drifts { name, wrong } => write!(
                f,
                "`{name}` gave the right answer at first and another one later: {wrong}; \
                 make the closure start from the same input at every call"
            ),
            Self::Rejected { name, why } => write!(f, "`{name}` fails its check: {why}"),
            Self::Panicked { name, message } => write!(f, "`{name}` panicked: {message}"),
            Self::SameName { name } => write!(f, "two candidates are called `{name}`"),
            Self::NoSuchRow { name, have } => {
                write!(f, "no row `{name}`; there are: {}", have.join(", "))
            }
        }
    }
}

impl std::error::Error for BenchError {}
