//! Measurements of any number, the same bytes on any number of threads.

use std::io::Write;
use std::path::Path;

use kernels::random::Stream;
use rayon::prelude::*;

use super::error::TableError;
use super::stations::{MOST_STATIONS, station};
use crate::beside::Beside;

/// Rows that a thread writes at a time: about a megabyte.
const BLOCK: u64 = 1 << 16;

/// A seeded source of measurements: row `k` is a function of the seed and `k` alone.
#[derive(Clone, Debug)]
pub struct Measurements {
    stream: Stream,
    stations: Vec<(String, i64)>,
}

impl Measurements {
    /// Measurements of the first `stations` stations, at least 1 and at most [`MOST_STATIONS`].
    ///
    /// ```
    /// use outofcore::tables::Measurements;
    /// let measured = Measurements::new(1, 50);
    /// assert_eq!(measured.row(7), Measurements::new(1, 50).row(7));
    /// assert_ne!(measured.row(7), Measurements::new(2, 50).row(7));
    /// ```
    #[must_use]
    pub fn new(seed: u64, stations: usize) -> Self {
        let count = stations.clamp(1, MOST_STATIONS);
        Self {
            stream: Stream::new(seed),
            stations: (0..count).map(station).collect(),
        }
    }

    /// The station of row `k`, and its temperature in tenths of a degree: about normal around the station's mean,
    /// with a standard deviation of 10 degrees.
    #[must_use]
    pub fn row(&self, k: u64) -> (&str, i64) {
        let (place, noise) = (self.stream.bits(2 * k), self.stream.bits(2 * k + 1));
        // The high half of a product instead of a remainder: without bias that matters, and quicker.
        let place = (u128::from(place) * self.stations.len() as u128) >> 64;
        let (name, mean) = &self.stations[place as usize];
        // Four uniform numbers added up are near a normal one (Irwin-Hall): σ² = 4 · 173² / 12 ≈ 100² tenths.
        let uniform = |k: u64| ((noise >> (16 * k) & 0xffff) * 173) >> 16;
        let sum: u64 = (0..4).map(uniform).sum();
        let tenths = mean + i64::try_from(sum).unwrap_or(0) - 344;
        (name, tenths.clamp(-999, 999))
    }

    /// Writes `rows` rows to `path`, beside it and then in its place; returns the bytes written.
    ///
    /// # Errors
    /// [`TableError::Io`] when the disk does not take it; what was at `path` before is there still.
    pub fn write(
        &self,
        path: &Path,
        rows: u64,
        pool: &rayon::ThreadPool,
    ) -> Result<u64, TableError> {
        let failed = || TableError::io("write", path);
        let mut file = Beside::begin(path).map_err(failed())?;
        let blocks = rows.div_ceil(BLOCK);
        let at_once = 4 * pool.current_num_threads() as u64;
        let mut bytes = 0;
        for first in (0..blocks).step_by(at_once as usize) {
            let these = first..blocks.min(first + at_once);
            let texts: Vec<Vec<u8>> = pool.install(|| {
                let block = |block: u64| self.text(block * BLOCK..rows.min((block + 1) * BLOCK));
                these.into_par_iter().map(block).collect()
            });
            for text in texts {
                file.write_all(&text).map_err(failed())?;
                bytes += text.len() as u64;
            }
        }
        file.finish().map_err(failed())?;
        Ok(bytes)
    }

    /// Rows as they stand in the file.
    ///
    /// ```
    /// let text = outofcore::tables::Measurements::new(1, 1).text(0..2);
    /// assert_eq!(text.split(|&byte| byte == b'\n').count(), 3);
    /// assert!(text.starts_with(b"Alba;"));
    /// ```
    #[must_use]
    pub fn text(&self, rows: std::ops::Range<u64>) -> Vec<u8> {
        let mut text = Vec::with_capacity(16 * (rows.end - rows.start) as usize);
        for k in rows {
            let (name, tenths) = self.row(k);
            text.extend_from_slice(name.as_bytes());
            text.push(b';');
            if tenths < 0 {
                text.push(b'-');
            }
            let digits = tenths.unsigned_abs();
            let digit = |number: u64| b'0' + (number % 10) as u8;
            if digits >= 100 {
                text.push(digit(digits / 100));
            }
            text.extend([digit(digits / 10), b'.', digit(digits), b'\n']);
        }
        text
    }
}
