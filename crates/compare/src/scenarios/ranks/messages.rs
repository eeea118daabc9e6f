//! One message between two ranks, one way: short, where latency counts, and long, where bandwidth does.

use bench::{BenchError, Checked, Cost, Row, Rows};
use spmd::Cluster;
use spmd::ping_pong::{Point, ping_pong};

use super::{PEERS, RANKS, failed, player};
use crate::plan::Plan;

/// Bytes of a message.
const SIZES: [usize; 2] = [8, 1 << 20];

pub(super) fn run(plan: &Plan) -> Result<Vec<Rows>, BenchError> {
    let pair = Cluster::local(RANKS).map_err(failed)?;
    let peers: Vec<&str> = PEERS
        .into_iter()
        .filter(|name| plan.has_peer(name))
        .collect();
    // The points of each round, or why there are none: then the peer is not asked again.
    let mut found: Vec<Result<Vec<Vec<Point>>, String>> = vec![Ok(Vec::new()); peers.len()];
    let mut ours = Vec::new();
    // In turns: each peer starts two ranks of its own, which play while ours sleep.
    for _ in 0..plan.size(3, 9) {
        let points = pair.run(&SIZES, |world, sizes| ping_pong(world, sizes));
        ours.push(points.map_err(failed)?.swap_remove(0));
        for (name, found) in peers.iter().zip(&mut found) {
            if let Ok(rounds) = found {
                match player(name).play(&pair, &SIZES) {
                    Ok(points) => rounds.push(points),
                    Err(why) => *found = Err(why.to_string()),
                }
            }
        }
    }
    let group = |bytes: usize| {
        let mut rows = Rows::new(&format!("one message of {bytes} bytes between two ranks"));
        rows.push(row("rust ranks", bytes, &ours)?);
        for (name, found) in peers.iter().zip(&found) {
            match found {
                Ok(rounds) => rows.push(row(name, bytes, rounds)?),
                Err(why) => rows.push_gap(name, why),
            }
        }
        Ok(rows)
    };
    SIZES.into_iter().map(group).collect()
}

fn row(name: &str, bytes: usize, rounds: &[Vec<Point>]) -> Result<Row, BenchError> {
    let of_size = rounds.iter().flatten().filter(|point| point.bytes == bytes);
    let times: Vec<f64> = of_size.map(|point| point.seconds).collect();
    let cost = Cost::new(bytes as f64, 0.0);
    // Each program compares every byte that arrives, and gives no time for a message that changed.
    let checked = Checked::against(&times.len(), &rounds.len(), 0.0)
        .map_err(|why| failed(format!("{name}: {why}")))?
        .named("every byte as it was sent");
    let mut row = Row::from_times(name, &times, cost, checked);
    (row.size, row.threads) = (bytes, RANKS);
    Ok(row)
}
