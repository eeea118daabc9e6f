//! What can go wrong, with what a reader needs to mend it.

use std::fmt;
use std::io;
use std::path::PathBuf;
use std::time::Duration;

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

/// How a rank's process ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// It called `exit`, with this code.
    Exit(i32),
    /// A signal ended it.
    Signal {
        /// Its number.
        number: i32,
        /// The most memory that the rank had held, in bytes.
        memory: u64,
    },
    /// Its host or the network is gone.
    Lost,
}

/// What happened on one rank.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// It panicked.
    Panic {
        /// The panic's message.
        message: String,
        /// File, line and column.
        at: String,
    },
    /// The function returned an error.
    Error {
        /// Its text.
        message: String,
    },
    /// A call of MPI failed.
    Mpi {
        /// Which call.
        call: String,
        /// What the library said.
        message: String,
    },
    /// The process ended in the middle of the job.
    Ended {
        /// How.
        ending: Ending,
        /// What it was doing when it was last asked.
        doing: String,
    },
    /// The rank would not run the job.
    Refused {
        /// Why.
        message: String,
    },
}

/// One rank, and what happened there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RankFailure {
    /// The rank.
    pub rank: usize,
    /// What happened.
    pub failure: Failure,
}

/// What a rank of a job that did not end was doing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stuck {
    /// The rank.
    pub rank: usize,
    /// In words.
    pub doing: String,
}

/// Why a job gave no results.
#[non_exhaustive]
pub enum RunError {
    /// Something happened on one or more ranks.
    Failed(Vec<RankFailure>),
    /// Every rank waits for another one.
    Deadlock {
        /// For how long.
        after: Duration,
        /// What each rank was doing.
        ranks: Vec<Stuck>,
    },
    /// The job took longer than it may.
    TimeLimit {
        /// The limit.
        limit: Duration,
        /// What each rank was doing.
        ranks: Vec<Stuck>,
    },
    /// New ranks had to be started and did not.
    Start(StartError),
    /// The ranks and this cell were not built alike.
    Mismatch {
        /// What the ranks say of themselves.
        ranks: String,
    },
    /// There is not one argument for each rank.
    Arguments {
        /// Number of ranks.
        expected: usize,
        /// Number of arguments.
        got: usize,
    },
    /// The argument cannot be encoded.
    Encode {
        /// Why.
        why: String,
    },
    /// A result does not arrive as it was sent.
    Decode {
        /// From which rank.
        rank: usize,
        /// Why.
        why: String,
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

impl fmt::Display for Ending {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exit(code) => write!(f, "ended itself with exit code {code}"),
            Self::Signal { number: 9, memory } => write!(
                f,
                "was killed (SIGKILL) after holding up to {}: if you did not do it, the system did, for want of memory",
                size(*memory)
            ),
            Self::Signal { number, .. } => {
                write!(f, "was ended by signal {number} ({})", meaning(*number))
            }
            Self::Lost => f.write_str("is gone without a word: its host or the network failed"),
        }
    }
}

fn size(bytes: u64) -> String {
    format!("{:.1} GB", bytes as f64 / 1e9)
}

fn meaning(signal: i32) -> &'static str {
    match signal {
        libc::SIGABRT => "SIGABRT: it aborted, e.g. out of memory or a panic while panicking",
        libc::SIGSEGV => "SIGSEGV: it used memory that is not its own, or its stack is full",
        libc::SIGBUS => "SIGBUS: memory that could not be provided",
        libc::SIGFPE => "SIGFPE: an integer division by zero outside Rust",
        libc::SIGILL => "SIGILL: an instruction that this processor does not have",
        libc::SIGTERM => "SIGTERM: somebody asked it to end",
        libc::SIGINT => "SIGINT: interrupted",
        _ => "see `kill -l`",
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Panic { message, at } => write!(f, "panicked at {at}: {message}"),
            Self::Error { message } => write!(f, "returned an error: {message}"),
            Self::Mpi { call, message } => write!(f, "failed {call}: {message}"),
            Self::Ended { ending, doing } if doing.is_empty() => write!(f, "{ending}"),
            Self::Ended { ending, doing } => write!(f, "{ending}\n    it was last seen: {doing}"),
            Self::Refused { message } => f.write_str(message),
        }
    }
}

impl fmt::Display for RunError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let each = |f: &mut fmt::Formatter<'_>, ranks: &[Stuck]| {
            ranks
                .iter()
                .try_for_each(|stuck| write!(f, "\n  rank {}: {}", stuck.rank, stuck.doing))
        };
        match self {
            Self::Failed(failures) => match failures.as_slice() {
                [RankFailure { rank, failure }] => write!(f, "rank {rank} {failure}"),
                all => {
                    write!(f, "{} ranks failed:", all.len())?;
                    all.iter()
                        .try_for_each(|one| write!(f, "\n  rank {} {}", one.rank, one.failure))
                }
            },
            Self::Deadlock { after, ranks } => {
                write!(
                    f,
                    "deadlock: for {:.0} s every rank has waited for another one.",
                    after.as_secs_f64()
                )?;
                each(f, ranks)
            }
            Self::TimeLimit { limit, ranks } => {
                write!(
                    f,
                    "the job was ended at its time limit of {} s; Cluster::local(n)?.limit(…) sets another one.",
                    limit.as_secs_f64()
                )?;
                each(f, ranks)
            }
            Self::Start(why) => write!(f, "new ranks were needed, and {why}"),
            Self::Mismatch { ranks } => f.write_str(&crate::raw::mismatch(ranks)),
            Self::Arguments { expected, got } => {
                write!(
                    f,
                    "run_each takes one argument for each rank: {expected} ranks, {got} arguments"
                )
            }
            Self::Encode { why } => write!(f, "the argument cannot be sent: {why}"),
            Self::Decode { rank, why } => write!(
                f,
                "the result of rank {rank} does not arrive as it was sent: {why}"
            ),
        }
    }
}

// A cell shows an error of `?` by its Debug form: readers get the words there too.
impl fmt::Debug for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Debug for RunError {
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

impl std::error::Error for RunError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Start(why) => Some(why),
            _ => None,
        }
    }
}
