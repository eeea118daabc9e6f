//! What happened on one rank.

use std::fmt;

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
    /// The system killed it because there was no memory left.
    OutOfMemory {
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

impl fmt::Display for Ending {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exit(code) => write!(f, "ended itself with exit code {code}"),
            Self::OutOfMemory { memory } => write!(
                f,
                "ran out of memory: the system killed it when it held {}. Give each rank less, or use fewer ranks",
                size(*memory)
            ),
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
