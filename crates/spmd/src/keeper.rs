//! The process between a notebook and its `mpirun`: whatever happens to the notebook, it ends
//! every process of the cluster and removes every file.
//!
//! A notebook's process is killed when a cell is interrupted, and its whole process group when
//! the kernel is; so the keeper leads a session of its own. Its standard input is held by the
//! notebook alone: when that ends, so does the cluster. Ranks whose parent has died become the
//! keeper's own children, so none is missed.

use std::io::{self, Write};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use rustix::process::{Pid, Signal, WaitOptions};
use serde::{Deserialize, Serialize};

use crate::beside::Beside;
use crate::cluster::Session;
use crate::leftovers;
use crate::processes::{children, signal};
use crate::wire;

/// What the keeper says when the folders are there.
pub(crate) const READY: &str = "spmd: ready";

/// What the notebook asks its keeper to start.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Task {
    /// Program and arguments.
    pub(crate) command: Vec<String>,
    /// Variables for it.
    pub(crate) variables: Vec<(String, String)>,
    /// How long the launcher may take to end by itself, in milliseconds: it has processes on
    /// other hosts to end too.
    pub(crate) patience: u64,
}

#[derive(PartialEq)]
enum Event {
    /// The notebook has closed the cluster, or is gone.
    Closed,
    /// The launcher has ended.
    Ended,
}

/// Keeps one cluster until its end.
///
/// # Errors
/// When the launcher cannot be started.
pub(crate) fn keep() -> io::Result<()> {
    rustix::process::setsid()?;
    #[cfg(target_os = "linux")]
    rustix::process::set_child_subreaper(Some(rustix::process::getpid()))?;
    let begin = SystemTime::now();
    let mut notebook = io::stdin();
    let (session, _) = wire::receive::<Session>(&mut notebook)?;
    let held = session.create();
    let done = match &held {
        Ok(_) => {
            // The notebook may be gone by now: that is seen below.
            let _ = writeln!(io::stdout(), "{READY}");
            wire::receive::<Task>(&mut notebook).and_then(|(task, _)| oversee(&task, notebook))
        }
        Err(error) => Err(io::Error::new(
            error.kind(),
            format!("{}: {error}", session.folder().display()),
        )),
    };
    end_all();
    session.remove();
    leftovers::sweep(begin);
    done
}

fn oversee(task: &Task, mut notebook: io::Stdin) -> io::Result<()> {
    let (program, arguments) = task
        .command
        .split_first()
        .ok_or(io::ErrorKind::InvalidInput)?;
    let mut child = Command::new(program)
        .args(arguments)
        .envs(task.variables.iter().map(|(name, value)| (name, value)))
        .stdin(Stdio::null())
        .spawn()
        .map_err(|error| {
            io::Error::new(error.kind(), format!("{program} does not start: {error}"))
        })?;
    let pid = Pid::from_child(&child);
    let (tell, events) = mpsc::channel();
    let closed = tell.clone();
    thread::spawn(move || {
        // What else is to run; the line ends when the notebook does.
        while let Ok((beside, _)) = wire::receive::<Beside>(&mut notebook) {
            beside.start();
        }
        let _ = closed.send(Event::Closed);
    });
    thread::spawn(move || {
        let _ = child.wait();
        let _ = tell.send(Event::Ended);
    });
    if let Ok(Event::Closed) = events.recv() {
        // The ranks have noticed too, so it may be ending already.
        let patience = Duration::from_millis(task.patience);
        if events.recv_timeout(patience) == Err(RecvTimeoutError::Timeout) {
            signal(pid, Signal::TERM);
            if events.recv_timeout(patience) == Err(RecvTimeoutError::Timeout) {
                signal(pid, Signal::KILL);
                let _ = events.recv_timeout(Duration::from_secs(5));
            }
        }
    }
    Ok(())
}

/// Ends every process that descends from this one.
fn end_all() {
    let begin = Instant::now();
    while begin.elapsed() < Duration::from_secs(10) {
        // On Linux, with the orphans of those that have ended.
        let children = children(rustix::process::getpid());
        if children.is_empty() {
            return;
        }
        for child in children {
            signal(child, Signal::KILL);
        }
        while let Ok(Some(_)) = rustix::process::wait(WaitOptions::NOHANG) {}
        thread::sleep(Duration::from_millis(2));
    }
}

/// Waits for a keeper to end; true when it has.
pub(crate) fn wait_for(child: &mut Child, limit: Duration) -> bool {
    let begin = Instant::now();
    loop {
        match child.try_wait() {
            Ok(None) if begin.elapsed() < limit => thread::sleep(Duration::from_millis(2)),
            Ok(None) => return false,
            _ => return true,
        }
    }
}
