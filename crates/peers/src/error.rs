//! Why a peer has no row.

use std::fmt;
use std::io;
use std::path::PathBuf;

use crate::process::ProcessError;

/// Why a peer could not run; its words become the reason of a [`Gap`](bench::Gap).
#[derive(Debug)]
#[non_exhaustive]
pub enum PeerError {
    /// There is no peer of that name for this workload.
    Unknown {
        /// The name asked for.
        name: String,
        /// The names that there are.
        have: Vec<&'static str>,
    },
    /// The workload has no bodies, no points: nothing to compute.
    Nothing,
    /// The Python of the environment does not answer.
    NoPython {
        /// What was tried.
        python: PathBuf,
        /// What happened.
        why: ProcessError,
    },
    /// A package is not installed.
    Missing {
        /// The package, as PyPI calls it.
        package: &'static str,
        /// The Python that lacks it.
        python: PathBuf,
    },
    /// There is no C compiler.
    NoCompiler {
        /// What was tried.
        cc: PathBuf,
        /// What happened.
        why: ProcessError,
    },
    /// The compiler ran and failed.
    NotCompiled {
        /// The line of its output that says most.
        why: String,
    },
    /// A file in the cache or the temporary folder could not be read or written.
    Files {
        /// What the system said.
        source: io::Error,
    },
    /// It ran and gave no answer.
    Process(ProcessError),
    /// Its answer has another size than it should have.
    Size {
        /// Numbers that the answer should have.
        expected: usize,
        /// Bytes that it has.
        bytes: usize,
    },
}

impl fmt::Display for PeerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown { name, have } => {
                write!(
                    f,
                    "there is no peer {name:?} here; there are: {}",
                    have.join(", ")
                )
            }
            Self::Nothing => f.write_str("nothing to compute: size 0"),
            Self::NoPython { python, why } => write!(
                f,
                "missing: no working Python at {} ({why}); set WORKSHOP_PYTHON or run `cargo workshop setup`",
                python.display()
            ),
            Self::Missing {
                package: "rung-kernels",
                ..
            } => f.write_str(
                "missing: the kernels' Python module; `cargo workshop doctor` says more",
            ),
            Self::Missing { package, python } => write!(
                f,
                "missing: {package} is not installed; `{} -m pip install {package}`",
                python.display()
            ),
            Self::NoCompiler { cc, why } => write!(
                f,
                "missing: no C compiler at {} ({why}); install one or set CC",
                cc.display()
            ),
            Self::NotCompiled { why } => write!(f, "could not be compiled: {why}"),
            Self::Files { source } => write!(f, "files of the peer: {source}"),
            Self::Process(why) => why.fmt(f),
            Self::Size { expected, bytes } => write!(
                f,
                "wrong answer: expected {expected} numbers ({} bytes), got {bytes} bytes",
                8 * expected
            ),
        }
    }
}

impl std::error::Error for PeerError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::NoPython { why, .. } | Self::NoCompiler { why, .. } | Self::Process(why) => {
                Some(why)
            }
            Self::Files { source } => Some(source),
            _ => None,
        }
    }
}

impl From<io::Error> for PeerError {
    fn from(source: io::Error) -> Self {
        Self::Files { source }
    }
}

impl From<ProcessError> for PeerError {
    fn from(why: ProcessError) -> Self {
        Self::Process(why)
    }
}
