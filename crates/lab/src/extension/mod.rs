//! A Python module written in Rust, built, called and timed from a lesson.
//!
//! ```no_run
//! use lab::extension::Project;
//! let source = r#"
//! #[pyo3::pymodule]
//! mod glue {
//!     #[pyo3::pyfunction]
//!     fn twice(x: f64) -> f64 {
//!         2.0 * x
//!     }
//! }
//! "#;
//! let module = Project::new("glue", source).build()?;
//! assert_eq!(module.python("import glue; print(glue.twice(21))")?, "42.0\n");
//! # Ok::<(), lab::extension::ExtensionError>(())
//! ```

mod error;
mod module;
mod project;
mod run;

pub use error::ExtensionError;
pub use module::Module;
pub(crate) use module::SCRIPT_LIMIT;
pub use project::Project;

/// Builds all that a lesson's module needs but its own code, so that a lesson waits only for that.
///
/// # Errors
/// As [`Project::build`].
pub fn prepare() -> Result<(), ExtensionError> {
    let empty = "#[pyo3::pymodule]\nmod prepared {}\n";
    Project::new("prepared", empty).build().map(drop)
}
