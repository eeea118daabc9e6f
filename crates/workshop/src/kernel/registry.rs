//! Cargo homes with the crates of the lock file and no others.
//!
//! evcxr starts with a crate that depends on nothing, at which cargo empties the lock file;
//! what a lesson loads is then resolved anew. Offline, cargo takes the newest version that
//! it has at hand. In a home that holds just what `Cargo.lock` names, that is the version
//! the tests ran with, whatever the reader's other projects have downloaded.
//!
//! Where a crate's sources lie is part of what cargo compares before it builds it again. So a group of
//! lessons has a home named after the crates that it stands on: polars is not built anew because some
//! other crate of the course has moved to a new version.

use std::env;
use std::fs::{self, File};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::locked::Locked;
use super::needs;
use crate::error::Error;
use crate::paths::Paths;
use crate::process;

/// Where the home of a group of lessons lies.
pub(crate) fn folder(paths: &Paths, group: &str) -> PathBuf {
    let lock = fs::read_to_string(paths.root.join("Cargo.lock")).unwrap_or_default();
    let locked = Locked::parse(&lock);
    let roots = match group {
        needs::LIGHT => needs::light_crates(&paths.root),
        heavy => vec!["lab".to_owned(), heavy.to_owned()],
    };
    let mut hasher = DefaultHasher::new();
    locked.below(&roots).hash(&mut hasher);
    paths.cache.join(format!("crates-{:016x}", hasher.finish()))
}

/// The file that says a home is complete.
pub(crate) const COMPLETE: &str = "complete";

/// Whether every crate is there.
pub(crate) fn is_complete(home: &Path) -> bool {
    home.join(COMPLETE).is_file()
}

/// Notes that a home is in use.
pub(crate) fn touch(home: &Path) {
    // On failure it may be swept one day, and is then downloaded again.
    let _ = File::options()
        .write(true)
        .open(home.join(COMPLETE))
        .and_then(|file| file.set_modified(SystemTime::now()));
}

/// Downloads the crates of `Cargo.lock` unless they are there.
///
/// # Errors
/// When they cannot be downloaded or stored.
pub(crate) fn prepare(paths: &Paths, group: &str) -> Result<(), Error> {
    let home = folder(paths, group);
    if is_complete(&home) {
        touch(&home);
        return Ok(());
    }
    fs::create_dir_all(&home).map_err(Error::io("make", &home))?;
    // The reader's mirrors, proxies and credentials hold here too.
    for name in ["config.toml", "config", "credentials.toml"] {
        let (theirs, ours) = (readers_home().join(name), home.join(name));
        if theirs.exists() && !ours.exists() {
            symlink(&theirs, &ours).map_err(Error::io("make", &ours))?;
        }
    }
    let mut command = process::cargo();
    command
        .args(["fetch", "--locked", "--quiet"])
        .current_dir(&paths.root)
        .env("CARGO_HOME", &home);
    process::run(&mut command, &paths.log("crates"), |_| {})?;
    let complete = home.join(COMPLETE);
    fs::write(&complete, "").map_err(Error::io("write", &complete))
}

fn readers_home() -> PathBuf {
    env::var_os("CARGO_HOME").map_or_else(
        || PathBuf::from(env::var_os("HOME").unwrap_or_default()).join(".cargo"),
        PathBuf::from,
    )
}
