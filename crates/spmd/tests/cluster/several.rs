//! Clusters over three hosts, made from network namespaces; one of them is cut off.

use std::io::{self, BufRead, BufReader, Write};
use std::process::{Child, ChildStdout, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use spmd::prelude::*;

use crate::network::Network;
use crate::scenes::SCENE;

pub(crate) const TESTS: &[(&str, fn())] = &[
    (
        "a_host_cut_off_ends_the_job_and_a_new_cluster_works",
        cut_off,
    ),
    (
        "a_host_cut_off_is_left_clean_when_nobody_can_end_anything_there",
        left_alone,
    ),
];

/// More than a machine that is busy takes to notice and to end all.
const LIMIT: Duration = Duration::from_secs(90);

fn network(test: &str) -> Option<Network> {
    let launcher = Cluster::local(1).unwrap().found().launcher;
    Network::new(&launcher)
        .map_err(|why| println!("{test}: skipped: {why}"))
        .ok()
}

/// A notebook on host 1, and what it says.
fn notebook(network: &Network) -> (Child, BufReader<ChildStdout>) {
    let mut command = network.on(1, std::env::current_exe().unwrap());
    command
        .env(SCENE, "hosts")
        .env("SPMD_TEST_THREE", network.host_file(&[1, 2, 3]))
        .env("SPMD_TEST_TWO", network.host_file(&[1, 2]))
        .env("SPMD_TEST_DEAD", network.host_file(&[1, 2, 9]))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let output = BufReader::new(child.stdout.take().unwrap());
    (child, output)
}

/// The next line that begins with a word.
fn line(output: &mut impl BufRead, word: &str) -> String {
    let mut lines = output.lines().map_while(Result::ok);
    let found = lines.find(|line| line.starts_with(word));
    found.unwrap_or_else(|| panic!("no line {word:?}"))
}

fn eventually(what: &str, mut is_so: impl FnMut() -> bool) {
    let begin = Instant::now();
    while !is_so() {
        assert!(begin.elapsed() < LIMIT, "{what}");
        thread::sleep(Duration::from_millis(50));
    }
}

fn cut_off() {
    let Some(network) = network("a host cut off") else {
        return;
    };
    let (mut notebook, mut output) = notebook(&network);
    let line_of = line(&mut output, "dead");
    assert!(
        line_of.contains("10.77.0.9 does not answer (10.77.0.9: No route to host)"),
        "{line_of}"
    );
    assert_eq!(line(&mut output, "hosts"), "hosts host1 host2 host3");
    assert_eq!(line(&mut output, "busy"), "busy");
    // The ranks are in the middle of the job when its output is not looked at yet.
    thread::sleep(Duration::from_millis(500));
    network.cut(3);
    let begin = Instant::now();
    let ended = line(&mut output, "ended");
    assert!(ended.contains("rank 2"), "{ended}");
    assert!(ended.contains("its host or the network failed"), "{ended}");
    assert!(begin.elapsed() < LIMIT);
    eventually("processes are left on the host that is cut off", || {
        network.processes_on(3).is_empty()
    });
    assert_eq!(line(&mut output, "again"), "again [0, 1]");
    network.join(3);
    notebook
        .stdin
        .take()
        .unwrap()
        .write_all(b"joined\n")
        .unwrap();
    assert_eq!(line(&mut output, "joined"), "joined [0, 1, 2]");
    assert!(notebook.wait().unwrap().success());
    eventually("processes are left", || network.processes().is_empty());
}

fn left_alone() {
    let Some(network) = network("a host left alone") else {
        return;
    };
    let (mut notebook, mut output) = notebook(&network);
    line(&mut output, "busy");
    network.cut(3);
    // The notebook, its keeper and the launcher: nobody is left who could go to the other hosts.
    eventually("the notebook is still there", || {
        let left = network.processes_on(1);
        for process in &left {
            let process = rustix::process::Pid::from_raw(*process).unwrap();
            // Some end while the others are killed.
            let _ = rustix::process::kill_process(process, rustix::process::Signal::KILL);
        }
        left.is_empty()
    });
    notebook.wait().unwrap();
    assert!(
        !network.processes_on(3).is_empty(),
        "the cut is not noticed at once"
    );
    eventually("processes are left", || network.processes().is_empty());
    crate::endings::sweep();
}

/// What the notebook on host 1 plays.
pub(crate) fn scene() {
    let file = |name: &str| std::env::var(name).unwrap();
    let ranks = |cluster: &Cluster| {
        let ranks = cluster.run(&(), |world, ()| {
            world.barrier();
            world.rank()
        });
        ranks.unwrap()
    };
    println!(
        "dead {}",
        Cluster::hosts(file("SPMD_TEST_DEAD")).unwrap_err()
    );
    let three = Cluster::hosts(file("SPMD_TEST_THREE")).unwrap();
    let hosts = three.run(&(), |_, ()| {
        std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap()
    });
    let hosts: Vec<String> = hosts
        .unwrap()
        .iter()
        .map(|name| name.trim().into())
        .collect();
    println!("hosts {}", hosts.join(" "));
    println!("busy");
    let why = three.run(&(), |world, ()| {
        let mut sum = 0;
        while sum >= 0 {
            world.all_reduce_into(&1, &mut sum, SystemOperation::sum());
            std::thread::sleep(Duration::from_millis(1));
        }
    });
    println!("ended {}", why.unwrap_err().to_string().replace('\n', " "));
    let two = Cluster::hosts(file("SPMD_TEST_TWO")).unwrap();
    println!("again {:?}", ranks(&two));
    let mut word = String::new();
    io::stdin().read_line(&mut word).unwrap();
    // The network needs a moment until it knows that the cable is plugged in again.
    let joined = (0..10).find_map(|_| {
        let ranks = three.run(&(), |world, ()| world.rank());
        ranks
            .map_err(|_| std::thread::sleep(Duration::from_secs(1)))
            .ok()
    });
    println!("joined {:?}", joined.unwrap());
}
