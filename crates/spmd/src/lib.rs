//! Functions of a notebook cell run on MPI ranks that stay up between cells.
//!
//! ```
//! # spmd::init();
//! use spmd::prelude::*;
//!
//! let cluster = Cluster::local(4)?;
//! let sums: Vec<f64> = cluster.run(&1.5, |world, factor| {
//!     let mine = factor * f64::from(world.rank());
//!     let mut sum = 0.0;
//!     world.all_reduce_into(&mine, &mut sum, SystemOperation::sum());
//!     sum
//! })?;
//! assert_eq!(sums, [9.0; 4]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The function is an ordinary `fn(&World, &A) -> R` or a closure that captures nothing. It runs
//! once on every rank, with the same argument; what each rank returns comes back as one `Vec`.
//! Argument and result are any serde types.
//!
//! A closure that captures a variable of the notebook does not compile, since that variable is not
//! there on a rank; the compiler names it. Pass it as the argument, or as a part of it:
//!
//! ```compile_fail,E0308
//! # use spmd::prelude::*;
//! # let cluster = Cluster::local(2)?;
//! let offset = 100;
//! cluster.run(&10, |world, factor| factor * world.rank() + offset)?; // `offset` captured here
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! ```
//! # spmd::init();
//! # use spmd::prelude::*;
//! # let cluster = Cluster::local(2)?;
//! let offset = 100;
//! let sums = cluster.run(&(10, offset), |world, (factor, offset)| factor * world.rank() + offset)?;
//! assert_eq!(sums, [100, 110]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # How a closure gets to another process
//! A cell is compiled to a shared object. Each rank loads that same file, and what travels is the
//! offset of the function in it, beside the encoded argument; see the documentation of `raw`.
//! In an ordinary program there is no such file: the program itself is started again as a rank,
//! and calls [`init`] as the first thing in `main` to become one.
//!
//! # What is left behind
//! Nothing. A keeper process ends every rank and removes every file when the cluster is dropped
//! or the notebook's process is gone, however it went.

#![deny(unsafe_code)]

mod beside;
mod bytes;
pub mod cluster;
pub mod decomposition;
mod drawn;
#[allow(unsafe_code)]
pub mod halo;
pub mod heat;
mod keeper;
pub mod launchers;
mod leftovers;
mod line;
pub mod nbody;
mod parcel;
pub mod peers;
pub mod ping_pong;
mod processes;
mod rank;
#[allow(unsafe_code)]
mod raw;
pub mod record;
mod tail;
mod waits;
mod wire;

use std::sync::atomic::{AtomicBool, Ordering};

pub use cluster::{Cluster, ProgramError, RunError, StartError};
pub use mpi;
pub use rank::World;
pub use record::Record;
pub use serde;

/// What a lesson uses without a path.
pub mod prelude {
    pub use crate::decomposition::{Blocks, Cartesian, near_square};
    pub use crate::halo::Halo;
    pub use crate::peers::Player;
    pub use crate::{Cluster, Record, World};
    pub use mpi::collective::SystemOperation;
    pub use mpi::request::{self, WaitGuard};
    pub use mpi::traits::*;
}

static INITIALISED: AtomicBool = AtomicBool::new(false);

/// The first thing in `main` of a program that starts clusters; a notebook does without.
///
/// A rank of such a program is the program itself, started again. In a rank this function runs
/// what it is asked to and never returns; elsewhere it returns at once.
///
/// ```
/// fn main() -> Result<(), Box<dyn std::error::Error>> {
///     spmd::init();
///     let cluster = spmd::Cluster::local(2)?;
///     assert_eq!(cluster.size(), 2);
///     Ok(())
/// }
/// ```
pub fn init() {
    if std::env::var_os(rank::ROLE).is_some() {
        rank::play();
    }
    INITIALISED.store(true, Ordering::Relaxed);
}

/// Whether this process can be started again as a rank.
fn is_initialised() -> bool {
    INITIALISED.load(Ordering::Relaxed)
}

/// The MPI library that this program is linked with, in its own words.
///
/// ```
/// assert!(!spmd::library().is_empty());
/// ```
#[must_use]
pub fn library() -> String {
    raw::library()
}
