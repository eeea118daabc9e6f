//! Python scripts that come with this program, and the lines of JSON that they answer with.

use std::env;
use std::io::{BufRead, BufReader, Write};
use std::iter;
use std::process::{Command, Stdio};

use rustix::process::Signal;
use serde_json::{Value, json};

use crate::error::Error;
use crate::paths::Paths;
use crate::process;
use crate::progress;

const START: &str = include_str!("../../python/start.py");

/// The modules, as one JSON object.
fn modules() -> Value {
    json!({
        "book": include_str!("../../python/book.py"),
        "browser": include_str!("../../python/browser.py"),
        "check_book": include_str!("../../python/check_book.py"),
        "check_lessons": include_str!("../../python/check_lessons.py"),
        "check_slides": include_str!("../../python/check_slides.py"),
        "deck": include_str!("../../python/deck.py"),
        "endings": include_str!("../../python/endings.py"),
        "judge": include_str!("../../python/judge.py"),
        "kernel": include_str!("../../python/kernel.py"),
        "lesson": include_str!("../../python/lesson.py"),
        "lesson_shape": include_str!("../../python/lesson_shape.py"),
        "pace": include_str!("../../python/pace.py"),
        "page": include_str!("../../python/page.py"),
        "picture": include_str!("../../python/picture.py"),
        "run_lesson": include_str!("../../python/run_lesson.py"),
        "slides": include_str!("../../python/slides.py"),
        "shown_cells": include_str!("../../python/shown_cells.py"),
        "talk": include_str!("../../python/talk.py"),
    })
}

/// A command that runs one of the modules with the environment's Python, by [`listen`].
///
/// # Errors
/// When there is no such Python.
pub(crate) fn module(paths: &Paths, name: &str) -> Result<Command, Error> {
    let python = paths.python();
    if !python.is_file() {
        return Err(Error::missing(
            format!("there is no {}", python.display()),
            "run `cargo workshop setup`",
        ));
    }
    let mut command = Command::new(&python);
    command
        .args(["-c", START, name])
        .current_dir(&paths.root)
        // A kernel `rust` of the user's must not hide the environment's.
        .env("JUPYTER_PREFER_ENV_PATH", "1")
        .env("PYTHONUTF8", "1")
        .env(progress::VARIABLE, "")
        .env("WORKSHOP_PYTHON", &python);
    // What a lesson starts by name is the environment's, as in JupyterLab.
    let inherited = env::var_os("PATH").unwrap_or_default();
    let folders = iter::once(paths.bin("")).chain(env::split_paths(&inherited));
    if let Ok(path) = env::join_paths(folders) {
        command.env("PATH", path);
    }
    Ok(command)
}

/// Runs a [`module`] and hands each line of JSON that it prints to `told`, as soon as it comes.
///
/// # Errors
/// When it does not start, or ends with an error of its own.
pub(crate) fn listen(mut command: Command, mut told: impl FnMut(&Value)) -> Result<(), Error> {
    let name = command
        .get_args()
        .nth(2)
        .map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let failed = |ended: String| Error::Command {
        command: format!("python {name}"),
        ended,
        tail: String::new(),
    };
    // It then ends its kernel or JupyterLab in turn.
    process::end_with_parent(&mut command, Signal::TERM);
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| failed(format!("did not start: {error}")))?;
    if let Some(mut stdin) = child.stdin.take() {
        // A Python that ends at once does not read it: its exit status tells then.
        let _ = stdin.write_all(modules().to_string().as_bytes());
    }
    for line in child
        .stdout
        .take()
        .into_iter()
        .flat_map(|out| BufReader::new(out).lines())
    {
        let line = line.map_err(|error| failed(format!("cannot be listened to: {error}")))?;
        match serde_json::from_str(&line) {
            Ok(event) => told(&event),
            // What a library prints is for the reader to see.
            Err(_) => println!("{line}"),
        }
    }
    let status = child
        .wait()
        .map_err(|error| failed(format!("cannot be waited for: {error}")))?;
    if status.success() {
        Ok(())
    } else {
        Err(failed(format!("ended with {status}")))
    }
}
