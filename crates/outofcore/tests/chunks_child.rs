//! Processes of their own: killed while they write, and measured while they compute.

#![cfg(all(feature = "chunks", target_os = "linux"))]

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use kernels::threads::pool;
use outofcore::chunks::{Array, Compression, Heat, Layout, leftovers};

/// Says what a child is to do, and where.
const TASK: &str = "OUTOFCORE_TEST_TASK";

fn child(task: &str, folder: &Path) -> Command {
    let mut child = Command::new(std::env::current_exe().unwrap());
    child
        .args(["--exact", "the_child", "--ignored", "--nocapture"])
        .env(TASK, format!("{task} {}", folder.display()))
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    child
}

#[test]
#[ignore = "what the other tests start"]
fn the_child() {
    let task = std::env::var(TASK).unwrap_or_default();
    let Some((task, folder)) = task.split_once(' ') else {
        return;
    };
    let folder = Path::new(folder);
    match task.split_once('-').unwrap_or((task, "")) {
        ("write", first) => write_on(folder, first.parse().unwrap()),
        ("measure", which) => measure(folder, which),
        _ => panic!("no such task: {task}"),
    }
}

fn path(folder: &Path) -> PathBuf {
    folder.join("plate.zarr")
}

const LAYOUT: Layout = Layout {
    shape: [300, 200],
    chunk: [32, 32],
    compression: Compression::Zstd(1),
};

/// Writes one array after the other to the same place: the n-th holds nothing but n.
fn write_on(folder: &Path, first: usize) {
    let pool = pool(2).unwrap();
    for n in first.. {
        let array = Array::create(path(folder), &LAYOUT, 8 << 20, &pool, |_, _| n as f64).unwrap();
        // Sweeps of what is the same everywhere change nothing, and are written all the same.
        let heat = Heat {
            r: 0.2,
            sweeps: 4,
            per_pass: 2,
        };
        array.heat(path(folder), heat, 8 << 20, &pool).unwrap();
    }
}

/// Whatever happens in the test, the child does not stay.
struct Killed(Child);

impl Drop for Killed {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn a_writer_that_is_killed_leaves_the_old_array_or_the_new_one() {
    let folder = tempfile::tempdir().unwrap();
    let place = path(folder.path());
    let pool = pool(2).unwrap();
    Array::create(&place, &LAYOUT, 8 << 20, &pool, |_, _| 0.0).unwrap();
    let (mut seen, mut left) = (0.0, 0);
    for round in 0..12 {
        let task = format!("write-{}", seen as usize + 1);
        let mut writer = Killed(child(&task, folder.path()).spawn().unwrap());
        // Wait until it is at work, then for a moment that differs each time.
        let start = Instant::now();
        while is_still(&place, seen) && start.elapsed() < Duration::from_secs(60) {
            std::thread::sleep(Duration::from_millis(1));
        }
        std::thread::sleep(Duration::from_micros(1700 * round));
        writer.0.kill().unwrap();
        writer.0.wait().unwrap();
        left += leftovers(&place).unwrap().len();
        let array = Array::open(&place).unwrap();
        let all = array.read(0..300, 0..200).unwrap();
        assert!(all.iter().all(|&n| n == all[0]), "a mix, in round {round}");
        assert!(all[0] > seen, "round {round}: {} after {seen}", all[0]);
        seen = all[0];
    }
    assert!(left > 0, "none was killed in the middle");
    // The next writer cleans up.
    Array::create(&place, &LAYOUT, 8 << 20, &pool, |_, _| 0.0).unwrap();
    assert!(leftovers(&place).unwrap().is_empty());
    // But for an empty folder, where one was killed before it had begun.
    let names = folder
        .path()
        .read_dir()
        .unwrap()
        .map(|entry| entry.unwrap().file_name());
    let full = names.filter(|name| !name.to_string_lossy().contains(".begun-"));
    assert_eq!(full.count(), 1);
}

/// Whether the array still holds what the writer before has left; an array that is replaced meanwhile does not.
fn is_still(place: &Path, seen: f64) -> bool {
    let read = Array::open(place).and_then(|array| array.read(0..1, 0..1));
    read.is_ok_and(|first| first == [seen])
}

/// Rows × columns of 64 MiB in chunks of 512 KiB.
const LARGE: [usize; 2] = [4096, 2048];

fn measure(folder: &Path, which: &str) {
    let pool = pool(2).unwrap();
    let array = Array::open(path(folder)).unwrap();
    let before = peak();
    let budget = match which {
        "sum" => {
            let budget = 32 << 20;
            array.sum(budget, &pool).unwrap();
            budget
        }
        _ => {
            let heat = Heat {
                r: 0.2,
                sweeps: 6,
                per_pass: 6,
            };
            let budget = array.heat_needs(heat, 2);
            array.heat(path(folder), heat, budget, &pool).unwrap();
            budget
        }
    };
    println!("taken {} {budget}", peak() - before);
}

/// The most memory that this process has had, in bytes.
fn peak() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    let kib: usize = line
        .unwrap()
        .split_whitespace()
        .nth(1)
        .unwrap()
        .parse()
        .unwrap();
    kib << 10
}

#[test]
fn a_budget_is_kept() {
    for compression in [
        Compression::None,
        Compression::Zstd(1),
        Compression::Zstd(9),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let layout = Layout::new(LARGE, [256, 256]).compressed(compression);
        let value = |i: usize, j: usize| ((i * 31 + j * 17) % 1013) as f64;
        Array::create(
            path(folder.path()),
            &layout,
            64 << 20,
            &pool(2).unwrap(),
            value,
        )
        .unwrap();
        for task in ["measure-sum", "measure-heat"] {
            let out = child(task, folder.path()).output().unwrap();
            let said = String::from_utf8_lossy(&out.stdout);
            let line = said.lines().find(|line| line.contains("taken "));
            let line = line.unwrap_or_else(|| panic!("{task}: {said}"));
            let (_, numbers) = line.split_once("taken ").unwrap();
            let numbers: Vec<usize> = numbers.split(' ').map(|n| n.parse().unwrap()).collect();
            // Beside it: stacks and code of the threads.
            let allowed = numbers[1] + (4 << 20);
            assert!(numbers[0] <= allowed, "{compression:?} {task}: {numbers:?}");
            assert!(allowed < 64 << 20, "no test: all of the array fits");
        }
    }
}
