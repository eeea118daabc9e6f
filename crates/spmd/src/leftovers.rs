//! Files that an MPI library makes outside of the cluster's folders.
//!
//! Open MPI can be told where to put everything; MPICH cannot. What it shares between ranks is a
//! file in /dev/shm with a name of its own choice, which it removes when MPI is finalised, and so
//! never when its ranks are killed. But a file that every rank has mapped needs no name.

use std::collections::HashSet;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// How the names of such files begin.
const NAMES: [&str; 4] = [
    "/dev/shm/mpich_shm_",
    "/dev/shm/mpich_shar_tmp",
    UCX,
    "/tmp/hydra_hwloc_xmlfile_",
];

/// UCX, below MPICH, takes the name away itself, unless it is killed in that moment; until then
/// another rank may need it.
const UCX: &str = "/dev/shm/ucx_shm_posix_";

fn is_named(path: &str) -> bool {
    !path.ends_with("(deleted)") && NAMES.iter().any(|name| path.starts_with(name))
}

/// Takes the names away from those that this process has mapped.
pub(crate) fn unlink_own() {
    let is_ours = |file: &PathBuf| {
        !file
            .as_os_str()
            .as_encoded_bytes()
            .starts_with(UCX.as_bytes())
    };
    for file in in_maps(&maps("self")).into_iter().filter(is_ours) {
        // Each rank does so; the first one finds it.
        let _ = fs::remove_file(file);
    }
}

/// Removes those that were made since then and that no process has: what ranks leave that are
/// killed while they start.
pub(crate) fn sweep(since: SystemTime) {
    let own = rustix::process::getuid().as_raw();
    let folders: HashSet<&Path> = NAMES
        .iter()
        .filter_map(|name| Path::new(name).parent())
        .collect();
    let entries = folders
        .into_iter()
        .filter_map(|folder| fs::read_dir(folder).ok())
        .flatten();
    let made: Vec<PathBuf> = entries
        .filter_map(|entry| {
            let entry = entry.ok()?;
            let found = entry.metadata().ok()?;
            let is_new = found.modified().ok()? >= since && found.uid() == own;
            (is_new && is_named(entry.path().to_str()?)).then(|| entry.path())
        })
        .collect();
    if made.is_empty() {
        return;
    }
    let in_use = in_use();
    for file in made.iter().filter(|file| !in_use.contains(*file)) {
        let _ = fs::remove_file(file);
    }
}

/// Those that some process has mapped or open.
fn in_use() -> HashSet<PathBuf> {
    let processes = fs::read_dir("/proc").into_iter().flatten().flatten();
    let of_each = processes.flat_map(|process| {
        let opened = fs::read_dir(process.path().join("fd"))
            .into_iter()
            .flatten();
        let opened = opened.filter_map(|file| fs::read_link(file.ok()?.path()).ok());
        let mapped = in_maps(&maps(&process.file_name().to_string_lossy()));
        opened.chain(mapped).collect::<Vec<_>>()
    });
    of_each.collect()
}

fn maps(process: &str) -> String {
    // Linux only; elsewhere there is no such folder.
    fs::read_to_string(format!("/proc/{process}/maps")).unwrap_or_default()
}

fn in_maps(maps: &str) -> Vec<PathBuf> {
    let paths = maps
        .lines()
        .filter_map(|line| line.find('/').map(|at| &line[at..]));
    let mut found: Vec<PathBuf> = paths
        .filter(|path| is_named(path))
        .map(PathBuf::from)
        .collect();
    found.dedup();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_named_files_of_the_library_are_found() {
        let maps = "7f02d3357000-7f02d365f000 rw-s 00000000 00:1b 3134   /dev/shm/mpich_shm_f6a0d6ca_0\n\
                    7f02d3457000-7f02d365f000 rw-s 00000000 00:1b 3134   /dev/shm/mpich_shm_f6a0d6ca_0\n\
                    7f02d36b5000-7f02d36be000 rw-s 00000000 00:1b 3128   /dev/shm/ucx_shm_posix_3f73f3c9 (deleted)\n\
                    7f02d36b5000-7f02d36be000 rw-s 00000000 00:1b 3128   /dev/shm/mpich_shm_1_0 (deleted)\n\
                    7f02d4781000-7f02d4782000 r-xp 00001000 fe:00 1002   /lib/libc.so.6\n";
        assert_eq!(
            in_maps(maps),
            [PathBuf::from("/dev/shm/mpich_shm_f6a0d6ca_0")]
        );
    }

    #[test]
    fn a_file_that_somebody_has_open_stays() {
        let before = SystemTime::now() - std::time::Duration::from_secs(1);
        let name = |end: &str| {
            PathBuf::from(format!(
                "/tmp/hydra_hwloc_xmlfile_{}{end}",
                std::process::id()
            ))
        };
        let (left, used) = (name("left"), name("used"));
        fs::write(&left, "").unwrap();
        let open = fs::File::create(&used).unwrap();
        sweep(before);
        assert!(!left.exists() && used.exists());
        drop(open);
        sweep(before + std::time::Duration::from_secs(60));
        assert!(used.exists(), "it is older than that");
        fs::remove_file(used).unwrap();
    }
}
