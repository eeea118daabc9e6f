//! Warming what only later lessons need, while the reader is in the first ones.

use std::fs::{self, File};
use std::os::unix::process::parent_id;
use std::path::PathBuf;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, getpgrp, kill_process_group};

use crate::error::Error;
use crate::kernel::template;
use crate::lock;
use crate::paths::{Paths, key_of};
use crate::setup::Rest;
use crate::weight;

/// Starts it; it ends when it is done, or with the process that called this.
///
/// # Errors
/// When the log cannot be written or this program cannot be started again.
pub(crate) fn start(paths: &Paths) -> Result<(), Error> {
    let log = log(paths);
    if let Some(folder) = log.parent() {
        fs::create_dir_all(folder).map_err(Error::io("make", folder))?;
    }
    let failed = Error::io("write", &log);
    let (out, err) = File::create(&log)
        .and_then(|file| Ok((file.try_clone()?, file)))
        .map_err(failed)?;
    let program = std::env::current_exe().map_err(Error::io("find", &paths.launcher()))?;
    Command::new(&program)
        .arg("warm")
        .env("WORKSHOP_ROOT", &paths.root)
        .current_dir(&paths.root)
        .stdin(std::process::Stdio::null())
        .stdout(out)
        .stderr(err)
        .spawn()
        .map_err(Error::io("start", &program))?;
    Ok(())
}

/// What the started process does.
///
/// # Errors
/// When a lesson's crates cannot be built.
pub(crate) fn warm(paths: &Paths) -> Result<(), Error> {
    // The reader measures meanwhile. And Ctrl-C in the terminal is JupyterLab's, which asks before it ends: in a
    // session of its own this process does not hear it.
    weight::least();
    let parent = parent_id();
    thread::spawn(move || {
        while parent_id() == parent {
            thread::sleep(Duration::from_secs(1));
        }
        // JupyterLab has ended: so do cargo and all else that was started here.
        let _ = kill_process_group(getpgrp(), Signal::TERM);
    });
    let _lock = lock::take(&lock_file(paths), |holder| {
        println!("process {holder} does the same: waiting for it");
    })?;
    template::warm_rest(paths, Rest::Now)?;
    println!("done");
    Ok(())
}

/// Waits for it, and says how far it is; what it has left undone is done here. After `until` it is ended instead: false.
///
/// # Errors
/// As [`warm`].
pub(crate) fn finish(paths: &Paths, until: Option<Instant>) -> Result<bool, Error> {
    let mut said = String::new();
    while let Some(holder) = lock::holder(&lock_file(paths)) {
        if until.is_some_and(|until| Instant::now() > until) {
            end(&holder);
            return Ok(false);
        }
        let state = state(paths);
        if state != said {
            println!("{state}");
            said = state;
        }
        thread::sleep(Duration::from_secs(5));
    }
    let _lock = lock::take(&lock_file(paths), |_| {})?;
    template::warm_rest(paths, Rest::Now)?;
    Ok(true)
}

/// Ends it, with the compilers that it has started: they are of its session's group.
fn end(process: &str) {
    let process = process.parse().ok().and_then(Pid::from_raw);
    if let Some(process) = process {
        let _ = kill_process_group(process, Signal::TERM);
    }
}

/// How far it is, in one line.
pub(crate) fn state(paths: &Paths) -> String {
    let said = fs::read_to_string(log(paths)).unwrap_or_default();
    let last = said
        .lines()
        .rfind(|line| !line.trim().is_empty())
        .unwrap_or("never started");
    match lock::holder(&lock_file(paths)) {
        Some(process) => format!("going on (process {process}): {last}"),
        None if last == "done" || last == "never started" => last.to_owned(),
        None => format!("stopped; the next `lab` or `setup` goes on. It said last: {last}"),
    }
}

/// Whether it runs just now.
pub(crate) fn is_going_on(paths: &Paths) -> bool {
    lock::holder(&lock_file(paths)).is_some()
}

/// Where it says what it does.
pub(crate) fn log(paths: &Paths) -> PathBuf {
    paths.log("warm")
}

fn lock_file(paths: &Paths) -> PathBuf {
    paths
        .cache
        .join("locks")
        .join(format!("{}-warm", key_of(&paths.root)))
}
