//! Exercise 05.3: computing without keeping the loop.

use std::future::Future;
use std::time::{Duration, Instant};

use bench::Cost;
use lab::check::{Exercise, Verdict};
use tokio::task::{JoinSet, spawn_blocking};

use super::{answer, server};
use crate::bootstrap::{bootstrap, calls_on_loop};
use crate::client::Client;
use crate::error::FetchError;
use crate::readings::readings_of;
use crate::run::{beside_heartbeat, block_on};
use crate::server::Reply;

const ID: &str = "05.3";

/// Exercise 05.3: the readings of a station, then their [`bootstrap`](crate::bootstrap), off the loop.
///
/// ```
/// use lab::check::State;
/// // Right answers, but every other task waits meanwhile.
/// let wrong = |client: waiting::Client, station| async move {
///     Ok(waiting::bootstrap(&client.readings(station).await?))
/// };
/// let verdict = waiting::check::off_loop(wrong);
/// assert_eq!(verdict.state(), State::Wrong);
/// assert!(verdict.text().contains("on the loop's own thread"));
/// ```
pub fn off_loop<F>(yours: impl Fn(Client, u64) -> F) -> Verdict
where
    F: Future<Output = Result<f64, FetchError>> + Send + 'static,
{
    let plan = |visit: crate::Visit| match visit.station {
        9 => Reply::Busy,
        _ => Reply::after_ms(1),
    };
    let server = match server(ID, plan) {
        Ok(server) => server,
        Err(check) => return check.verdict(),
    };
    let client = || Client::new(server.address());
    calls_on_loop();
    let mut check = Exercise::new(ID);
    for station in [0, 1, 17] {
        let expected = bootstrap(&readings_of(station));
        let input = format!("station {station}");
        check = answer(check, &input, expected, yours(client(), station)).that(&input, || {
            match calls_on_loop() {
                0 => Ok(()),
                _ => Err(
                    "The answer is right, but `bootstrap` ran on the loop's own thread: \
                     no other task could do anything meanwhile."
                        .to_owned(),
                ),
            }
        });
    }
    let stations: Vec<u64> = (0..6).collect();
    let expected: Vec<f64> = stations
        .iter()
        .map(|&n| bootstrap(&readings_of(n)))
        .collect();
    check
        .that("a busy station", || match block_on(yours(client(), 9)) {
            Err(FetchError::Status { code: 503 }) => Ok(()),
            other => Err(format!("Expected its error, `Status`, got {other:?}.")),
        })
        .that("the other tasks", || awake(yours(client(), 3)))
        .case("6 stations at once", expected, || {
            all(&stations, |n| yours(client(), n))
        })
        .race(
            "6 stations at once",
            Cost::NONE,
            || all(&stations, |station| yours(client(), station)),
            || all(&stations, |station| reference(client(), station)),
        )
        .verdict()
}

/// Whether the loop goes on while the function computes.
fn awake<T>(yours: impl Future<Output = T>) -> Result<(), String> {
    let begin = Instant::now();
    std::hint::black_box(bootstrap(&readings_of(3)));
    let alone = begin.elapsed().as_secs_f64();
    let (_, beats) = block_on(beside_heartbeat(Duration::from_millis(1), yours));
    match beats.worst() {
        worst if worst > 0.7 * alone => Err(format!(
            "Another task had to wait for {:.0} ms, while `bootstrap` takes {:.0} ms. \
             Does the task block until another thread is done? It must `.await` that.",
            1e3 * worst,
            1e3 * alone
        )),
        _ => Ok(()),
    }
}

/// A task for each station; the errors in their order.
fn all<F>(stations: &[u64], fetch: impl Fn(u64) -> F) -> Vec<f64>
where
    F: Future<Output = Result<f64, FetchError>> + Send + 'static,
{
    block_on(async {
        let mut tasks = JoinSet::new();
        for (place, &station) in stations.iter().enumerate() {
            let one = fetch(station);
            tasks.spawn(async move { (place, one.await) });
        }
        let mut errors = vec![f64::NAN; stations.len()];
        while let Some(Ok((place, error))) = tasks.join_next().await {
            errors[place] = error.unwrap_or(f64::NAN);
        }
        errors
    })
}

/// As the exercise is solved.
pub(super) async fn reference(client: Client, station: u64) -> Result<f64, FetchError> {
    let readings = client.readings(station).await?;
    Ok(spawn_blocking(move || bootstrap(&readings)).await?)
}
