//! One chunk: its file, its bytes, its numbers.

use std::path::PathBuf;

use ndarray::ArrayViewMut2;
use rustix::fs::OFlags;
use rustix::io::Errno;

use super::array::{Array, OnMissing, Stored, file_of, key_of};
use super::error::ChunkError;
use super::files::Block;
use super::layout::Compression;
use super::open::Order;

impl Array {
    /// All numbers of a chunk, those that fill it up included.
    pub(super) fn chunk(&self, index: [usize; 2]) -> Result<Vec<f64>, ChunkError> {
        let Some(bytes) = self.bytes(index)? else {
            let [height, width] = self.layout.chunk;
            return Ok(vec![self.fill(index)?; height * width]);
        };
        let (numbers, _) = bytes.as_chunks();
        Ok(numbers
            .iter()
            .map(|&bytes| self.order.number(bytes))
            .collect())
    }

    /// The points that the array has in this chunk, to their place in a larger piece.
    pub(super) fn chunk_to(
        &self,
        index: [usize; 2],
        mut points: ArrayViewMut2<'_, f64>,
    ) -> Result<(), ChunkError> {
        let Some(bytes) = self.bytes(index)? else {
            points.fill(self.fill(index)?);
            return Ok(());
        };
        let (numbers, _) = bytes.as_chunks();
        let rows = numbers.chunks(self.layout.chunk[1]);
        for (mut own, row) in points.rows_mut().into_iter().zip(rows) {
            for (point, &bytes) in own.iter_mut().zip(row) {
                *point = self.order.number(bytes);
            }
        }
        Ok(())
    }

    /// What stands for the points of a chunk without a file.
    fn fill(&self, index: [usize; 2]) -> Result<f64, ChunkError> {
        match self.on_missing {
            OnMissing::Refuse => Err(ChunkError::Missing {
                path: self.file(index),
                chunk: index,
            }),
            OnMissing::Fill => Ok(fill_of(&self.stored).unwrap_or(0.0)),
        }
    }

    /// The bytes of a chunk's numbers; `None` if it has no file.
    fn bytes(&self, chunk: [usize; 2]) -> Result<Option<Block>, ChunkError> {
        let path = || self.file(chunk);
        // Below the folder that was opened, whatever is at its path by now.
        let name = key_of(&self.stored, chunk);
        let mut file = match self.access.open(&self.folder, &name, OFlags::RDONLY) {
            Ok(file) => file,
            Err(Errno::NOENT) => return Ok(None),
            Err(error) => return Err(ChunkError::io("open", &path())(error.into())),
        };
        let damaged = |why: String| ChunkError::Damaged {
            path: path(),
            chunk,
            why,
        };
        let length = file
            .metadata()
            .map_err(ChunkError::io("read", &path()))?
            .len();
        let (needed, most) = (self.layout.chunk_bytes(), self.layout.most_stored());
        let raw = self.layout.compression == Compression::None;
        // The memory taken depends on the array alone, not on what a damaged file says.
        if length > most as u64 || raw && length != needed as u64 {
            let at_most = if raw { "" } else { "at most " };
            let why = format!("it has {length} bytes; a chunk of this array has {at_most}{most}");
            return Err(damaged(why));
        }
        let stored = Block::read(&mut file, length as usize);
        let stored = stored.map_err(ChunkError::io("read", &path()))?;
        if raw {
            return Ok(Some(stored));
        }
        let mut bytes = Block::new(needed);
        let found = zstd::bulk::decompress_to_buffer(&stored, &mut bytes[..]);
        match found.map_err(|error| damaged(error.to_string()))? {
            found if found == needed => Ok(Some(bytes)),
            found => Err(damaged(format!("{found} bytes; a chunk has {needed}"))),
        }
    }

    /// The file of a chunk.
    pub(super) fn file(&self, index: [usize; 2]) -> PathBuf {
        file_of(&self.stored, self.path(), index)
    }
}

impl Order {
    fn number(self, bytes: [u8; 8]) -> f64 {
        match self {
            Order::Little => f64::from_le_bytes(bytes),
            Order::Big => f64::from_be_bytes(bytes),
        }
    }

    pub(super) fn bytes(self, number: f64) -> [u8; 8] {
        match self {
            Order::Little => number.to_le_bytes(),
            Order::Big => number.to_be_bytes(),
        }
    }
}

/// The number that stands for points that nobody wrote.
pub(super) fn fill_of(stored: &Stored) -> Option<f64> {
    let bytes = stored.fill_value().as_ne_bytes();
    bytes.try_into().ok().map(f64::from_ne_bytes)
}
