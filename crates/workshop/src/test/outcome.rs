//! How a step of `test` came out, and all of them in a few lines.

use std::fmt::Write;
use std::process::Command;
use std::time::Duration;

use crate::error::Error;
use crate::process;
use crate::steps::clock;

/// How a step came out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Everything is as it should be.
    Passed,
    /// Something is not, and what.
    Failed(String),
    /// It could not be looked at here, and why.
    Skipped(String),
}

impl Outcome {
    /// What became of a command, `what` for short.
    pub(crate) fn of(what: &str, command: &mut Command) -> Result<Self, Error> {
        let status = process::status(command)?;
        Ok(if status.success() {
            Self::Passed
        } else {
            Self::Failed(format!("{what} {}", process::ended(status)))
        })
    }

    /// Whether the whole may still pass.
    pub(crate) fn is_fine(&self) -> bool {
        !matches!(self, Self::Failed(_))
    }

    /// In words; more than one line where an error has them.
    pub(crate) fn told(&self) -> String {
        match self {
            Self::Passed => "passed".into(),
            Self::Failed(why) => format!("FAILED: {why}"),
            Self::Skipped(why) => format!("skipped: {why}"),
        }
    }
}

/// A step that is over.
#[derive(Clone, Debug)]
pub(crate) struct Done {
    /// The step.
    pub(crate) name: &'static str,
    /// How it came out.
    pub(crate) outcome: Outcome,
    /// How long it took.
    pub(crate) took: Duration,
}

/// A line for each step, then `workshop: N passed, N failed`, where a step that was skipped
/// counts as neither.
pub(crate) fn summary(done: &[Done]) -> String {
    let mut text = String::new();
    for step in done {
        let told = step.outcome.told();
        let _ = writeln!(
            text,
            "  {:<14} {:>12}   {}",
            step.name,
            clock(step.took),
            told.lines().next().unwrap_or("")
        );
    }
    let count = |wanted: fn(&Outcome) -> bool| done.iter().filter(|s| wanted(&s.outcome)).count();
    let passed = count(|outcome| *outcome == Outcome::Passed);
    let failed = count(|outcome| !outcome.is_fine());
    let _ = write!(text, "workshop: {passed} passed, {failed} failed");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_line_counts() {
        let step = |name, outcome| Done {
            name,
            outcome,
            took: Duration::from_secs(2),
        };
        let text = summary(&[
            step("setup", Outcome::Passed),
            step("clippy", Outcome::Failed("exit code 101\nmore".into())),
            step("browser", Outcome::Skipped("no Chromium".into())),
        ]);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 4, "{text}");
        assert!(lines[1].ends_with("FAILED: exit code 101"), "{text}");
        assert_eq!(lines[3], "workshop: 1 passed, 1 failed");
    }
}
