//! What the scripts tell of a lesson, as lines for the reader.

use std::time::{Duration, Instant};

use serde_json::Value;

use crate::steps::clock;

/// At least this long between two lines of how far a lesson is.
const BETWEEN_LINES: Duration = Duration::from_secs(10);

/// One lesson being run or looked at: prints what matters, counts what is wrong.
#[derive(Debug)]
pub(crate) struct Report {
    lesson: String,
    started: Instant,
    last_line: Instant,
    cells: u64,
    cells_run: u64,
    solutions: u64,
    problems: u64,
    saved: bool,
}

impl Report {
    /// A report that begins now.
    pub(crate) fn new(lesson: &str) -> Self {
        Self {
            lesson: lesson.to_owned(),
            started: Instant::now(),
            last_line: Instant::now(),
            cells: 0,
            cells_run: 0,
            solutions: 0,
            problems: 0,
            saved: false,
        }
    }

    /// Takes one event.
    pub(crate) fn take(&mut self, event: &Value) {
        match text(event, "event") {
            "ready" | "checked" => self.cells = number(event, "cells"),
            "cell" => {
                self.cells_run += 1;
                self.say_progress();
            }
            "solution" => self.solutions += 1,
            "problem" => self.problem(text(event, "kind"), event),
            "warning" => self.print("note", event),
            "saved" => self.saved = true,
            _ => {}
        }
    }

    /// Counts an error of the runner itself as a problem of the lesson.
    pub(crate) fn fail(&mut self, message: &str) {
        self.problem("runner", &serde_json::json!({ "message": message }));
    }

    /// Whether nothing is wrong so far.
    pub(crate) fn has_passed(&self) -> bool {
        self.problems == 0
    }

    /// The line for a lesson that was run.
    pub(crate) fn line(&self) -> String {
        let verdict = match (self.problems, self.saved) {
            (0, true) => "passed, saved".to_owned(),
            (0, false) => "passed".to_owned(),
            (1, _) => "FAILED: 1 problem".to_owned(),
            (problems, _) => format!("FAILED: {problems} problems"),
        };
        let cells = if self.cells_run == self.cells {
            format!("{} cells", self.cells)
        } else {
            format!("{} of {} cells", self.cells_run, self.cells)
        };
        format!(
            "{:<20} {cells:>14}, {:>2} solutions {:>12}   {verdict}",
            self.lesson,
            self.solutions,
            clock(self.started.elapsed())
        )
    }

    fn problem(&mut self, kind: &str, event: &Value) {
        self.problems += 1;
        self.print(kind, event);
    }

    fn print(&self, kind: &str, event: &Value) {
        let place = format!("{}{}: {kind}", self.lesson, place(event));
        let mut message = text(event, "message").lines();
        match event.get("line").and_then(Value::as_str) {
            Some(line) => println!("{place}\n    > {line}"),
            None => println!("{place}: {}", message.next().unwrap_or("")),
        }
        message.for_each(|line| println!("    {line}"));
    }

    fn say_progress(&mut self) {
        if self.last_line.elapsed() >= BETWEEN_LINES {
            self.last_line = Instant::now();
            println!(
                "{}: {} of {} cells, {} gone",
                self.lesson,
                self.cells_run,
                self.cells,
                clock(self.started.elapsed())
            );
        }
    }
}

/// Where in the lesson, e.g. ", cell 7 (02-layout)", counted from 1 over all of its cells.
fn place(event: &Value) -> String {
    let Some(index) = event.get("index").and_then(Value::as_u64) else {
        return String::new();
    };
    match event.get("cell").and_then(Value::as_str) {
        Some(id) => format!(", cell {} ({id})", index + 1),
        None => format!(", cell {}", index + 1),
    }
}

fn text<'a>(event: &'a Value, key: &str) -> &'a str {
    event.get(key).and_then(Value::as_str).unwrap_or("")
}

fn number(event: &Value, key: &str) -> u64 {
    event.get(key).and_then(Value::as_u64).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_lesson_passes_until_a_problem_is_told() {
        let mut report = Report::new("02-compile");
        report.take(&json!({"event": "ready", "cells": 2}));
        report.take(&json!({"event": "cell"}));
        report.take(&json!({"event": "warning", "message": "took 12 s", "index": 1, "cell": "x"}));
        assert!(report.has_passed());
        assert!(report.line().contains("1 of 2 cells"), "{}", report.line());
        report.take(&json!({"event": "problem", "kind": "panic", "message": "panicked at"}));
        assert!(!report.has_passed());
        assert!(
            report.line().ends_with("FAILED: 1 problem"),
            "{}",
            report.line()
        );
    }

    #[test]
    fn cells_are_counted_from_one() {
        assert_eq!(
            place(&json!({"index": 0, "cell": "02-setup"})),
            ", cell 1 (02-setup)"
        );
        assert_eq!(place(&json!({"message": "of the whole lesson"})), "");
    }
}
