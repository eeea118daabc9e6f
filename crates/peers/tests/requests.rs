//! Requests to a server, by every peer that is installed here.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

use peers::{Settings, Work};

/// A server in a few lines: station N has the readings N.5 and 2; one thread for each connection.
fn serve(answer: fn(u64) -> String) -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    // Ends with the test's process.
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            thread::spawn(move || converse(stream, answer));
        }
    });
    port
}

fn converse(mut stream: TcpStream, answer: fn(u64) -> String) {
    let (mut head, mut byte) = (Vec::new(), [0]);
    while let Ok(1) = stream.read(&mut byte) {
        head.push(byte[0]);
        if head.ends_with(b"\r\n\r\n") {
            let text = String::from_utf8(std::mem::take(&mut head)).unwrap();
            let path = text.split_whitespace().nth(1).unwrap();
            let station = path.strip_prefix("/station/").unwrap().parse().unwrap();
            if stream.write_all(answer(station).as_bytes()).is_err() {
                break;
            }
        }
    }
}

fn readings(station: u64) -> String {
    let body = format!("{station}.5\n2\n");
    format!(
        "HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

fn settings() -> Settings {
    Settings {
        budget: Duration::from_millis(20),
        ..Settings::default()
    }
}

const NAMES: [&str; 6] = [
    "threading",
    "multiprocessing",
    "asyncio",
    "aiohttp",
    "trio",
    "c-poll",
];

#[test]
fn every_peer_gets_every_answer() {
    let port = serve(readings);
    for (count, in_flight) in [(1, 1), (3, 8), (17, 4), (40, 40)] {
        let stations: Vec<u64> = (0..count).map(|i| 7 * i % 100).collect();
        let sums: Vec<f64> = stations.iter().map(|&n| n as f64 + 2.5).collect();
        let found = Work::requests(port, in_flight, &stations, &sums).run(&NAMES, &settings());
        for gap in found.gaps() {
            assert!(
                gap.why.starts_with("missing: "),
                "{} of {count}: {}",
                gap.name,
                gap.why
            );
        }
        for name in ["threading", "multiprocessing", "asyncio", "c-poll"] {
            assert!(found.row(name).is_ok(), "{name}: {:?}", found.gaps());
        }
    }
}

#[test]
fn a_wrong_sum_and_a_server_that_says_no_are_gaps() {
    let stations = [1, 2];
    let port = serve(readings);
    let wrong = Work::requests(port, 2, &stations, &[3.5, 5.0]).run(&["asyncio"], &settings());
    assert!(
        wrong.gaps()[0]
            .why
            .starts_with("wrong answer: expected 5.0, got 4.5 at [1]")
    );
    let port =
        serve(|_| "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n".to_owned());
    let refused = Work::requests(port, 2, &stations, &[3.5, 4.5]).run(&NAMES, &settings());
    assert_eq!(refused.len(), 0, "{refused}");
    assert_eq!(refused.gaps().len(), NAMES.len());
    for gap in refused.gaps() {
        let named = gap.why.starts_with("missing: ") || gap.why.contains("503");
        assert!(named, "{}: {}", gap.name, gap.why);
    }
}

#[test]
fn no_station_is_no_work() {
    let none = Work::requests(1, 1, &[], &[]).run(&["c-poll"], &settings());
    assert!(none.gaps()[0].why.contains("nothing to compute"));
}
