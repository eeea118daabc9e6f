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
    /// A contender that is not a closure could not run: not installed, crashed, took too long …
    Failed {
        /// The contender.
        name: String,
        /// What happened.
        why: String,
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

impl BenchError {
    /// What is wrong, without the name.
    pub fn why(&self) -> String {
        match self {
            Self::Disagrees { wrong, .. } => format!("wrong answer: {wrong}"),
            Self::Drifts { wrong, .. } => format!(
                "right answer at first, another one later: {wrong}; \
                 it must start from the same input at every call"
            ),
            Self::Rejected { why, .. } => format!("fails its check: {why}"),
            Self::Panicked { message, .. } => format!("panicked: {message}"),
            Self::Failed { why, .. } => why.clone(),
            Self::SameName { .. } => "two candidates have this name".to_owned(),
            Self::NoSuchRow { have, .. } => {
                format!("there is no such row; there are: {}", have.join(", "))
            }
        }
    }

    /// The candidate or row that it is about.
    pub fn name(&self) -> &str {
        match self {
            Self::Disagrees { name, .. }
            | Self::Drifts { name, .. }
            | Self::Rejected { name, .. }
            | Self::Panicked { name, .. }
            | Self::Failed { name, .. }
            | Self::SameName { name }
            | Self::NoSuchRow { name, .. } => name,
        }
    }
}

impl fmt::Display for BenchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`: {}", self.name(), self.why())
    }
}

impl std::error::Error for BenchError {}
