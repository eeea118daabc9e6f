//! Where rows are kept: a file for each group, replaced as soon as the group is measured.

use std::path::{Path, PathBuf};

use bench::csv::{self, CsvError};
use bench::{Row, Rows};

use crate::plan::Plan;

/// The folder below `data/results` that a run writes to: only whole runs with all peers belong to the repository.
#[must_use]
pub fn folder(results: &Path, plan: &Plan) -> PathBuf {
    if plan.is_part() {
        results.join("part")
    } else if plan.quick {
        results.join("quick")
    } else {
        results.to_owned()
    }
}

/// Writes a group's rows to `compare-SCENARIO-SIZE.csv`, and the machine beside it.
///
/// # Errors
/// [`CsvError`] with the file.
pub fn write(folder: &Path, scenario: &str, rows: &Rows) -> Result<PathBuf, CsvError> {
    let size = rows.first().map_or(0, |row: &Row| row.size);
    let path = folder.join(format!("compare-{scenario}-{size}.csv"));
    csv::write(&path, rows)?;
    Ok(path)
}

/// Reads what [`write()`] wrote for a scenario, by growing size; nothing where there is nothing.
///
/// # Errors
/// [`CsvError`] with the file and the line.
pub fn read(folder: &Path, scenario: &str) -> Result<Vec<Rows>, CsvError> {
    let prefix = format!("compare-{scenario}-");
    let mut found: Vec<(usize, PathBuf)> = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let size = name
            .strip_prefix(&prefix)
            .and_then(|rest| rest.strip_suffix(".csv"));
        if let Some(size) = size.and_then(|size| size.parse().ok()) {
            found.push((size, entry.path()));
        }
    }
    found.sort();
    found.iter().map(|(_, path)| csv::read(path)).collect()
}
