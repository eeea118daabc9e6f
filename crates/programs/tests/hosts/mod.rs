//! Runs over several hosts, one of which is not there, or is cut off.

#[path = "../../../spmd/tests/network/mod.rs"]
mod network;

use std::env;
use std::fs;
use std::io::{self, Write};
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use network::{Network, address};

use crate::starting::{launcher, run, start};
use crate::{HEAT, NBODY, PLATE, STARS};

/// The hosts, or a word on why there are none: past the test's own output, which is not shown when all passes.
fn network(test: &str) -> Option<Network> {
    Network::new(&launcher())
        .map_err(|why| io::stderr().write_all(format!("{test}: skipped: {why}\n").as_bytes()))
        .ok()
}

/// The launcher on host 1, with a rank on each of these hosts.
fn launch(network: &Network, hosts: &[usize], program: &str, words: &str) -> Command {
    let mut command = network.on(1, launcher());
    let option = if network.is_hydra { "-f" } else { "--hostfile" };
    command.arg(option).arg(network.host_file(hosts));
    command.args(["-n", &hosts.len().to_string(), program]);
    command.args(words.split_whitespace());
    command
}

fn eventually(what: &str, mut is_so: impl FnMut() -> bool) {
    let start = Instant::now();
    while !is_so() {
        assert!(start.elapsed() < Duration::from_secs(180), "{what}");
        thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn a_run_whose_host_is_cut_off_ends_and_goes_on_with_the_others() {
    let Some(network) = network("a host cut off") else {
        return;
    };
    if network.is_hydra && env::var_os("PROGRAMS_ALONE").is_none() {
        let why = "MPICH's ranks poll without rest, and beside other tests none comes on in time";
        let how = "PROGRAMS_ALONE=1 runs it: by itself, then";
        let words = format!("a host cut off: skipped: {why}; {how}\n");
        let _ = io::stderr().write_all(words.as_bytes());
        return;
    }
    for (program, words) in [(HEAT, PLATE), (NBODY, STARS)] {
        let file = network.file("kept");
        let path = file.display();
        let long =
            format!("{words} --steps 100000000 --every 50 --patience 15 --checkpoint {path}");
        let mut running = start(launch(&network, &[1, 2, 3], program, &long));
        eventually("no checkpoint", || file.exists());
        network.cut(3);
        // What the launcher of Open MPI 5 says at its end is no failure, now and then.
        let ended = running.wait();
        for part in [
            "nothing has come on for 15 s",
            &format!("resume from {path}"),
        ] {
            assert!(ended.err.contains(part), "{part}: {ended:?}");
        }
        // On the host that is cut off, too: nobody could reach it to end them.
        eventually("processes are left", || network.processes().is_empty());

        let step = u64::from_le_bytes(fs::read(&file).unwrap()[32..40].try_into().unwrap());
        let to = format!("{words} --steps {}", step + 20);
        let resume = format!("{to} --checkpoint {path} --resume {path}");
        let ended = start(launch(&network, &[1, 2], program, &resume)).wait();
        assert_eq!(ended.code, Some(0), "{ended:?}");
        let never = network.file("never");
        let ended = run(
            program,
            1,
            &format!("{to} --checkpoint {}", never.display()),
        );
        assert_eq!(ended.code, Some(0), "{ended:?}");
        assert!(
            fs::read(&file).unwrap() == fs::read(never).unwrap(),
            "{program}"
        );
        fs::remove_file(file).unwrap();
        network.join(3);
    }
}

#[test]
fn a_host_that_is_not_there_is_named_before_anything_is_computed() {
    let Some(network) = network("a dead host") else {
        return;
    };
    for program in [HEAT, NBODY] {
        let command = launch(&network, &[1, 9], program, "--steps 3");
        let ended = start(command).wait();
        assert!(!matches!(ended.code, Some(0)), "{ended:?}");
        // MPICH does not always wait for what the agent says.
        let line = format!("{}: No route to host", address(9));
        let said = [line.as_str(), "Launch proxy failed"];
        assert!(
            said.iter().any(|part| ended.err.contains(part)),
            "{ended:?}"
        );
        assert!(
            !ended.err.contains("of 3") && !ended.out.contains("one step"),
            "{ended:?}"
        );
        eventually("processes are left", || network.processes().is_empty());
    }
}
