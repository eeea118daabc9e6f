//! The programs of the crate `programs`, built for the lessons that start them: nobody waits for a compiler there.

use std::path::PathBuf;
use std::process::Command;

use super::toolchain::Toolchain;
use super::{environment, needs, registry};
use crate::error::Error;
use crate::files::write_whole;
use crate::lock;
use crate::mpi;
use crate::paths::{self, Paths};
use crate::process;
use crate::steps::Step;

/// The programs, as `cargo build` and lessons name them.
const NAMES: [&str; 2] = ["heat-mpi", "nbody-mpi"];

/// Names the folder of the programs to the kernels of lessons.
pub(super) const VARIABLE: &str = "WORKSHOP_PROGRAMS";

/// The file in a build folder that names the clone it belongs to.
pub(super) const CLONE: &str = "clone";

/// Where the programs of this clone lie once they are built.
pub(crate) fn folder(paths: &Paths) -> PathBuf {
    build_folder(paths).join("release")
}

/// The build folders of all clones.
pub(super) fn folders(paths: &Paths) -> PathBuf {
    paths.cache.join("programs")
}

fn build_folder(paths: &Paths) -> PathBuf {
    folders(paths).join(paths::key_of(&paths.root))
}

/// Builds them, where cargo finds that they are not there or older than their sources.
///
/// # Errors
/// When there is no compiler or they do not compile.
pub(crate) fn build(paths: &Paths, step: &Step<'_>) -> Result<(), Error> {
    let toolchain = Toolchain::find()?;
    registry::prepare(paths, needs::MPI)?;
    let build = build_folder(paths);
    let _lock = lock::take(&build.with_extension("lock"), |who| {
        step.say(&format!("waiting for another set-up, process {who}"));
    })?;
    paths::private_folder(&build)?;
    let root = paths.root.to_string_lossy();
    write_whole(&build.join(CLONE), root.as_bytes(), 0o644)?;
    let mut cargo = command(paths, &toolchain);
    process::run(&mut cargo, &paths.log("programs"), |line| {
        if line.trim_start().starts_with("Compiling") {
            step.sparse(line.trim());
        }
    })
}

/// cargo with the crates of the lock file and no network where they are there, as it builds for a kernel.
fn command(paths: &Paths, toolchain: &Toolchain) -> Command {
    let mut command = process::cargo();
    environment::for_cargo(
        &mut command,
        paths,
        toolchain,
        needs::MPI,
        &build_folder(paths),
    );
    command
        .args(["build", "--release", "--locked", "--package", "programs"])
        .current_dir(&paths.root)
        .envs(mpi::variables(paths));
    command
}

/// Why a lesson cannot start them; `None` when it can.
pub(crate) fn problem(paths: &Paths) -> Option<String> {
    let missing = NAMES
        .into_iter()
        .find(|name| !folder(paths).join(name).is_file())?;
    Some(format!(
        "the program {missing} of lesson 10 is not there; `cargo workshop setup` builds it, and {} tells why it could \
         not",
        paths.log("programs").display()
    ))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn programs_count_as_built_when_all_are_there() {
        let temp = tempfile::tempdir().unwrap();
        let paths = Paths::below(temp.path());
        fs::create_dir_all(folder(&paths)).unwrap();
        for name in NAMES {
            let words = problem(&paths).unwrap();
            assert!(words.contains(name) && words.contains("cargo workshop setup"));
            fs::write(folder(&paths).join(name), "").unwrap();
        }
        assert_eq!(problem(&paths), None);
    }
}
