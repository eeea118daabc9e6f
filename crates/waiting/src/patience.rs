//! Time-outs and further attempts.

use std::future::Future;
use std::time::Duration;

use kernels::random::Stream;

use crate::error::FetchError;

/// Waits for an answer for at most `limit`; then the request is dropped, and its connection with it.
///
/// # Errors
/// [`FetchError::TimedOut`], or what the request itself says.
///
/// ```
/// use std::time::Duration;
/// use waiting::{Client, FetchError, Reply, Server, block_on, within};
/// let server = Server::start(|_| Reply::Stall)?;
/// let client = Client::new(server.address());
/// let limit = Duration::from_millis(20);
/// let answer = block_on(within(limit, client.readings(1)));
/// assert_eq!(answer, Err(FetchError::TimedOut { after: limit }));
/// assert_eq!(server.connections_after(Duration::from_secs(5)), 0);
/// # Ok::<(), std::io::Error>(())
/// ```
pub async fn within<T>(
    limit: Duration,
    request: impl Future<Output = Result<T, FetchError>>,
) -> Result<T, FetchError> {
    match tokio::time::timeout(limit, request).await {
        Ok(answer) => answer,
        Err(_) => Err(FetchError::TimedOut { after: limit }),
    }
}

/// How often to try, and how long to pause in between.
///
/// Before attempt k + 1 the pause is `first · 2^(k−1)`, of which a random part of up to a half is taken
/// off, so that many clients that failed together do not come back together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retry {
    /// Attempts in all, at least one.
    pub attempts: u32,
    /// The pause after the first attempt.
    pub first: Duration,
    /// Where the random parts come from; each request takes another one.
    pub seed: u64,
}

impl Retry {
    /// The pause after attempt `k`, counted from 1.
    ///
    /// ```
    /// use std::time::Duration;
    /// let retry = waiting::Retry { attempts: 4, first: Duration::from_millis(10), seed: 7 };
    /// assert!(retry.pause(1) <= Duration::from_millis(10) && retry.pause(1) >= Duration::from_millis(5));
    /// assert!(retry.pause(3) <= Duration::from_millis(40) && retry.pause(3) >= Duration::from_millis(20));
    /// ```
    #[must_use]
    pub fn pause(&self, k: u32) -> Duration {
        let whole = self.first.saturating_mul(1 << k.saturating_sub(1).min(16));
        let part = Stream::new(11).split(self.seed).uniform(u64::from(k));
        whole.mul_f64(1.0 - 0.5 * part)
    }
}

/// Asks until there is an answer, an error that will not go away, or no attempt is left.
///
/// Source: M. Brooker, "Exponential backoff and jitter", AWS Architecture Blog, 2015.
///
/// # Errors
/// The error of the last attempt.
///
/// ```
/// use std::time::Duration;
/// use waiting::{Client, Reply, Retry, Server, block_on, readings_of, retry};
/// let server = Server::start(|visit| if visit.attempt < 3 { Reply::Busy } else { Reply::after_ms(1) })?;
/// let client = Client::new(server.address());
/// let plan = Retry { attempts: 4, first: Duration::from_millis(2), seed: 9 };
/// assert_eq!(block_on(retry(plan, || client.readings(9))), Ok(readings_of(9)));
/// assert_eq!(server.requests(), 3);
/// # Ok::<(), std::io::Error>(())
/// ```
pub async fn retry<T, F>(plan: Retry, mut request: impl FnMut() -> F) -> Result<T, FetchError>
where
    F: Future<Output = Result<T, FetchError>>,
{
    let mut k = 1;
    loop {
        match request().await {
            Err(error) if error.is_temporary() && k < plan.attempts => {
                tokio::time::sleep(plan.pause(k)).await;
                k += 1;
            }
            answer => return answer,
        }
    }
}
