//! Copying a folder as cargo needs it copied.

use std::fs::{self, File, FileTimes};
use std::path::Path;

use crate::error::Error;

/// Copies what lies in `from` into `to`, with the times of change: cargo compares them to
/// see whether a source is newer than what was built from it.
///
/// The copy is a real one: links would let a kernel write into the template, since cargo
/// rewrites some of its files in place. Compiled libraries alone are linked, as cargo itself links them
/// from one of its folders to another: a compiler puts a new file in the place of such a one.
///
/// # Errors
/// The first file or folder that cannot be read or written.
pub(crate) fn copy(from: &Path, to: &Path, skip: &dyn Fn(&Path) -> bool) -> Result<(), Error> {
    fs::create_dir_all(to).map_err(Error::io("make", to))?;
    for entry in fs::read_dir(from).map_err(Error::io("read", from))? {
        let entry = entry.map_err(Error::io("read", from))?;
        let (source, target) = (entry.path(), to.join(entry.file_name()));
        if skip(&source) {
            continue;
        }
        let about = fs::metadata(&source).map_err(Error::io("look at", &source))?;
        if about.is_dir() {
            copy(&source, &target, skip)?;
        } else {
            copy_file(&source, &target, &about)?;
        }
    }
    Ok(())
}

fn copy_file(source: &Path, target: &Path, about: &fs::Metadata) -> Result<(), Error> {
    let is_library = source
        .extension()
        .is_some_and(|end| end == "rlib" || end == "rmeta");
    if is_library && fs::hard_link(source, target).is_ok() {
        return Ok(());
    }
    fs::copy(source, target).map_err(Error::io("write", target))?;
    let changed = about.modified().map_err(Error::io("look at", source))?;
    File::options()
        .write(true)
        .open(target)
        .and_then(|file| file.set_times(FileTimes::new().set_modified(changed)))
        // A read-only file keeps the time of its copy: cargo makes none that it compares.
        .or_else(|error| match error.kind() {
            std::io::ErrorKind::PermissionDenied => Ok(()),
            _ => Err(error),
        })
        .map_err(Error::io("set the time of", target))
}

/// Removes a folder and all in it; one that is not there is fine.
///
/// # Errors
/// When something in it cannot be removed.
pub(crate) fn remove(folder: &Path) -> Result<(), Error> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(Error::io("remove", folder)(error))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::{Duration, SystemTime};

    #[test]
    fn contents_and_times_are_kept_and_skipped_ones_left() {
        let temp = tempfile::tempdir().unwrap();
        let (from, to) = (temp.path().join("a"), temp.path().join("b"));
        fs::create_dir_all(from.join("deep/er")).unwrap();
        fs::write(from.join("deep/er/x"), "1").unwrap();
        fs::write(from.join("deep/y"), "2").unwrap();
        let long_ago = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
        let file = File::options()
            .write(true)
            .open(from.join("deep/er/x"))
            .unwrap();
        file.set_times(FileTimes::new().set_modified(long_ago))
            .unwrap();
        copy(&from, &to, &|path| path.ends_with("y")).unwrap();
        let copied = to.join("deep/er/x");
        assert_eq!(fs::read_to_string(&copied).unwrap(), "1");
        assert_eq!(fs::metadata(&copied).unwrap().modified().unwrap(), long_ago);
        assert!(!to.join("deep/y").exists());
        remove(&to).unwrap();
        remove(&to).unwrap();
        assert!(copy(&to, &from, &|_| false).is_err());
    }
}
