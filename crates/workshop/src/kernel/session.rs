//! One kernel, driven from here as JupyterLab would: to warm a template, or to time it.

use std::ffi::OsString;
use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

use rustix::process::Signal;
use serde_json::{Value, json};

use super::environment;
use crate::error::Error;
use crate::paths::Paths;
use crate::process;

const SCRIPT: &str = include_str!("../../python/session.py");

/// A kernel to start and what to do in it.
#[derive(Debug)]
pub(crate) struct Session {
    /// The kernel's command line, with `{connection_file}` in it.
    pub(crate) argv: Vec<String>,
    /// Variables on top of this process's own.
    pub(crate) env: Vec<(&'static str, OsString)>,
    /// The folder it starts in.
    pub(crate) cwd: PathBuf,
    /// The cells, one after another.
    pub(crate) cells: Vec<String>,
}

/// What a session saw.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    /// From the start of the process until the kernel said that it is ready.
    pub(crate) ready: Duration,
    /// From sending each cell until its end.
    pub(crate) cells: Vec<Duration>,
    /// What its processes alone keep in memory, in bytes.
    pub(crate) memory: f64,
}

/// Far more than the slowest build of a cell's dependencies takes.
const TIMEOUT_SECONDS: u64 = 3600;

/// Runs it; `told` is called with each line that the kernel prints while it works.
///
/// # Errors
/// When Python cannot be started, the kernel dies, or a cell fails or panics.
pub(crate) fn run(
    paths: &Paths,
    session: &Session,
    told: &(dyn Fn(&str) + Sync),
) -> Result<Seen, Error> {
    let python = paths.python();
    let mut command = Command::new(&python);
    for name in environment::UNWANTED {
        command.env_remove(name);
    }
    process::end_with_parent(&mut command, Signal::TERM);
    let mut child = command
        .args(["-c", SCRIPT])
        // The kernel's last words are shown: its message, not its stack.
        .env("RUST_BACKTRACE", "0")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(Error::io("start", &python))?;
    let env: serde_json::Map<String, Value> = session
        .env
        .iter()
        .map(|(name, value)| ((*name).to_owned(), value.to_string_lossy().into()))
        .collect();
    let spec = json!({
        "argv": session.argv,
        "env": env,
        "cwd": session.cwd.to_string_lossy(),
        "cells": session.cells,
        "timeout": TIMEOUT_SECONDS,
    });
    if let Some(mut stdin) = child.stdin.take() {
        // A Python that ended at once is reported by what it printed.
        let _ = write!(stdin, "{spec}");
    }
    let stderr = child.stderr.take();
    let (seen, tail) = std::thread::scope(|scope| {
        let words = scope.spawn(|| {
            let mut tail = Vec::new();
            for line in lines(stderr) {
                told(&line);
                tail.push(line);
            }
            tail.split_off(tail.len().saturating_sub(12)).join("\n")
        });
        let seen = read_events(lines(child.stdout.take()), &session.cells);
        (seen, words.join().unwrap_or_default())
    });
    let status = child.wait().map_err(Error::io("wait for", &python))?;
    match seen {
        Ok(seen) if status.success() => Ok(seen),
        Ok(_) => Err(failure("the kernel could not be driven", &tail)),
        Err(problem) => Err(failure(&problem, &tail)),
    }
}

fn failure(problem: &str, tail: &str) -> Error {
    Error::Failed(format!("{problem}\n{tail}").trim_end().to_owned())
}

fn lines(stream: Option<impl std::io::Read>) -> impl Iterator<Item = String> {
    stream.into_iter().flat_map(|stream| {
        BufReader::new(stream)
            .split(b'\n')
            .map_while(Result::ok)
            .map(|line| String::from_utf8_lossy(&line).into_owned())
    })
}

fn read_events(lines: impl Iterator<Item = String>, cells: &[String]) -> Result<Seen, String> {
    let mut seen = Seen::default();
    let mut problem = None;
    for line in lines {
        let Ok(event) = serde_json::from_str::<Value>(&line) else {
            continue;
        };
        let seconds = Duration::from_secs_f64(event["seconds"].as_f64().unwrap_or_default());
        match event["event"].as_str() {
            Some("ready") => seen.ready = seconds,
            Some("cell") => {
                let said = event["problem"].as_str().unwrap_or_default();
                if !said.is_empty() && problem.is_none() {
                    let cell = cells.get(seen.cells.len()).map_or("", String::as_str);
                    problem = Some(format!("the cell `{cell}` failed:\n{said}"));
                }
                seen.cells.push(seconds);
            }
            Some("memory") => seen.memory = event["bytes"].as_f64().unwrap_or_default(),
            Some("failed") => {
                problem.get_or_insert_with(|| {
                    let said = event["problem"].as_str().unwrap_or_default();
                    format!("the kernel ended or never got ready: {said}")
                });
            }
            _ => {}
        }
    }
    match problem {
        Some(problem) => Err(problem),
        None if seen.cells.len() == cells.len() => Ok(seen),
        None => Err("the kernel ended before its cells did".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(lines: &[&str], cells: &[&str]) -> Result<Seen, String> {
        let cells: Vec<String> = cells.iter().map(ToString::to_string).collect();
        read_events(lines.iter().map(ToString::to_string), &cells)
    }

    #[test]
    fn events_become_times_or_the_first_problem() {
        let ready = r#"{"event": "ready", "seconds": 2.5}"#;
        let good = r#"{"event": "cell", "seconds": 0.5, "problem": ""}"#;
        let bad = r#"{"event": "cell", "seconds": 0.5, "problem": "E0425"}"#;
        let dead = r#"{"event": "failed", "problem": "DeadKernelError"}"#;
        let memory = r#"{"event": "memory", "bytes": 7}"#;
        let seen = read(&[ready, "noise", good, memory], &["1"]).unwrap();
        assert_eq!(seen.ready, Duration::from_millis(2500));
        assert_eq!(seen.cells, [Duration::from_millis(500)]);
        assert!(seen.memory > 6.0);
        assert!(read(&[ready, bad], &["x"]).unwrap_err().contains("E0425"));
        assert!(read(&[dead], &["x"]).unwrap_err().contains("Dead"));
        assert!(read(&[ready], &["x"]).is_err());
    }
}
