//! The heat equation on an array on disk, in chunks (Zarr), written to another one.

use std::path::Path;

use bench::Cost;

use super::python;
use crate::peer::{Ahead, Peer, Source};
use crate::work::Work;

const PATH: Source = python!("chunks/chunks_path.py");
const OVERLAP: Source = python!("chunks/chunks_dask_overlap.py");
const NUMPY: Source = python!("chunks/chunks_numpy_block.py");

/// The peers, in the order of the lesson.
pub(crate) const PEERS: &[Peer] = &[
    Peer::python(
        "zarr",
        &[python!("chunks/chunks_zarr.py"), PATH, NUMPY],
        &["zarr", "numpy"],
        Ahead::Nothing,
    )
    .on_disk(),
    Peer::python(
        "dask-array",
        &[python!("chunks/chunks_dask.py"), PATH, OVERLAP, NUMPY],
        &["dask", "zarr", "numpy"],
        Ahead::Nothing,
    )
    .in_parallel()
    .on_disk(),
    Peer::python(
        "dask-numba",
        &[
            python!("chunks/chunks_dask_numba.py"),
            PATH,
            OVERLAP,
            python!("chunks/chunks_numba_block.py"),
        ],
        &["dask", "zarr", "numba"],
        Ahead::JustInTime,
    )
    .in_parallel()
    .on_disk(),
];

/// Rows of the answer that are compared, evenly spread from the first to the last.
pub const SAMPLED: usize = 16;

impl Work {
    /// The array of Zarr in `folder`, rows × columns points, after `sweeps` sweeps of the heat equation, written to
    /// another array beside it; `per_pass` sweeps while a chunk is in memory. `answer` has [`SAMPLED`] rows of
    /// the result.
    ///
    /// ```
    /// use std::path::Path;
    /// let work = peers::Work::chunks(Path::new("/a"), [64, 2], 0.25, [8, 4], &[0.0; 32]);
    /// assert_eq!((work.size, &work.input[..]), (64, &[0.25, 8.0, 4.0, 47.0, 97.0][..]));
    /// ```
    #[must_use]
    pub fn chunks(
        folder: &Path,
        [rows, columns]: [usize; 2],
        r: f64,
        [sweeps, per_pass]: [usize; 2],
        answer: &[f64],
    ) -> Self {
        let name = folder.as_os_str().as_encoded_bytes();
        let numbers = [r, sweeps as f64, per_pass as f64].into_iter();
        Self {
            name: "chunks",
            title: format!("{sweeps} sweeps over {rows} × {columns} points on disk"),
            size: rows,
            cost: Cost::NONE,
            input: numbers
                .chain(name.iter().map(|&byte| f64::from(byte)))
                .collect(),
            oracle: answer.to_vec(),
            shape: vec![SAMPLED, columns],
            tolerance: 1e-12,
            peers: PEERS,
        }
    }
}
