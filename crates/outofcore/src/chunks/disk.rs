//! What the disk allows: the least time of a pass over an array on it.

use std::fs;
use std::io::{self, Read, Write};
use std::panic::resume_unwind;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use rustix::fs::{CWD, OFlags};

use super::error::ChunkError;
use super::files::{Access, Block};

/// The bytes that are on their way at once, in each direction.
const PIECE: usize = 4 << 20;

/// The time in which the disk under `folder` gives `bytes` bytes, rounded up to 4 MiB, and takes as many, both at once
/// and past the system's cache: a pass over an array of that size cannot take less, whatever it computes.
///
/// # Errors
/// [`ChunkError::Io`] when the disk does not take three times as much; nothing stays there.
///
/// ```
/// let folder = std::env::temp_dir();
/// let least = outofcore::chunks::disk_pass(&folder, 1 << 20)?;
/// assert!(!least.is_zero());
/// # Ok::<(), outofcore::chunks::ChunkError>(())
/// ```
pub fn disk_pass(folder: impl AsRef<Path>, bytes: usize) -> Result<Duration, ChunkError> {
    let pieces = bytes.div_ceil(PIECE).max(1);
    let name = |which| format!(".rung-disk-{}-{which}", std::process::id());
    let at = |which| Gone(folder.as_ref().join(name(which)));
    let (given, taken) = (at("given"), at("taken"));
    given.write(pieces)?;
    let begin = Instant::now();
    thread::scope(|scope| {
        let reader = scope.spawn(|| given.read(pieces));
        taken.write(pieces)?;
        reader.join().unwrap_or_else(|panic| resume_unwind(panic))
    })?;
    Ok(begin.elapsed())
}

/// A file that goes with its value.
struct Gone(PathBuf);

impl Drop for Gone {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

impl Gone {
    fn write(&self, pieces: usize) -> Result<(), ChunkError> {
        let mut piece = Block::new(PIECE);
        // Zeros might be left out by what is below the file system.
        for (k, byte) in piece.iter_mut().enumerate() {
            *byte = (k.wrapping_mul(2_654_435_761) >> 24) as u8;
        }
        let write = || -> io::Result<()> {
            let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::TRUNC;
            let mut file = Access::Direct.open(CWD, &self.0, flags)?;
            for _ in 0..pieces {
                file.write_all(&piece)?;
            }
            file.sync_data()
        };
        write().map_err(ChunkError::io("write", &self.0))
    }

    fn read(&self, pieces: usize) -> Result<(), ChunkError> {
        let mut piece = Block::new(PIECE);
        let mut read = || -> io::Result<()> {
            let mut file = Access::Direct.open(CWD, &self.0, OFlags::RDONLY)?;
            (0..pieces).try_for_each(|_| file.read_exact(&mut piece))
        };
        read().map_err(ChunkError::io("read", &self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_stays_on_the_disk_whether_it_takes_the_bytes_or_not() {
        let folder = tempfile::tempdir().unwrap();
        assert!(disk_pass(folder.path(), PIECE + 1).unwrap() > Duration::ZERO);
        assert_eq!(folder.path().read_dir().unwrap().count(), 0);
        let missing = disk_pass(folder.path().join("missing"), 1);
        assert!(missing.unwrap_err().to_string().starts_with("cannot write"));
    }
}
