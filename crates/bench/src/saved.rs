//! Rows of whole comparisons, kept in a folder: a file for each kind of work and size.
//!
//! `compare-SCENARIO-SIZE.csv`, with the machine beside it (see [`csv`]). A file is replaced as soon
//! as its work is measured anew, so that an interrupted run keeps what it has finished.

use std::path::{Path, PathBuf};

use crate::csv::{self, CsvError};
use crate::{Row, Rows};

/// The rows of one kind of work at one size.
#[derive(Clone, Debug, PartialEq)]
pub struct Saved {
    /// The kind of work, such as "nbody".
    pub scenario: String,
    /// Its size: bodies, points on a side, numbers.
    pub size: usize,
    /// Who took how long.
    pub rows: Rows,
    /// The file.
    pub path: PathBuf,
}

/// Writes the rows of a scenario to its file in `folder`, and the machine beside it.
///
/// ```
/// use bench::{Checked, Cost, Row, Rows, saved};
/// let folder = std::env::temp_dir().join(format!("bench-saved-{}", std::process::id()));
/// let mut rows = Rows::new("a sum of ten");
/// let mut row = Row::from_times("loop", &[0.5], Cost::NONE, Checked::on_trust("made up"));
/// row.size = 10;
/// rows.push(row);
/// let path = saved::write(&folder, "sum", &rows)?;
/// assert!(path.ends_with("compare-sum-10.csv"));
/// let back = saved::read(&folder)?;
/// assert_eq!((back[0].scenario.as_str(), back[0].size, back[0].rows[0].median), ("sum", 10, 0.5));
/// # std::fs::remove_dir_all(folder).ok();
/// # Ok::<(), bench::csv::CsvError>(())
/// ```
///
/// # Errors
/// [`CsvError`] with the file.
pub fn write(folder: &Path, scenario: &str, rows: &Rows) -> Result<PathBuf, CsvError> {
    let size = rows.first().map_or(0, |row: &Row| row.size);
    let path = folder.join(format!("compare-{scenario}-{size}.csv"));
    csv::write(&path, rows)?;
    Ok(path)
}

/// Reads what [`write()`] wrote, by name and growing size; nothing where there is no such folder.
///
/// # Errors
/// [`CsvError`] with the file and the line.
pub fn read(folder: &Path) -> Result<Vec<Saved>, CsvError> {
    let mut found: Vec<(String, usize, PathBuf)> = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        if let Some((scenario, size)) = parts(&entry.file_name().to_string_lossy()) {
            found.push((scenario, size, entry.path()));
        }
    }
    found.sort();
    let read = |(scenario, size, path): (String, usize, PathBuf)| {
        csv::read(&path).map(|rows| Saved {
            scenario,
            size,
            rows,
            path,
        })
    };
    found.into_iter().map(read).collect()
}

/// `compare-heat-4096.csv` → heat, 4096. Other files may lie beside them.
fn parts(name: &str) -> Option<(String, usize)> {
    let middle = name.strip_prefix("compare-")?.strip_suffix(".csv")?;
    let (scenario, size) = middle.rsplit_once('-')?;
    Some((scenario.to_owned(), size.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::parts;

    #[test]
    fn a_scenario_may_have_a_hyphen_and_other_files_are_left_alone() {
        let own = |name: &str, size| Some((name.to_owned(), size));
        assert_eq!(parts("compare-heat-4096.csv"), own("heat", 4096));
        assert_eq!(parts("compare-group-by-1000.csv"), own("group-by", 1000));
        for other in [
            "heat-1.csv",
            "compare-heat.csv",
            "compare-heat-4.machine.txt",
            "compare-heat-x.csv",
        ] {
            assert_eq!(parts(other), None, "{other}");
        }
    }
}
