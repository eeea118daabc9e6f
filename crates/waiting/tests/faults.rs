//! Servers that refuse, stall, break off, send rubbish or too much, and clients that do the same: each
//! ends in a named error, and the others go on.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use waiting::tokio::task::JoinSet;
use waiting::{
    BlockingClient, Client, FetchError, LONGEST_BODY, Reply, Server, block_on, by_tasks,
    by_threads, fetch_all, nobody, one_after_another, readings_of, sum_of, within,
};

/// Long for a request on this machine, short for someone who waits for the tests.
const LIMIT: Duration = Duration::from_millis(300);
const PATIENCE: Duration = Duration::from_secs(10);

/// Station 0 is well; the others each have their fault.
fn bad_server() -> Server {
    Server::start(|visit| match visit.station {
        1 => Reply::Busy,
        2 => Reply::Stall,
        3 => Reply::Break,
        4 => Reply::Rubbish,
        5 => Reply::Words,
        6 => Reply::Flood,
        _ => Reply::after_ms(1),
    })
    .unwrap()
}

fn check_each(ask: impl Fn(u64) -> Result<Vec<f64>, FetchError>) {
    let word = FetchError::NotANumber {
        line: 2,
        text: "n/a".to_owned(),
    };
    let too_much = FetchError::TooMuch {
        limit: LONGEST_BODY,
    };
    assert_eq!(ask(0), Ok(readings_of(0)));
    assert_eq!(ask(1), Err(FetchError::Status { code: 503 }));
    assert_eq!(ask(2), Err(FetchError::TimedOut { after: LIMIT }));
    assert_eq!(ask(3), Err(FetchError::Broken));
    assert!(
        matches!(ask(4), Err(FetchError::Rubbish { .. })),
        "{:?}",
        ask(4)
    );
    assert_eq!(ask(5), Err(word));
    assert_eq!(ask(6), Err(too_much));
    // After all of that the next one is served as ever.
    assert_eq!(ask(7), Ok(readings_of(7)));
}

#[test]
fn a_task_names_each_fault_and_goes_on() {
    let server = bad_server();
    let client = Client::new(server.address());
    block_on(async {
        check_each(|station| {
            // Each in a loop of its own, in a thread of its own, with the same client.
            std::thread::scope(|scope| {
                let client = &client;
                let one = scope.spawn(move || block_on(within(LIMIT, client.readings(station))));
                one.join().unwrap()
            })
        });
    });
    drop(client);
    assert_eq!(server.connections_after(PATIENCE), 0);
}

#[test]
fn a_thread_names_each_fault_and_goes_on() {
    let server = bad_server();
    let client = BlockingClient::new(server.address(), LIMIT);
    check_each(|station| client.readings(station));
    drop(client);
    assert_eq!(server.connections_after(PATIENCE), 0);
}

#[test]
fn where_nobody_listens_the_request_is_refused() {
    let address = nobody().unwrap();
    let refused = Err(FetchError::Refused { address });
    assert_eq!(one_after_another(address, &[1]), refused);
    assert_eq!(by_threads(address, &[1, 2], 2), refused);
    assert_eq!(by_tasks(address, &[1, 2], 2), refused);
}

#[test]
fn a_server_ends_with_its_scope_and_whoever_waits_for_it_hears_of_it() {
    let server = Server::start(|_| Reply::Stall).unwrap();
    let address = server.address();
    let waits = std::thread::spawn(move || block_on(Client::new(address).readings(1)));
    while server.in_flight() == 0 {
        std::thread::yield_now();
    }
    drop(server);
    assert_eq!(waits.join().unwrap(), Err(FetchError::Broken));
    assert!(TcpStream::connect(address).is_err());
}

#[test]
fn the_first_failure_cancels_the_other_tasks() {
    let plan = |visit: waiting::Visit| match visit.station {
        7 => Reply::Rubbish,
        _ => Reply::Stall,
    };
    let server = Server::start(plan).unwrap();
    let stations: Vec<u64> = (0..20).collect();
    let found = by_tasks(server.address(), &stations, 20);
    assert!(
        matches!(found, Err(FetchError::Rubbish { .. })),
        "{found:?}"
    );
    assert_eq!(server.connections_after(PATIENCE), 0);
    assert_eq!(server.in_flight(), 0);
}

