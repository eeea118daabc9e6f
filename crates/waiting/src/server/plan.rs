//! What the server does with a request.

use std::time::Duration;

/// A request, as a plan sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Visit {
    /// The station asked for.
    pub station: u64,
    /// How often this station has been asked for by now; the first time it is 1.
    pub attempt: u32,
}

/// What the server does with a request: an answer, or a fault made on purpose.
///
/// ```
/// use waiting::Reply;
/// assert_eq!(Reply::after_ms(20), Reply::Readings { after: std::time::Duration::from_millis(20) });
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reply {
    /// The station's readings, after a while.
    Readings {
        /// How long the server takes.
        after: Duration,
    },
    /// At once the status 503: too busy, try again later.
    Busy,
    /// Nothing, ever, on a connection that stays open.
    Stall,
    /// The first half of the answer, then the end of the connection.
    Break,
    /// Bytes that are not HTTP.
    Rubbish,
    /// Readings among which one is not a number.
    Words,
    /// Readings without end.
    Flood,
}

impl Reply {
    /// The station's readings after `ms` milliseconds.
    #[must_use]
    pub fn after_ms(ms: u64) -> Self {
        Self::Readings {
            after: Duration::from_millis(ms),
        }
    }
}
