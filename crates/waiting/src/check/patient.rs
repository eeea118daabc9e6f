//! Exercise 05.2: a time-out for each attempt, and further attempts.

use std::future::Future;

use lab::check::{Exercise, Verdict};

use super::{answer, patiently, server};
use crate::client::Client;
use crate::error::FetchError;
use crate::readings::readings_of;
use crate::server::{Reply, Server, Visit};

const ID: &str = "05.2";

/// The pauses that the exercise asks for, in milliseconds.
const PAUSES: [f64; 3] = [5.0, 10.0, 20.0];

fn plan(visit: Visit) -> Reply {
    match (visit.station, visit.attempt) {
        (2, 1..=2) => Reply::Busy,
        (3, 1) => Reply::Stall,
        (4, 1) => Reply::Break,
        (5, _) => Reply::Rubbish,
        (6, _) => Reply::Busy,
        _ => Reply::after_ms(1),
    }
}

/// Exercise 05.2: four attempts of 40 ms each, 5, 10 and 20 ms between them, and only where it may help.
///
/// ```
/// use lab::check::State;
/// // One attempt is not enough.
/// let once = |client: waiting::Client, station| async move { client.readings(station).await };
/// assert_eq!(waiting::check::patient(once).state(), State::Wrong);
/// ```
pub fn patient<F>(yours: impl Fn(Client, u64) -> F) -> Verdict
where
    F: Future<Output = Result<Vec<f64>, FetchError>>,
{
    let server = match server(ID, plan) {
        Ok(server) => server,
        Err(check) => return check.verdict(),
    };
    let client = || Client::new(server.address());
    let mut check = Exercise::new(ID);
    let good = [
        (1, "a station that answers at once", 1),
        (2, "a station that is busy twice", 3),
        (3, "a station that stalls once", 2),
        (4, "a station that breaks off once", 2),
    ];
    for (station, words, attempts) in good {
        server.clear();
        check = answer(check, words, readings_of(station), yours(client(), station))
            .explain(|| says_stall(station))
            .that(words, || asked(&server, attempts));
    }
    server.clear();
    check
        .that("a station that sends rubbish", || {
            match patiently(yours(client(), 5)) {
                Err(FetchError::Rubbish { .. }) => asked(&server, 1).map_err(|why| {
                    format!("{why} Rubbish will be rubbish again: see `is_temporary`.")
                }),
                other => Err(format!("Expected the error `Rubbish`, got {other:?}.")),
            }
        })
        .that("a station that is always busy", || {
            server.clear();
            match patiently(yours(client(), 6)) {
                Err(FetchError::Status { code: 503 }) => asked(&server, 4),
                other => Err(format!(
                    "Expected the error of the last attempt, `Status`, got {other:?}."
                )),
            }
        })
        .that("the pauses between the attempts", || pauses(&server))
        .verdict()
}

fn says_stall(station: u64) -> Option<String> {
    (station == 3).then(|| {
        "Each attempt needs a limit of its own: one around all of them ends the first stall with the last word."
            .to_owned()
    })
}

fn asked(server: &Server, expected: usize) -> Result<(), String> {
    match server.requests() {
        n if n == expected => Ok(()),
        n => Err(format!("Expected {expected} attempts, the server saw {n}.")),
    }
}

fn pauses(server: &Server) -> Result<(), String> {
    let served = server.served();
    for (k, (two, wanted)) in served.windows(2).zip(PAUSES).enumerate() {
        // A pause may be longer than asked for, never shorter; a clock of the system has ticks of 1 ms.
        let pause = 1e3 * (two[1].begin - two[0].end);
        if pause < wanted - 1.0 {
            return Err(format!(
                "After attempt {} the pause was {pause:.1} ms, expected {wanted} ms at least.",
                k + 1
            ));
        }
    }
    Ok(())
}

/// As the exercise is solved.
#[cfg(test)]
pub(super) async fn reference(client: Client, station: u64) -> Result<Vec<f64>, FetchError> {
    use std::time::Duration;
    let mut pause = Duration::from_millis(5);
    for _ in 1..4 {
        match crate::within(Duration::from_millis(40), client.readings(station)).await {
            Err(error) if error.is_temporary() => tokio::time::sleep(pause).await,
            answer => return answer,
        }
        pause *= 2;
    }
    crate::within(Duration::from_millis(40), client.readings(station)).await
}