#[test]
fn what_is_cancelled_half_way_leaves_nothing_and_hurts_nobody() {
    let server = Server::start(|visit| match visit.station {
        0..50 => Reply::Stall,
        _ => Reply::after_ms(1),
    })
    .unwrap();
    let client = Client::new(server.address());
    block_on(async {
        let mut tasks = JoinSet::new();
        for station in 0..50 {
            let client = client.clone();
            tasks.spawn(async move { client.sum(station).await });
        }
        while server.in_flight() < 50 {
            waiting::tokio::time::sleep(Duration::from_millis(1)).await;
        }
        assert_eq!(waiting::live_tasks(), 50);
        tasks.shutdown().await;
        assert_eq!(waiting::live_tasks(), 0);
        assert_eq!(client.sum(60).await, Ok(sum_of(60)));
    });
    drop(client);
    assert_eq!(server.connections_after(PATIENCE), 0);
}

#[test]
fn a_panic_in_a_task_is_an_error_of_that_task_alone() {
    let found: Vec<Result<u32, FetchError>> = block_on(async {
        let mut tasks = JoinSet::new();
        for station in 0..3 {
            tasks.spawn(async move {
                assert!(station != 1, "no station {station}");
                station
            });
        }
        let mut found = Vec::new();
        while let Some(done) = tasks.join_next().await {
            found.push(done.map_err(FetchError::from));
        }
        found
    });
    let message = "no station 1".to_owned();
    assert_eq!(found, [Ok(0), Err(FetchError::Panicked { message }), Ok(2)]);
}

#[test]
fn a_panicking_plan_ends_its_connection_only() {
    let server = Server::start(|visit| match visit.station {
        1 => panic!("a mistake in the plan"),
        _ => Reply::after_ms(1),
    })
    .unwrap();
    assert_eq!(by_tasks(server.address(), &[1], 1), Err(FetchError::Broken));
    assert_eq!(by_tasks(server.address(), &[2], 1), Ok(vec![sum_of(2)]));
    assert_eq!(server.connections_after(PATIENCE), 0);
}

#[test]
fn a_server_bears_rubbish_silence_and_endless_heads() {
    let server = Server::start(|_| Reply::after_ms(1)).unwrap();
    let say = |bytes: &[u8]| {
        let mut stream = TcpStream::connect(server.address()).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        // The server may close before it has read all of it.
        let _ = stream.write_all(bytes);
        let mut answer = [0; 12];
        let _ = stream.read_exact(&mut answer);
        String::from_utf8_lossy(&answer[9..]).into_owned()
    };
    assert_eq!(say(b"moo\r\n\r\n"), "400");
    assert_eq!(say(b"GET / HTTP/1.1\r\n\r\n"), "404");
    assert_eq!(say(b"POST /station/1 HTTP/1.1\r\n\r\n"), "405");
    let endless = [b"GET /station/1 HTTP/1.1\r\nX: ".to_vec(), vec![b'x'; 5000]].concat();
    assert_eq!(say(&endless), "431");
    let silent = TcpStream::connect(server.address()).unwrap();
    assert_eq!(
        by_tasks(server.address(), &[1, 2], 2),
        Ok(vec![sum_of(1), sum_of(2)])
    );
    drop(silent);
    assert_eq!(server.connections_after(PATIENCE), 0);
}

#[test]
fn seats_bound_what_the_server_works_on_not_what_it_accepts() {
    let server = Server::with_seats(3, |_| Reply::after_ms(5)).unwrap();
    let stations: Vec<u64> = (0..12).collect();
    assert!(by_tasks(server.address(), &stations, 12).is_ok());
    assert_eq!(server.most_in_flight(), 12);
    // Four rounds of three: the last ones wait for three others.
    let longest = server
        .served()
        .iter()
        .map(|one| one.end - one.begin)
        .fold(0.0, f64::max);
    assert!(longest > 3.0 * 4e-3, "{longest}");
}

#[test]
fn odd_numbers_of_tasks_and_stations() {
    let server = Server::start(|_| Reply::Readings {
        after: Duration::ZERO,
    })
    .unwrap();
    for (count, at_most) in [(0, 0), (0, 5), (1, 0), (1, 9), (7, 3), (3, 7)] {
        let stations: Vec<u64> = (100..100 + count).collect();
        let sums: Vec<f64> = stations.iter().map(|&station| sum_of(station)).collect();
        assert_eq!(
            by_threads(server.address(), &stations, at_most).as_ref(),
            Ok(&sums)
        );
        let client = Client::new(server.address());
        assert_eq!(block_on(fetch_all(&client, &stations, at_most)), Ok(sums));
    }
}
