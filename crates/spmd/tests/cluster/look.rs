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
        let mark = format!("SPMD_TEST_RUN={}", run()).into_bytes();
        let is_of_this_run = environment
            .split(|&byte| byte == 0)
            .any(|variable| variable == mark);
        (is_ours && is_of_this_run && !command.is_empty()).then(|| format!("{pid}: {command}"))
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
        let files: Vec<PathBuf> = files()
            .into_iter()
            .filter(|file| !before.contains(file))
            .collect();
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
