//! What the course has measured, as one frame.

use std::fs;
use std::path::{Path, PathBuf};

use polars::prelude::{
    LazyCsvReader, LazyFileListReader, LazyFrame, PlRefPath, UnionArgs, col, concat,
};

use crate::error::FrameError;

/// All rows that `cargo workshop compare` has written to `folder`, in one frame: `group`, `name`, `size`,
/// `threads`, `median_s` and so on, a line for each row of each race. Rows without a time are left out.
///
/// # Errors
/// [`FrameError::NoResults`] when there is none, [`FrameError::Polars`] when one is damaged.
pub fn results(folder: &Path) -> Result<LazyFrame, FrameError> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|end| end == "csv"))
        .collect();
    files.sort();
    if files.is_empty() {
        return Err(FrameError::NoResults {
            folder: folder.to_owned(),
        });
    }
    let wanted = [
        "group", "name", "size", "threads", "median_s", "mad_s", "min_s", "samples", "bytes",
        "flops",
    ];
    let frames = files.iter().map(|path| {
        let all = LazyCsvReader::new(PlRefPath::from(path.to_string_lossy().as_ref()))
            // Columns of numbers may be empty in the first rows.
            .with_infer_schema_length(None)
            .finish()
            .map_err(FrameError::polars(path))?;
        Ok(all
            .filter(col("median_s").is_not_null())
            .select(wanted.map(col)))
    });
    let frames: Vec<LazyFrame> = frames.collect::<Result<_, FrameError>>()?;
    // A column of one file may be whole numbers, and have points in another.
    let rules = UnionArgs {
        to_supertypes: true,
        ..UnionArgs::default()
    };
    concat(frames, rules).map_err(FrameError::polars(folder))
}

/// The results that come with the course: see `data/results/`.
///
/// # Errors
/// As [`results`].
pub fn results_of_course() -> Result<LazyFrame, FrameError> {
    results(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/results"))
}
