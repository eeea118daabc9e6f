//! The heat equation: one sweep into another grid, or many in place.

use kernels::heat;
use numpy::Ix2;
use numpy::prelude::*;
use pyo3::prelude::*;

use crate::arrays::{output, read, shape_error, value_error, write};
use crate::interrupt::in_pieces;
use crate::numbers::{Count, finite};
use crate::threads::Threads;

/// Points times sweeps between two looks at Ctrl-C, half a second at most; many, since sweeps that
/// are made together share their passes over memory.
const PIECE: usize = 1_500_000_000;

/// One explicit step of the heat equation, u + r (sum of the four neighbours − 4 u), at the inner points of `u`.
///
/// The rim is a fixed temperature: a new array gets it from `u`, and in `out` it is left as it is.
#[pyfunction]
#[pyo3(signature = (u, r, *, out=None, threads=Threads::Own))]
pub(crate) fn heat_sweep<'py>(
    py: Python<'py>,
    u: &Bound<'py, PyAny>,
    r: f64,
    out: Option<&Bound<'py, PyAny>>,
    threads: Threads,
) -> PyResult<Bound<'py, PyAny>> {
    let r = finite("r", r)?;
    let is_new = out.is_none();
    let u = read::<f64, Ix2>("u", u)?;
    let shape = [u.shape()[0], u.shape()[1]];
    let (array, mut out) = output::<f64>(py, out, shape)?;
    let (u, out) = (u.as_slice()?, out.as_slice_mut()?);
    py.detach(|| {
        let columns = shape[1];
        match &threads {
            Threads::Own => heat::sweep_simd(u, out, columns, r)?,
            Threads::Pool(pool) => heat::sweep_par(u, out, columns, r, pool)?,
        }
        if is_new {
            heat::copy_rim(u, out, columns)?;
        }
        Ok(())
    })
    .map_err(|error: heat::HeatError| value_error(error))?;
    Ok(array)
}

/// `sweeps` times `heat_sweep`, in place. `scratch`, a second grid of any contents, spares its allocation.
///
/// Ctrl-C leaves `u` after some whole number of sweeps.
#[pyfunction]
#[pyo3(signature = (u, r, sweeps, *, scratch=None, threads=Threads::Own))]
pub(crate) fn heat_sweeps<'py>(
    py: Python<'py>,
    u: &Bound<'py, PyAny>,
    r: f64,
    sweeps: Count,
    scratch: Option<&Bound<'py, PyAny>>,
    threads: Threads,
) -> PyResult<()> {
    let (r, sweeps) = (finite("r", r)?, sweeps.named("sweeps")?);
    let mut u = write::<f64, Ix2>("u", u)?;
    let shape = [u.shape()[0], u.shape()[1]];
    let scratch = match scratch {
        Some(given) => given.clone(),
        None => crate::arrays::zeros::<f64>(py, &shape)?,
    };
    let mut scratch = write::<f64, Ix2>("scratch", &scratch)?;
    if scratch.shape() != shape {
        return Err(shape_error("scratch", scratch.shape(), &shape));
    }
    let (u, scratch) = (u.as_slice_mut()?, scratch.as_slice_mut()?);
    // An even number, so that no piece has to copy its answer back.
    let piece = (PIECE / u.len().max(1)).max(2) / 2 * 2;
    in_pieces(py, sweeps, piece, |sweeps| {
        let (columns, count) = (shape[1], sweeps.len());
        match &threads {
            Threads::Own => heat::sweeps_tiled(u, scratch, columns, r, count),
            Threads::Pool(pool) => heat::sweeps_tiled_par(u, scratch, columns, r, count, pool),
        }
        .map_err(value_error)
    })
}
