//! `run`: executes lessons without a browser, and fails where a reader would.

mod python;
mod report;

use std::collections::{HashMap, VecDeque};
use std::panic::resume_unwind;
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use crate::cli::RunArgs;
use crate::error::Error;
use crate::lessons::{self, Lesson};
use crate::paths::Paths;
pub(crate) use python::{listen, module};
use report::Report;
use serde_json::Value;

/// Executes the lessons that `args` names, one after another.
///
/// # Errors
/// For a name that no lesson has, without a Python environment, and when a lesson fails.
pub(crate) fn run(paths: &Paths, args: &RunArgs) -> Result<(), Error> {
    let lessons = lessons::select(paths, &args.lessons)?;
    let options = Options {
        save: args.write,
        limit: Duration::from_secs(args.limit.into()),
        two_at_once: false,
    };
    let failed = execute(paths, &lessons, &options)?;
    println!(
        "lessons: {} passed, {} failed",
        lessons.len() - failed.len(),
        failed.len()
    );
    if failed.is_empty() {
        Ok(())
    } else {
        Err(Error::Told)
    }
}

/// How lessons are executed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Options {
    /// Whether the outputs of a lesson that passed are saved.
    pub(crate) save: bool,
    /// How long a cell may take.
    pub(crate) limit: Duration,
    /// Whether two lessons run at the same time, one from the front and one from the back: for whoever does not look
    /// at the times in them.
    pub(crate) two_at_once: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            save: false,
            limit: Duration::from_secs(300),
            two_at_once: false,
        }
    }
}

/// Executes `lessons` with the real kernel, prints a line for each, and gives those that failed.
///
/// # Errors
/// Without a Python environment.
pub(crate) fn execute<'a>(
    paths: &Paths,
    lessons: &'a [Lesson],
    options: &Options,
) -> Result<Vec<&'a str>, Error> {
    let waiting = Mutex::new(lessons.iter().collect::<VecDeque<_>>());
    let next = |is_second: bool| {
        let mut waiting = waiting.lock().unwrap_or_else(PoisonError::into_inner);
        match is_second {
            false => waiting.pop_front(),
            true => waiting.pop_back(),
        }
    };
    let run = |is_second: bool| {
        let mut failed = Vec::new();
        while let Some(lesson) = next(is_second) {
            if !has_passed(paths, lesson, options)? {
                failed.push(lesson.name.as_str());
            }
        }
        Ok(failed)
    };
    let mut failed = thread::scope(|scope| {
        let second = options.two_at_once.then(|| scope.spawn(|| run(true)));
        let mut failed = run(false)?;
        if let Some(second) = second {
            failed.extend(second.join().unwrap_or_else(|panic| resume_unwind(panic))?);
        }
        Ok(failed)
    })?;
    failed.sort_unstable();
    Ok(failed)
}

/// Executes one lesson.
fn has_passed(paths: &Paths, lesson: &Lesson, options: &Options) -> Result<bool, Error> {
    let mut command = module(paths, "run_lesson")?;
    command
        .arg(&lesson.path)
        .arg("--root")
        .arg(&paths.root)
        .arg("--limit")
        .arg(options.limit.as_secs().to_string());
    if options.save {
        command.arg("--write");
    }
    let mut report = Report::new(&lesson.name);
    if let Err(error) = listen(command, |event| report.take(event)) {
        report.fail(&error.to_string());
    }
    println!("{}", report.line());
    Ok(report.has_passed())
}

/// Checks what can be checked of `lessons` without running them, and gives those that failed.
///
/// # Errors
/// Without a Python environment, or when the script that checks fails itself.
pub(crate) fn check<'a>(paths: &Paths, lessons: &'a [Lesson]) -> Result<Vec<&'a str>, Error> {
    let mut command = module(paths, "check_lessons")?;
    command.args(lessons.iter().map(|lesson| &lesson.path));
    let mut reports: HashMap<&str, Report> = lessons
        .iter()
        .map(|lesson| (lesson.name.as_str(), Report::new(&lesson.name)))
        .collect();
    let mut unchecked: Vec<&str> = lessons.iter().map(|lesson| lesson.name.as_str()).collect();
    listen(command, |event| {
        let name = event.get("lesson").and_then(Value::as_str).unwrap_or("");
        if let Some(report) = reports.get_mut(name) {
            report.take(event);
        }
        if event.get("event").and_then(Value::as_str) == Some("checked") {
            unchecked.retain(|other| *other != name);
        }
    })?;
    let has_failed =
        |name: &&str| unchecked.contains(name) || reports.get(name).is_none_or(|r| !r.has_passed());
    Ok(lessons
        .iter()
        .map(|lesson| lesson.name.as_str())
        .filter(has_failed)
        .collect())
}
