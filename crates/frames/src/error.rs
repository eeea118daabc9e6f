//! Why there is no frame.

use std::fmt;
use std::path::{Path, PathBuf};

use outofcore::tables::TableError;
use polars::prelude::PolarsError;

/// Why there is no frame, with the file that it was to come from.
#[derive(Debug)]
#[non_exhaustive]
pub enum FrameError {
    /// polars could not read or reckon.
    Polars {
        /// The file.
        path: PathBuf,
        /// What polars said.
        source: PolarsError,
    },
    /// A file that is read by hand is not there, or has a bad row.
    Table(TableError),
    /// There is no result of the course in a folder.
    NoResults {
        /// The folder.
        folder: PathBuf,
    },
}

impl FrameError {
    pub(crate) fn polars(path: &Path) -> impl Fn(PolarsError) -> Self {
        let path = path.to_owned();
        move |source| FrameError::Polars {
            path: path.clone(),
            source,
        }
    }
}

impl fmt::Display for FrameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FrameError::Polars { path, source } => {
                write!(f, "{}: polars: {source}", path.display())
            }
            FrameError::Table(error) => write!(f, "{error}"),
            FrameError::NoResults { folder } => write!(
                f,
                "no file compare-….csv in {}: run `cargo workshop compare --quick` first",
                folder.display()
            ),
        }
    }
}

impl std::error::Error for FrameError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            FrameError::Polars { source, .. } => Some(source),
            FrameError::Table(error) => error.source(),
            FrameError::NoResults { .. } => None,
        }
    }
}

impl From<TableError> for FrameError {
    fn from(error: TableError) -> Self {
        FrameError::Table(error)
    }
}
