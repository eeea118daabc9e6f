//! The names that lesson 06 uses without a path: `use frames::prelude::*;`.
//!
//! Of polars' own prelude it takes what the lesson needs: a cell that imports all of it waits for its thousands
//! of names.

pub use std::path::{Path, PathBuf};

pub use outofcore::tables::{self, BadKind, Measurements, OnBad};
pub use polars::prelude::{
    DataFrame, Engine, IntoLazy, LazyFrame, PolarsResult, SortMultipleOptions, col, len, lit,
};

pub use crate::check as check06;
pub use crate::{
    FrameError, Way, bad_rows, course_file, group, group_by, numbers, peak_of, results_of_course,
    scan, scan_by_hand, shown,
};
