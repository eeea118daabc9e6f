//! Many small requests to a slow server: what every community does while it waits.

use bench::Cost;

use super::{c, python};
use crate::peer::{Ahead, Peer, Source};
use crate::work::Work;

const LISTS: Source = python!("requests/requests_lists.py");

/// The peers, in the order of the lesson.
pub(crate) const PEERS: &[Peer] = &[
    Peer::python(
        "threading",
        &[python!("requests/requests_threading.py"), LISTS],
        &[],
        Ahead::Nothing,
    ),
    Peer::python(
        "multiprocessing",
        &[python!("requests/requests_multiprocessing.py"), LISTS],
        &[],
        Ahead::Nothing,
    ),
    Peer::python(
        "asyncio",
        &[python!("requests/requests_asyncio.py"), LISTS],
        &[],
        Ahead::Nothing,
    ),
    Peer::python(
        "aiohttp",
        &[python!("requests/requests_aiohttp.py"), LISTS],
        &["aiohttp"],
        Ahead::Nothing,
    ),
    Peer::python(
        "trio",
        &[python!("requests/requests_trio.py"), LISTS],
        &["trio"],
        Ahead::Nothing,
    ),
    Peer::c("c-poll", &[c!("requests/requests.c")], &["-O2"]),
];

impl Work {
    /// `GET /station/N` on 127.0.0.1 for each of the `stations`, over at most `in_flight` connections that
    /// stay open; each answer is numbers, one a line, and `sums` has their sums.
    ///
    /// Peers connect anew in each call, and `port` must answer until all are done. One peer is a pool of
    /// at most 16 processes, whatever `in_flight` says.
    ///
    /// ```
    /// let work = peers::Work::requests(8080, 10, &[3, 4], &[30.5, 40.5]);
    /// assert_eq!((work.size, &work.input[..]), (2, &[8080.0, 10.0, 3.0, 4.0][..]));
    /// ```
    pub fn requests(port: u16, in_flight: usize, stations: &[u64], sums: &[f64]) -> Self {
        let count = stations.len();
        let head = [f64::from(port), in_flight.max(1) as f64];
        Self {
            name: "requests",
            title: format!("{count} requests, at most {in_flight} at once"),
            size: count,
            // What limits them is neither memory nor arithmetic.
            cost: Cost::NONE,
            input: head
                .into_iter()
                .chain(stations.iter().map(|&n| n as f64))
                .collect(),
            oracle: sums.to_vec(),
            shape: vec![count],
            tolerance: 1e-12,
            peers: PEERS,
        }
    }
}
