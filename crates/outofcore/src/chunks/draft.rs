//! An array under way: written beside the old one, then put in its place in one step.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rustix::fs::{CWD, FlockOperation, RenameFlags, flock, renameat_with, syncfs};
use zarrs::array::codec::ZstdCodec;
use zarrs::array::{ArrayBuilder, ArrayError, data_type};
use zarrs::storage::StorageError;

use super::array::{Array, Stored, file_of, options};
use super::error::ChunkError;
use super::layout::{Compression, Layout};
use super::open::{DESCRIPTION, store};
use crate::beside::part_of;

/// An array that is being written; gone when this is dropped unfinished.
#[derive(Debug)]
pub(super) struct Draft {
    stored: Stored,
    layout: Layout,
    part: Part,
    path: PathBuf,
}

/// A folder that goes with its value, and the lock on it: the system lets go of that however its owner ends.
#[derive(Debug)]
struct Part(PathBuf, File);

impl Drop for Part {
    fn drop(&mut self) {
        // After the last step it is not there any more, or holds the old array.
        let _ = fs::remove_dir_all(&self.0);
    }
}

impl Draft {
    /// Begins an array that will be at `path`; what a writer that was killed left beside it is removed.
    pub(super) fn begin(path: &Path, layout: &Layout) -> Result<Self, ChunkError> {
        layout.check()?;
        let shape = layout.shape.map(|n| n as u64).to_vec();
        let chunk = layout.chunk.map(|n| n as u64).to_vec();
        // Where a chunk gets lost, other programs read its fill value: numbers that are none, not zeros.
        let mut builder = ArrayBuilder::new(shape, chunk, data_type::float64(), f64::NAN);
        if let Compression::Zstd(level) = layout.compression {
            // With a checksum: a bit that has changed on the disk is found.
            builder.bytes_to_bytes_codecs(vec![Arc::new(ZstdCodec::new(level, true))]);
        }
        Self::of(path, layout, &builder)
    }

    /// Begins an array like `other`, with its codecs and attributes.
    pub(super) fn like(other: &Array, path: &Path) -> Result<Self, ChunkError> {
        Self::of(path, &other.layout, &other.stored.builder())
    }

    fn of(path: &Path, layout: &Layout, builder: &ArrayBuilder) -> Result<Self, ChunkError> {
        if path.exists() && !path.join(DESCRIPTION).is_file() {
            let path = path.to_owned();
            return Err(ChunkError::Exists { path });
        }
        for left in leftovers(path)? {
            // Killed between the two steps of `put`: this is the only whole array there is.
            if left.to_string_lossy().ends_with(OLD) && !path.exists() {
                fs::rename(&left, path).map_err(ChunkError::io("put back", &left))?;
                continue;
            }
            fs::remove_dir_all(&left).map_err(ChunkError::io("remove", &left))?;
        }
        // A writer may have several drafts under way: each has its number.
        static DRAFTS: AtomicUsize = AtomicUsize::new(0);
        let mut folder = part_of(path)
            .map_err(ChunkError::io("write", path))?
            .into_os_string();
        folder.push(format!("-{}", DRAFTS.fetch_add(1, Ordering::Relaxed)));
        let folder = PathBuf::from(folder);
        // It has its name once it is locked: nobody may take it for a left-over in between.
        let name = folder.file_name().unwrap_or_default().to_string_lossy();
        let early = folder.with_file_name(name.replace(".part-", ".begun-"));
        fs::create_dir_all(&early).map_err(ChunkError::io("make", &early))?;
        let lock = File::open(&early).map_err(ChunkError::io("open", &early))?;
        flock(&lock, FlockOperation::NonBlockingLockExclusive)
            .map_err(|error| ChunkError::io("lock", &early)(error.into()))?;
        let _ = fs::remove_dir_all(&folder);
        fs::rename(&early, &folder).map_err(ChunkError::io("make", &folder))?;
        let part = Part(folder, lock);
        let foreign = |why| ChunkError::foreign(&part.0, why);
        let stored = builder.build(store(&part.0)?, "/").map_err(foreign)?;
        Ok(Self {
            stored,
            layout: layout.clone(),
            part,
            path: path.to_owned(),
        })
    }

