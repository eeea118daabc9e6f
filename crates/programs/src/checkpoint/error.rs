//! Why there is nothing to resume from, or nothing was written.

use std::fmt;
use std::io;
use std::path::PathBuf;

/// Why there is nothing to resume from, or nothing was written.
#[derive(Debug)]
#[non_exhaustive]
pub enum CheckpointError {
    /// The system said no.
    Io {
        /// The file.
        path: PathBuf,
        /// What was being done.
        doing: &'static str,
        /// What the system said.
        source: io::Error,
    },
    /// The file is no checkpoint of this program, with these sizes.
    Foreign {
        /// The file.
        path: PathBuf,
        /// What it is.
        why: String,
    },
    /// It was one, and has changed or is incomplete.
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        why: String,
    },
}

impl fmt::Display for CheckpointError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io {
                path,
                doing,
                source,
            } => write!(f, "cannot {doing} {}: {source}", path.display()),
            Self::Foreign { path, why } => {
                write!(f, "{} is no checkpoint for this run: {why}", path.display())
            }
            Self::Damaged { path, why } => write!(
                f,
                "{} is damaged: {why}; resume from an older one, or start anew",
                path.display()
            ),
        }
    }
}

impl std::error::Error for CheckpointError {}
