//! Peers that never answer.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use peers::Settings;

use crate::fakes::{Cache, double, python, right, why};

#[test]
fn a_hanging_peer_is_ended_with_all_that_it_started() {
    let cache = Cache::new("hangs");
    let settings = Settings {
        limit: Duration::from_millis(1500),
        ..cache.settings()
    };
    // It starts another program and then hangs; both leave their numbers behind.
    let source = "import os, subprocess, time
def run(x):
    other = subprocess.Popen(['sleep', '600'])
    with open(PLACE, 'w') as file:
        file.write(f'{os.getpid()} {other.pid}')
    time.sleep(600)
";
    let place = std::env::temp_dir().join(format!("peers-pids-{}", std::process::id()));
    let source = source.replace("PLACE", &format!("{:?}", place.display().to_string()));
    let later = "import time\ncalls = 0\ndef run(x):\n    global calls\n    calls += 1\n    time.sleep(600 if calls > 1 else 0)\n    return [2 * v for v in x]\n";
    let start = Instant::now();
    let rows = double(
        &[
            python("hangs", Box::leak(source.into_boxed_str())),
            python("hangs later", later),
            right(),
        ],
        &settings,
    );
    assert!(start.elapsed() < Duration::from_secs(60));
    for name in ["hangs", "hangs later"] {
        assert!(
            why(&rows, name).starts_with("took longer than 1.5s and was ended"),
            "{rows:?}"
        );
    }
    assert_eq!(rows.len(), 1);
    let pids = fs::read_to_string(&place).unwrap();
    fs::remove_file(&place).ok();
    assert_eq!(pids.split_whitespace().count(), 2);
    for pid in pids.split_whitespace() {
        assert!(gone(pid), "process {pid} of {pids} goes on");
    }
}

/// Whether a process has ended (or is only waiting to be collected) within some seconds.
fn gone(pid: &str) -> bool {
    let start = Instant::now();
    while start.elapsed() < Duration::from_secs(5) {
        match fs::read_to_string(Path::new("/proc").join(pid).join("stat")) {
            Ok(stat) if !stat.contains(") Z ") => std::thread::sleep(Duration::from_millis(20)),
            _ => return true,
        }
    }
    false
}
