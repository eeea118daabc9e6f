//! Hashes that tell whether something has to be made again.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use super::needs::{self, Deps};
use super::toolchain::Toolchain;
use super::{environment, registry};
use crate::error::Error;
use crate::paths::{self, Paths};

/// Two hashes: of what makes everything be built again, and of what cargo can build upon.
///
/// # Errors
/// When a file cannot be read.
pub(crate) fn of_template(
    paths: &Paths,
    toolchain: &Toolchain,
    group: &str,
    sets: &[Deps],
) -> Result<(String, String), Error> {
    let mut base = DefaultHasher::new();
    toolchain.verbose_version.hash(&mut base);
    paths::EVCXR_VERSION.hash(&mut base);
    environment::of_kernel(paths, toolchain, Path::new(""), group)
        .into_iter()
        // The MPI library is in the clone's own environment: it would keep clones from sharing what does without.
        .filter(|(name, _)| {
            name.starts_with("CARGO_PROFILE") || (*name == "MPICC" && group == needs::MPI)
        })
        .for_each(|variable| variable.hash(&mut base));
    registry::folder(paths, group).hash(&mut base);

    let mut sources = DefaultHasher::new();
    sets.hash(&mut sources);
    hash_file(&paths.root.join("Cargo.toml"), &mut sources)?;
    hash_file(&paths.notebooks().join("evcxr.toml"), &mut sources)?;
    let crates = paths.root.join("crates");
    // The command line and the Python module are no part of any kernel.
    hash_tree(&crates, &mut sources, &|path| {
        ["workshop", "pyext", "tests", "benches", "examples"]
            .iter()
            .any(|name| path.ends_with(name))
    })?;
    Ok((text(&base), text(&sources)))
}

/// A hash of what the peers are compiled from and with.
///
/// # Errors
/// When a file cannot be read.
pub(crate) fn of_peers(paths: &Paths) -> Result<String, Error> {
    let mut hasher = DefaultHasher::new();
    paths.env.prefix.hash(&mut hasher);
    hash_file(&paths.environment_yml(), &mut hasher)?;
    hash_tree(&paths.root.join("crates/peers"), &mut hasher, &|_| false)?;
    // What lesson 03 builds upon is prepared with them.
    hash_tree(
        &paths.root.join("crates/lab/src/extension"),
        &mut hasher,
        &|_| false,
    )?;
    of_extension(paths, &mut hasher)?;
    Ok(text(&hasher))
}

/// Hashes what the Python module is built from.
///
/// # Errors
/// When a file cannot be read.
pub(crate) fn of_extension(paths: &Paths, hasher: &mut DefaultHasher) -> Result<(), Error> {
    for file in ["Cargo.lock", "Cargo.toml"] {
        hash_file(&paths.root.join(file), hasher)?;
    }
    for name in ["pyext", "kernels"] {
        hash_tree(&paths.root.join("crates").join(name), hasher, &|path| {
            // What Python leaves beside its sources is none of them.
            ["tests", "benches", "examples", "__pycache__"]
                .iter()
                .any(|name| path.ends_with(name))
        })?;
    }
    Ok(())
}

fn text(hasher: &DefaultHasher) -> String {
    format!("{:016x}", hasher.finish())
}

fn hash_tree(
    folder: &Path,
    hasher: &mut DefaultHasher,
    skip: &dyn Fn(&Path) -> bool,
) -> Result<(), Error> {
    let mut entries: Vec<PathBuf> = fs::read_dir(folder)
        .map_err(Error::io("read", folder))?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| !skip(path))
        .collect();
    entries.sort();
    for path in entries {
        path.file_name().hash(hasher);
        if path.is_dir() {
            hash_tree(&path, hasher, skip)?;
        } else {
            hash_file(&path, hasher)?;
        }
    }
    Ok(())
}

fn hash_file(path: &Path, hasher: &mut DefaultHasher) -> Result<(), Error> {
    let bytes = fs::read(path).map_err(Error::io("read", path))?;
    bytes.hash(hasher);
    Ok(())
}
