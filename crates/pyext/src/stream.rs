//! Copy and triad: how fast memory is.

use kernels::stream;
use numpy::Ix1;
use numpy::prelude::*;
use pyo3::prelude::*;

use crate::arrays::{read, value_error, write, zeros};
use crate::numbers::finite;
use crate::threads::Threads;

/// outᵢ = bᵢ.
#[pyfunction]
#[pyo3(signature = (b, *, out=None, threads=Threads::Own))]
pub(crate) fn stream_copy<'py>(
    py: Python<'py>,
    b: &Bound<'py, PyAny>,
    out: Option<&Bound<'py, PyAny>>,
    threads: Threads,
) -> PyResult<Bound<'py, PyAny>> {
    let b = read::<f64, Ix1>("b", b)?;
    let array = given_or_zeros(py, out, b.len())?;
    let mut out = write::<f64, Ix1>("out", &array)?;
    let (b, a) = (b.as_slice()?, out.as_slice_mut()?);
    py.detach(|| match &threads {
        Threads::Own => stream::copy(a, b),
        Threads::Pool(pool) => stream::copy_par(a, b, pool),
    })
    .map_err(value_error)?;
    Ok(array)
}

/// outᵢ = bᵢ + s cᵢ.
#[pyfunction]
#[pyo3(signature = (b, c, s, *, out=None, threads=Threads::Own))]
pub(crate) fn stream_triad<'py>(
    py: Python<'py>,
    b: &Bound<'py, PyAny>,
    c: &Bound<'py, PyAny>,
    s: f64,
    out: Option<&Bound<'py, PyAny>>,
    threads: Threads,
) -> PyResult<Bound<'py, PyAny>> {
    let s = finite("s", s)?;
    let b = read::<f64, Ix1>("b", b)?;
    let c = read::<f64, Ix1>("c", c)?;
    let array = given_or_zeros(py, out, b.len())?;
    let mut out = write::<f64, Ix1>("out", &array)?;
    let (b, c, a) = (b.as_slice()?, c.as_slice()?, out.as_slice_mut()?);
    py.detach(|| match &threads {
        Threads::Own => stream::triad(a, b, c, s),
        Threads::Pool(pool) => stream::triad_par(a, b, c, s, pool),
    })
    .map_err(value_error)?;
    Ok(array)
}

fn given_or_zeros<'py>(
    py: Python<'py>,
    out: Option<&Bound<'py, PyAny>>,
    n: usize,
) -> PyResult<Bound<'py, PyAny>> {
    match out {
        Some(given) => Ok(given.clone()),
        None => zeros::<f64>(py, &[n]),
    }
}
