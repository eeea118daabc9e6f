//! Tables and arrays larger than memory, by hand: what the libraries do underneath.
//!
//! [`tables`]: a text file of measurements, made by a seeded generator, and a group-by over a memory map of it.
//! [`chunks`]: an array in chunks (Zarr), its reductions, and a stencil over it in a given amount of memory.
//!
//! ```
//! use outofcore::tables::{Measurements, OnBad, Table};
//! let folder = std::env::temp_dir().join(format!("outofcore-doc-{}", std::process::id()));
//! let path = folder.join("measurements.txt");
//! let pool = kernels::threads::pool(2)?;
//! Measurements::new(1, 10).write(&path, 100_000, &pool)?;
//! let table = Table::open(&path)?;
//! assert_eq!(table.group_par(OnBad::Refuse, &pool)?, table.group_naive(OnBad::Refuse)?);
//! # std::fs::remove_dir_all(folder)?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod beside;
#[cfg(feature = "chunks")]
pub mod chunks;
pub mod memory;
pub mod tables;
