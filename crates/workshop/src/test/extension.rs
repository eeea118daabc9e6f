//! The step of `test` that is Python's: the kernels as a module, against NumPy.

use std::process::Command;

use super::outcome::Outcome;
use crate::error::Error;
use crate::kernel::extension;
use crate::paths::Paths;
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
    let mut command = Command::new(paths.python());
    command
        .args(["-m", "pytest", "-q", "-p", "no:cacheprovider", "tests"])
        .current_dir(paths.root.join("crates/pyext"))
        .env("PYTHONDONTWRITEBYTECODE", "1")
        // A pytest of the reader's own may want plugins that are not here.
        .env_remove("PYTEST_ADDOPTS");
    Outcome::of("pytest", &mut command)
}
