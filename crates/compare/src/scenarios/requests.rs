//! Many small requests to a local server that takes its time.

use bench::{BenchError, Race, Rows};
use peers::Work;
use waiting::{Reply, Server, by_tasks, by_threads, sum_of};

use crate::plan::Plan;

/// Milliseconds that the server takes over each.
const DELAY: u64 = 20;

pub(super) fn run(plan: &Plan) -> Result<Vec<Rows>, BenchError> {
    let server = Server::start(|_| Reply::after_ms(DELAY)).map_err(|error| BenchError::Failed {
        name: "requests".to_owned(),
        why: format!("no server: {error}"),
    })?;
    // All at once, so that what each way costs shows beside the waiting.
    let stations: Vec<u64> = (0..plan.size(200, 1000)).collect();
    let sums: Vec<f64> = stations.iter().map(|&station| sum_of(station)).collect();
    let (address, all) = (server.address(), stations.len());
    let work = Work::requests(address.port(), all, &stations, &sums);
    let race = Race::new(&work.title)
        .against(&sums, work.tolerance)
        .run("rust threads", work.cost, || {
            by_threads(address, &stations, all).unwrap_or_default()
        })
        .run("rust tasks", work.cost, || {
            by_tasks(address, &stations, all).unwrap_or_default()
        });
    Ok(vec![plan.go(race, &work, &[])?])
}
