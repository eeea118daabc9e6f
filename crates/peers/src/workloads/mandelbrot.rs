//! Escape counts of the Mandelbrot set.

use kernels::mandelbrot::{View, cost, counts_naive};

use super::{c, python};
use crate::peer::{Ahead, Peer, Source};
use crate::work::Work;

const ARRAYS: Source = python!("mandelbrot/mandelbrot_arrays.py");
const NUMPY: Source = python!("mandelbrot/mandelbrot_numpy.py");
const C_SOURCE: Source = c!("mandelbrot/mandelbrot.c");

// No -ffast-math and no fused operations: a count at the edge of the set hangs on the last bit, and
// the counts are compared exactly.
const EXACT: &[&str] = &["-O3", "-march=native", "-ffp-contract=off"];
const EXACT_OPENMP: &[&str] = &["-O3", "-march=native", "-ffp-contract=off", "-fopenmp"];

pub(crate) const PEERS: &[Peer] = &[
    Peer::python(
        "cpython",
        &[
            python!("mandelbrot/mandelbrot_cpython.py"),
            python!("mandelbrot/mandelbrot_lists.py"),
        ],
        &[],
        Ahead::Nothing,
    ),
    Peer::python("numpy", &[NUMPY, ARRAYS], &["numpy"], Ahead::Nothing),
    Peer::python(
        "cython",
        &[python!("mandelbrot/mandelbrot_cython.pyx"), ARRAYS],
        &["numpy", "cython", "setuptools"],
        Ahead::Cython(EXACT),
    ),
    Peer::python(
        "pythran",
        &[python!("mandelbrot/mandelbrot_pythran.py"), ARRAYS],
        &["numpy", "pythran", "setuptools"],
        Ahead::Pythran(EXACT),
    ),
    Peer::python(
        "numba",
        &[python!("mandelbrot/mandelbrot_numba.py"), ARRAYS],
        &["numpy", "numba"],
        Ahead::JustInTime,
    ),
    Peer::c("c", &[C_SOURCE], EXACT),
    Peer::python(
        "cython-openmp",
        &[python!("mandelbrot/mandelbrot_cython.pyx"), ARRAYS],
        &["numpy", "cython", "setuptools"],
        Ahead::Cython(EXACT_OPENMP),
    )
    .in_parallel(),
    Peer::python(
        "pythran-openmp",
        &[python!("mandelbrot/mandelbrot_pythran.py"), ARRAYS],
        &["numpy", "pythran", "setuptools"],
        Ahead::Pythran(EXACT_OPENMP),
    )
    .in_parallel(),
    Peer::python(
        "numba-parallel",
        &[python!("mandelbrot/mandelbrot_numba.py"), ARRAYS],
        &["numpy", "numba"],
        Ahead::JustInTime,
    )
    .in_parallel(),
    Peer::c("c-openmp", &[C_SOURCE], EXACT_OPENMP).in_parallel(),
    Peer::python(
        "threading",
        &[python!("mandelbrot/mandelbrot_threading.py"), ARRAYS, NUMPY],
        &["numpy"],
        Ahead::Nothing,
    )
    .in_parallel(),
    Peer::python(
        "multiprocessing",
        &[
            python!("mandelbrot/mandelbrot_multiprocessing.py"),
            ARRAYS,
            NUMPY,
        ],
        &["numpy"],
        Ahead::Nothing,
    )
    .in_parallel(),
];

impl Work {
    /// Escape counts of every pixel of `view`, compared exactly: see [`kernels::mandelbrot`].
    ///
    /// ```
    /// let view = kernels::mandelbrot::View::whole(4, 6, 50)?;
    /// let work = peers::Work::mandelbrot(&view);
    /// assert_eq!((work.size, work.shape.as_slice(), work.tolerance), (4, &[4, 6][..], 0.0));
    /// # Ok::<(), kernels::mandelbrot::MandelbrotError>(())
    /// ```
    pub fn mandelbrot(view: &View) -> Self {
        let (rows, cols, limit) = (view.rows(), view.columns(), view.limit());
        let counts = counts_naive(view);
        let (real, imaginary) = (view.real(), view.imaginary());
        let head = [
            rows as f64,
            cols as f64,
            real.0,
            real.1,
            imaginary.0,
            imaginary.1,
        ];
        Self {
            name: "mandelbrot",
            title: format!("Mandelbrot set, {rows} × {cols}, at most {limit} steps"),
            size: rows,
            cost: cost(&counts),
            input: head.into_iter().chain([f64::from(limit)]).collect(),
            oracle: counts.into_iter().map(f64::from).collect(),
            shape: vec![rows, cols],
            tolerance: 0.0,
            peers: PEERS,
        }
    }
}
