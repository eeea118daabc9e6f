//! A text file of measurements, grouped by the name of the station.

use std::path::Path;

use bench::Cost;

use super::{c, python};
use crate::peer::{Ahead, Peer, Source};
use crate::work::Work;

const PATH: Source = python!("group-by/group_by_path.py");

/// The peers, in the order of the lesson. All use several threads, each in its own way.
pub(crate) const PEERS: &[Peer] = &[
    Peer::python(
        "pandas",
        &[python!("group-by/group_by_pandas.py"), PATH],
        &["pandas", "pyarrow"],
        Ahead::Nothing,
    )
    .in_parallel(),
    Peer::python(
        "dask",
        &[python!("group-by/group_by_dask.py"), PATH],
        &["dask", "pandas", "pyarrow"],
        Ahead::Nothing,
    )
    .in_parallel(),
    Peer::python(
        "duckdb",
        &[python!("group-by/group_by_duckdb.py"), PATH],
        &["duckdb", "numpy"],
        Ahead::Nothing,
    )
    .in_parallel(),
    Peer::python(
        "polars",
        &[python!("group-by/group_by_polars.py"), PATH],
        &["polars", "numpy"],
        Ahead::Nothing,
    )
    .in_parallel(),
    Peer::python(
        "polars-streaming",
        &[
            python!("group-by/group_by_polars_streaming.py"),
            PATH,
            python!("group-by/group_by_polars.py"),
        ],
        &["polars", "numpy"],
        Ahead::Nothing,
    )
    .in_parallel(),
    Peer::c(
        "c-pthreads",
        &[c!("group-by/group_by.c")],
        &["-O3", "-march=native", "-pthread"],
    )
    .in_parallel(),
];

impl Work {
    /// Least, mean, greatest and count by station of the measurements in a file; `answer` has these four for each
    /// station, by name, from the oracle.
    ///
    /// ```
    /// use std::path::Path;
    /// let work = peers::Work::group_by(Path::new("/tmp/a"), 3, &[-1.0, 0.5, 2.0, 3.0]);
    /// assert_eq!((work.size, &work.input[..3]), (3, &[1.0, 47.0, 116.0][..]));
    /// ```
    #[must_use]
    pub fn group_by(path: &Path, rows: usize, answer: &[f64]) -> Self {
        let name = path.as_os_str().as_encoded_bytes();
        let stations = answer.len() / 4;
        Self {
            name: "group-by",
            title: format!("{rows} measurements grouped by {stations} stations"),
            size: rows,
            // What limits it is neither memory nor arithmetic, but how text is read.
            cost: Cost::NONE,
            input: [stations as f64]
                .into_iter()
                .chain(name.iter().map(|&byte| f64::from(byte)))
                .collect(),
            oracle: answer.to_vec(),
            shape: vec![stations, 4],
            // Sums of floats in any order.
            tolerance: 1e-9,
            peers: PEERS,
        }
    }
}
