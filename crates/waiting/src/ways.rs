//! The same requests in several ways: what the lesson derives step by step.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use kernels::threads::panic_words;
use tokio::task::JoinSet;

use crate::blocking::BlockingClient;
use crate::client::Client;
use crate::error::FetchError;
use crate::run::block_on;

/// The longest that one request may take.
const LIMIT: Duration = Duration::from_secs(20);

/// The sums of the stations' readings, asked one after another.
///
/// # Errors
/// The first request that fails.
///
/// ```
/// use waiting::{Reply, Server, one_after_another, sum_of};
/// let server = Server::start(|_| Reply::after_ms(1))?;
/// assert_eq!(one_after_another(server.address(), &[1, 2]), Ok(vec![sum_of(1), sum_of(2)]));
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn one_after_another(address: SocketAddr, stations: &[u64]) -> Result<Vec<f64>, FetchError> {
    let client = BlockingClient::new(address, LIMIT);
    stations
        .iter()
        .map(|&station| client.sum(station))
        .collect()
}

/// The same by `threads` threads, each of which takes the next station until none is left.
///
/// # Errors
/// The first station, in their order, that failed; [`FetchError::Panicked`] when a thread did.
///
/// ```
/// use waiting::{Reply, Server, by_threads, sum_of};
/// let server = Server::start(|_| Reply::after_ms(1))?;
/// assert_eq!(by_threads(server.address(), &[1, 2, 3], 2), Ok([1, 2, 3].map(sum_of).to_vec()));
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn by_threads(
    address: SocketAddr,
    stations: &[u64],
    threads: usize,
) -> Result<Vec<f64>, FetchError> {
    let client = BlockingClient::new(address, LIMIT);
    share_out(stations, threads, |station| client.sum(station))
}

/// Threads that share out the stations; the answers in the order of the stations.
pub(crate) fn share_out(
    stations: &[u64],
    threads: usize,
    fetch: impl Fn(u64) -> Result<f64, FetchError> + Sync,
) -> Result<Vec<f64>, FetchError> {
    let next = AtomicUsize::new(0);
    let worker = || {
        let mut mine = Vec::new();
        while let Some(place) = take(&next, stations.len()) {
            mine.push((place, fetch(stations[place])));
        }
        mine
    };
    let shares = thread::scope(|scope| {
        let count = threads.clamp(1, stations.len().max(1));
        let workers: Vec<_> = (0..count).map(|_| scope.spawn(worker)).collect();
        // All are waited for, also when one of them panicked.
        workers
            .into_iter()
            .map(thread::ScopedJoinHandle::join)
            .collect::<Vec<_>>()
    });
    let mut sums = vec![Err(FetchError::Cancelled); stations.len()];
    for share in shares {
        let share = share.map_err(|cause| FetchError::Panicked {
            message: panic_words(&*cause),
        })?;
        for (place, sum) in share {
            sums[place] = sum;
        }
    }
    sums.into_iter().collect()
}

/// The same by tasks on one thread, at most `in_flight` at a time, with a loop of its own.
///
/// # Errors
/// As [`fetch_all`].
///
/// ```
/// use waiting::{Reply, Server, by_tasks, sum_of};
/// let server = Server::start(|_| Reply::after_ms(1))?;
/// assert_eq!(by_tasks(server.address(), &[1, 2, 3], 2), Ok([1, 2, 3].map(sum_of).to_vec()));
/// assert!(server.most_in_flight() <= 2);
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn by_tasks(
    address: SocketAddr,
    stations: &[u64],
    in_flight: usize,
) -> Result<Vec<f64>, FetchError> {
    block_on(fetch_all(&Client::new(address), stations, in_flight))
}

/// The sums of the stations' readings, at most `in_flight` (at least 1) requests at a time, in the order of `stations`.
///
/// As many tasks as may be in flight take the next station until none is left. When one fails the others are
/// cancelled; they are gone when this returns.
///
/// # Errors
/// The first request that fails; [`FetchError::Panicked`] when a task does.
pub async fn fetch_all(
    client: &Client,
    stations: &[u64],
    in_flight: usize,
) -> Result<Vec<f64>, FetchError> {
    let todo: Arc<[u64]> = stations.into();
    let next = Arc::new(AtomicUsize::new(0));
    let mut tasks = JoinSet::new();
    for _ in 0..in_flight.clamp(1, stations.len().max(1)) {
        let (client, todo, next) = (client.clone(), Arc::clone(&todo), Arc::clone(&next));
        tasks.spawn(async move {
            let mut mine = Vec::new();
            while let Some(place) = take(&next, todo.len()) {
                mine.push((place, client.sum(todo[place]).await?));
            }
            Ok::<_, FetchError>(mine)
        });
    }
    let mut sums = vec![0.0; stations.len()];
    let mut failed = None;
    while let Some(share) = tasks.join_next().await {
        match share.map_err(FetchError::from).flatten() {
            Ok(share) => share.into_iter().for_each(|(place, sum)| sums[place] = sum),
            Err(error) => {
                // The first one counts; those that are cancelled now are waited for.
                failed.get_or_insert(error);
                tasks.abort_all();
            }
        }
    }
    failed.map_or(Ok(sums), Err)
}

/// The next place, if there is one.
fn take(next: &AtomicUsize, count: usize) -> Option<usize> {
    let place = next.fetch_add(1, Ordering::Relaxed);
    (place < count).then_some(place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_in_a_thread_is_an_error_and_the_others_are_waited_for() {
        let found = share_out(&[1, 2, 3, 4], 2, |station| {
            assert!(station != 2, "no station {station}");
            Ok(station as f64)
        });
        let message = "no station 2".to_owned();
        assert_eq!(found, Err(FetchError::Panicked { message }));
    }

    #[test]
    fn the_first_failure_in_the_order_of_the_stations_counts() {
        let found = share_out(&[1, 2, 3], 3, |station| match station {
            1 => Ok(1.0),
            code => Err(FetchError::Status { code: code as u16 }),
        });
        assert_eq!(found, Err(FetchError::Status { code: 2 }));
    }
}
