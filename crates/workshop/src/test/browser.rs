//! The step of `test` that opens lesson 00 as a reader does.

use std::env;
use std::path::PathBuf;

use serde_json::Value;

use super::outcome::Outcome;
use crate::error::Error;
use crate::lessons;
use crate::paths::Paths;
use crate::run::{listen, module};

/// Where to get a browser from; never the reader's first concern, hence skipped at home.
pub(super) const HOW: &str = "no Chromium or Chrome was found; \
    get one (Debian: apt install chromium; Fedora: dnf install chromium; macOS: brew install \
    --cask chromium), or set CHROMIUM to its path";

/// Opens lesson 00 in JupyterLab in a browser without a window, runs all, looks at the pictures.
pub(crate) fn check(paths: &Paths) -> Result<Outcome, Error> {
    let lessons = lessons::select(paths, &["00".into()])?;
    let Some(lesson) = lessons.first() else {
        return Ok(Outcome::Failed("there is no lesson 00".into()));
    };
    let mut command = module(paths, "browser")?;
    command
        .arg(&lesson.path)
        .arg("--root")
        .arg(&paths.root)
        .arg("--workshop")
        .arg(this_program(paths))
        .arg("--pictures")
        .arg(paths.root.join("target/workshop"));
    let mut problems = 0;
    let mut is_missing = false;
    listen(command, |event| {
        let message = event.get("message").and_then(Value::as_str).unwrap_or("");
        match event.get("event").and_then(Value::as_str) {
            Some("missing") => is_missing = true,
            Some("problem") => {
                problems += 1;
                println!("problem: {message}");
            }
            _ => println!("{message}{}", seconds(event)),
        }
    })?;
    Ok(outcome(problems, is_missing, is_ci()))
}

/// What a reader would start. `cargo test` may have replaced the file of this very program;
/// then the copy that `setup` made is the same.
fn this_program(paths: &Paths) -> PathBuf {
    env::current_exe()
        .ok()
        .filter(|program| program.is_file())
        .unwrap_or_else(|| paths.launcher())
}

fn outcome(problems: usize, is_missing: bool, is_ci: bool) -> Outcome {
    match (problems, is_missing, is_ci) {
        (_, true, true) => Outcome::Failed(HOW.into()),
        (_, true, false) => Outcome::Skipped(HOW.into()),
        (0, false, _) => Outcome::Passed,
        (1, false, _) => Outcome::Failed("1 problem".into()),
        (many, false, _) => Outcome::Failed(format!("{many} problems")),
    }
}

/// Whether this runs on a code host: they set `CI=true`.
pub(super) fn is_ci() -> bool {
    says_ci(env::var("CI").ok())
}

fn says_ci(variable: Option<String>) -> bool {
    variable.is_some_and(|value| !matches!(value.as_str(), "" | "0" | "false"))
}

fn seconds(event: &Value) -> String {
    event
        .get("seconds")
        .and_then(Value::as_f64)
        .map_or_else(String::new, |seconds| format!(" ({seconds:.1} s)"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_browser_fails_only_where_nobody_can_be_asked_to_install_one() {
        assert!(!outcome(0, true, says_ci(Some("true".into()))).is_fine());
        for home in [None, Some(String::new()), Some("false".into())] {
            assert!(matches!(
                outcome(0, true, says_ci(home)),
                Outcome::Skipped(_)
            ));
        }
        assert_eq!(outcome(0, false, true), Outcome::Passed);
        assert!(!outcome(2, false, false).is_fine());
    }
}
