//! Files that a run can be resumed from.
//!
//! | bytes | what |
//! |---|---|
//! | 8 | `RUNGSTEP` |
//! | 4 | version of this format, 1 |
//! | 4 | which program: 1 heat, 2 n-body |
//! | 8 + 8 | sizes: rows and columns of a plate, or bodies and 7 |
//! | 8 | steps that were done |
//! | 8 | the number of the scheme (r or Δt), as f64 |
//! | 8 each | the numbers, rows × columns of them, as f64 |
//! | 4 | CRC-32 of all before |
//!
//! All little-endian. Nothing tells of ranks or threads: a run goes on with as many as there are then.
//! A file is written beside the last one and takes its name only when it is whole and on the disk,
//! so whenever a program is killed, the last good one is there.

mod error;
mod header;

use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use crc32fast::Hasher;

pub use error::CheckpointError;
use header::HEADER;
pub use header::{Header, Program};

/// A file that is being written; dropped before [`Writer::finish`], it leaves the last one as it was.
#[derive(Debug)]
pub struct Writer {
    path: PathBuf,
    beside: PathBuf,
    file: BufWriter<File>,
    hash: Hasher,
}

impl Writer {
    /// Begins a file that is to be `path`.
    ///
    /// # Errors
    /// When the file beside it cannot be made.
    pub fn new(path: &Path, header: &Header) -> Result<Self, CheckpointError> {
        let mut name = path.as_os_str().to_owned();
        name.push(".part");
        let beside = PathBuf::from(name);
        let file = File::create(&beside).map_err(failed(&beside, "write"))?;
        let mut writer = Self {
            path: path.to_owned(),
            beside,
            file: BufWriter::with_capacity(1 << 20, file),
            hash: Hasher::new(),
        };
        writer.write(&header.bytes())?;
        Ok(writer)
    }

    /// The next numbers.
    ///
    /// # Errors
    /// When the disk is full, say.
    pub fn numbers(&mut self, numbers: &[f64]) -> Result<(), CheckpointError> {
        for some in numbers.chunks(8192) {
            let bytes: Vec<u8> = some.iter().flat_map(|x| x.to_le_bytes()).collect();
            self.write(&bytes)?;
        }
        Ok(())
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), CheckpointError> {
        self.hash.update(bytes);
        let written = self.file.write_all(bytes);
        written.map_err(failed(&self.beside, "write"))
    }

    /// Puts the file in its place, once all of it is on the disk.
    ///
    /// # Errors
    /// As [`Writer::numbers`]; what was there before is there still.
    pub fn finish(mut self) -> Result<(), CheckpointError> {
        let sum = self.hash.clone().finalize();
        let done = self.file.write_all(&sum.to_le_bytes());
        let done = done.and_then(|()| self.file.flush());
        let done = done.and_then(|()| self.file.get_ref().sync_all());
        done.map_err(failed(&self.beside, "write"))?;
        fs::rename(&self.beside, &self.path).map_err(failed(&self.path, "replace"))?;
        // The new name is on the disk when its folder is.
        let folder = self
            .path
            .parent()
            .filter(|path| !path.as_os_str().is_empty());
        let folder = folder.unwrap_or(Path::new("."));
        let synced = File::open(folder).and_then(|folder| folder.sync_all());
        synced.map_err(failed(folder, "write"))
    }
}

/// A file that was looked through from beginning to end, and is being read.
#[derive(Debug)]
pub struct Reader {
    path: PathBuf,
    file: BufReader<File>,
    header: Header,
}

impl Reader {
    /// Opens a checkpoint of `program`, and checks all of it.
    ///
    /// # Errors
    /// No such file, a file of another kind, program or version, or one that is damaged.
    pub fn open(path: &Path, program: Program) -> Result<Self, CheckpointError> {
        let read = || failed(path, "read");
        let foreign = |why| CheckpointError::Foreign {
            path: path.to_owned(),
            why,
        };
        let damaged = |why| CheckpointError::Damaged {
            path: path.to_owned(),
            why,
        };
        let file = File::open(path).map_err(read())?;
        let there = file.metadata().map_err(read())?.len();
        let mut file = BufReader::with_capacity(1 << 20, file);
        let mut bytes = [0; HEADER];
        if there < HEADER as u64 {
            return Err(foreign(format!("it has {there} bytes")));
        }
        file.read_exact(&mut bytes).map_err(read())?;
        let header = Header::parse(&bytes).map_err(foreign)?;
        if header.program != program {
            return Err(foreign(format!("it is one of {:?}", header.program)));
        }
        let expected = header.length();
        if expected != Some(there) {
            let expected = expected.map_or("more".to_owned(), |bytes| bytes.to_string());
            return Err(damaged(format!(
                "it has {there} bytes instead of {expected}"
            )));
        }
        let mut hash = Hasher::new();
        hash.update(&bytes);
        let (mut left, mut buffer) = (there - HEADER as u64 - 4, vec![0; 1 << 16]);
        while left > 0 {
            let some = &mut buffer[..left.min(1 << 16) as usize];
            file.read_exact(some).map_err(read())?;
            hash.update(some);
            left -= some.len() as u64;
        }
        let mut sum = [0; 4];
        file.read_exact(&mut sum).map_err(read())?;
        if u32::from_le_bytes(sum) != hash.finalize() {
            return Err(damaged(
                "its checksum is not that of its content".to_owned(),
            ));
        }
        io::Seek::seek(&mut file, io::SeekFrom::Start(HEADER as u64)).map_err(read())?;
        Ok(Self {
            path: path.to_owned(),
            file,
            header,
        })
    }

    /// What the file is about.
    #[must_use]
    pub fn header(&self) -> Header {
        self.header
    }

    /// The next `count` numbers.
    ///
    /// # Errors
    /// When the file can no longer be read.
    pub fn numbers(&mut self, count: usize) -> Result<Vec<f64>, CheckpointError> {
        let mut numbers = Vec::with_capacity(count);
        let mut bytes = [0; size_of::<f64>()];
        for _ in 0..count {
            let read = self.file.read_exact(&mut bytes);
            read.map_err(failed(&self.path, "read"))?;
            numbers.push(f64::from_le_bytes(bytes));
        }
        Ok(numbers)
    }
}

fn failed<'a>(path: &'a Path, doing: &'static str) -> impl Fn(io::Error) -> CheckpointError + 'a {
    move |source| CheckpointError::Io {
        path: path.to_owned(),
        doing,
        source,
    }
}
