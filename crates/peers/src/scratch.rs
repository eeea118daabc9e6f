//! A folder for the files of one run, removed at the end.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

/// A part of a name that no other program or thread uses at the same time.
pub(crate) fn unique() -> String {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    format!("{}-{count}", std::process::id())
}

/// A folder that is removed, with all in it, when this is dropped.
#[derive(Debug)]
pub(crate) struct Scratch(PathBuf);

impl Scratch {
    /// A new folder `parent/name-…`.
    pub(crate) fn new(parent: &Path, name: &str) -> io::Result<Self> {
        let path = parent.join(format!("{name}-{}", unique()));
        // A left-over of another program that had this number.
        fs::remove_dir_all(&path).or_else(|error| match error.kind() {
            io::ErrorKind::NotFound => Ok(()),
            _ => Err(error),
        })?;
        fs::create_dir_all(&path)?;
        Ok(Self(path))
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // Renamed away when it became a part of the cache; otherwise there is nobody to tell.
        let _ = fs::remove_dir_all(&self.0);
    }
}
