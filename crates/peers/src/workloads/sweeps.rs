//! Many steps of the heat equation: two grids take turns.

use kernels::heat::{HeatError, cost_sweep, sweeps_naive};
use ndarray::Array2;

use super::{FAST, FAST_OPENMP, c, python};
use crate::peer::{Ahead, Peer, Source};
use crate::work::Work;

const ARRAYS: Source = python!("sweeps/sweeps_arrays.py");
const C_SOURCE: Source = c!("sweeps/sweeps.c");

pub(crate) const PEERS: &[Peer] = &[
    Peer::python(
        "cpython",
        &[
            python!("sweeps/sweeps_cpython.py"),
            python!("sweeps/sweeps_lists.py"),
        ],
        &[],
        Ahead::Nothing,
    ),
    Peer::python(
        "numpy",
        &[python!("sweeps/sweeps_numpy.py"), ARRAYS],
        &["numpy"],
        Ahead::Nothing,
    ),
    Peer::python(
        "cython",
        &[python!("sweeps/sweeps_cython.pyx"), ARRAYS],
        &["numpy", "cython", "setuptools"],
        Ahead::Cython(FAST),
    ),
    Peer::python(
        "pythran",
        &[python!("sweeps/sweeps_pythran.py"), ARRAYS],
        &["numpy", "pythran", "setuptools"],
        Ahead::Pythran(FAST),
    ),
    Peer::python(
        "numba",
        &[python!("sweeps/sweeps_numba.py"), ARRAYS],
        &["numpy", "numba"],
        Ahead::JustInTime,
    ),
    Peer::c("c", &[C_SOURCE], &["-O3", "-march=native"]),
    Peer::c("c-fast-math", &[C_SOURCE], FAST),
    Peer::python(
        "numexpr",
        &[python!("sweeps/sweeps_numexpr.py"), ARRAYS],
        &["numpy", "numexpr"],
        Ahead::Nothing,
    )
    .in_parallel(),
    Peer::python(
        "cython-openmp",
        &[python!("sweeps/sweeps_cython.pyx"), ARRAYS],
        &["numpy", "cython", "setuptools"],
        Ahead::Cython(FAST_OPENMP),
    )
    .in_parallel(),
    Peer::python(
        "pythran-openmp",
        &[python!("sweeps/sweeps_pythran.py"), ARRAYS],
        &["numpy", "pythran", "setuptools"],
        Ahead::Pythran(FAST_OPENMP),
    )
    .in_parallel(),
    Peer::python(
        "numba-parallel",
        &[python!("sweeps/sweeps_numba.py"), ARRAYS],
        &["numpy", "numba"],
        Ahead::JustInTime,
    )
    .in_parallel(),
    Peer::c("c-openmp", &[C_SOURCE], FAST_OPENMP).in_parallel(),
];

impl Work {
    /// `count` sweeps of the heat equation over the grid `u`, with c = α Δt / Δx²: see [`kernels::heat`].
    ///
    /// # Errors
    /// [`HeatError::TooSmall`] for grids under 3 × 3.
    ///
    /// ```
    /// let u = ndarray::Array2::ones((4, 5));
    /// let work = peers::Work::sweeps(&u, 0.2, 3)?;
    /// assert_eq!((work.size, work.shape.as_slice(), work.input.len()), (4, &[4, 5][..], 24));
    /// assert_eq!(work.cost.flops, 3.0 * 7.0 * 6.0);
    /// # Ok::<(), kernels::heat::HeatError>(())
    /// ```
    pub fn sweeps(u: &Array2<f64>, c: f64, count: usize) -> Result<Self, HeatError> {
        let (rows, cols) = u.dim();
        let points: Vec<f64> = u.iter().copied().collect();
        let (mut swept, mut scratch) = (points.clone(), points.clone());
        sweeps_naive(&mut swept, &mut scratch, cols, c, count)?;
        let one = cost_sweep(rows, cols);
        let head = [rows as f64, cols as f64, c, count as f64];
        Ok(Self {
            name: "sweeps",
            title: format!("heat equation, {count} steps, {rows} × {cols}"),
            size: rows,
            cost: bench::Cost::new(one.bytes * count as f64, one.flops * count as f64),
            input: head.into_iter().chain(points).collect(),
            oracle: swept,
            shape: vec![rows, cols],
            // Sums in another order at every step; differences do not grow, since heat flows.
            tolerance: 1e-12,
            peers: PEERS,
        })
    }
}
