//! The kernels of the course as a Python module, `rung_kernels`: glue and nothing else.
//!
//! | file | what crosses the border there |
//! |---|---|
//! | `arrays.rs` | NumPy arrays: lent as slices, never copied; refused with a reason |
//! | `numbers.rs` | counts and finite numbers |
//! | `threads.rs` | `threads=`: one pool for each number, kept |
//! | `interrupt.rs` | Ctrl-C, between two pieces of a long call |
//! | `nbody.rs`, `heat.rs`, … | one function of the module for each kernel |
//!
//! Every function checks, then lets go of Python (`py.detach`, which releases the global
//! interpreter lock) while the kernel runs. A kernel's error becomes a `ValueError` with the same words.

#![allow(
    clippy::needless_pass_by_value,
    reason = "what a function of the module takes is its own"
)]

mod arrays;
mod heat;
mod interrupt;
mod mandelbrot;
mod matmul;
mod montecarlo;
mod nbody;
mod numbers;
mod probe;
mod stream;
mod threads;

use pyo3::prelude::*;

/// The kernels of the course *Rung by rung* for NumPy arrays.
///
/// Arrays are float64, C-contiguous and never copied on the way in. `out=` is written in place.
/// `threads=` runs on a pool that is kept for the next call. While a kernel runs, other Python
/// threads run too: do not write to its arrays meanwhile.
#[pymodule(name = "rung_kernels", gil_used = false)]
mod module {
    #[pymodule_export]
    use crate::heat::{heat_sweep, heat_sweeps};
    #[pymodule_export]
    use crate::mandelbrot::mandelbrot_counts;
    #[pymodule_export]
    use crate::matmul::matmul;
    #[pymodule_export]
    use crate::montecarlo::{mean_distance, pi};
    #[pymodule_export]
    use crate::nbody::{nbody_accelerations, nbody_advance, nbody_energy, nbody_read, plummer};
    #[pymodule_export]
    use crate::probe::{accelerations_seconds, noop, panic};
    #[pymodule_export]
    use crate::stream::{stream_copy, stream_triad};
}
