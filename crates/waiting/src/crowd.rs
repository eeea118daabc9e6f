//! Very many requests: time and memory of each way, one call each.

use std::net::SocketAddr;

use bench::{Checked, Contender, Cost, Row};
use peers::{Settings, Work};
use show::Table;
use show::units::{bytes, digits, seconds};

use crate::error::FetchError;
use crate::memory::{added_memory, memory_of_children};
use crate::ways::{by_tasks, by_threads};

/// What one way took for all requests.
#[derive(Clone, Debug, PartialEq)]
pub struct Crowd {
    /// The way.
    pub name: String,
    /// The time, or why there is none.
    pub row: Result<Row, String>,
    /// Bytes of memory that the requests added at their peak, where the system tells.
    pub memory: Option<u64>,
    /// Bytes that the server added meanwhile, where it runs in this process and the client does not.
    pub server: Option<u64>,
}

/// `stations.len()` requests, at most `in_flight` at once, by threads and by tasks in this process and by
/// the peers called `names`: one call each, its answer compared with `sums`.
///
/// The memory of a peer is that of its processes, less what the same program has for a single request.
/// That of threads and tasks is what this process has more than before; when the server runs in this
/// process too, its ends of the connections are in it.
///
/// ```
/// use waiting::{Reply, Server, crowd, sum_of};
/// let server = Server::start(|_| Reply::after_ms(1))?;
/// let stations = [1, 2, 3];
/// let found = crowd(server.address(), &stations, &stations.map(sum_of), 2, &["c-poll"]);
/// let names: Vec<&str> = found.iter().map(|one| one.name.as_str()).collect();
/// assert_eq!(names, ["threads", "tokio", "c-poll"]);
/// assert!(found[1].row.is_ok());
/// # Ok::<(), std::io::Error>(())
/// ```
#[must_use]
pub fn crowd(
    server: SocketAddr,
    stations: &[u64],
    sums: &[f64],
    in_flight: usize,
    names: &[&str],
) -> Vec<Crowd> {
    let make = |name: &str, took, checked| {
        let mut row = Row::from_times(name, &[took], Cost::NONE, checked);
        row.size = stations.len();
        row
    };
    let here = |name: &str, work: &dyn Fn() -> Result<Vec<f64>, FetchError>| {
        let begin = std::time::Instant::now();
        let (found, memory) = added_memory(work);
        let took = begin.elapsed().as_secs_f64();
        let checked = found.map_err(|error| error.to_string()).and_then(|found| {
            Checked::against(&found, sums, 1e-12).map_err(|wrong| wrong.to_string())
        });
        Crowd {
            name: name.to_owned(),
            row: checked.map(|checked| make(name, took, checked)),
            memory,
            server: None,
        }
    };
    let mut all = vec![
        here("threads", &|| by_threads(server, stations, in_flight)),
        here("tokio", &|| by_tasks(server, stations, in_flight)),
    ];
    let settings = Settings::default();
    let peer = |name: &str, stations: &[u64], sums: &[f64]| {
        let work = Work::requests(server.port(), in_flight, stations, sums);
        let mut guest = work.contenders(&[name], &settings);
        let start = |one: &mut Box<dyn Contender>| one.start().map_err(|error| error.why());
        let ((started, memory), server) =
            added_memory(|| memory_of_children(|| guest.first_mut().map(start)));
        let started = started.unwrap_or_else(|| Err("no such peer".to_owned()));
        (started, memory, server)
    };
    for name in names {
        let one = stations.len().min(1);
        let (_, alone, _) = peer(name, &stations[..one], &sums[..sums.len().min(one)]);
        let (started, memory, server) = peer(name, stations, sums);
        let row = started.map(|begun| make(name, begun.first, begun.checked));
        all.push(Crowd {
            name: (*name).to_owned(),
            memory: memory
                .zip(alone)
                .map(|(all, one)| all.saturating_sub(one))
                .filter(|_| row.is_ok()),
            server,
            row,
        });
    }
    all
}

/// The table of [`crowd`]: time, requests a second, memory added by the requests and by the server.
#[must_use]
pub fn crowd_table(title: &str, crowd: &[Crowd]) -> Table {
    let columns = [
        "way",
        "time",
        "requests/s",
        "memory added",
        "by the server",
        "checked against",
    ];
    let size = |bytes_or: Option<u64>| bytes_or.map_or("—".to_owned(), |b| bytes(b as f64));
    let table = crowd
        .iter()
        .fold(Table::new(title, &columns), |table, one| match &one.row {
            Ok(row) => table.row(&[
                one.name.clone(),
                seconds(row.median),
                digits(row.size as f64 / row.median),
                size(one.memory),
                one.server
                    .map_or("included".to_owned(), |b| bytes(b as f64)),
                row.checked.clone(),
            ]),
            Err(why) => table.row(&[&one.name, "—", "—", "—", "—", why]),
        });
    table.note(
        "One call each. Memory at the peak, beyond that of one request. threads and tokio run in \
         the server's process: their memory includes its own.",
    )
}
