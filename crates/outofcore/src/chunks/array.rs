//! An array on disk.

use std::fs::{self, File};
use std::ops::Range;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use ndarray::Array2;
use rayon::ThreadPool;
use rayon::prelude::*;
use zarrs::filesystem::FilesystemStore;
use zarrs::storage::StoreKey;

use super::draft::Draft;
use super::error::ChunkError;
use super::files::Access;
use super::layout::Layout;
use super::open::{self, Opened, Order};
use super::{at_once, io_pool};

/// What the format's library knows of an array in a folder.
pub(super) type Stored = zarrs::array::Array<FilesystemStore>;

/// What to do where a chunk has no file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OnMissing {
    /// An error: each chunk of a simulation's array was written.
    #[default]
    Refuse,
    /// The array's fill value: Python's `zarr` leaves out chunks that hold nothing else.
    Fill,
}

/// An array of rows × columns `f64` in a folder; see the [module](super).
///
/// It stays the array that was opened. Where another one has taken its place since, its chunks are missing: what is
/// read is never a mix of both.
#[derive(Debug)]
pub struct Array {
    pub(super) stored: Stored,
    pub(super) layout: Layout,
    path: PathBuf,
    pub(super) folder: File,
    pub(super) order: Order,
    pub(super) access: Access,
    pub(super) on_missing: OnMissing,
}

impl Array {
    /// Makes the array at `path` with `value(row, column)` at each point, in `budget` bytes of memory.
    ///
    /// An array that is there already is replaced once the new one is whole.
    ///
    /// # Errors
    /// [`ChunkError::Layout`], [`ChunkError::Memory`], [`ChunkError::Exists`] when something else is at `path`,
    /// [`ChunkError::Io`] when the disk does not take it; what was there is still there then.
    pub fn create<F: Fn(usize, usize) -> f64 + Sync>(
        path: impl AsRef<Path>,
        layout: &Layout,
        budget: usize,
        pool: &ThreadPool,
        value: F,
    ) -> Result<Self, ChunkError> {
        layout.check()?;
        // The numbers, and their encoded form.
        let each = 2 * layout.chunk_bytes() + layout.coder_bytes();
        let threads = at_once(budget, each, pool.current_num_threads(), "make an array")?;
        let draft = Draft::begin(path.as_ref(), layout)?;
        let write = |index: &[usize; 2]| {
            let [rows, columns] = layout.extent(*index);
            let own = (rows.len(), columns.len());
            let point = |(i, j)| value(rows.start + i, columns.start + j);
            draft.write(*index, &Array2::from_shape_fn(own, point).view())
        };
        let indices = layout.indices();
        io_pool(threads)?.install(|| indices.par_iter().try_for_each(write))?;
        draft.finish()
    }

    /// Opens the array at `path`, written here or by another program.
    ///
    /// # Errors
    /// [`ChunkError::Io`] when there is none, [`ChunkError::Foreign`] when it is of a kind that is not read here.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, ChunkError> {
        let path = path.as_ref();
        let (folder, opened) = loop {
            let folder = File::open(path).map_err(ChunkError::io("open", path))?;
            let opened = open::open(path)?;
            // Else another one has taken its place in this moment.
            let held = folder.metadata().map_err(ChunkError::io("open", path))?;
            if fs::metadata(path)
                .is_ok_and(|now| (now.dev(), now.ino()) == (held.dev(), held.ino()))
            {
                break (folder, opened);
            }
        };
        let Opened {
            stored,
            layout,
            order,
        } = opened;
        Ok(Self {
            stored,
            access: Access::of(&layout),
            layout,
            order,
            path: path.to_owned(),
            folder,
            on_missing: OnMissing::Refuse,
        })
    }

    /// The same array, read with another rule for chunks without a file.
    #[must_use]
    pub fn on_missing(mut self, rule: OnMissing) -> Self {
        self.on_missing = rule;
        self
    }

    /// Its shape and chunks.
    #[must_use]
    pub fn layout(&self) -> &Layout {
        &self.layout
    }

    /// Its folder.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The bytes of its files.
    ///
    /// # Errors
    /// [`ChunkError::Io`] when the folder cannot be read.
    pub fn stored_bytes(&self) -> Result<u64, ChunkError> {
        fn of(path: &Path) -> std::io::Result<u64> {
            let mut bytes = 0;
            for entry in fs::read_dir(path)? {
                let entry = entry?;
                bytes += if entry.file_type()?.is_dir() {
                    of(&entry.path())?
                } else {
                    entry.metadata()?.len()
                };
            }
            Ok(bytes)
        }
        of(&self.path).map_err(ChunkError::io("read", &self.path))
    }

    /// The points of some rows and columns, row after row; only the chunks that hold them are read.
    ///
    /// # Errors
    /// A chunk that is missing or damaged, [`ChunkError::Layout`] when the array has no such rows or columns.
    pub fn read(&self, rows: Range<usize>, columns: Range<usize>) -> Result<Vec<f64>, ChunkError> {
        let ([all_rows, all_columns], asked) = (self.layout.shape, [rows.clone(), columns.clone()]);
        if rows.end > all_rows || columns.end > all_columns {
            let what =
                format!("rows {rows:?} and columns {columns:?} of {all_rows} × {all_columns}");
            return Err(ChunkError::Layout { what });
        }
        let (height, width) = (rows.len(), columns.len());
        let mut points = vec![0.0; height * width];
        let touched = |axis: usize| {
            let (range, chunk) = (&asked[axis], self.layout.chunk[axis]);
            range.start / chunk..range.end.div_ceil(chunk)
        };
        if points.is_empty() {
            return Ok(points);
        }
        for index in touched(0).flat_map(|i| touched(1).map(move |j| [i, j])) {
            let [own_rows, own_columns] = self.layout.extent(index);
            let chunk = self.chunk(index)?;
            let across = own_columns.start.max(columns.start)..own_columns.end.min(columns.end);
            for i in own_rows.start.max(rows.start)..own_rows.end.min(rows.end) {
                let from =
                    (i - own_rows.start) * self.layout.chunk[1] + across.start - own_columns.start;
                let to = (i - rows.start) * width + across.start - columns.start;
                points[to..][..across.len()].copy_from_slice(&chunk[from..][..across.len()]);
            }
        }
        Ok(points)
    }
}

/// The name of a chunk's file below its array's folder.
pub(super) fn key_of(stored: &Stored, index: [usize; 2]) -> PathBuf {
    let key: StoreKey = stored.chunk_key(&index.map(|i| i as u64));
    PathBuf::from(key.as_str())
}

/// The file of a chunk below `folder`.
pub(super) fn file_of(stored: &Stored, folder: &Path, index: [usize; 2]) -> PathBuf {
    folder.join(key_of(stored, index))
}
