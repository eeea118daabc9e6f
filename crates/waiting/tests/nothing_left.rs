//! After everything, this process has the threads and sockets that it had before. Alone in its file:
//! the counts are those of the whole process.
#![cfg(target_os = "linux")]

use std::fs;
use std::time::{Duration, Instant};

use waiting::tokio::task::{JoinSet, spawn_blocking};
use waiting::{
    Client, Reply, Server, beside_heartbeat, block_on, by_tasks, by_threads, check, within,
};

fn threads() -> usize {
    fs::read_dir("/proc/self/task").unwrap().count()
}

fn sockets() -> usize {
    let files = fs::read_dir("/proc/self/fd").unwrap().flatten();
    let targets = files.filter_map(|file| fs::read_link(file.path()).ok());
    targets
        .filter(|target| target.to_string_lossy().starts_with("socket:"))
        .count()
}

/// The counts, when they have come down to `expected`, or after some seconds.
fn settled(expected: (usize, usize)) -> (usize, usize) {
    let begin = Instant::now();
    while (threads(), sockets()) != expected && begin.elapsed() < Duration::from_secs(10) {
        std::thread::sleep(Duration::from_millis(5));
    }
    (threads(), sockets())
}

#[test]
fn nothing_outlives_its_scope() {
    let before = (threads(), sockets());
    {
        let server = Server::start(|visit| match visit.station {
            0..10 => Reply::Stall,
            _ => Reply::after_ms(1),
        })
        .unwrap();
        let running = (before.0 + 1, sockets());
        let stations: Vec<u64> = (10..60).collect();
        by_threads(server.address(), &stations, 20).unwrap();
        by_tasks(server.address(), &stations, 20).unwrap();
        assert_eq!(settled(running), running, "after threads and tasks");

        // Given up, cancelled, forgotten, and panicked, half-way.
        let client = Client::new(server.address());
        let limit = Duration::from_millis(20);
        assert!(block_on(within(limit, client.readings(1))).is_err());
        block_on(async {
            let mut tasks = JoinSet::new();
            for station in 0..10 {
                let client = client.clone();
                tasks.spawn(async move { client.readings(station).await });
                waiting::tokio::spawn(std::future::pending::<()>());
            }
            waiting::tokio::time::sleep(limit).await;
        });
        let panics = std::panic::catch_unwind(|| {
            block_on(async {
                let _connected = client.readings(11).await;
                panic!("half-way");
            })
        });
        assert!(panics.is_err());
        let compute = async { spawn_blocking(|| 1 + 1).await };
        let (two, _) = block_on(beside_heartbeat(limit, compute));
        assert_eq!(two.unwrap(), 2);
        drop(client);
        assert_eq!(settled(running), running, "after what was cut short");
    }
    assert_eq!(settled(before), before, "after the server");
    // A check starts a server and runs unfinished code.
    let _ = check::collect(|client, stations, _| async move {
        for station in stations {
            waiting::tokio::spawn({
                let client = client.clone();
                async move { client.readings(station).await }
            });
        }
        Vec::new()
    });
    assert_eq!(settled(before), before, "after a check");
}
