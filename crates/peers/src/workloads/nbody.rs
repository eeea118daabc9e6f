//! The n-body problem: all accelerations by direct summation.

use kernels::nbody::{self as gravity, Bodies};

use super::{FAST, FAST_OPENMP, c, python};
use crate::peer::{Ahead, Peer, Source};
use crate::work::Work;

const ARRAYS: Source = python!("nbody/nbody_arrays.py");
const C_SOURCE: Source = c!("nbody/nbody.c");

/// The peers, in the order of the lesson.
pub(crate) const PEERS: &[Peer] = &[
    Peer::python(
        "cpython",
        &[
            python!("nbody/nbody_cpython.py"),
            python!("nbody/nbody_lists.py"),
        ],
        &[],
        Ahead::Nothing,
    ),
    Peer::python(
        "numpy",
        &[python!("nbody/nbody_numpy.py"), ARRAYS],
        &["numpy"],
        Ahead::Nothing,
    ),
    Peer::python(
        "cython",
        &[python!("nbody/nbody_cython.pyx"), ARRAYS],
        &["numpy", "cython", "setuptools"],
        Ahead::Cython(FAST),
    ),
    Peer::python(
        "pythran",
        &[python!("nbody/nbody_pythran.py"), ARRAYS],
        &["numpy", "pythran", "setuptools"],
        Ahead::Pythran(FAST),
    ),
    Peer::python(
        "numba",
        &[python!("nbody/nbody_numba.py"), ARRAYS],
        &["numpy", "numba"],
        Ahead::JustInTime,
    ),
    Peer::c("c", &[C_SOURCE], &["-O3", "-march=native"]),
    Peer::c("c-fast-math", &[C_SOURCE], FAST),
    Peer::python(
        "numba-strict",
        &[python!("nbody/nbody_numba_strict.py"), ARRAYS],
        &["numpy", "numba"],
        Ahead::JustInTime,
    ),
    Peer::python(
        "numexpr",
        &[python!("nbody/nbody_numexpr.py"), ARRAYS],
        &["numpy", "numexpr"],
        Ahead::Nothing,
    ),
    Peer::python(
        "cython-openmp",
        &[python!("nbody/nbody_cython.pyx"), ARRAYS],
        &["numpy", "cython", "setuptools"],
        Ahead::Cython(FAST_OPENMP),
    )
    .in_parallel(),
    Peer::python(
        "pythran-openmp",
        &[python!("nbody/nbody_pythran_openmp.py"), ARRAYS],
        &["numpy", "pythran", "setuptools"],
        Ahead::Pythran(FAST_OPENMP),
    )
    .in_parallel(),
    Peer::python(
        "numba-parallel",
        &[python!("nbody/nbody_numba_parallel.py"), ARRAYS],
        &["numpy", "numba"],
        Ahead::JustInTime,
    )
    .in_parallel(),
    Peer::python(
        "pybind11",
        &[python!("nbody/nbody_pybind11.cpp"), ARRAYS],
        &["numpy", "pybind11", "setuptools"],
        Ahead::Pybind11(FAST),
    ),
    Peer::python(
        "pyext",
        &[
            python!("nbody/nbody_pyext.py"),
            python!("nbody/nbody_rows.py"),
        ],
        &["numpy", "rung-kernels"],
        Ahead::Nothing,
    ),
    Peer::c("c-openmp", &[c!("nbody/nbody_openmp.c")], FAST_OPENMP).in_parallel(),
];

impl Work {
    /// All accelerations of `bodies` by direct summation: `aᵢ = Σⱼ mⱼ (xⱼ − xᵢ) / |xⱼ − xᵢ|³`, shape (N, 3).
    ///
    /// ```
    /// let work = peers::Work::nbody(&kernels::nbody::plummer(5, 1));
    /// assert_eq!((work.size, work.shape.as_slice(), work.input.len()), (5, &[5, 3][..], 20));
    /// ```
    pub fn nbody(bodies: &Bodies) -> Self {
        let n = bodies.len();
        let [x, y, z] = bodies.position();
        let oracle = gravity::accelerations_naive(&bodies.to_vec());
        Self {
            name: "nbody",
            title: format!("n-body, all accelerations, N = {n}"),
            size: n,
            cost: gravity::cost_accelerations(n),
            input: [bodies.mass(), x, y, z].concat(),
            oracle: oracle.concat(),
            shape: vec![n, 3],
            // Sums in another order, and a square root with another last digit.
            tolerance: 1e-9,
            peers: PEERS,
        }
    }
}
