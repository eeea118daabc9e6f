//! Rows kept as CSV, with the machine they were measured on described in a text file beside them.
//!
//! `heat.csv` has its machine in `heat.machine.txt`. Both are written to a temporary file first
//! and then renamed, so that a crash or a full disk leaves what was there before. The CSV is that
//! of RFC 4180; a candidate without a time is a line with its reason in the column `missing`.

mod error;
mod text;

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

pub use error::CsvError;
pub use text::{parse, to_text};

use crate::Rows;
use crate::machine::Machine;

/// Writes rows to `path` and this machine's description beside it; makes the folder if need be.
///
/// ```
/// use bench::{Checked, Cost, Row, Rows, csv};
///
/// let folder = std::env::temp_dir().join(format!("bench-doc-{}", std::process::id()));
/// let mut rows = Rows::new("sum");
/// rows.push(Row::from_times("loop", &[0.5], Cost::new(8.0, 1.0), Checked::on_trust("made up")));
/// let path = folder.join("sum.csv");
/// csv::write(&path, &rows)?;
/// let back = csv::read(&path)?;
/// assert_eq!((back[0].median, back[0].cost), (0.5, Cost::new(8.0, 1.0)));
/// assert!(csv::read_machine(&path)?.contains("rustc"));
/// # std::fs::remove_dir_all(folder).ok();
/// # Ok::<(), csv::CsvError>(())
/// ```
///
/// # Errors
/// [`CsvError::Io`] with the path and what was being done.
pub fn write(path: &Path, rows: &Rows) -> Result<(), CsvError> {
    let machine = format!("date: {}\n{}\n", date(SystemTime::now()), Machine::here());
    // The description first: rows without their machine would be worse than the reverse.
    replace(&machine_path(path), &machine)?;
    replace(path, &to_text(rows))
}

/// Reads rows that [`write()`] wrote; the title is their group, or the file's name when groups differ.
///
/// # Errors
/// [`CsvError`] with the file, the line and what is wrong there.
pub fn read(path: &Path) -> Result<Rows, CsvError> {
    parse(&contents(path)?, path)
}

/// Reads the description of the machine that the rows in `path` were measured on.
///
/// # Errors
/// [`CsvError::Io`] when there is none.
pub fn read_machine(path: &Path) -> Result<String, CsvError> {
    contents(&machine_path(path))
}

/// The file that describes the machine of the rows in `path`: `heat.csv` → `heat.machine.txt`.
pub fn machine_path(path: &Path) -> PathBuf {
    path.with_extension("machine.txt")
}

fn contents(path: &Path) -> Result<String, CsvError> {
    fs::read_to_string(path).map_err(|source| CsvError::Io {
        path: path.to_owned(),
        doing: "read",
        source,
    })
}

/// Puts `text` in place of the file at `path`, wholly or not at all.
fn replace(path: &Path, text: &str) -> Result<(), CsvError> {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let failed = |doing| {
        move |source| CsvError::Io {
            path: path.to_owned(),
            doing,
            source,
        }
    };
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(failed("make the folder of"))?;
    }
    // Unique, for two programs (or threads) that write the same rows at once.
    let unique = format!(
        "{}-{}.tmp",
        std::process::id(),
        COUNT.fetch_add(1, Ordering::Relaxed)
    );
    let temporary = path.with_extension(unique);
    let written = File::create(&temporary).and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        file.sync_all()
    });
    written
        .and_then(|()| fs::rename(&temporary, path))
        .map_err(|source| {
            let _ = fs::remove_file(&temporary);
            failed("write")(source)
        })
}

/// A point in time as "2026-11-23 18:30 UTC".
fn date(when: SystemTime) -> String {
    let seconds = when
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs());
    let (days, rest) = (seconds / 86_400, seconds % 86_400);
    // Days to year, month, day in the Gregorian calendar, counting years from March so that the
    // leap day comes last. Source: E. G. Richards, "Mapping Time", 1998, chapter 25.
    let day = days + 719_468;
    let era = day / 146_097;
    let of_era = day % 146_097;
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * march + 2) / 5 + 1;
    let month = if march < 10 { march + 3 } else { march - 9 };
    let year = 400 * era + year + u64::from(month <= 2);
    let (hour, minute) = (rest / 3600, rest % 3600 / 60);
    format!("{year}-{month:02}-{day:02} {hour:02}:{minute:02} UTC")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn dates_are_those_of_the_calendar() {
        for (seconds, text) in [
            (0, "1970-01-01 00:00 UTC"),
            (951_782_400, "2000-02-29 00:00 UTC"),
            (1_709_251_199, "2024-02-29 23:59 UTC"),
            (1_735_689_600, "2025-01-01 00:00 UTC"),
        ] {
            assert_eq!(date(UNIX_EPOCH + Duration::from_secs(seconds)), text);
        }
    }

    #[test]
    fn the_description_lies_beside_the_rows() {
        assert_eq!(
            machine_path(Path::new("data/results/heat.csv")),
            Path::new("data/results/heat.machine.txt")
        );
    }
}
