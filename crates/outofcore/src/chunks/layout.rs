//! What an array on disk looks like.

use super::error::ChunkError;

/// How the bytes of a chunk are made fewer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Compression {
    /// They are not: a file holds the numbers as they are in memory.
    None,
    /// Zstandard (RFC 8878) with this level, 1 (quick) to 22, and a checksum of each chunk. Python's `zarr` writes
    /// level 0, which is 3, and no checksum.
    Zstd(i32),
}

/// The shape of an array, that of its chunks, and how they are compressed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    /// Rows and columns of the array.
    pub shape: [usize; 2],
    /// Rows and columns of a chunk; the last ones of a row or column may hold less.
    pub chunk: [usize; 2],
    /// How chunks are compressed.
    pub compression: Compression,
}

impl Layout {
    /// An array of `shape` in uncompressed chunks.
    ///
    /// ```
    /// let layout = outofcore::chunks::Layout::new([5, 7], [2, 4]);
    /// assert_eq!((layout.grid(), layout.chunk_bytes()), ([3, 2], 64));
    /// ```
    #[must_use]
    pub fn new(shape: [usize; 2], chunk: [usize; 2]) -> Self {
        Self {
            shape,
            chunk,
            compression: Compression::None,
        }
    }

    /// The same with compressed chunks.
    #[must_use]
    pub fn compressed(mut self, compression: Compression) -> Self {
        self.compression = compression;
        self
    }

    /// Chunks in each of the two directions.
    #[must_use]
    pub fn grid(&self) -> [usize; 2] {
        [0, 1].map(|axis| self.shape[axis].div_ceil(self.chunk[axis].max(1)))
    }

    /// Bytes of a chunk in memory.
    #[must_use]
    pub fn chunk_bytes(&self) -> usize {
        self.chunk[0] * self.chunk[1] * size_of::<f64>()
    }

    /// Bytes of the array in memory.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.shape[0] * self.shape[1] * size_of::<f64>()
    }

    /// Most bytes of a chunk's file.
    pub(super) fn most_stored(&self) -> usize {
        match self.compression {
            Compression::None => self.chunk_bytes(),
            Compression::Zstd(_) => zstd::zstd_safe::compress_bound(self.chunk_bytes()),
        }
    }

    /// Memory that Zstandard takes for itself: it grows with the level, up to a multiple of what there is to do.
    pub(super) fn coder_bytes(&self) -> usize {
        let bytes = self.chunk_bytes();
        match self.compression {
            Compression::None => 0,
            Compression::Zstd(level) if level <= 4 => (4 * bytes + (256 << 10)).min(8 << 20),
            Compression::Zstd(level) if level <= 9 => (20 * bytes + (1 << 20)).min(64 << 20),
            Compression::Zstd(_) => (20 * bytes + (1 << 20)).min(900 << 20),
        }
    }

    /// Rows and columns of the array that this chunk holds.
    pub(super) fn extent(&self, index: [usize; 2]) -> [std::ops::Range<usize>; 2] {
        [0, 1].map(|axis| {
            let start = index[axis] * self.chunk[axis];
            start..(start + self.chunk[axis]).min(self.shape[axis])
        })
    }

    /// All chunks, row after row.
    pub(super) fn indices(&self) -> Vec<[usize; 2]> {
        let [down, across] = self.grid();
        let all = (0..down).flat_map(|i| (0..across).map(move |j| [i, j]));
        all.collect()
    }

    /// # Errors
    /// A shape or a chunk without points, an array too large to count, a level that Zstandard does not have.
    pub(super) fn check(&self) -> Result<(), ChunkError> {
        let too_large = |shape: [usize; 2]| {
            let points = shape[0].checked_mul(shape[1]);
            points.and_then(|n| n.checked_mul(128)).is_none()
        };
        let refuse = |what: String| Err(ChunkError::Layout { what });
        if self.shape.contains(&0) || self.chunk.contains(&0) {
            return refuse(format!(
                "{:?} points in chunks of {:?}: none of them may be 0",
                self.shape, self.chunk
            ));
        }
        if too_large(self.shape) || too_large(self.chunk) {
            return refuse(format!(
                "{:?} points in chunks of {:?}: more bytes than this machine can count",
                self.shape, self.chunk
            ));
        }
        match self.compression {
            Compression::Zstd(level) if !(-7..=22).contains(&level) => {
                refuse(format!("Zstandard's levels are -7 to 22, not {level}"))
            }
            _ => Ok(()),
        }
    }
}
