//! The kernels as a Python module, built from `crates/pyext` and installed into the environment.
//!
//! Only lesson 03 and some peers need it: when it cannot be built, the others must not notice.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;

use super::toolchain::Toolchain;
use super::{environment, needs, registry, stamp, tree};
use crate::error::Error;
use crate::files::write_whole;
use crate::lock;
use crate::paths::{self, Paths};
use crate::process::{self, output};
use crate::steps::Step;

/// What Python imports.
const MODULE: &str = "rung_kernels";

/// The file in a build folder that names the clone it belongs to.
pub(super) const CLONE: &str = "clone";

/// The file in a build folder that names the cargo home with the crates of the lock file: what was
/// built with another one would be built anew.
const CRATES: &str = "crates";

/// Where extension modules of this clone are built: lesson 03 finds all but its own code built here.
pub(crate) fn build_folder(paths: &Paths) -> PathBuf {
    folders(paths).join(paths::key_of(&paths.root))
}

/// The build folders of all clones.
pub(super) fn folders(paths: &Paths) -> PathBuf {
    paths.cache.join("extensions")
}

/// Builds and installs the module unless that was done; tells what was done.
///
/// # Errors
/// When maturin is missing, or the module cannot be compiled or installed.
pub(crate) fn install(paths: &Paths, step: &Step<'_>) -> Result<&'static str, Error> {
    let toolchain = Toolchain::find()?;
    registry::prepare(paths, needs::LIGHT)?;
    let build = build_folder(paths);
    let _lock = lock::take(&build.with_extension("lock"), |who| {
        step.say(&format!("waiting for another set-up, process {who}"));
    })?;
    let stamp = stamp(paths, &toolchain)?;
    let done = stamp_file(paths);
    if fs::read_to_string(&done).is_ok_and(|found| found == stamp) && is_installed(paths) {
        return Ok("there already");
    }
    paths::private_folder(&build)?;
    for (name, path) in [
        (CLONE, &paths.root),
        (CRATES, &registry::folder(paths, needs::LIGHT)),
    ] {
        let file = build.join(name);
        let text = path.to_string_lossy();
        write_whole(&file, text.as_bytes(), 0o644)?;
    }

    let wheels = build.join("wheels");
    tree::remove(&wheels)?;
    let mut maturin = python(paths, &toolchain);
    maturin
        .args(["-m", "maturin", "build", "--release", "--locked"])
        .arg("--manifest-path")
        .arg(paths.root.join("crates/pyext/Cargo.toml"))
        .arg("--interpreter")
        .arg(paths.python())
        .arg("--out")
        .arg(&wheels);
    let log = paths.log("extension");
    process::run(&mut maturin, &log, |line| {
        if line.trim_start().starts_with("Compiling") {
            step.sparse(line.trim());
        }
    })?;
    let mut pip = python(paths, &toolchain);
    pip.args(["-m", "pip", "install", "--no-input", "--no-index"])
        .args(["--no-deps", "--force-reinstall"])
        .arg("--disable-pip-version-check")
        .arg(wheel(&wheels)?);
    process::run(&mut pip, &log, |_| ())?;
    write_whole(&done, stamp.as_bytes(), 0o644)?;
    Ok("built and installed")
}

/// Why Python cannot load the module; `None` when it can.
pub(crate) fn problem(paths: &Paths) -> Option<String> {
    let import = format!("import {MODULE}");
    match output(Command::new(paths.python()).args(["-c", &import])) {
        Some(_) => None,
        None => Some(format!(
            "the Python module {MODULE} is not there or does not load; `cargo workshop setup` builds \
             it, and {} says how far it came",
            paths.log("extension").display()
        )),
    }
}

/// The environment's Python, with the crates of the lock file and no network where they are there.
fn python(paths: &Paths, toolchain: &Toolchain) -> Command {
    let mut command = Command::new(paths.python());
    environment::for_cargo(
        &mut command,
        paths,
        toolchain,
        needs::LIGHT,
        &build_folder(paths),
    );
    command
        // Settings for another environment.
        .env_remove("PYTHONHOME")
        .env_remove("PYTHONPATH")
        .env_remove("PIP_TARGET")
        .env_remove("PIP_USER");
    command
}

/// What the module is made from and with.
fn stamp(paths: &Paths, toolchain: &Toolchain) -> Result<String, Error> {
    let script = "import sys; print(sys.version)";
    let mut hasher = DefaultHasher::new();
    toolchain.verbose_version.hash(&mut hasher);
    paths.env.prefix.hash(&mut hasher);
    output(Command::new(paths.python()).args(["-c", script])).hash(&mut hasher);
    stamp::of_extension(paths, &mut hasher)?;
    Ok(format!("{:016x}\n", hasher.finish()))
}

/// In the environment, so that a new environment has none.
fn stamp_file(paths: &Paths) -> PathBuf {
    paths.env.prefix.join(".rung-by-rung-extension")
}

fn is_installed(paths: &Paths) -> bool {
    let versions = fs::read_dir(paths.env.prefix.join("lib"));
    versions.is_ok_and(|mut versions| {
        versions.any(|version| {
            version.is_ok_and(|version| version.path().join("site-packages").join(MODULE).is_dir())
        })
    })
}

fn wheel(folder: &Path) -> Result<PathBuf, Error> {
    fs::read_dir(folder)
        .map_err(Error::io("read", folder))?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .find(|path| path.extension().is_some_and(|end| end == "whl"))
        .ok_or_else(|| Error::Failed(format!("maturin left no wheel in {}", folder.display())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_module_counts_as_installed_only_where_python_looks_for_it() {
        let temp = tempfile::tempdir().unwrap();
        let paths = Paths::below(temp.path());
        assert!(!is_installed(&paths));
        let site = paths.env.prefix.join("lib/python3.12/site-packages");
        fs::create_dir_all(&site).unwrap();
        assert!(!is_installed(&paths));
        fs::create_dir(site.join(MODULE)).unwrap();
        assert!(is_installed(&paths));
        let words = problem(&paths).unwrap();
        assert!(words.contains("cargo workshop setup"), "{words}");
    }

    #[test]
    fn a_wheel_is_found_among_other_files() {
        let temp = tempfile::tempdir().unwrap();
        assert!(wheel(&temp.path().join("none")).is_err());
        fs::write(temp.path().join("a.txt"), "").unwrap();
        assert!(
            wheel(temp.path())
                .unwrap_err()
                .to_string()
                .contains("no wheel")
        );
        fs::write(temp.path().join("a.whl"), "").unwrap();
        assert!(wheel(temp.path()).unwrap().ends_with("a.whl"));
    }
}
