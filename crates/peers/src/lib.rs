//! The same work in NumPy, Numba, Cython, Pythran, plain Python and C, run and timed beside the Rust rows.
