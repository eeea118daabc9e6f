//! The step of `test` that ends kernels with MPI ranks in every way, and looks for what is left.

use super::outcome::Outcome;
use crate::error::Error;
use crate::lessons;
use crate::paths::Paths;
use crate::run::module;
use crate::slides::told;

/// A lesson whose kernels have ranks.
const LESSON: &str = "08";

/// Interrupts, restarts and kills kernels of the lesson, and JupyterLab itself.
pub(super) fn check(paths: &Paths) -> Result<Outcome, Error> {
    if !cfg!(target_os = "linux") {
        return Ok(Outcome::Skipped("processes are looked for in /proc".into()));
    }
    let lessons = lessons::select(paths, &[LESSON.into()])?;
    let Some(lesson) = lessons.first() else {
        return Ok(Outcome::Failed(format!("there is no lesson {LESSON}")));
    };
    let mut command = module(paths, "endings")?;
    command.arg(&lesson.path).arg("--root").arg(&paths.root);
    Ok(match told(command)?.problems {
        0 => Outcome::Passed,
        many => Outcome::Failed(format!("something is left or wrong, {many} times")),
    })
}
