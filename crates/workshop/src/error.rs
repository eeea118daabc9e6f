//! Everything that can go wrong here, each with what the reader needs to mend it.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// An error of the command line; its text says what was wrong, where, and what to do.
#[derive(Debug)]
pub(crate) enum Error {
    /// Something outside the project is needed and is not there.
    Missing {
        /// What is missing, as a noun.
        what: String,
        /// How to get it, one way a line.
        how: String,
    },
    /// A file or folder could not be read, written, made or renamed.
    Io {
        /// What was being done, e.g. "write".
        doing: &'static str,
        /// Where.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Another program could not be started or ended badly.
    Command {
        /// The program, as a reader would type it.
        command: String,
        /// How it ended: exit code, signal, or why it did not start.
        ended: String,
        /// Its last words, and where the rest is.
        tail: String,
    },
    /// No lesson has that name.
    UnknownLesson {
        /// What was asked for.
        name: String,
        /// The closest name there is.
        nearest: Option<String>,
        /// All there are.
        known: Vec<String>,
    },
    /// A file holds something that cannot be used.
    BadFile {
        /// The file.
        path: PathBuf,
        /// What is wrong with it, with the line where known.
        what: String,
        /// What to do about it.
        how: String,
    },
    /// Something was done and did not come out well.
    Failed(String),
    /// Checks were made and some failed; all there is to say has been printed.
    Told,
}

impl Error {
    /// An [`Error::Io`] for `map_err`.
    pub(crate) fn io(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Io {
            doing,
            path,
            source,
        }
    }

    /// An [`Error::Missing`].
    pub(crate) fn missing(what: impl Into<String>, how: impl Into<String>) -> Self {
        Self::Missing {
            what: what.into(),
            how: how.into(),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing { what, how } => {
                write!(f, "{what}")?;
                how.lines().try_for_each(|line| write!(f, "\n  {line}"))
            }
            Self::Io {
                doing,
                path,
                source,
            } => {
                write!(f, "cannot {doing} {}: {source}", path.display())
            }
            Self::Command {
                command,
                ended,
                tail,
            } => {
                write!(f, "`{command}` {ended}")?;
                tail.lines().try_for_each(|line| write!(f, "\n  {line}"))
            }
            Self::UnknownLesson {
                name,
                nearest,
                known,
            } => {
                write!(f, "there is no lesson `{name}`")?;
                if let Some(nearest) = nearest {
                    write!(f, "; did you mean `{nearest}`?")?;
                }
                write!(f, "\n  lessons: {}", known.join(", "))
            }
            Self::BadFile { path, what, how } => {
                write!(f, "{}: {what}\n  {how}", path.display())
            }
            Self::Failed(what) => write!(f, "{what}"),
            Self::Told => write!(f, "some checks failed; see above"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io { source, .. } => Some(source),
            _ => None,
        }
    }
}
