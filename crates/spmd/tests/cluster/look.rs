//! Looks for what a cluster may leave behind.

use std::fs;
use std::path::PathBuf;
use std::thread;
use std::time::{Duration, Instant};

/// Processes that belong to a cluster: the keeper, the launcher and the ranks have its variables.
pub(crate) fn processes() -> Vec<String> {
    let own = std::process::id().to_string();
    let Ok(entries) = fs::read_dir("/proc") else {
        return Vec::new();
    };
    let each = entries.filter_map(|entry| {
        let folder = entry.ok()?.path();
        let pid = folder.file_name()?.to_str()?.to_owned();
        if pid == own || pid.parse::<u32>().is_err() {
            return None;
        }
        let environment = fs::read(folder.join("environ")).ok()?;
        let is_ours = environment
            .split(|&byte| byte == 0)
            .any(|variable| variable.starts_with(b"SPMD_ROLE="));
        let command = fs::read_to_string(folder.join("cmdline"))
            .ok()?
            .replace('\0', " ");
        (is_ours && is_of_this_run(&environment) && !command.is_empty())
            .then(|| format!("{pid}: {command}"))
    });
    each.collect()
}

fn is_of_this_run(environment: &[u8]) -> bool {
    let mark = format!("SPMD_TEST_RUN={}", run()).into_bytes();
    environment
        .split(|&byte| byte == 0)
        .any(|variable| variable == mark)
}

/// What processes that this run did not start have open or mapped: another cluster may be at work
/// on the machine.
fn used_by_others() -> Vec<PathBuf> {
    let processes = fs::read_dir("/proc").into_iter().flatten().flatten();
    let each = processes.flat_map(|process| {
        let folder = process.path();
        let environment = fs::read(folder.join("environ")).unwrap_or_default();
        if is_of_this_run(&environment) {
            return Vec::new();
        }
        let opened = fs::read_dir(folder.join("fd")).into_iter().flatten();
        let opened = opened.filter_map(|file| fs::read_link(file.ok()?.path()).ok());
        let maps = fs::read_to_string(folder.join("maps")).unwrap_or_default();
        let mapped = maps
            .lines()
            .filter_map(|line| Some(PathBuf::from(&line[line.find('/')?..])));
        opened.chain(mapped).collect()
    });
    each.collect()
}

/// Files and folders of clusters and of the MPI libraries.
pub(crate) fn files() -> Vec<PathBuf> {
    let names = [
        "spmd-",
        "ompi.",
        "prte.",
        "pmix-",
        "pmix.",
        "openmpi-",
        "sm_segment",
        "vader_segment",
        "mpich",
        "MPICH",
        "ucx_shm",
    ];
    let places = [std::env::temp_dir(), "/dev/shm".into()];
    let entries = places
        .into_iter()
        .filter_map(|place| fs::read_dir(place).ok())
        .flatten();
    let paths = entries.filter_map(|entry| {
        let entry = entry.ok()?;
        let name = entry.file_name().to_string_lossy().into_owned();
        names
            .iter()
            .any(|start| name.starts_with(start))
            .then(|| entry.path())
    });
    paths.collect()
}

/// Memory that this process holds, in kB; `None` where the system does not tell.
pub(crate) fn memory() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

/// Marks the processes of this test program.
pub(crate) fn run() -> String {
    std::env::var("SPMD_TEST_RUN").unwrap_or_default()
}

/// What was there before the tests.
static BEFORE: std::sync::OnceLock<Vec<PathBuf>> = std::sync::OnceLock::new();

/// Remembers what is there.
pub(crate) fn begin() {
    let _ = BEFORE.set(files());
}

/// Waits a moment for processes that are just ending, and fails when one is left, or a file.
pub(crate) fn nothing_is_left() {
    let begin = Instant::now();
    loop {
        let before = BEFORE.get().map_or(&[][..], Vec::as_slice);
        let mut files = files();
        files.retain(|file| !before.contains(file));
        if !files.is_empty() {
            let others = used_by_others();
            files.retain(|file| !others.iter().any(|other| other.starts_with(file)));
        }
        let processes = processes();
        if files.is_empty() && processes.is_empty() {
            return;
        }
        assert!(
            begin.elapsed() < Duration::from_secs(15),
            "left behind:\n{}\n{files:#?}",
            processes.join("\n")
        );
        thread::sleep(Duration::from_millis(50));
    }
}
