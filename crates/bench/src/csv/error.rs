//! What can be wrong with a file of rows.

use std::fmt;
use std::io;
use std::path::PathBuf;

/// Why rows could not be read or written: the file, the line, and what is wrong there.
#[derive(Debug)]
pub enum CsvError {
    /// The operating system said no.
    Io {
        /// The file.
        path: PathBuf,
        /// What was being done: "read", "write" …
        doing: &'static str,
        /// What the system said.
        source: io::Error,
    },
    /// The first line is not the header that rows have.
    Header {
        /// The file.
        path: PathBuf,
        /// What the line should be.
        expected: String,
        /// What it is.
        got: String,
    },
    /// A line has too few or too many fields.
    Fields {
        /// The file.
        path: PathBuf,
        /// The line, counted from 1.
        line: usize,
        /// Fields that a row has.
        expected: usize,
        /// Fields that are there.
        got: usize,
    },
    /// A quoted field never ends, or goes on after its closing quote.
    Quote {
        /// The file.
        path: PathBuf,
        /// The line where the field begins, counted from 1.
        line: usize,
    },
    /// A field is not the number that belongs there.
    Number {
        /// The file.
        path: PathBuf,
        /// The line, counted from 1.
        line: usize,
        /// The column's name.
        column: &'static str,
        /// What is there.
        got: String,
        /// What belongs there.
        expected: &'static str,
    },
}

impl fmt::Display for CsvError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io {
                path,
                doing,
                source,
            } => write!(f, "cannot {doing} {}: {source}", path.display()),
            Self::Header {
                path,
                expected,
                got,
            } => write!(
                f,
                "{}, line 1: these are no measured rows: expected the header {expected:?}, got {got:?}",
                path.display()
            ),
            Self::Fields {
                path,
                line,
                expected,
                got,
            } => write!(
                f,
                "{}, line {line}: expected {expected} fields, got {got}",
                path.display()
            ),
            Self::Quote { path, line } => write!(
                f,
                "{}, line {line}: a quoted field does not end with a quote and a comma",
                path.display()
            ),
            Self::Number {
                path,
                line,
                column,
                got,
                expected,
            } => write!(
                f,
                "{}, line {line}, column {column}: expected {expected}, got {got:?}",
                path.display()
            ),
        }
    }
}

impl std::error::Error for CsvError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io { source, .. } => Some(source),
            _ => None,
        }
    }
}
