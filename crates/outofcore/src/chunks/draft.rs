//! An array under way: written beside the old one, then put in its place in one step.

use std::fs::{self, File};
use std::io;
use std::num::NonZeroU64;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use ndarray::ArrayView2;
use rustix::fs::{CWD, FlockOperation, RenameFlags, flock, renameat_with, syncfs};
use zarrs::array::codec::ZstdCodec;
use zarrs::array::{
    ArrayBuilder, ArrayBytes, ArrayToBytesCodecTraits as _, CodecOptions, data_type,
};
use zarrs::storage::StorageError;

use super::array::{Array, Stored, file_of, key_of};
use super::chunk::fill_of;
use super::error::ChunkError;
use super::files::{Access, Block};
use super::layout::{Compression, Layout};
use super::open::{DESCRIPTION, Order, store};
use crate::beside::part_of;

/// An array that is being written; gone when this is dropped unfinished.
#[derive(Debug)]
pub(super) struct Draft {
    stored: Stored,
    layout: Layout,
    order: Order,
    access: Access,
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
        let access = Access::of(layout);
        Self::of(path, layout, &builder, Order::Little, access)
    }

    /// Begins an array like `other`, with its codecs and attributes.
    pub(super) fn like(other: &Array, path: &Path) -> Result<Self, ChunkError> {
        let builder = other.stored.builder();
        Self::of(path, &other.layout, &builder, other.order, other.access)
    }

    fn of(
        path: &Path,
        layout: &Layout,
        builder: &ArrayBuilder,
        order: Order,
        access: Access,
    ) -> Result<Self, ChunkError> {
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
            order,
            access,
            part,
            path: path.to_owned(),
        })
    }

    /// Writes the points that the array has in this chunk.
    ///
    /// Not by the format's library, which waits for the disk after each file: here that is done once, in
    /// [`finish`](Self::finish).
    pub(super) fn write(
        &self,
        index: [usize; 2],
        points: &ArrayView2<'_, f64>,
    ) -> Result<(), ChunkError> {
        let extent = self.layout.extent(index).map(|range| range.len());
        if points.shape() != extent {
            return Err(ChunkError::Length {
                chunk: index,
                given: points.len(),
                needed: extent[0] * extent[1],
            });
        }
        let encoded = match self.layout.compression {
            Compression::None => self.bytes(points, |number| self.order.bytes(number)),
            Compression::Zstd(_) => {
                let native = self.bytes(points, f64::to_ne_bytes);
                let encoded = self.encoded(&native);
                encoded.map_err(ChunkError::io("encode", &self.file(index)))?
            }
        };
        let name = key_of(&self.stored, index);
        let written = self
            .access
            .write(&self.part.1, &name, &encoded, &self.part.0);
        written.map_err(ChunkError::io("write", &self.file(index)))
    }

    fn file(&self, index: [usize; 2]) -> PathBuf {
        file_of(&self.stored, &self.part.0, index)
    }

    /// A chunk's numbers. One at the edge is as large as the others; what is beyond the edge is never read.
    fn bytes(&self, points: &ArrayView2<'_, f64>, of: impl Fn(f64) -> [u8; 8]) -> Block {
        let [height, width] = self.layout.chunk;
        let mut block = Block::new(self.layout.chunk_bytes());
        let (numbers, _) = block.as_chunks_mut();
        if points.dim() != (height, width) {
            numbers.fill(of(fill_of(&self.stored).unwrap_or(f64::NAN)));
        }
        for (row, own) in numbers.chunks_mut(width).zip(points.rows()) {
            for (bytes, &point) in row.iter_mut().zip(own) {
                *bytes = of(point);
            }
        }
        block
    }

    /// The numbers through the array's codecs.
    fn encoded(&self, native: &[u8]) -> io::Result<Block> {
        let shape = self.layout.chunk.map(|n| NonZeroU64::new(n as u64));
        let shape: Vec<NonZeroU64> = shape.into_iter().flatten().collect();
        let (kind, fill) = (self.stored.data_type(), self.stored.fill_value());
        // Several chunks are under way at once.
        let mut one_thread = CodecOptions::default();
        one_thread.set_concurrent_target(1);
        let encoded = self.stored.codecs().encode(
            ArrayBytes::new_flen(native),
            &shape,
            kind,
            fill,
            &one_thread,
        );
        let encoded = encoded.map_err(|error| io::Error::other(error.to_string()))?;
        Ok(Block::from(&encoded[..]))
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
