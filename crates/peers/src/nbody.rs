//! The peers of the n-body problem: all accelerations by direct summation.

use crate::peer::{Ahead, Peer, Program};

const ARRAYS: (&str, &str) = (
    "nbody_arrays.py",
    include_str!("python/nbody/nbody_arrays.py"),
);
const LISTS: (&str, &str) = (
    "nbody_lists.py",
    include_str!("python/nbody/nbody_lists.py"),
);
const C_SOURCE: (&str, &str) = ("nbody.c", include_str!("c/nbody/nbody.c"));

/// What each community tells its users to ask of the compiler for numerical loops.
const FAST: &[&str] = &["-O3", "-march=native", "-ffast-math"];

/// The peers, in the order of the lesson.
pub(crate) const PEERS: &[Peer] = &[
    Peer {
        name: "cpython",
        files: &[
            (
                "nbody_cpython.py",
                include_str!("python/nbody/nbody_cpython.py"),
            ),
            LISTS,
        ],
        program: Program::Python {
            module: "nbody_cpython",
            loader: "nbody_lists",
            packages: &[],
            ahead: Ahead::Nothing,
        },
    },
    Peer {
        name: "numpy",
        files: &[
            (
                "nbody_numpy.py",
                include_str!("python/nbody/nbody_numpy.py"),
            ),
            ARRAYS,
        ],
        program: Program::Python {
            module: "nbody_numpy",
            loader: "nbody_arrays",
            packages: &["numpy"],
            ahead: Ahead::Nothing,
        },
    },
    Peer {
        name: "cython",
        files: &[
            (
                "nbody_cython.pyx",
                include_str!("python/nbody/nbody_cython.pyx"),
            ),
            ARRAYS,
        ],
        program: Program::Python {
            module: "nbody_cython",
            loader: "nbody_arrays",
            packages: &["numpy", "cython", "setuptools"],
            ahead: Ahead::Cython(FAST),
        },
    },
    Peer {
        name: "pythran",
        files: &[
            (
                "nbody_pythran.py",
                include_str!("python/nbody/nbody_pythran.py"),
            ),
            ARRAYS,
        ],
        program: Program::Python {
            module: "nbody_pythran",
            loader: "nbody_arrays",
            packages: &["numpy", "pythran", "setuptools"],
            ahead: Ahead::Pythran(FAST),
        },
    },
    Peer {
        name: "numba",
        files: &[
            (
                "nbody_numba.py",
                include_str!("python/nbody/nbody_numba.py"),
            ),
            ARRAYS,
        ],
        program: Program::Python {
            module: "nbody_numba",
            loader: "nbody_arrays",
            packages: &["numpy", "numba"],
            ahead: Ahead::JustInTime,
        },
    },
    Peer {
        name: "c",
        files: &[C_SOURCE],
        program: Program::C {
            flags: &["-O3", "-march=native"],
        },
    },
    Peer {
        name: "c-fast-math",
        files: &[C_SOURCE],
        program: Program::C { flags: FAST },
    },
];
