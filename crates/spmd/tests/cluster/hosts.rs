//! Host files and Slurm, as far as one machine can show it.
//!
//! `localhost` stands for the hosts, and a script that calls `mpirun` for `srun`: connections over
//! TCP and the commands are real. Within an allocation, a real Slurm is tried too.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::time::{Duration, Instant};

use spmd::StartError;
use spmd::prelude::*;

pub(crate) const TESTS: &[(&str, fn())] = &[
    ("a_host_file_says_how_many_ranks", hosts),
    ("a_missing_or_empty_host_file_is_named", no_hosts),
    (
        "a_host_that_is_not_there_is_an_error_within_its_limit",
        dead_host,
    ),
    ("ranks_run_in_a_real_allocation", allocation),
    ("slurm_is_used_inside_an_allocation_only", slurm),
];

fn folder(name: &str) -> std::path::PathBuf {
    let folder = std::env::temp_dir().join(format!("test-of-hosts-{name}-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn ranks_of(cluster: &Cluster) -> Vec<i32> {
    let ranks = cluster.run(&(), |world, ()| {
        world.barrier();
        world.rank()
    });
    ranks.unwrap()
}

fn hosts() {
    let folder = folder("file");
    let file = folder.join("hosts");
    let slots = if spmd::library().contains("Open MPI") {
        "localhost slots=2"
    } else {
        "localhost:2"
    };
    fs::write(&file, format!("# this machine\n{slots}\n")).unwrap();
    let cluster = Cluster::hosts(&file).unwrap();
    assert_eq!(ranks_of(&cluster), [0, 1]);
    let error = cluster
        .run(&(), |world, ()| assert_eq!(world.rank(), 0))
        .unwrap_err();
    assert!(error.to_string().starts_with("rank 1 panicked"), "{error}");
    assert_eq!(ranks_of(&cluster), [0, 1]);
    drop(cluster);
    fs::remove_dir_all(folder).unwrap();
}

fn no_hosts() {
    let error = Cluster::hosts("/no/such/file").unwrap_err().to_string();
    assert!(error.contains("/no/such/file"), "{error}");
    let folder = folder("empty");
    fs::write(folder.join("hosts"), "# nobody\n").unwrap();
    let error = Cluster::hosts(folder.join("hosts"))
        .unwrap_err()
        .to_string();
    assert!(error.contains("names no host"), "{error}");
    fs::remove_dir_all(folder).unwrap();
}

fn dead_host() {
    let folder = folder("dead");
    let file = folder.join("hosts");
    // RFC 2606: there is never a host of this name.
    for text in ["nobody.invalid\n", "localhost\nnobody.invalid\n"] {
        fs::write(&file, text).unwrap();
        let begin = Instant::now();
        let error = Cluster::hosts(&file).unwrap_err();
        let StartError::Unreachable { hosts, .. } = &error else {
            panic!("{error}");
        };
        let names: Vec<&str> = hosts.iter().map(|(host, _)| host.as_str()).collect();
        assert_eq!(names, ["nobody.invalid"]);
        let line = error.to_string();
        assert!(line.contains("nobody.invalid does not answer"), "{line}");
        assert_eq!(line.lines().count(), 1, "{line}");
        // Some 15 s, and what it takes to end all.
        assert!(begin.elapsed() < Duration::from_secs(60));
    }
    fs::remove_dir_all(folder).unwrap();
}

/// `salloc -n 3 cargo test …` runs it.
fn allocation() {
    if std::env::var_os("SLURM_JOB_ID").is_none() {
        return println!("skipped: this is not within a Slurm allocation");
    }
    let cluster = Cluster::slurm().unwrap();
    let ranks: Vec<i32> = (0..cluster.size() as i32).collect();
    assert_eq!(ranks_of(&cluster), ranks);
    let error = cluster
        .run(&(), |world, ()| assert_ne!(world.rank(), world.size() - 1))
        .unwrap_err();
    let last = format!("rank {} panicked", ranks.len() - 1);
    assert!(error.to_string().starts_with(&last), "{error}");
    assert_eq!(ranks_of(&cluster), ranks);
}

fn slurm() {
    if std::env::var_os("SLURM_JOB_ID").is_some() {
        return println!("skipped: within an allocation, mpirun calls srun itself");
    }
    let error = Cluster::slurm().unwrap_err().to_string();
    assert!(error.contains("salloc"), "{error}");
    let folder = folder("srun");
    let mpirun = Cluster::local(1).unwrap().found().launcher;
    let script = format!(
        "#!/bin/sh\n[ \"$1 $2\" = '--ntasks 3' ] || exit 9\nshift 4\nexec '{}' -n 3 \"$@\"\n",
        mpirun.display()
    );
    let srun = folder.join("srun");
    fs::write(&srun, script).unwrap();
    fs::set_permissions(&srun, fs::Permissions::from_mode(0o755)).unwrap();
    let path = format!("{}:{}", folder.display(), std::env::var("PATH").unwrap());
    let status = std::process::Command::new(std::env::current_exe().unwrap())
        .env("SPMD_TEST_SCENE", "slurm")
        .env("PATH", path)
        .envs([("SLURM_JOB_ID", "1"), ("SLURM_NTASKS", "3")])
        .status();
    assert!(status.unwrap().success());
    fs::remove_dir_all(folder).unwrap();
}

/// What is played inside the allocation.
pub(crate) fn in_allocation() {
    let cluster = Cluster::slurm().unwrap();
    assert_eq!(ranks_of(&cluster), [0, 1, 2]);
    let error = cluster
        .run(&(), |world, ()| assert_ne!(world.rank(), 2))
        .unwrap_err();
    assert!(error.to_string().starts_with("rank 2 panicked"), "{error}");
}
