//! Compiling the peers of the lessons, and what lesson 03 builds upon, before a reader would wait for it.

use std::fs;

use super::session::{self, Session};
use super::stamp;
use crate::error::Error;
use crate::paths::{self, Paths};

/// What is missing shows as such in the lesson that wants it, with the reason.
const CELL: &str = "let prepared = (
    lab::peers::prepare(&lab::peers::Settings::default()).len(),
    lab::extension::prepare().is_ok(),
);";

/// Compiles those that need it, in a lesson's kernel; does nothing when that was done.
///
/// # Errors
/// When no kernel can be started.
pub(crate) fn prepare(paths: &Paths) -> Result<(), Error> {
    let name = format!("{}-peers", paths::key_of(&paths.root));
    let done = paths.templates().join(name).with_extension("stamp");
    let stamp = stamp::of_peers(paths)?;
    if fs::read_to_string(&done).is_ok_and(|found| found == stamp) {
        return Ok(());
    }
    let session = Session {
        argv: super::launcher_argv(paths)?,
        env: Vec::new(),
        cwd: paths.notebooks(),
        cells: vec![CELL.to_owned()],
    };
    session::run(paths, &session, &|_| {})?;
    fs::write(&done, stamp).map_err(Error::io("write", &done))
}
