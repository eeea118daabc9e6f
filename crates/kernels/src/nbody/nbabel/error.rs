//! What can be wrong with an NBabel file.

use std::fmt;
use std::path::PathBuf;

/// Why a file gives no bodies: which file, which line, what is wrong and what to do.
#[derive(Debug)]
pub struct NbabelError {
    /// The file.
    pub file: PathBuf,
    /// The line, from 1; `None` if the whole file is meant.
    pub line: Option<usize>,
    /// What is wrong with it.
    pub reason: NbabelReason,
}

/// What is wrong with an NBabel file or with one of its lines.
#[derive(Debug)]
#[non_exhaustive]
pub enum NbabelReason {
    /// It could not be read or written.
    Io(std::io::Error),
    /// A line has another number of columns than 8.
    Columns {
        /// How many.
        found: usize,
    },
    /// A column is no finite number, or a mass is negative.
    Number {
        /// Which column: `mass`, `x`, …
        column: &'static str,
        /// What stands there.
        text: String,
    },
    /// The index is no whole number.
    Index {
        /// What stands there.
        text: String,
    },
    /// The index was used in an earlier line.
    Twice {
        /// The index.
        index: u64,
        /// The earlier line.
        earlier: usize,
    },
    /// The body is where that of an earlier line is.
    SamePlace {
        /// The earlier line.
        earlier: usize,
    },
    /// The file has more or fewer bodies than were asked for.
    Count {
        /// How many were asked for.
        expected: usize,
        /// How many there are.
        found: usize,
    },
}

impl fmt::Display for NbabelError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file.display())?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        match &self.reason {
            NbabelReason::Io(error) => write!(f, ": {error}; check the path"),
            NbabelReason::Columns { found } => write!(
                f,
                ": {found} columns instead of 8; a line is: index mass x y z vx vy vz"
            ),
            NbabelReason::Number { column, text } => write!(
                f,
                ": {column} is `{text}`; write a finite number like 0.25 or -1e-3{}",
                if *column == "mass" {
                    ", not negative"
                } else {
                    ""
                }
            ),
            NbabelReason::Index { text } => {
                write!(f, ": the index is `{text}`; write a whole number")
            }
            NbabelReason::Twice { index, earlier } => {
                write!(
                    f,
                    ": index {index} was used in line {earlier}; give each body its own"
                )
            }
            NbabelReason::SamePlace { earlier } => write!(
                f,
                ": at the same place as the body of line {earlier}, the force between them is \
                 infinite; move or remove one"
            ),
            NbabelReason::Count { expected, found } => write!(
                f,
                ": {found} bodies instead of {expected}; is the file cut off, or meant for another size?"
            ),
        }
    }
}

impl std::error::Error for NbabelError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.reason {
            NbabelReason::Io(error) => Some(error),
            _ => None,
        }
    }
}
