//! Arrays larger than memory: rows × columns of `f64` on disk, in chunks, each a file.
//!
//! The format is Zarr, version 3 (<https://zarr-specs.readthedocs.io/en/latest/v3/core/>), so Python's
//! `zarr`, and Dask through it, read what is written here and the other way round. The chunks of an array
//! of 5 × 7 points in chunks of 2 × 4:
//!
//! ```text
//! plate.zarr/zarr.json       shape, chunks, type, codecs
//! plate.zarr/c/0/0  c/0/1    rows 0..2, columns 0..4 and 4..7 (filled up to 4 columns)
//! plate.zarr/c/1/0  c/1/1    rows 2..4
//! plate.zarr/c/2/0  c/2/1    row  4 (filled up to 2 rows)
//! ```
//!
//! What is computed with an array of any size is told how many bytes of memory its data may take, and says
//! how many it needs when that is too little. What the system keeps of files in its own cache is not counted:
//! it gives that up when memory is short, and an array of a quarter of the memory or more goes past it. An
//! array is replaced as a whole: whoever is interrupted leaves the old one or the new one, never a mix.
//!
//! ```
//! use outofcore::chunks::{Array, Heat, Layout};
//! let folder = std::env::temp_dir().join(format!("chunks-doc-{}.zarr", std::process::id()));
//! let (pool, budget) = (kernels::threads::pool(2)?, 16 << 20);
//! let layout = Layout::new([50, 70], [16, 32]);
//! let plate = Array::create(&folder, &layout, budget, &pool, |i, j| (i * j) as f64)?;
//! let mut whole = plate.read(0..50, 0..70)?;
//! let heat = Heat { r: 0.2, sweeps: 30, per_pass: 10 };
//! let cooled = plate.heat(&folder, heat, budget, &pool)?;
//! kernels::heat::sweeps_naive(&mut whole, &mut vec![0.0; 3500], 70, 0.2, 30)?;
//! assert_eq!(cooled.read(0..50, 0..70)?, whole);
//! # std::fs::remove_dir_all(folder)?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod array;
mod bands;
mod chunk;
mod disk;
mod draft;
mod error;
mod files;
mod heat;
mod layout;
mod open;
#[cfg(test)]
mod tests;
mod totals;

pub use array::{Array, OnMissing};
pub use disk::disk_pass;
pub use draft::leftovers;
pub use error::ChunkError;
pub use heat::Heat;
pub use layout::{Compression, Layout};

/// How many pieces of work of `each` bytes may be under way at once, at most `wanted`.
fn at_once(
    budget: usize,
    each: usize,
    wanted: usize,
    doing: &'static str,
) -> Result<usize, ChunkError> {
    match (budget / each.max(1)).min(wanted) {
        0 => Err(ChunkError::Memory {
            doing,
            given: budget,
            needed: each,
        }),
        at_once => Ok(at_once),
    }
}

/// Threads that read, write and decode.
fn io_pool(n: usize) -> Result<rayon::ThreadPool, ChunkError> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(n).build();
    pool.map_err(|error| ChunkError::Threads(error.to_string()))
}
