//! Writing so that nobody ever sees half a file, and measuring what is there.

use std::fs;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use crate::error::Error;

/// Writes beside `path`, then renames: `path` is old or new, never half.
///
/// # Errors
/// When the folder cannot be written to or the disk is full; `path` is then as it was.
pub(crate) fn write_whole(path: &Path, bytes: &[u8], mode: u32) -> Result<(), Error> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(Error::io("make", folder))?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let part = folder.join(format!(".{name}.{}.part", std::process::id()));
    let written = fs::File::create(&part).and_then(|mut file| {
        file.write_all(bytes)?;
        file.set_permissions(fs::Permissions::from_mode(mode))?;
        file.sync_all()?;
        fs::rename(&part, path)
    });
    written.map_err(|error| {
        let _ = fs::remove_file(&part);
        Error::io("write", path)(error)
    })
}

/// Writes a file as [`write_whole`] does, unless it is so already; tells whether it was written.
///
/// # Errors
/// As [`write_whole`].
pub(crate) fn write_changed(path: &Path, bytes: &[u8], mode: u32) -> Result<bool, Error> {
    if fs::read(path).is_ok_and(|found| found == bytes) {
        return Ok(false);
    }
    write_whole(path, bytes, mode)?;
    Ok(true)
}

/// Bytes that can still be written where `path` is or would be.
pub(crate) fn free_bytes(path: &Path) -> Option<u64> {
    let there = path.ancestors().find(|folder| folder.exists())?;
    let found = rustix::fs::statvfs(there).ok()?;
    Some(found.f_bavail.saturating_mul(found.f_frsize))
}

/// The disk that `path` is or would be on.
pub(crate) fn device(path: &Path) -> Option<u64> {
    use std::os::unix::fs::MetadataExt;
    let there = path.ancestors().find(|folder| folder.exists())?;
    Some(fs::metadata(there).ok()?.dev())
}

/// Bytes on disk in a folder and all below it; links are not followed.
pub(crate) fn folder_bytes(folder: &Path) -> u64 {
    use std::os::unix::fs::MetadataExt;
    let Ok(entries) = fs::read_dir(folder) else {
        return 0;
    };
    entries
        .flatten()
        .map(|entry| match entry.metadata() {
            Ok(found) if found.is_dir() => folder_bytes(&entry.path()),
            Ok(found) => found.blocks() * 512,
            Err(_) => 0,
        })
        .sum()
}

/// "0.4 GB", "12 MB".
pub(crate) fn size(bytes: u64) -> String {
    match bytes {
        0..100_000_000 => format!("{:.0} MB", bytes as f64 / 1e6),
        _ => format!("{:.1} GB", bytes as f64 / 1e9),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_whole_and_nothing_is_left_beside_it() {
        let folder = std::env::temp_dir().join(format!("workshop files é {}", std::process::id()));
        let path = folder.join("new/file");
        write_whole(&path, b"one", 0o644).unwrap();
        write_whole(&path, b"two", 0o755).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"two");
        assert_eq!(
            fs::metadata(&path).unwrap().permissions().mode() & 0o777,
            0o755
        );
        assert_eq!(fs::read_dir(folder.join("new")).unwrap().count(), 1);
        assert!(folder_bytes(&folder) >= 3);
        fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn free_space_is_told_for_folders_that_are_not_there_yet() {
        assert!(free_bytes(Path::new("/tmp/not/there/yet")).is_some());
        assert_eq!(
            device(Path::new("/tmp/not/there")),
            device(Path::new("/tmp"))
        );
        assert_eq!(size(99_000_000), "99 MB");
        assert_eq!(size(1_250_000_000), "1.2 GB");
    }
}
