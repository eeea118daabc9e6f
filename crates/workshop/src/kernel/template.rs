//! The warmed build folders that kernels are copied from.

use crate::error::Error;
use crate::lessons::Lesson;
use crate::paths::Paths;
use crate::steps::Step;

/// Warms what `lessons` need; does nothing for what is warm already.
pub(crate) fn warm(_paths: &Paths, _lessons: &[Lesson], _step: &Step<'_>) -> Result<(), Error> {
    Ok(())
}

/// Warms what the other lessons need: run in the background, its output goes to a log file.
pub(crate) fn warm_rest(_paths: &Paths) -> Result<(), Error> {
    Ok(())
}
