//! What the programs `heat-mpi` and `nbody-mpi` share: start, resuming, steps with progress, checkpoints, a watch, the
//! row at the end, errors in one line.
//!
//! The numerics are those of [`spmd::heat`] and [`spmd::nbody`], which lessons call from cells; here they
//! run under plain `mpirun` or `srun`, with nobody else around. `README.md` beside this crate says how.

pub mod checkpoint;
mod error;
mod plates;
mod report;
mod resume;
mod shares;
mod start;
mod steps;
mod watch;

pub use error::{Error, agree, all_of};
pub use plates::Cooling;
pub use report::Report;
pub use shares::Moving;
pub use start::start;
pub use steps::{Job, Steps};
