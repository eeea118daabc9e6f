//! One at a time: a file lock that the system gives back however its holder ends.

use std::fs::{self, File, TryLockError};
use std::io::{ErrorKind, Write};
use std::path::Path;

use crate::error::Error;

/// Held until dropped.
#[derive(Debug)]
pub(crate) struct Lock {
    _file: Option<File>,
}

/// Takes the lock `path`; while another process holds it, calls `waiting` once with its number
/// and waits.
///
/// # Errors
/// When the file cannot be made. A file system without locks gives none, and no error.
pub(crate) fn take(path: &Path, waiting: impl FnOnce(&str)) -> Result<Lock, Error> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(Error::io("make", folder))?;
    }
    let mut file = File::options()
        .create(true)
        .truncate(false)
        .read(true)
        .write(true)
        .open(path)
        .map_err(Error::io("open", path))?;
    let locked = match file.try_lock() {
        Err(TryLockError::WouldBlock) => {
            let holder = fs::read_to_string(path).unwrap_or_default();
            waiting(holder.trim());
            file.lock()
        }
        Err(TryLockError::Error(error)) => Err(error),
        Ok(()) => Ok(()),
    };
    match locked {
        Ok(()) => {
            // Only told to those who wait: losing it loses nothing.
            let _ = file
                .set_len(0)
                .and_then(|()| write!(file, "{}", std::process::id()));
            Ok(Lock { _file: Some(file) })
        }
        Err(error) if error.kind() == ErrorKind::Unsupported => Ok(Lock { _file: None }),
        Err(error) => Err(Error::io("lock", path)(error)),
    }
}

/// The process that holds the lock `path`, if one does.
pub(crate) fn holder(path: &Path) -> Option<String> {
    let file = File::options().read(true).write(true).open(path).ok()?;
    match file.try_lock() {
        Err(TryLockError::WouldBlock) => Some(fs::read_to_string(path).ok()?.trim().to_owned()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_is_told_who_holds_it_and_then_gets_it() {
        let path = std::env::temp_dir().join(format!("workshop-lock-{}", std::process::id()));
        let first = take(&path, |_| panic!("nobody holds it")).unwrap();
        assert_eq!(holder(&path), Some(std::process::id().to_string()));
        let (sender, receiver) = std::sync::mpsc::channel();
        let other = path.clone();
        let second = std::thread::spawn(move || {
            take(&other, |who| sender.send(who.to_owned()).unwrap()).unwrap();
        });
        assert_eq!(receiver.recv().unwrap(), std::process::id().to_string());
        drop(first);
        second.join().unwrap();
        assert_eq!(holder(&path), None);
        fs::remove_file(&path).unwrap();
    }
}
