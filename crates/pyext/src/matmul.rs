//! The product of two matrices.

use kernels::matmul::{Shape, matmul_par, matmul_simd};
use numpy::Ix2;
use numpy::prelude::*;
use pyo3::prelude::*;

use crate::arrays::{memory, output, read, shape_error, value_error};
use crate::interrupt::in_pieces;
use crate::threads::Threads;

/// Products of numbers between two looks at Ctrl-C: 0.1 to 0.5 s on most cores.
const PIECE: usize = 5_000_000_000;

/// Fewest rows of a piece: B is packed again for each.
const ROWS: usize = 128;

/// C = A B for A of shape (m, k) and B of shape (k, n).
#[pyfunction]
#[pyo3(signature = (a, b, *, out=None, threads=Threads::Own))]
pub(crate) fn matmul<'py>(
    py: Python<'py>,
    a: &Bound<'py, PyAny>,
    b: &Bound<'py, PyAny>,
    out: Option<&Bound<'py, PyAny>>,
    threads: Threads,
) -> PyResult<Bound<'py, PyAny>> {
    let a = read::<f64, Ix2>("a", a)?;
    let b = read::<f64, Ix2>("b", b)?;
    let (m, k, n) = (a.shape()[0], a.shape()[1], b.shape()[1]);
    if b.shape()[0] != k {
        return Err(shape_error("b", b.shape(), &[k, n]));
    }
    let (array, mut out) = output::<f64>(py, out, [m, n])?;
    // The kernel packs B.
    memory(k.saturating_mul(n).saturating_mul(8))?;
    let (a, b, c) = (a.as_slice()?, b.as_slice()?, out.as_slice_mut()?);
    let piece = (PIECE / k.saturating_mul(n).max(1)).max(ROWS);
    in_pieces(py, m, piece, |rows| {
        let shape = Shape {
            m: rows.len(),
            k,
            n,
        };
        let a = &a[rows.start * k..rows.end * k];
        let c = &mut c[rows.start * n..rows.end * n];
        match &threads {
            Threads::Own => matmul_simd(shape, a, b, c),
            Threads::Pool(pool) => matmul_par(shape, a, b, c, pool),
        }
        .map_err(value_error)
    })?;
    Ok(array)
}
