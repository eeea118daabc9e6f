//! The reference solutions pass, and typical wrong answers are called by their names.

use std::sync::Arc;
use std::thread;
use std::time::Duration;

use lab::check::{State, Verdict};
use tokio::task::JoinSet;

use super::*;
use crate::bootstrap::bootstrap;
use crate::client::Client;
use crate::patience::within;
use crate::ways::fetch_all;

fn says(verdict: &Verdict, words: &str) {
    assert_eq!(verdict.state(), State::Wrong, "{}", verdict.text());
    assert!(verdict.text().contains(words), "{}", verdict.text());
}

async fn as_they_come(
    client: Client,
    stations: Vec<u64>,
    at_most: usize,
) -> Result<Vec<f64>, FetchError> {
    let seats = Arc::new(tokio::sync::Semaphore::new(at_most));
    let mut tasks = JoinSet::new();
    for station in stations {
        let (client, seats) = (client.clone(), Arc::clone(&seats));
        tasks.spawn(async move {
            let _seat = seats.acquire().await;
            client.sum(station).await
        });
    }
    let mut sums = Vec::new();
    while let Some(sum) = tasks.join_next().await {
        sums.push(sum??);
    }
    Ok(sums)
}

#[test]
fn bounded_tells_mistakes_apart() {
    let right =
        |client, stations: Vec<u64>, n| async move { fetch_all(&client, &stations, n).await };
    assert!(bounded(right).state() >= State::Right);
    let all_at_once =
        |client, stations: Vec<u64>, _| async move { fetch_all(&client, &stations, 100).await };
    says(&bounded(all_at_once), "were in flight at once");
    says(&bounded(as_they_come), "return its place");
    let one_by_one = |client: Client, stations: Vec<u64>, _| async move {
        let mut sums = Vec::new();
        for station in stations {
            sums.push(client.sum(station).await?);
        }
        Ok(sums)
    };
    let verdict = bounded(one_by_one);
    assert_eq!(verdict.state(), State::Right, "{}", verdict.text());
    let no_error = |client: Client, stations: Vec<u64>, n| async move {
        Ok(fetch_all(&client, &stations, n).await.unwrap_or_default())
    };
    says(&bounded(no_error), "Expected its error");
    assert_eq!(bounded(|_, _, _| async { todo!() }).state(), State::NotYet);
}

#[test]
fn patient_tells_mistakes_apart() {
    let verdict = patient(patient::reference);
    assert_eq!(verdict.state(), State::Right, "{}", verdict.text());
    let limit = Duration::from_millis(40);
    let once = move |client: Client, n| async move { within(limit, client.readings(n)).await };
    says(&patient(once), "status 503");
    let no_limit = |client: Client, n| async move {
        let mut answer = client.readings(n).await;
        for _ in 1..4 {
            if answer.is_err() {
                answer = client.readings(n).await;
            }
        }
        answer
    };
    says(&patient(no_limit), "limit of its own");
    let always = move |client: Client, n| async move {
        let mut answer = within(limit, client.readings(n)).await;
        for k in 0..3 {
            if answer.is_err() {
                tokio::time::sleep(Duration::from_millis(5 << k)).await;
                answer = within(limit, client.readings(n)).await;
            }
        }
        answer
    };
    says(&patient(always), "is_temporary");
    let hasty = move |client: Client, n| async move {
        let mut answer = within(limit, client.readings(n)).await;
        for _ in 0..3 {
            if answer.as_ref().is_err_and(FetchError::is_temporary) {
                answer = within(limit, client.readings(n)).await;
            }
        }
        answer
    };
    says(&patient(hasty), "the pause was");
    assert_eq!(patient(|_, _| async { todo!() }).state(), State::NotYet);
}

#[test]
fn off_loop_tells_mistakes_apart() {
    let verdict = off_loop(off_loop::reference);
    assert!(verdict.state() >= State::Right, "{}", verdict.text());
    let joins = |client: Client, n| async move {
        let readings = client.readings(n).await?;
        Ok(thread::spawn(move || bootstrap(&readings)).join().unwrap())
    };
    says(&off_loop(joins), "block until another thread is done");
    let wrong = |client: Client, n| async move { Ok(client.readings(n).await?[0]) };
    says(&off_loop(wrong), "expected");
    assert_eq!(off_loop(|_, _| async { todo!() }).state(), State::NotYet);
}

#[test]
fn collect_tells_mistakes_apart() {
    let verdict = collect(collect::reference);
    assert!(verdict.state() >= State::Right, "{}", verdict.text());
    let naive = |client: Client, stations: Vec<u64>, _| async move {
        let mut found = Vec::new();
        for station in stations {
            found.push(within(Duration::from_millis(50), client.sum(station)).await);
        }
        found
    };
    says(&collect(naive), "busy twice");
    let greedy = |client, stations, _| collect::reference(client, stations, 100);
    says(&collect(greedy), "in flight at once");
    let hangs = |client: Client, stations: Vec<u64>, _| async move {
        let mut found = Vec::new();
        for station in stations {
            found.push(client.sum(station).await);
        }
        found
    };
    says(&collect(hangs), "no answer within 3s");
    says(&collect(|_, _, _| async { Vec::new() }), "but 0 results");
    assert_eq!(collect(|_, _, _| async { todo!() }).state(), State::NotYet);
}
