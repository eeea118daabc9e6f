//! The files of lesson 06.

use std::fs;
use std::path::PathBuf;

use outofcore::tables::{Measurements, Table, TableError};
use rayon::ThreadPool;

/// Stations in the lesson's file, as many as in the "one billion row challenge".
const STATIONS: usize = 413;

/// The file of `rows` measurements that the lesson reads, in the system's folder for temporary files; what is there
/// already is used again.
///
/// # Errors
/// [`TableError::Io`] when the disk does not take it.
pub fn course_file(rows: u64, pool: &ThreadPool) -> Result<PathBuf, TableError> {
    let measured = Measurements::new(1, STATIONS);
    let path = std::env::temp_dir().join(format!("rung-measurements-{rows}.txt"));
    // A file of another version of the course, or of somebody else, is not taken for ours.
    let end = measured.text(rows.saturating_sub(1000)..rows);
    if !Table::open(&path).is_ok_and(|table| table.ends_with(&end)) {
        measured.write(&path, rows, pool)?;
    }
    Ok(path)
}

/// A file with good rows and one bad row of each kind.
///
/// # Errors
/// When the disk does not take it.
pub fn bad_rows() -> std::io::Result<PathBuf> {
    let path = std::env::temp_dir().join(format!("rung-bad-rows-{}.txt", std::process::id()));
    let bad =
        b"no semicolon here\nAlba;1.0;2.0\n;3.0\nAlba;warm\nAlba;NaN\nAlba;1234.5\nAlb\xff;1.0\n";
    let good = Measurements::new(1, 10);
    fs::write(
        &path,
        [&good.text(0..3), &bad[..], &good.text(3..6)].concat(),
    )?;
    Ok(path)
}
