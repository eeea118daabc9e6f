//! `lab`: JupyterLab on the first lesson, and the rest warmed behind it.

use crate::cli::LabArgs;
use crate::error::Error;
use crate::paths::Paths;
use crate::setup;

/// Sets up what is missing, then runs JupyterLab until the reader ends it.
pub(crate) fn lab(paths: &Paths, _args: &LabArgs) -> Result<(), Error> {
    setup::setup(paths, &setup::first_lesson(paths)?, setup::Rest::Later)
}