    /// Writes the points that the array has in this chunk, row after row.
    pub(super) fn write(&self, index: [usize; 2], points: &[f64]) -> Result<(), ChunkError> {
        let [rows, columns] = self.layout.extent(index).map(|range| range.len());
        if points.len() != rows * columns {
            return Err(ChunkError::Length {
                chunk: index,
                given: points.len(),
                needed: rows * columns,
            });
        }
        let [height, width] = self.layout.chunk;
        if columns == width && rows == height {
            return self.store(index, points);
        }
        // A chunk at the edge is as large as the others; what is beyond the edge is never read.
        let fill = self.stored.fill_value().as_ne_bytes();
        let fill = fill.try_into().map_or(f64::NAN, f64::from_ne_bytes);
        let mut whole = vec![fill; height * width];
        for (whole, own) in whole.chunks_mut(width).zip(points.chunks(columns)) {
            whole[..columns].copy_from_slice(own);
        }
        self.store(index, &whole)
    }

    fn store(&self, index: [usize; 2], numbers: &[f64]) -> Result<(), ChunkError> {
        let at = index.map(|i| i as u64);
        let done = self.stored.store_chunk_opt(&at, numbers, &options());
        done.map_err(|error| {
            let source = match error {
                ArrayError::StorageError(StorageError::IOError(source)) => {
                    io::Error::new(source.kind(), source)
                }
                other => io::Error::other(other.to_string()),
            };
            ChunkError::io("write", &file_of(&self.stored, &self.part.0, index))(source)
        })
    }

    /// The array as far as it is written, to be read from where it is now.
    pub(super) fn read(&self) -> Result<Array, ChunkError> {
        self.describe()?;
        Array::open(&self.part.0)
    }

    fn describe(&self) -> Result<(), ChunkError> {
        let described = self.stored.store_metadata();
        let failed = |error: StorageError| io::Error::other(error.to_string());
        let file = self.part.0.join(DESCRIPTION);
        described
            .map_err(failed)
            .map_err(ChunkError::io("write", &file))
    }

    /// Puts the array in its place, in one step, once all of it is on the disk.
    pub(super) fn finish(self) -> Result<Array, ChunkError> {
        self.describe()?;
        let Self { part, path, .. } = self;
        // A disk that is full may say so only now.
        syncfs(&part.1).map_err(|error| ChunkError::io("write", &part.0)(error.into()))?;
        put(&part.0, &path).map_err(ChunkError::io("put in its place", &path))?;
        let parent = parent(&path);
        let synced = File::open(parent).and_then(|folder| folder.sync_all());
        synced.map_err(ChunkError::io("write", parent))?;
        Array::open(&path)
    }
}

/// The end of an old array's name while the new one is put in its place in two steps.
const OLD: &str = "-old";

/// The folder that `path` is in.
fn parent(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    }
}

/// Makes the folder `new` the one at `path`; an old one is at `new` afterwards.
fn put(new: &Path, path: &Path) -> io::Result<()> {
    if !path.exists() {
        return fs::rename(new, path);
    }
    match renameat_with(CWD, new, CWD, path, RenameFlags::EXCHANGE) {
        Ok(()) => Ok(()),
        // A file system that cannot exchange two folders: for a moment there is none at `path`, and a
        // reader who meets that moment is told so; what is kept is the old one or the new one all the same.
        Err(rustix::io::Errno::INVAL | rustix::io::Errno::NOSYS | rustix::io::Errno::OPNOTSUPP) => {
            let mut old = new.as_os_str().to_owned();
            old.push(OLD);
            fs::rename(path, &old)?;
            fs::rename(new, path).inspect_err(|_| {
                let _ = fs::rename(&old, path);
            })?;
            fs::remove_dir_all(old)
        }
        Err(error) => Err(error.into()),
    }
}

/// Folders beside `path` that writers of an array there left behind when they were killed.
///
/// The next writer removes them.
///
/// # Errors
/// [`ChunkError::Io`] when the folder that `path` is in cannot be read.
pub fn leftovers(path: impl AsRef<Path>) -> Result<Vec<PathBuf>, ChunkError> {
    let path = path.as_ref();
    let own = part_of(path).map_err(ChunkError::io("write", path))?;
    let own = own
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let stem = own.trim_end_matches(|c: char| c.is_ascii_digit());
    let folder = parent(path);
    let Ok(entries) = fs::read_dir(folder) else {
        return Ok(Vec::new());
    };
    let mut left = Vec::new();
    for entry in entries {
        let entry = entry.map_err(ChunkError::io("read", folder))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let is_free = || {
            let locked = |folder| flock(folder, FlockOperation::NonBlockingLockExclusive).is_ok();
            File::open(entry.path()).is_ok_and(locked)
        };
        if name.starts_with(stem) && is_free() {
            left.push(entry.path());
        }
    }
    left.sort();
    Ok(left)
}
