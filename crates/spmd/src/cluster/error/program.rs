//! Why a program on ranks of its own did not come to its end.

use std::fmt;
use std::io;
use std::time::Duration;

/// Why a program on ranks of its own did not come to its end.
#[non_exhaustive]
pub enum ProgramError {
    /// No such program.
    NotThere {
        /// Its name.
        program: String,
        /// Where it was looked for.
        place: String,
    },
    /// The system said no.
    System(io::Error),
    /// It ended with an exit code or a signal.
    Failed {
        /// Its name.
        program: String,
        /// How it ended, in words.
        ended: String,
        /// Its own words on it, or the last ones that it or its launcher said.
        said: String,
    },
    /// It took longer than it may, and was ended.
    TimeLimit {
        /// Its name.
        program: String,
        /// The limit.
        limit: Duration,
        /// The last that it said.
        said: String,
    },
}

impl fmt::Display for ProgramError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let or_nothing = |said: &str| match said {
            "" => "it said nothing".to_owned(),
            said => said.to_owned(),
        };
        match self {
            Self::NotThere { program, place } => write!(
                f,
                "there is no program {program} in {place}: `cargo workshop setup` builds those of the course, and \
                 WORKSHOP_PROGRAMS names their folder"
            ),
            Self::System(source) => write!(f, "the program cannot be run: {source}"),
            Self::Failed {
                program,
                ended,
                said,
            } => {
                write!(f, "{program} ended with {ended}: {}", or_nothing(said))
            }
            Self::TimeLimit {
                program,
                limit,
                said,
            } => write!(
                f,
                "{program} was ended at its time limit of {} s; Cluster::local(n)?.limit(…) sets another one. Its last \
                 words: {}",
                limit.as_secs_f64(),
                or_nothing(said)
            ),
        }
    }
}

// As of `StartError`.
impl fmt::Debug for ProgramError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for ProgramError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::System(source) => Some(source),
            _ => None,
        }
    }
}

impl From<io::Error> for ProgramError {
    fn from(source: io::Error) -> Self {
        Self::System(source)
    }
}
