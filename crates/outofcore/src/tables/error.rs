//! Why there is no answer.

use std::fmt;
use std::io;
use std::path::PathBuf;

use super::bad::BadRow;

/// Why a table was not written, opened or summed up.
#[derive(Debug)]
#[non_exhaustive]
pub enum TableError {
    /// A file cannot be made, opened or read.
    Io {
        /// What was tried, such as "write".
        doing: &'static str,
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A row is bad, and the caller wants none.
    Bad {
        /// The file.
        path: PathBuf,
        /// The first bad row.
        row: BadRow,
        /// How many there are in all.
        count: u64,
    },
    /// A generator was asked for no station, or for more than there are.
    Stations {
        /// How many.
        asked: usize,
    },
}

impl TableError {
    pub(super) fn io(
        doing: &'static str,
        path: &std::path::Path,
    ) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| TableError::Io {
            doing,
            path,
            source,
        }
    }
}

impl fmt::Display for TableError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TableError::Io {
                doing,
                path,
                source,
            } => write!(f, "cannot {doing} {}: {source}", path.display()),
            TableError::Bad { path, row, count } => {
                write!(f, "{}, {row}", path.display())?;
                if *count > 1 {
                    write!(f, " (and {} more bad rows)", count - 1)?;
                }
                write!(
                    f,
                    "; mend the file, or ask for bad rows to be counted and left out"
                )
            }
            TableError::Stations { asked } => write!(
                f,
                "{asked} stations; there are 1 to {}",
                super::MOST_STATIONS
            ),
        }
    }
}

impl std::error::Error for TableError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            TableError::Io { source, .. } => Some(source),
            _ => None,
        }
    }
}
