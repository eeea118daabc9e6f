//! `setup`: everything between a fresh clone and the first lesson.

use crate::error::Error;
use crate::paths::Paths;

/// Does every step that is not done yet.
pub(crate) fn setup(_paths: &Paths) -> Result<(), Error> {
    Ok(())
}
