//! Exercise 05.1: a bounded number of requests in flight.

use std::cell::RefCell;
use std::future::Future;

use bench::Cost;
use lab::check::{Exercise, Verdict};

use super::{answer, patiently, server};
use crate::client::Client;
use crate::error::FetchError;
use crate::readings::sum_of;
use crate::run::block_on;
use crate::server::Reply;
use crate::ways::fetch_all;

const ID: &str = "05.1";

/// The station that sends rubbish.
const RUBBISH: u64 = 666;

/// Exercise 05.1: the sums of the stations in their order, with at most so many requests in flight.
///
/// ```
/// use lab::check::State;
/// let verdict = waiting::check::bounded(|_, _, _| async { todo!() });
/// assert_eq!(verdict.state(), State::NotYet);
/// ```
pub fn bounded<F>(yours: impl Fn(Client, Vec<u64>, usize) -> F) -> Verdict
where
    F: Future<Output = Result<Vec<f64>, FetchError>>,
{
    // Uneven delays: the answers come in another order than the questions.
    let uneven = |visit: crate::Visit| match visit.station {
        RUBBISH => Reply::Rubbish,
        station => Reply::after_ms(2 + 7 * station % 10),
    };
    let server = match server(ID, uneven) {
        Ok(server) => server,
        Err(check) => return check.verdict(),
    };
    let client = || Client::new(server.address());
    let mut check = Exercise::new(ID);
    for (count, at_most) in [(0, 3), (1, 1), (3, 2), (17, 4), (8, 100)] {
        server.clear();
        let stations: Vec<u64> = (0..count).collect();
        let expected: Vec<f64> = stations.iter().map(|&station| sum_of(station)).collect();
        let seen = RefCell::new(Vec::new());
        let task = yours(client(), stations.clone(), at_most);
        let kept = async {
            let sums = task.await?;
            seen.replace(sums.clone());
            Ok(sums)
        };
        let input = format!("{count} stations, at most {at_most} in flight");
        check = answer(check, &input, expected.clone(), kept)
            .explain(|| another_order(seen.take(), expected))
            .that(&input, || match server.most_in_flight() {
                most if most > at_most => Err(format!(
                    "{most} requests were in flight at once. Each must wait for a seat before it asks."
                )),
                _ => Ok(()),
            });
    }
    check = check.that("one station of three sends rubbish", || {
        match patiently(yours(client(), vec![1, RUBBISH, 2], 2)) {
            Err(FetchError::Rubbish { .. }) => Ok(()),
            other => Err(format!("Expected its error, got {other:?}.")),
        }
    });
    let stations: Vec<u64> = (0..60).collect();
    check
        .race(
            "60 stations, at most 15 in flight",
            Cost::NONE,
            || patiently(yours(client(), stations.clone(), 15)).unwrap_or_default(),
            || block_on(fetch_all(&client(), &stations, 15)).unwrap_or_default(),
        )
        .verdict()
}

fn another_order(mut got: Vec<f64>, mut expected: Vec<f64>) -> Option<String> {
    got.sort_by(f64::total_cmp);
    expected.sort_by(f64::total_cmp);
    (got == expected).then(|| {
        "The sums are right, in the order in which the answers came: \
         let each task return its place with its sum."
            .to_owned()
    })
}
