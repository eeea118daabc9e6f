//! a = b + s c over long arrays: as fast as memory is.

use kernels::stream::{StreamError, cost_triad, triad};

use super::{FAST, FAST_OPENMP, c, python};
use crate::peer::{Ahead, Peer, Source};
use crate::work::Work;

const ARRAYS: Source = python!("triad/triad_arrays.py");
const C_SOURCE: Source = c!("triad/triad.c");

pub(crate) const PEERS: &[Peer] = &[
    Peer::python(
        "numpy",
        &[python!("triad/triad_numpy.py"), ARRAYS],
        &["numpy"],
        Ahead::Nothing,
    ),
    Peer::c("c-fast-math", &[C_SOURCE], FAST),
    Peer::python(
        "numexpr",
        &[python!("triad/triad_numexpr.py"), ARRAYS],
        &["numpy", "numexpr"],
        Ahead::Nothing,
    )
    .in_parallel(),
    Peer::python(
        "numba-parallel",
        &[python!("triad/triad_numba_parallel.py"), ARRAYS],
        &["numpy", "numba"],
        Ahead::JustInTime,
    )
    .in_parallel(),
    Peer::c("c-openmp", &[C_SOURCE], FAST_OPENMP).in_parallel(),
];

impl Work {
    /// a = b + s c, element by element: see [`kernels::stream`].
    ///
    /// # Errors
    /// [`StreamError`] when `b` and `c` differ in length.
    ///
    /// ```
    /// let work = peers::Work::triad(&[1.0, 2.0], &[10.0, 20.0], 3.0)?;
    /// assert_eq!(work.oracle, [31.0, 62.0]);
    /// # Ok::<(), kernels::stream::StreamError>(())
    /// ```
    pub fn triad(b: &[f64], c: &[f64], s: f64) -> Result<Self, StreamError> {
        let n = b.len();
        let mut oracle = vec![0.0; n];
        triad(&mut oracle, b, c, s)?;
        Ok(Self {
            name: "triad",
            title: format!("triad a = b + s c, {n} elements"),
            size: n,
            cost: cost_triad(n),
            input: [&[s], b, c].concat(),
            oracle,
            shape: vec![n],
            // A fused multiply-add rounds once instead of twice.
            tolerance: 1e-15,
            peers: PEERS,
        })
    }
}
