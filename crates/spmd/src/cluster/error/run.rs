//! Why a job gave no results.

use std::fmt;
use std::time::Duration;

use super::{RankFailure, StartError};

/// What a rank of a job that did not end was doing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stuck {
    /// The rank.
    pub rank: usize,
    /// In words.
    pub doing: String,
}

/// Why a job gave no results.
#[non_exhaustive]
pub enum RunError {
    /// Something happened on one or more ranks.
    Failed(Vec<RankFailure>),
    /// Every rank waits for another one.
    Deadlock {
        /// For how long.
        after: Duration,
        /// What each rank was doing.
        ranks: Vec<Stuck>,
    },
    /// The job took longer than it may.
    TimeLimit {
        /// The limit.
        limit: Duration,
        /// What each rank was doing.
        ranks: Vec<Stuck>,
    },
    /// New ranks had to be started and did not.
    Start(StartError),
    /// The ranks and this cell were not built alike.
    Mismatch {
        /// What the ranks say of themselves.
        ranks: String,
    },
    /// There is not one argument for each rank.
    Arguments {
        /// Number of ranks.
        expected: usize,
        /// Number of arguments.
        got: usize,
    },
    /// The argument cannot be encoded.
    Encode {
        /// Why.
        why: String,
    },
    /// A result does not arrive as it was sent.
    Decode {
        /// From which rank.
        rank: usize,
        /// Why.
        why: String,
    },
}

impl fmt::Display for RunError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let each = |f: &mut fmt::Formatter<'_>, ranks: &[Stuck]| {
            ranks
                .iter()
                .try_for_each(|stuck| write!(f, "\n  rank {}: {}", stuck.rank, stuck.doing))
        };
        match self {
            Self::Failed(failures) => match failures.as_slice() {
                [RankFailure { rank, failure }] => write!(f, "rank {rank} {failure}"),
                all => {
                    write!(f, "{} ranks failed:", all.len())?;
                    all.iter()
                        .try_for_each(|one| write!(f, "\n  rank {} {}", one.rank, one.failure))
                }
            },
            Self::Deadlock { after, ranks } => {
                write!(
                    f,
                    "deadlock: for {:.0} s every rank has waited for another one.",
                    after.as_secs_f64()
                )?;
                each(f, ranks)
            }
            Self::TimeLimit { limit, ranks } => {
                write!(
                    f,
                    "the job was ended at its time limit of {} s; Cluster::local(n)?.limit(…) sets another one.",
                    limit.as_secs_f64()
                )?;
                each(f, ranks)
            }
            Self::Start(why) => write!(f, "new ranks were needed, and {why}"),
            Self::Mismatch { ranks } => f.write_str(&crate::raw::mismatch(ranks)),
            Self::Arguments { expected, got } => {
                write!(
                    f,
                    "run_each takes one argument for each rank: {expected} ranks, {got} arguments"
                )
            }
            Self::Encode { why } => write!(f, "the argument cannot be sent: {why}"),
            Self::Decode { rank, why } => write!(
                f,
                "the result of rank {rank} does not arrive as it was sent: {why}"
            ),
        }
    }
}

// As of `StartError`.
impl fmt::Debug for RunError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for RunError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Start(why) => Some(why),
            _ => None,
        }
    }
}
