//! The step of `test` that is Python's: the kernels as a module, against NumPy.

use std::process::Command;

use super::outcome::Outcome;
use crate::error::Error;
use crate::kernel::extension;
use crate::paths::Paths;
use crate::process;
use crate::steps::Steps;

/// Runs the tests of `crates/pyext` with the environment's Python, on the module as its sources are now.
pub(crate) fn check(paths: &Paths) -> Result<Outcome, Error> {
    let steps = Steps::new(1);
    let step = steps.begin("Python module", "builds the kernels as they are now");
    let how = extension::install(paths, &step)?;
    step.done(how);
    if let Some(problem) = extension::problem(paths) {
        return Ok(Outcome::Failed(problem));
    }
    let words = ["-m", "pytest", "-q", "-p", "no:cacheprovider", "tests"];
    let mut command = Command::new(paths.python());
    command
        .args(words)
        .current_dir(paths.root.join("crates/pyext"))
        .env("PYTHONDONTWRITEBYTECODE", "1")
        // A pytest of the reader's own may want plugins that are not here.
        .env_remove("PYTEST_ADDOPTS");
    let status = command.status().map_err(|error| Error::Command {
        command: format!("python {}", words.join(" ")),
        ended: format!("did not start: {error}"),
        tail: String::new(),
    })?;
    Ok(if status.success() {
        Outcome::Passed
    } else {
        Outcome::Failed(format!("pytest {}", process::ended(status)))
    })
}
