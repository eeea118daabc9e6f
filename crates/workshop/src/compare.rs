//! `compare`: builds the program that times Rust and its peers, and runs it.

use std::ffi::OsString;

use crate::error::Error;
use crate::memory;
use crate::mpi;
use crate::paths::Paths;
use crate::process;

/// Runs `crates/compare` as a release build, with the Python of the set-up and the options as they are.
///
/// # Errors
/// When cargo cannot be started or the program says no; it has told why by then.
pub(crate) fn compare(paths: &Paths, options: &[OsString]) -> Result<(), Error> {
    let mut command = process::cargo();
    command
        .args(["run", "--quiet", "--release", "--locked"])
        .args(["--package", "compare", "--bin", "compare"]);
    if let Some(wrapper) = mpi::wrapper(paths) {
        command
            .args(["--features", "mpi"])
            .envs(mpi::variables(paths))
            .env("LD_LIBRARY_PATH", mpi::library_path(&wrapper));
    }
    command
        .args(["--", "--root"])
        .arg(&paths.root)
        .args(options)
        .current_dir(&paths.root)
        .env("WORKSHOP_PYTHON", paths.python());
    let (name, large_pages) = memory::large_pages();
    command.env(name, large_pages);
    if process::status(&mut command)?.success() {
        Ok(())
    } else {
        Err(Error::Told)
    }
}
