//! Why a request gave no readings.

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;

/// Why a request gave no readings.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FetchError {
    /// Nobody listens at the address.
    Refused {
        /// The address.
        address: SocketAddr,
    },
    /// The server answered that it has nothing to give.
    Status {
        /// The status, such as 404 or 503.
        code: u16,
    },
    /// The connection ended before the answer did.
    Broken,
    /// The answer is not HTTP.
    Rubbish {
        /// What the parser said.
        why: String,
    },
    /// The answer is larger than it may be, and was not read further.
    TooMuch {
        /// The most bytes that are read.
        limit: usize,
    },
    /// A line of the answer is not a number.
    NotANumber {
        /// The line, counted from 1.
        line: usize,
        /// Its text.
        text: String,
    },
    /// There was no answer in time.
    TimedOut {
        /// How long it was waited for.
        after: Duration,
    },
    /// The task or thread that waited for the answer panicked.
    Panicked {
        /// The words of the panic.
        message: String,
    },
    /// The task was cancelled before the answer came.
    Cancelled,
    /// The operating system said no: too many open files, no memory …
    System {
        /// What it said.
        why: String,
    },
}

impl FetchError {
    /// Whether another attempt may do better: busy, broken, refused, too late.
    ///
    /// Rubbish, too much, and a status such as 404 will be the same next time.
    ///
    /// ```
    /// use waiting::FetchError;
    /// assert!(FetchError::Status { code: 503 }.is_temporary());
    /// assert!(!FetchError::Status { code: 404 }.is_temporary());
    /// ```
    #[must_use]
    pub fn is_temporary(&self) -> bool {
        match self {
            Self::Status { code } => matches!(code, 408 | 429 | 500..=599),
            Self::Broken | Self::TimedOut { .. } | Self::Refused { .. } => true,
            _ => false,
        }
    }

    /// What an error of the operating system means for a request to `address`.
    pub(crate) fn of_system(error: &io::Error, address: SocketAddr) -> Self {
        match error.kind() {
            io::ErrorKind::ConnectionRefused => Self::Refused { address },
            io::ErrorKind::UnexpectedEof
            | io::ErrorKind::ConnectionReset
            | io::ErrorKind::ConnectionAborted
            | io::ErrorKind::BrokenPipe => Self::Broken,
            _ => Self::System {
                why: error.to_string(),
            },
        }
    }
}

impl fmt::Display for FetchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused { address } => {
                write!(
                    f,
                    "refused: nobody listens at {address}; is the server running?"
                )
            }
            Self::Status { code } => write!(f, "the server answered with status {code}"),
            Self::Broken => f.write_str("the connection broke before the answer was whole"),
            Self::Rubbish { why } => write!(f, "the answer is not HTTP ({why})"),
            Self::TooMuch { limit } => {
                write!(
                    f,
                    "the answer is larger than the {limit} bytes allowed; reading stopped there"
                )
            }
            Self::NotANumber { line, text } => {
                write!(f, "line {line} of the answer is not a number: {text:?}")
            }
            Self::TimedOut { after } => write!(f, "no answer within {after:?}"),
            Self::Panicked { message } => write!(f, "the task panicked: {message}"),
            Self::Cancelled => f.write_str("cancelled before the answer came"),
            Self::System { why } => write!(f, "the operating system said: {why}"),
        }
    }
}

impl std::error::Error for FetchError {}

/// How a task of a `JoinSet` ended without a result: it panicked or was cancelled.
impl From<tokio::task::JoinError> for FetchError {
    fn from(error: tokio::task::JoinError) -> Self {
        match error.try_into_panic() {
            Ok(cause) => Self::Panicked {
                message: kernels::threads::panic_words(&*cause),
            },
            Err(_) => Self::Cancelled,
        }
    }
}
