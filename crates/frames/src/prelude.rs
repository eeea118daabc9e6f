//! The names that lesson 06 uses without a path: `use frames::prelude::*;`.
//!
//! Of polars' own prelude it takes what the lesson needs: a cell that imports all of it waits for its thousands
//! of names.

pub use std::path::{Path, PathBuf};

pub use outofcore::tables::{BadKind, Measurements, OnBad, Station, Summary, Table as Rows};
pub use polars::prelude::{
    DataFrame, Engine, IntoLazy, LazyFrame, PolarsResult, SortMultipleOptions, col, len, lit,
};

pub use crate::{FrameError, Way, group, group_by, numbers, results_of_course, scan, shown};
