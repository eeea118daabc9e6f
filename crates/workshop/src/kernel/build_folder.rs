//! The private build folder of one running kernel.

use std::fs::{self, File, TryLockError};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use super::tree;
use crate::error::Error;

/// A folder that one kernel builds its cells in, removed when this is dropped.
///
/// Its owner holds a lock on a file beside it. The system lets go of the lock however the
/// owner ends, so a folder whose lock is free is a left-over: see [`sweep`].
#[derive(Debug)]
pub(crate) struct BuildFolder {
    path: PathBuf,
    lock_path: PathBuf,
    _lock: File,
}

impl BuildFolder {
    /// Takes a new, empty folder in `kernels`.
    ///
    /// # Errors
    /// When nothing can be made there.
    pub(crate) fn create(kernels: &Path) -> Result<Self, Error> {
        crate::paths::private_folder(kernels)?;
        loop {
            let now = SystemTime::now()
                .duration_since(UNIX_EPOCH)
                .unwrap_or_default();
            let id = format!("{}-{:x}", std::process::id(), now.as_nanos());
            let (path, lock_path) = (kernels.join(&id), kernels.join(format!("{id}.lock")));
            let lock = File::create_new(&lock_path).map_err(Error::io("make", &lock_path))?;
            // Between making and locking it, a sweep may have taken the file for a left-over.
            let is_ours = lock.try_lock().is_ok() && lock.metadata().is_ok_and(|m| m.nlink() > 0);
            if is_ours {
                fs::create_dir(&path).map_err(Error::io("make", &path))?;
                return Ok(Self {
                    path,
                    lock_path,
                    _lock: lock,
                });
            }
        }
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for BuildFolder {
    fn drop(&mut self) {
        // What cannot be removed now is swept at the next start.
        let _ = tree::remove(&self.path);
        let _ = fs::remove_file(&self.lock_path);
    }
}

/// Removes the folders that kernels left behind when they or their launcher were killed;
/// returns how many.
pub(crate) fn sweep(kernels: &Path) -> usize {
    let Ok(entries) = fs::read_dir(kernels) else {
        return 0;
    };
    let locks = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|end| end == "lock"));
    let mut swept = 0;
    for lock_path in locks {
        let Ok(lock) = File::open(&lock_path) else {
            continue;
        };
        if matches!(lock.try_lock(), Err(TryLockError::WouldBlock)) {
            continue;
        }
        if tree::remove(&lock_path.with_extension("")).is_ok() {
            let _ = fs::remove_file(&lock_path);
            swept += 1;
        }
    }
    swept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_goes_with_its_owner_and_left_overs_are_swept() {
        let temp = tempfile::tempdir().unwrap();
        let kernels = temp.path().join("kernels");
        assert_eq!(sweep(&kernels), 0);
        let kept = BuildFolder::create(&kernels).unwrap();
        let gone = BuildFolder::create(&kernels).unwrap();
        fs::write(kept.path().join("x"), "1").unwrap();
        fs::write(gone.path().join("x"), "1").unwrap();
        drop(gone);
        // What a killed owner leaves: a folder and a lock that nobody holds.
        fs::create_dir(kernels.join("7-7")).unwrap();
        fs::write(kernels.join("7-7/x"), "1").unwrap();
        fs::write(kernels.join("7-7.lock"), "").unwrap();
        assert_eq!(sweep(&kernels), 1);
        assert!(kept.path().join("x").is_file());
        assert_eq!(fs::read_dir(&kernels).unwrap().count(), 2);
        drop(kept);
        assert_eq!(fs::read_dir(&kernels).unwrap().count(), 0);
    }
}
