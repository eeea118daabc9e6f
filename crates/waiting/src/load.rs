//! What a server gives at a certain number of requests in flight.

use std::time::Instant;

use bench::stats::median;

use crate::error::FetchError;
use crate::server::Server;
use crate::ways::by_tasks;

/// Requests a second and seconds a request, with so many in flight all the time.
///
/// Little's law: `in_flight = rate · latency`, whatever the server does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Load {
    /// Requests in flight.
    pub in_flight: usize,
    /// Requests a second.
    pub rate: f64,
    /// Median of the seconds from when the server got a request until it was answered.
    pub latency: f64,
}

/// Asks `server` `requests` times with `in_flight` requests at a time. It clears the server's log.
///
/// Source of the law: J. D. C. Little, "A proof for the queuing formula L = λW", *Operations Research* 9(3), 1961.
///
/// # Errors
/// The first request that fails.
///
/// ```
/// use waiting::{Reply, Server, load_at};
/// let server = Server::start(|_| Reply::after_ms(5))?;
/// let load = load_at(&server, 4, 40)?;
/// assert!(load.rate <= 800.0 && load.latency >= 4e-3, "4 at a time, 5 ms each: {load:?}");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn load_at(server: &Server, in_flight: usize, requests: usize) -> Result<Load, FetchError> {
    server.clear();
    let stations: Vec<u64> = (0..requests as u64).collect();
    let begin = Instant::now();
    by_tasks(server.address(), &stations, in_flight)?;
    let took = begin.elapsed().as_secs_f64();
    let served = server.served();
    let latencies: Vec<f64> = served.iter().map(|one| one.end - one.begin).collect();
    Ok(Load {
        in_flight,
        rate: requests as f64 / took,
        latency: median(&latencies),
    })
}
