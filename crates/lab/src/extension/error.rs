//! Why there is no module, or no answer from it.

use std::fmt;
use std::io;
use std::path::PathBuf;
use std::time::Duration;

/// Why a module could not be built or did not answer.
#[derive(Debug)]
#[non_exhaustive]
pub enum ExtensionError {
    /// The Python of the environment cannot be started.
    NoPython {
        /// What was tried.
        python: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A package is missing that builds modules.
    Missing {
        /// Which one, as pip calls it.
        package: &'static str,
        /// The Python that lacks it.
        python: PathBuf,
    },
    /// The compiler refused the module.
    NotBuilt {
        /// What it said, from its first error on.
        said: String,
    },
    /// A script ended with an exception, a signal or an exit code.
    Script {
        /// Its traceback, or how it ended.
        said: String,
    },
    /// It took longer than it may.
    Slow {
        /// What it was.
        what: &'static str,
        /// How long it may take.
        limit: Duration,
        /// What it had said until then.
        said: String,
    },
    /// A file could not be written.
    Files {
        /// What the system said.
        source: io::Error,
    },
}

impl fmt::Display for ExtensionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoPython { python, source } => write!(
                f,
                "no Python at {} ({source}); run `cargo workshop setup`, or set WORKSHOP_PYTHON",
                python.display()
            ),
            Self::Missing { package, python } => write!(
                f,
                "{package} is not there; run `cargo workshop setup`, or `{} -m pip install {package}`",
                python.display()
            ),
            Self::NotBuilt { said } => write!(f, "the module was not built:\n{said}"),
            Self::Script { said } => {
                write!(f, "the script did not end well:\n{said}")?;
                if said.contains("No module named 'rung_kernels'") {
                    f.write_str(
                        "\nThe course's own module is built in the background, after the set-up: `cargo workshop \
                         doctor` in a terminal says how far that is. Then run this cell again.",
                    )?;
                }
                Ok(())
            }
            Self::Slow { what, limit, said } => {
                write!(f, "{what} was ended after {} s", limit.as_secs())?;
                match said.lines().last() {
                    Some(last) => write!(f, ", and the last that it said is: {last}"),
                    None => Ok(()),
                }
            }
            Self::Files { source } => write!(f, "files of the module: {source}"),
        }
    }
}

impl std::error::Error for ExtensionError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::NoPython { source, .. } | Self::Files { source } => Some(source),
            _ => None,
        }
    }
}

impl From<io::Error> for ExtensionError {
    fn from(source: io::Error) -> Self {
        Self::Files { source }
    }
}
