//! A folder for the files of one run, removed at the end.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

/// What is older belongs to a program that was killed.
const LEFT_OVER: Duration = Duration::from_secs(24 * 3600);

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
    /// A new folder `parent/family-name-…`; left-overs of the same family are removed.
    pub(crate) fn new(parent: &Path, family: &str, name: &str) -> io::Result<Self> {
        sweep(parent, family);
        let path = parent.join(format!("{family}-{name}-{}", unique()));
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

/// Removes the folders of `family` that nobody can be using any more.
fn sweep(parent: &Path, family: &str) {
    let Some(oldest) = SystemTime::now().checked_sub(LEFT_OVER) else {
        return;
    };
    // What cannot be read or removed is someone else's, or will be tried again.
    for entry in fs::read_dir(parent).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let ours = name.to_string_lossy().starts_with(&format!("{family}-"));
        let changed = entry.metadata().and_then(|about| about.modified());
        if ours && changed.is_ok_and(|changed| changed < oldest) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // Renamed away when it became a part of the cache; otherwise there is nobody to tell.
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_go_with_their_owner_and_old_ones_of_the_family_before() {
        let outer = Scratch::new(&std::env::temp_dir(), "peers-scratch", "test").unwrap();
        let make = |name: &str, age: u64| {
            let path = outer.path().join(name);
            fs::create_dir(&path).unwrap();
            let then = SystemTime::now() - Duration::from_secs(age);
            fs::File::open(&path).unwrap().set_modified(then).unwrap();
            path
        };
        let day = 24 * 3600;
        let old = make("fam-old", day + 60);
        let young = make("fam-young", day - 60);
        let other = make("family-old", day + 60);
        let inner = Scratch::new(outer.path(), "fam", "x").unwrap();
        assert!(!old.exists() && young.exists() && other.exists());
        let path = inner.path().to_owned();
        assert!(path.is_dir());
        drop(inner);
        assert!(!path.exists());
        let path = outer.path().to_owned();
        drop(outer);
        assert!(!path.exists());
    }
}
