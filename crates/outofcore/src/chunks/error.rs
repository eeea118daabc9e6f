//! Why an array was not made, opened, read or replaced.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use kernels::heat::HeatError;

/// Why there is no answer, and where.
#[derive(Debug)]
#[non_exhaustive]
pub enum ChunkError {
    /// A file or folder cannot be made, read, written or put in its place.
    Io {
        /// What was tried, such as "write".
        doing: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// There is an array already, or something else, where a new one is to be made.
    Exists {
        /// The folder.
        path: PathBuf,
    },
    /// No array of this kind: another version, type, number of dimensions or codec.
    Foreign {
        /// The file that says so.
        path: PathBuf,
        /// What was found.
        why: String,
    },
    /// A chunk's file is not there.
    Missing {
        /// The file.
        path: PathBuf,
        /// Row and column of the chunk in the grid of chunks.
        chunk: [usize; 2],
    },
    /// A chunk's file is too short, too long, or not what was written.
    Damaged {
        /// The file.
        path: PathBuf,
        /// Row and column of the chunk in the grid of chunks.
        chunk: [usize; 2],
        /// What the decoder said.
        why: String,
    },
    /// A shape or compression that cannot be.
    Layout {
        /// What is wrong with it.
        what: String,
    },
    /// Numbers that do not fill their chunk.
    Length {
        /// Row and column of the chunk in the grid of chunks.
        chunk: [usize; 2],
        /// The numbers given.
        given: usize,
        /// The numbers needed.
        needed: usize,
    },
    /// Less memory than the smallest step takes.
    Memory {
        /// What was to be done.
        doing: &'static str,
        /// The bytes allowed.
        given: usize,
        /// The bytes needed.
        needed: usize,
    },
    /// The kernel refuses the grid.
    Heat(HeatError),
    /// Threads for reading and writing cannot be had.
    Threads(String),
}

impl ChunkError {
    pub(super) fn io(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| ChunkError::Io {
            doing,
            path,
            source,
        }
    }

    pub(super) fn foreign(path: &Path, why: impl fmt::Display) -> Self {
        ChunkError::Foreign {
            path: path.to_owned(),
            why: why.to_string(),
        }
    }
}

impl fmt::Display for ChunkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ChunkError::Io {
                doing,
                path,
                source,
            } => write!(f, "cannot {doing} {}: {source}", path.display()),
            ChunkError::Exists { path } => write!(
                f,
                "{} is there already; remove it, or choose another name",
                path.display()
            ),
            ChunkError::Foreign { path, why } => write!(
                f,
                "{}: {why}; read here are arrays of Zarr version 3, two dimensions, float64, regular chunks, raw or zstd",
                path.display()
            ),
            ChunkError::Missing {
                path,
                chunk: [i, j],
            } => write!(
                f,
                "chunk ({i}, {j}) is missing: no {}; copy it again, or read with OnMissing::Fill if its writer leaves out chunks of zeros",
                path.display()
            ),
            ChunkError::Damaged {
                path,
                chunk: [i, j],
                why,
            } => write!(
                f,
                "chunk ({i}, {j}) is damaged: {}: {why}; the other chunks can still be read",
                path.display()
            ),
            ChunkError::Layout { what } => write!(f, "{what}"),
            ChunkError::Length {
                chunk: [i, j],
                given,
                needed,
            } => write!(
                f,
                "{given} numbers for chunk ({i}, {j}), which holds {needed}"
            ),
            ChunkError::Memory {
                doing,
                given,
                needed,
            } => write!(
                f,
                "{given} bytes of memory are too few to {doing}: the smallest step takes {needed}; allow more, or use smaller chunks"
            ),
            ChunkError::Heat(error) => error.fmt(f),
            ChunkError::Threads(why) => write!(f, "no threads for reading and writing: {why}"),
        }
    }
}

impl std::error::Error for ChunkError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            ChunkError::Io { source, .. } => Some(source),
            ChunkError::Heat(error) => Some(error),
            _ => None,
        }
    }
}

impl From<HeatError> for ChunkError {
    fn from(error: HeatError) -> Self {
        ChunkError::Heat(error)
    }
}
