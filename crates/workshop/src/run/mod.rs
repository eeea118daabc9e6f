//! `run`: executes lessons without a browser.

use crate::cli::RunArgs;
use crate::error::Error;
use crate::paths::Paths;

/// Executes the lessons that `args` names.
pub(crate) fn run(_paths: &Paths, _args: &RunArgs) -> Result<(), Error> {
    Err(Error::Failed("running lessons is not written yet".into()))
}
