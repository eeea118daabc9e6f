//! The variables that a kernel runs with, and why each.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::needs::{self, Deps};
use super::toolchain::Toolchain;
use super::{extension, programs, registry, std_source};
use crate::error::Error;
use crate::memory;
use crate::mpi;
use crate::paths::Paths;
use crate::progress;

/// The environment of an evcxr that builds the lessons of `group` in `build_folder`.
///
/// It is a function of the toolchain and the clone alone, so that what a template was warmed
/// with is what a kernel asks for: cargo rebuilds everything when one of them differs.
pub(crate) fn of_kernel(
    paths: &Paths,
    toolchain: &Toolchain,
    build_folder: &Path,
    group: &str,
) -> Vec<(&'static str, OsString)> {
    let mut variables = vec![
        ("EVCXR_TMPDIR", build_folder.into()),
        // Where `begin_with` puts what is to be loaded first.
        ("EVCXR_CONFIG_DIR", build_folder.into()),
        // Where this leads to a kernel called rust, such as ours, evcxr writes its own over it.
        ("JUPYTER_PATH", build_folder.into()),
        ("PATH", toolchain.path()),
        ("WORKSHOP_ROOT", paths.root.clone().into()),
        ("WORKSHOP_PYTHON", paths.python().into()),
        ("WORKSHOP_EXTENSIONS", extension::build_folder(paths).into()),
        (programs::VARIABLE, programs::folder(paths).into()),
        // evcxr's own profile checks overflow and debug assertions: times would mislead.
        ("CARGO_PROFILE_DEV_OPT_LEVEL", "3".into()),
        ("CARGO_PROFILE_DEV_DEBUG_ASSERTIONS", "false".into()),
        ("CARGO_PROFILE_DEV_OVERFLOW_CHECKS", "false".into()),
        // Incremental builds cut a cell into units that do not inline ndarray's indexing: a
        // loop over `u[[i, j]]` took three times as long as in a release build. One unit is
        // also quicker to compile than the sixteen that evcxr asks for.
        ("CARGO_PROFILE_DEV_INCREMENTAL", "false".into()),
        ("CARGO_PROFILE_DEV_CODEGEN_UNITS", "1".into()),
        memory::large_pages(),
        // Who runs lessons to test them sets it to nothing: that is not the reader's progress.
        (
            progress::VARIABLE,
            env::var_os(progress::VARIABLE).unwrap_or_else(|| progress::file(paths).into()),
        ),
    ];
    let crates = registry::folder(paths, group);
    if registry::is_complete(&crates) {
        variables.push(("CARGO_HOME", crates.into()));
        // A lesson never waits for a download. A reader who wants a crate of their own in
        // a cell starts JupyterLab with CARGO_NET_OFFLINE=false.
        if env::var_os("CARGO_NET_OFFLINE").is_none() {
            variables.push(("CARGO_NET_OFFLINE", "true".into()));
        }
    }
    // evcxr moves a built cell one folder up, away from where its relative run path leads.
    let library_path = if cfg!(target_os = "macos") {
        "DYLD_LIBRARY_PATH"
    } else {
        "LD_LIBRARY_PATH"
    };
    let mut folders: Vec<PathBuf> = env::split_paths(&toolchain.library_path()).collect();
    folders.extend(
        mpi::wrapper(paths)
            .iter()
            .flat_map(|wrapper| mpi::library_folders(wrapper)),
    );
    variables.push((library_path, env::join_paths(folders).unwrap_or_default()));
    variables.extend(mpi::variables(paths));
    let lean = std_source::folder(paths, toolchain);
    if lean.is_dir() {
        variables.push(("RUST_SRC_PATH", lean.into()));
    }
    variables
}

/// Has the kernel that builds in `build_folder` load the crates of its lesson with `lab`, where one needs it.
///
/// # Errors
/// When the file cannot be written.
pub(crate) fn begin_with(paths: &Paths, deps: &Deps, build_folder: &Path) -> Result<(), Error> {
    let file = build_folder.join("init.evcxr");
    match needs::at_once(&paths.root, deps) {
        Some(lines) => fs::write(&file, lines).map_err(Error::io("write", &file)),
        None => match fs::remove_file(&file) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                Err(Error::io("remove", &file)(error))
            }
            _ => Ok(()),
        },
    }
}

/// Has the cargo that a command is, or starts, build into a folder: with this compiler, no settings for another one,
/// and without a network where the crates of a group of lessons are there.
pub(super) fn for_cargo(
    command: &mut Command,
    paths: &Paths,
    toolchain: &Toolchain,
    group: &str,
    build: &Path,
) {
    for name in UNWANTED {
        command.env_remove(name);
    }
    let home = registry::folder(paths, group);
    if registry::is_complete(&home) {
        command
            .env("CARGO_HOME", home)
            .env("CARGO_NET_OFFLINE", "true");
    }
    command
        .env("PATH", toolchain.path())
        .env("CARGO_TARGET_DIR", build);
}

/// Variables of the process that would change what cargo builds.
///
/// `cargo run` leaves some of its own behind when JupyterLab is started through it. The build script of
/// `ring`, which polars stands on, looks at those of the package: with others all of polars is built anew.
pub(crate) const UNWANTED: [&str; 14] = [
    "CARGO",
    "CARGO_BUILD_TARGET",
    "CARGO_ENCODED_RUSTFLAGS",
    "CARGO_INCREMENTAL",
    "CARGO_MANIFEST_DIR",
    "CARGO_MANIFEST_PATH",
    "CARGO_PKG_NAME",
    "CARGO_PKG_VERSION",
    "CARGO_PKG_VERSION_MAJOR",
    "CARGO_PKG_VERSION_MINOR",
    "CARGO_PKG_VERSION_PATCH",
    "CARGO_PKG_VERSION_PRE",
    "CARGO_TARGET_DIR",
    "RUSTFLAGS",
];
