//! Exercise 05.4, open-ended: all that a bad server will give.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use bench::Cost;
use lab::check::{Exercise, Verdict};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use super::{patiently, server};
use crate::client::Client;
use crate::error::FetchError;
use crate::patience::{Retry, retry, within};
use crate::readings::sum_of;
use crate::server::{Reply, Visit};

const ID: &str = "05.4";
const AT_MOST: usize = 8;

/// What the server has for a station: one in five has something the matter with it.
fn plan(visit: Visit) -> Reply {
    match (visit.station % 20, visit.attempt) {
        (3, _) => Reply::Stall,
        (7, _) => Reply::Rubbish,
        (11, 1..=2) => Reply::Busy,
        (15, 1) => Reply::Break,
        _ => Reply::after_ms(3),
    }
}

/// The sum or the kind of error that a collector must bring from a station.
fn is_right(station: u64, found: &Result<f64, FetchError>) -> bool {
    match (station % 20, found) {
        (3, Err(FetchError::TimedOut { .. })) | (7, Err(FetchError::Rubbish { .. })) => true,
        (3 | 7, _) => false,
        (_, found) => *found == Ok(sum_of(station)),
    }
}

/// Exercise 05.4: a sum or a named error from each station, 8 requests at a time, nothing left behind.
///
/// The reference gives each request 50 ms, and three more attempts after 5, 10 and 20 ms to what may get better.
///
/// ```
/// use lab::check::State;
/// let verdict = waiting::check::collect(|_, _, _| async { todo!() });
/// assert_eq!(verdict.state(), State::NotYet);
/// ```
pub fn collect<F>(yours: impl Fn(Client, Vec<u64>, usize) -> F) -> Verdict
where
    F: Future<Output = Vec<Result<f64, FetchError>>>,
{
    let server = match server(ID, plan) {
        Ok(server) => server,
        Err(check) => return check.verdict(),
    };
    let run = |yours: &dyn Fn(Client, Vec<u64>, usize) -> F, stations: &[u64]| {
        // A server that does not remember who asked how often.
        server.clear();
        let task = yours(Client::new(server.address()), stations.to_vec(), AT_MOST);
        patiently(async { Ok(task.await) })
    };
    let mut check = Exercise::new(ID).allow(1.5);
    for count in [0, 1, 4, 8, 12, 20, 45] {
        let stations: Vec<u64> = (0..count).collect();
        let input = format!("{count} stations, at most {AT_MOST} in flight");
        check = check
            .that(&input, || {
                let found =
                    run(&yours, &stations).map_err(|error| format!("Your function: {error}."))?;
                all_right(&stations, &found)
            })
            .that(&input, || match server.most_in_flight() {
                most if most > AT_MOST => Err(format!("{most} requests were in flight at once.")),
                _ => Ok(()),
            })
            .that(&input, || {
                match server.connections_after(Duration::from_secs(1)) {
                    0 => Ok(()),
                    n => Err(format!("{n} connections outlive your function.")),
                }
            });
    }
    let stations: Vec<u64> = (0..60).collect();
    let sums = |found: Result<Vec<Result<f64, FetchError>>, FetchError>| {
        let sum = |one: Result<f64, FetchError>| one.unwrap_or(0.0);
        found.map_or_else(|_| Vec::new(), |all| all.into_iter().map(sum).collect())
    };
    check
        .race(
            "60 stations",
            Cost::NONE,
            || sums(run(&yours, &stations)),
            || {
                server.clear();
                let client = Client::new(server.address());
                sums(patiently(async {
                    Ok(reference(client, stations.clone(), AT_MOST).await)
                }))
            },
        )
        .verdict()
}

fn all_right(stations: &[u64], found: &[Result<f64, FetchError>]) -> Result<(), String> {
    if found.len() != stations.len() {
        return Err(format!(
            "{} stations, but {} results.",
            stations.len(),
            found.len()
        ));
    }
    let wrong = stations
        .iter()
        .zip(found)
        .find(|(station, found)| !is_right(**station, found));
    let Some((&station, found)) = wrong else {
        return Ok(());
    };
    let wanted = match station % 20 {
        3 => "It stalls: expected `TimedOut`.",
        7 => "It sends rubbish: expected `Rubbish`.",
        11 => "It is busy twice: a third attempt gets its readings.",
        15 => "It breaks off once: a second attempt gets its readings.",
        _ => "It is well: expected its sum.",
    };
    Err(format!("Station {station} gave {found:?}. {wanted}"))
}

/// As the exercise is solved.
pub(super) async fn reference(
    client: Client,
    stations: Vec<u64>,
    at_most: usize,
) -> Vec<Result<f64, FetchError>> {
    let seats = Arc::new(Semaphore::new(at_most));
    let mut tasks = JoinSet::new();
    for (place, &station) in stations.iter().enumerate() {
        let (client, seats) = (client.clone(), Arc::clone(&seats));
        tasks.spawn(async move {
            let plan = Retry {
                attempts: 4,
                first: Duration::from_millis(5),
                seed: station,
            };
            let once = || async {
                // A pause needs no seat, a request does.
                let _seat = seats.acquire().await;
                within(Duration::from_millis(50), client.sum(station)).await
            };
            (place, retry(plan, once).await)
        });
    }
    let mut found = vec![Err(FetchError::Cancelled); stations.len()];
    while let Some(done) = tasks.join_next().await {
        if let Ok((place, sum)) = done {
            found[place] = sum;
        }
    }
    found
}
