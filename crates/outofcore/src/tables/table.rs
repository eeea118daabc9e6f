//! A file of measurements, mapped into memory.

use std::fs::File;
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use memmap2::Mmap;

use super::bad::{Met, OnBad};
use super::error::TableError;
use super::fast::{Found, next_line};
use super::naive;
use super::summary::{Station, Summary};

/// Bytes that a thread takes at a time.
const PIECE: usize = 4 << 20;

/// A file of measurements, mapped into memory: the system reads what is looked at, and forgets it again when
/// memory is short. So the file may be larger than the memory.
#[derive(Debug)]
pub struct Table {
    path: PathBuf,
    map: Mmap,
}

impl Table {
    /// Maps the file at `path`.
    ///
    /// Nobody may shorten the file while it is open: reading beyond its new end would end the program.
    ///
    /// # Errors
    /// [`TableError::Io`] when it cannot be opened.
    ///
    /// ```
    /// use outofcore::tables::{Table, TableError};
    /// let error = Table::open(std::path::Path::new("/no/such/file")).unwrap_err();
    /// assert!(error.to_string().starts_with("cannot open /no/such/file"));
    /// ```
    pub fn open(path: &Path) -> Result<Self, TableError> {
        let failed = || TableError::io("open", path);
        let file = File::open(path).map_err(failed())?;
        // SAFETY: the map is only read. Another program that changes the file meanwhile would change the bytes
        // below a `&[u8]`; that files of a lesson are left alone is the caller's part, as the docs say.
        let map = unsafe { Mmap::map(&file) }.map_err(failed())?;
        Ok(Self {
            path: path.to_owned(),
            map,
        })
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Group by name, line after line, with the standard library's map: the oracle of the others.
    ///
    /// # Errors
    /// [`TableError::Bad`] for the first bad row, if they are to be refused.
    pub fn group_naive(&self, on_bad: OnBad) -> Result<Summary, TableError> {
        let (stations, bad) = naive::group(self);
        self.answer(stations, bad, on_bad)
    }

    /// The same, whole words at a time, on this thread.
    ///
    /// # Errors
    /// As [`Table::group_naive`].
    pub fn group_words(&self, on_bad: OnBad) -> Result<Summary, TableError> {
        let mut found = Found::new();
        found.scan(self, 0, self.len());
        self.answer(found.slots.stations(self), found.bad, on_bad)
    }

    /// [`Table::group_words`] on the threads of `pool`; the same answer, bit for bit.
    ///
    /// Each thread has a hash table of its own and takes 4 MiB of the text at a time, so that a thread that is
    /// slower takes fewer; the tables are added up at the end.
    ///
    /// # Errors
    /// As [`Table::group_naive`].
    pub fn group_par(
        &self,
        on_bad: OnBad,
        pool: &rayon::ThreadPool,
    ) -> Result<Summary, TableError> {
        let (text, taken, all) = (&self[..], AtomicUsize::new(0), Mutex::new(Vec::new()));
        pool.broadcast(|_| {
            let mut found = Found::new();
            loop {
                let start = taken.fetch_add(PIECE, Ordering::Relaxed);
                if start >= text.len() {
                    break;
                }
                let stop = (start + PIECE).min(text.len());
                let first = next_line(text, start, stop);
                // Inside of a line that is longer than a piece: it belongs to the piece that it begins in, and only
                // from there its end is looked for.
                if first < stop {
                    found.scan(text, first, next_line(text, stop, text.len()));
                }
            }
            all.lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(found);
        });
        let all = all.into_inner().unwrap_or_else(PoisonError::into_inner);
        let mut sum = Found::new();
        for found in &all {
            sum.slots.merge(text, &found.slots);
            sum.bad.add(&found.bad);
        }
        self.answer(sum.slots.stations(text), sum.bad, on_bad)
    }

    fn answer(
        &self,
        stations: Vec<Station>,
        bad: Met,
        on_bad: OnBad,
    ) -> Result<Summary, TableError> {
        let bad = bad.listed(self);
        match (on_bad, bad.listed().first()) {
            (OnBad::Refuse, Some(row)) => Err(TableError::Bad {
                path: self.path.clone(),
                row: row.clone(),
                count: bad.count(),
            }),
            _ => Ok(Summary { stations, bad }),
        }
    }
}

/// The text.
impl Deref for Table {
    type Target = [u8];
    fn deref(&self) -> &[u8] {
        &self.map
    }
}
