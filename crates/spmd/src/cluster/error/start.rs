//! Why there is no cluster.

use std::fmt;
use std::io;
use std::path::PathBuf;

/// Why there is no cluster.
#[non_exhaustive]
pub enum StartError {
    /// A cluster of no ranks.
    NoRanks,
    /// There is no `mpirun`.
    NoLauncher {
        /// Where the compiler wrapper was that this crate was built with.
        beside: PathBuf,
    },
    /// The host file is not one.
    HostFile {
        /// The file.
        file: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// Hosts of the file do not answer.
    Unreachable {
        /// The file.
        file: PathBuf,
        /// Each of them, with the reason.
        hosts: Vec<(String, String)>,
    },
    /// Not within a Slurm allocation.
    NoAllocation,
    /// An ordinary program that cannot be started as a rank.
    NotInitialised,
    /// A file, a socket or a process could not be made.
    System {
        /// What was being done.
        doing: &'static str,
        /// What the system said.
        source: io::Error,
    },
    /// The launcher ended, or took too long.
    Launch {
        /// The command.
        command: String,
        /// What happened to it.
        ended: String,
        /// What it said last.
        said: String,
    },
    /// The ranks belong to another MPI library, or are no ranks of one world.
    Library {
        /// What is wrong.
        why: String,
    },
    /// The ranks and this cell were not built alike.
    Mismatch {
        /// What the ranks say of themselves.
        ranks: String,
    },
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoRanks => f.write_str("a cluster has at least one rank"),
            Self::NoLauncher { beside } => write!(
                f,
                "there is no mpirun or mpiexec, neither in {} nor on the PATH; `cargo workshop setup` installs an MPI, \
                 and SPMD_MPIRUN names one",
                beside.display()
            ),
            Self::HostFile { file, why } => write!(f, "the host file {}: {why}", file.display()),
            Self::Unreachable { file, hosts } => {
                write!(f, "no ranks were started: of the host file {}, ", file.display())?;
                for (number, (host, why)) in hosts.iter().enumerate() {
                    let before = if number == 0 { "" } else { "; " };
                    write!(f, "{before}{host} does not answer ({why})")?;
                }
                Ok(())
            }
            Self::NoAllocation => f.write_str(
                "not within a Slurm allocation (SLURM_JOB_ID, SLURM_NTASKS and `srun` are looked for): start JupyterLab \
                 inside `salloc` or a batch job, or use Cluster::local",
            ),
            Self::NotInitialised => f.write_str(
                "an ordinary program is started again as each rank: call spmd::init() as the first thing in main",
            ),
            Self::System { doing, source } => write!(f, "cannot {doing}: {source}"),
            Self::Launch { command, ended, said } => {
                write!(f, "the ranks did not start: {ended}\n  command: {command}")?;
                for line in said.lines() {
                    write!(f, "\n  | {line}")?;
                }
                Ok(())
            }
            Self::Library { why } => f.write_str(why),
            Self::Mismatch { ranks } => f.write_str(&crate::raw::mismatch(ranks)),
        }
    }
}

// A cell shows an error of `?` by its Debug form: readers get the words there too.
impl fmt::Debug for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for StartError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::System { source, .. } => Some(source),
            _ => None,
        }
    }
}
