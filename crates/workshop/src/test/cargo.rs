//! The steps of `test` that are cargo's.

use std::process::Command;

use super::outcome::Outcome;
use crate::error::Error;
use crate::kernel::extension;
use crate::paths::Paths;
use crate::process;

/// All code is formatted.
pub(crate) fn format(paths: &Paths) -> Result<Outcome, Error> {
    cargo(paths, &["fmt", "--all", "--check"], &[])
}

/// No warning, tests and benchmarks included. The crates are those that build without MPI,
/// Python or polars: the workspace's default members.
pub(crate) fn clippy(paths: &Paths) -> Result<Outcome, Error> {
    let words = [
        "clippy",
        "--locked",
        "--all-targets",
        "--keep-going",
        "--",
        "-D",
        "warnings",
    ];
    cargo(paths, &words, &[])
}

/// Unit, integration and documentation tests. Those that need a kernel find it by the variable.
pub(crate) fn tests(paths: &Paths) -> Result<Outcome, Error> {
    let python = paths.python();
    let python = python.to_string_lossy();
    let extensions = extension::build_folder(paths);
    let extensions = extensions.to_string_lossy();
    cargo(
        paths,
        &["test", "--locked", "--no-fail-fast"],
        &[
            ("WORKSHOP_PYTHON", &python),
            ("WORKSHOP_EXTENSIONS", &extensions),
        ],
    )
}

/// The documentation builds, and no link in it leads nowhere.
pub(crate) fn docs(paths: &Paths) -> Result<Outcome, Error> {
    cargo(
        paths,
        &["doc", "--locked", "--no-deps", "--keep-going"],
        &[("RUSTDOCFLAGS", "-D warnings")],
    )
}

/// Runs cargo in the clone; what it says goes where this program's own words go.
fn cargo(paths: &Paths, words: &[&str], variables: &[(&str, &str)]) -> Result<Outcome, Error> {
    let mut command: Command = process::cargo();
    command
        .args(words)
        .current_dir(&paths.root)
        .envs(variables.iter().copied());
    Outcome::of(&format!("`cargo {}`", words.join(" ")), &mut command)
}
