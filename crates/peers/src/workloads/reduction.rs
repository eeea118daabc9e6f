//! A reduction: the sum of a long array.

use kernels::reduce::{cost_sum, sum_naive};

use super::{c, python};
use crate::peer::{Ahead, Peer, Source};
use crate::work::Work;

const ARRAYS: Source = python!("reduction/reduction_arrays.py");

/// The peers, in the order of the lesson.
pub(crate) const PEERS: &[Peer] = &[
    Peer::python(
        "numpy",
        &[python!("reduction/reduction_numpy.py"), ARRAYS],
        &["numpy"],
        Ahead::Nothing,
    ),
    Peer::python(
        "threading",
        &[python!("reduction/reduction_threading.py"), ARRAYS],
        &["numpy"],
        Ahead::Nothing,
    )
    .in_parallel(),
    Peer::python(
        "multiprocessing",
        &[python!("reduction/reduction_multiprocessing.py"), ARRAYS],
        &["numpy"],
        // Its processes start in the first call.
        Ahead::JustInTime,
    )
    .in_parallel(),
    Peer::python(
        "numba-parallel",
        &[python!("reduction/reduction_numba_parallel.py"), ARRAYS],
        &["numpy", "numba"],
        Ahead::JustInTime,
    )
    .in_parallel(),
    Peer::c(
        "c-openmp",
        &[c!("reduction/reduction_openmp.c")],
        &["-O3", "-march=native", "-fopenmp"],
    )
    .in_parallel(),
];

impl Work {
    /// The sum of `x`, one number: see [`kernels::reduce`].
    ///
    /// ```
    /// let work = peers::Work::reduction(&[1.0, 2.0, 4.0]);
    /// assert_eq!((work.size, work.input.len(), work.oracle), (3, 3, vec![7.0]));
    /// ```
    #[must_use]
    pub fn reduction(x: &[f64]) -> Self {
        Self {
            name: "reduction",
            title: format!("sum of {} numbers", x.len()),
            size: x.len(),
            cost: cost_sum(x.len()),
            input: x.to_vec(),
            oracle: vec![sum_naive(x)],
            shape: vec![1],
            // The oracle walks from left to right, which is the least exact of all orders.
            tolerance: 1e-9,
            peers: PEERS,
        }
    }
}
