//! Programs on ranks of their own, beside those of the cluster.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::time::{Duration, Instant};

use spmd::ProgramError;
use spmd::prelude::*;
use tempfile::TempDir;

use crate::{SIZES, look};

pub(crate) const TESTS: &[(&str, fn())] = &[
    ("lines_of_all_ranks_come_back_from_their_folder", lines),
    ("one_that_fails_is_quoted", fails),
    ("one_that_is_stopped_leaves_nothing", stopped),
    ("one_that_takes_too_long_is_ended", too_long),
    ("one_that_is_not_there_is_named", not_there),
];

/// A folder with a program `./play`.
fn folder(script: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("play");
    fs::write(&file, format!("#!/bin/sh\n{script}\n")).unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).unwrap();
    folder
}

fn works(cluster: &Cluster) {
    let ranks = cluster.run(&(), |world, ()| world.rank()).unwrap();
    assert_eq!(ranks, (0..cluster.size() as i32).collect::<Vec<_>>());
}

/// Processes of a program are gone while those of the cluster are still there.
fn none_of(command: &str) {
    let all = look::processes();
    let own = std::env::current_exe().unwrap();
    let is_rank = |process: &String| process.contains(&*own.to_string_lossy());
    assert!(all.iter().any(is_rank), "{all:?}");
    assert!(
        !all.iter().any(|process| process.contains(command)),
        "{all:?}"
    );
}

fn lines() {
    let folder = folder("echo $OMPI_COMM_WORLD_RANK$PMI_RANK of $1; ls >&2; touch seen");
    let cluster = Cluster::local(6).unwrap();
    for size in SIZES {
        let ran = cluster.on(size).program(&folder, "./play two words");
        let mut ran = ran.unwrap();
        ran.lines.sort();
        let mut said: Vec<String> = (0..size).map(|rank| format!("{rank} of two")).collect();
        let of_each = |word: &str| ran.lines.iter().filter(|line| *line == word).count();
        assert_eq!(of_each("play"), size, "{ran:?}");
        said.sort();
        ran.lines.retain(|line| line.contains("of"));
        assert_eq!(ran.lines, said);
        assert!(!ran.was_stopped && folder.path().join("seen").exists());
    }
    works(&cluster);
}

fn fails() {
    let folder = folder("echo begun; echo 'error: no such plate' >&2; exit 3");
    let cluster = Cluster::local(2).unwrap();
    let why = cluster.program(&folder, "./play").unwrap_err();
    let words = why.to_string();
    assert_eq!(words, "./play ended with exit code 3: error: no such plate");
    assert_eq!(format!("{why:?}"), words);
    works(&cluster);
}

fn stopped() {
    let folder = folder("touch begun-$$; sh -c 'sleep 777'; echo late");
    let cluster = Cluster::local(3).unwrap();
    let begun = || {
        let names = fs::read_dir(&folder).unwrap().flatten();
        let begun = names.filter(|entry| entry.file_name().to_string_lossy().starts_with("begun"));
        begun.count() == 2
    };
    let begin = Instant::now();
    let ran = cluster.on(2).program_until(&folder, "./play", begun);
    let ran = ran.unwrap();
    assert!(begin.elapsed() < Duration::from_secs(50));
    assert!(ran.was_stopped && ran.lines.is_empty(), "{ran:?}");
    none_of("sleep 777");
    works(&cluster);
}

fn too_long() {
    let folder = folder("echo half; sleep 778");
    let limit = Duration::from_secs(3);
    let cluster = Cluster::local(2).unwrap().limit(limit);
    let why = cluster.program(&folder, "./play").unwrap_err();
    assert!(matches!(why, ProgramError::TimeLimit { .. }), "{why}");
    assert!(why.to_string().ends_with("Its last words: half"), "{why}");
    none_of("sleep 778");
    works(&cluster);
}

fn not_there() {
    let folder = folder("true");
    let cluster = Cluster::local(1).unwrap();
    for name in ["no-such-program --steps 3", "./neither", ""] {
        let why = cluster.program(&folder, name).unwrap_err();
        assert!(matches!(why, ProgramError::NotThere { .. }), "{why}");
        assert!(why.to_string().contains("cargo workshop setup"), "{why}");
    }
    works(&cluster);
}
