//! π from random points, with the same random numbers in every language.

use kernels::montecarlo::{MonteCarloError, cost_pi, pi_naive};
use kernels::random::Stream;

use super::{c, python};
use crate::peer::{Ahead, Peer, Source};
use crate::work::Work;

const NUMBERS: Source = python!("pi/pi_numbers.py");
const SIGNED: Source = python!("pi/pi_signed.py");
const C_SOURCE: Source = c!("pi/pi.c");

// Whole numbers: -ffast-math has nothing to say about them.
const NATIVE: &[&str] = &["-O3", "-march=native"];
const NATIVE_OPENMP: &[&str] = &["-O3", "-march=native", "-fopenmp"];

pub(crate) const PEERS: &[Peer] = &[
    Peer::python(
        "cpython",
        &[python!("pi/pi_cpython.py"), NUMBERS],
        &[],
        Ahead::Nothing,
    ),
    Peer::python(
        "numpy",
        &[python!("pi/pi_numpy.py"), NUMBERS],
        &["numpy"],
        Ahead::Nothing,
    ),
    Peer::python(
        "cython",
        &[python!("pi/pi_cython.pyx"), NUMBERS],
        &["cython", "setuptools"],
        Ahead::Cython(NATIVE),
    ),
    Peer::python(
        "pythran",
        &[python!("pi/pi_pythran.py"), SIGNED],
        &["numpy", "pythran", "setuptools"],
        Ahead::Pythran(NATIVE),
    ),
    Peer::python(
        "numba",
        &[python!("pi/pi_numba.py"), NUMBERS],
        &["numba"],
        Ahead::JustInTime,
    ),
    Peer::c("c", &[C_SOURCE], NATIVE),
    Peer::python(
        "cython-openmp",
        &[python!("pi/pi_cython.pyx"), NUMBERS],
        &["cython", "setuptools"],
        Ahead::Cython(NATIVE_OPENMP),
    )
    .in_parallel(),
    Peer::python(
        "pythran-openmp",
        &[python!("pi/pi_pythran.py"), SIGNED],
        &["numpy", "pythran", "setuptools"],
        Ahead::Pythran(NATIVE_OPENMP),
    )
    .in_parallel(),
    Peer::python(
        "numba-parallel",
        &[python!("pi/pi_numba.py"), NUMBERS],
        &["numba"],
        Ahead::JustInTime,
    )
    .in_parallel(),
    Peer::c("c-openmp", &[C_SOURCE], NATIVE_OPENMP).in_parallel(),
];

impl Work {
    /// π from `samples` random points of the stream `seed`, compared exactly: see [`kernels::montecarlo`].
    ///
    /// # Errors
    /// [`MonteCarloError`] for no samples and for too many.
    ///
    /// ```
    /// let work = peers::Work::pi(1000, 1)?;
    /// assert_eq!((work.size, work.oracle.len(), work.input[0]), (1000, 1, 1000.0));
    /// # Ok::<(), kernels::montecarlo::MonteCarloError>(())
    /// ```
    pub fn pi(samples: u64, seed: u64) -> Result<Self, MonteCarloError> {
        let pi = pi_naive(samples, seed)?;
        Ok(Self {
            name: "pi",
            title: format!("π from {samples} random points"),
            size: samples as usize,
            cost: cost_pi(samples),
            // The key's bits, not its value.
            input: vec![samples as f64, f64::from_bits(Stream::new(seed).key())],
            oracle: vec![pi],
            shape: vec![1],
            tolerance: 0.0,
            peers: PEERS,
        })
    }
}
