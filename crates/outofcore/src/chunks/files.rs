//! Files of chunks, and when the system's cache is not for them.
//!
//! A file that is written normally is copied into the system's cache first and goes to the disk later. For an array that
//! does not fit there, that is one more copy of each byte, and it pushes out what others have in the cache. Such an
//! array is read and written directly (`O_DIRECT` of open(2)): the disk takes the bytes from our memory, in whole blocks.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::ops::{Deref, DerefMut};
use std::os::fd::AsFd;
use std::path::Path;

use rustix::fs::{Mode, OFlags, openat};
use rustix::io::Errno;

use super::layout::{Compression, Layout};

/// The place and the length that disks and file systems ask of direct access, in bytes.
const BLOCK: usize = 4096;

/// How files are read and written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Access {
    /// With a copy in the system's cache: quicker when it is read again soon.
    Cached,
    /// Without.
    Direct,
}

impl Access {
    /// Directly where an array takes a quarter of the machine's memory or more (the cache would have to hold the
    /// old array and the new one, beside all else), and its chunks' files are whole blocks.
    pub(super) fn of(layout: &Layout) -> Self {
        let system = rustix::system::sysinfo();
        let memory = u128::from(system.totalram) * u128::from(system.mem_unit);
        match 4 * layout.bytes() as u128 >= memory {
            true => Self::Direct.where_possible(layout),
            false => Self::Cached,
        }
    }

    /// `Direct` only for files that are whole blocks.
    pub(super) fn where_possible(self, layout: &Layout) -> Self {
        let whole = layout.chunk_bytes().is_multiple_of(BLOCK);
        match whole && layout.compression == Compression::None {
            true => self,
            false => Self::Cached,
        }
    }

    /// Opens `name` below `folder`. A file system without direct access opens it as usual.
    pub(super) fn open(self, folder: impl AsFd, name: &Path, flags: OFlags) -> Result<File, Errno> {
        let open = |flags| openat(&folder, name, flags | OFlags::CLOEXEC, Mode::from(0o666));
        let opened = match self {
            Self::Cached => open(flags),
            Self::Direct => open(flags | OFlags::DIRECT).or_else(|error| match error {
                Errno::INVAL | Errno::OPNOTSUPP => open(flags),
                error => Err(error),
            }),
        };
        opened.map(File::from)
    }

    /// Writes a file below `folder`, and the folders it is in.
    pub(super) fn write(
        self,
        folder: &File,
        name: &Path,
        bytes: &[u8],
        below: &Path,
    ) -> io::Result<()> {
        let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::TRUNC;
        let opened = self.open(folder, name, flags).or_else(|error| match error {
            Errno::NOENT => {
                let file = below.join(name);
                fs::create_dir_all(file.parent().unwrap_or(below))?;
                Ok(self.open(folder, name, flags)?)
            }
            error => Err(io::Error::from(error)),
        });
        opened?.write_all(bytes)
    }
}

/// Bytes at a place where direct access takes them.
pub(super) struct Block {
    memory: Vec<u8>,
    start: usize,
    length: usize,
}

impl Block {
    /// Zeros.
    pub(super) fn new(length: usize) -> Self {
        let memory = vec![0; length + BLOCK];
        // `usize::MAX` where the place cannot be told: then one without direct access.
        let start = memory.as_ptr().align_offset(BLOCK).min(BLOCK);
        Self {
            memory,
            start,
            length,
        }
    }

    /// The next `length` bytes of a file.
    pub(super) fn read(file: &mut File, length: usize) -> io::Result<Self> {
        let mut block = Self::new(length);
        file.read_exact(&mut block)?;
        Ok(block)
    }
}

impl From<&[u8]> for Block {
    fn from(bytes: &[u8]) -> Self {
        let mut block = Self::new(bytes.len());
        block.copy_from_slice(bytes);
        block
    }
}

impl Deref for Block {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.memory[self.start..][..self.length]
    }
}

impl DerefMut for Block {
    fn deref_mut(&mut self) -> &mut [u8] {
        &mut self.memory[self.start..][..self.length]
    }
}
