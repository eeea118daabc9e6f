//! What a notebook of the course loads.
//!
//! ```
//! use lab::prelude::*;
//! let squares: Vec<f64> = (0..5).map(|i| f64::from(i * i)).collect();
//! let picture = lines("Squares").x("n", "").y("n²", "").series("", 0..5, &squares);
//! assert!(picture.figure().alt.contains("16 at 4"));
//! ```

pub mod check;
mod doctor;
pub mod effort;
pub mod extension;
pub mod ladder;
mod neighbour;
pub mod picture;
pub mod prelude;
mod python;
pub mod roofs;
pub mod traced;

pub use ::bench;
pub use doctor::doctor;
pub use kernels;
pub use ndarray;
pub use neighbour::{Neighbour, noisy_neighbour};
pub use peers;
pub use rayon;
pub use show;
pub use show::plotters;

/// The machine that the lesson runs on.
///
/// A function and no variable of the notebook: those are lost when a cell is interrupted.
///
/// ```
/// assert!(lab::machine().threads >= 1);
/// ```
pub fn machine() -> &'static bench::machine::Machine {
    bench::machine::Machine::here()
}
