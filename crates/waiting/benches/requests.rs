//! Many small requests to a slow server: threads and tasks beside Python's and a poll loop in C.
//!
//!     cargo bench -p waiting
//!
//! 200 requests that the server answers after 20 ms, in one race; then 10 000, one call each, with the
//! memory that they add. The server runs in this process, on a thread of its own.

use std::error::Error;
use std::time::Duration;

use bench::{Cost, Race};
use peers::{Settings, Work};
use waiting::{Reply, Server, by_tasks, by_threads, crowd, crowd_table, open_files, sum_of};

const NAMES: [&str; 6] = [
    "threading",
    "multiprocessing",
    "asyncio",
    "aiohttp",
    "trio",
    "c-poll",
];

fn main() -> Result<(), Box<dyn Error>> {
    if std::env::args().any(|argument| argument == "--test") {
        return Ok(());
    }
    let files = open_files();
    let server = Server::start(|_| Reply::after_ms(20))?;
    let address = server.address();
    let stations: Vec<u64> = (0..200).collect();
    let sums: Vec<f64> = stations.iter().map(|&station| sum_of(station)).collect();

    let work = Work::requests(address.port(), 200, &stations, &sums);
    let guests = work.contenders(&NAMES, &Settings::default());
    let rows = Race::new("200 requests of 20 ms, all at once")
        .against(&sums, 1e-12)
        .size(200)
        .budget(Duration::from_secs(12))
        .run("tokio", Cost::NONE, || {
            by_tasks(address, &stations, 200).unwrap_or_default()
        })
        .run("threads", Cost::NONE, || {
            by_threads(address, &stations, 200).unwrap_or_default()
        })
        .threads(200)
        .enter(guests)
        .go()?;
    println!("{}\n", show::table(&rows));
    for name in [
        "c-poll",
        "asyncio",
        "trio",
        "aiohttp",
        "threading",
        "threads",
    ] {
        match rows.ratio("tokio", name) {
            Ok(ratio) => println!("tokio takes {ratio:.2} of the time of {name}"),
            Err(why) => println!("{why}"),
        }
    }

    let in_flight = 1000.min((files - 100) / 2);
    let many: Vec<u64> = (0..10_000).collect();
    let sums: Vec<f64> = many.iter().map(|&station| sum_of(station)).collect();
    let found = crowd(address, &many, &sums, in_flight, &NAMES);
    let title = format!("10 000 requests of 20 ms, at most {in_flight} at once");
    println!("\n{}", crowd_table(&title, &found));
    Ok(())
}
