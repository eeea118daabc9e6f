//! The client for threads: each request blocks the thread that makes it, by ureq.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use ureq::Agent;

use crate::body::{LONGEST_BODY, parse};
use crate::error::FetchError;

/// Asks the stations of one server, and blocks the thread until the answer is there.
///
/// Clones share the connections, which stay open for the next request, of whichever thread.
///
/// ```
/// use std::time::Duration;
/// use waiting::{BlockingClient, Reply, Server, readings_of};
///
/// let server = Server::start(|_| Reply::after_ms(1))?;
/// let client = BlockingClient::new(server.address(), Duration::from_secs(5));
/// assert_eq!(client.readings(3), Ok(readings_of(3)));
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct BlockingClient {
    address: SocketAddr,
    limit: Duration,
    agent: Agent,
}

impl BlockingClient {
    /// A client of the server at `address`; no request may take longer than `limit`.
    #[must_use]
    pub fn new(address: SocketAddr, limit: Duration) -> Self {
        let agent = Agent::config_builder()
            .timeout_global(Some(limit))
            // As many as there are threads that ask at once: each may keep its own.
            .max_idle_connections(usize::MAX)
            .max_idle_connections_per_host(usize::MAX)
            // Of the usual 128 KiB each a small answer needs little, a thousand connections much.
            .input_buffer_size(4096)
            .output_buffer_size(4096)
            .proxy(None)
            .build()
            .new_agent();
        Self {
            address,
            limit,
            agent,
        }
    }

    /// The readings of a station.
    ///
    /// # Errors
    /// [`FetchError`]: how the request failed.
    pub fn readings(&self, station: u64) -> Result<Vec<f64>, FetchError> {
        let url = format!("http://{}/station/{station}", self.address);
        let failed = |error| self.failed(&error);
        let mut response = self.agent.get(&url).call().map_err(failed)?;
        let body = response.body_mut().with_config().limit(LONGEST_BODY as u64);
        parse(&body.read_to_vec().map_err(failed)?)
    }

    /// The sum of a station's readings.
    ///
    /// # Errors
    /// As [`BlockingClient::readings`].
    pub fn sum(&self, station: u64) -> Result<f64, FetchError> {
        Ok(self.readings(station)?.iter().sum())
    }

    fn failed(&self, error: &ureq::Error) -> FetchError {
        match error {
            ureq::Error::StatusCode(code) => FetchError::Status { code: *code },
            ureq::Error::Timeout(_) => FetchError::TimedOut { after: self.limit },
            ureq::Error::BodyExceedsLimit(_) => FetchError::TooMuch {
                limit: LONGEST_BODY,
            },
            ureq::Error::ConnectionFailed => FetchError::Refused {
                address: self.address,
            },
            ureq::Error::Io(error) if error.kind() == io::ErrorKind::TimedOut => {
                FetchError::TimedOut { after: self.limit }
            }
            ureq::Error::Io(error) => FetchError::of_system(error, self.address),
            ureq::Error::Protocol(why) => FetchError::Rubbish {
                why: why.to_string(),
            },
            other => FetchError::System {
                why: other.to_string(),
            },
        }
    }
}
