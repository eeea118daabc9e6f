//! polars for the lessons: the group-by in its ways, and the course's own results as one frame.
//!
//! ```
//! use frames::{group_by, scan, Way};
//! let path = std::env::temp_dir().join(format!("frames-doc-{}.txt", std::process::id()));
//! std::fs::write(&path, "b;1.0\na;-2.5\nb;4.0\n")?;
//! for way in Way::ALL {
//!     let answer = group_by(&path, way)?;
//!     assert_eq!(frames::numbers(&answer)?, [-2.5, -2.5, -2.5, 1.0, 1.0, 2.5, 4.0, 2.0]);
//! }
//! assert!(scan(&path)?.explain(true)?.contains("Csv SCAN"));
//! # std::fs::remove_file(path)?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! `crates/frames/COST.md` says what polars costs to build, and what was done about it.

mod by_hand;
pub mod check;
mod error;
mod files;
mod group;
pub mod prelude;
mod results;
mod shown;

pub use by_hand::scan_by_hand;
pub use error::FrameError;
pub use files::{bad_rows, course_file};
pub use group::{Way, group, group_by, numbers, scan};
pub use outofcore;
pub use outofcore::memory::peak_of;
pub use polars;
pub use results::{results, results_of_course};
pub use shown::shown;
