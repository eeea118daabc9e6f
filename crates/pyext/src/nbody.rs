//! Gravity: accelerations, steps, energy, and where bodies come from.

use std::path::PathBuf;

use kernels::nbody::{
    self, Bodies, Verlet, View, accelerations_par_view, accelerations_simd_view,
    cost_accelerations, cost_step, nbabel, potential_energy_rows,
};
use numpy::prelude::*;
use numpy::{Ix1, Ix2, PyReadonlyArray};
use pyo3::exceptions::{PyOSError, PyValueError};
use pyo3::prelude::*;

use crate::arrays::{memory, output, read, shape_error, value_error, write, zeros};
use crate::interrupt::{in_pieces, watched};
use crate::numbers::{Count, finite};
use crate::threads::Threads;

/// Flops of one piece of work between two looks at Ctrl-C: 20 to 500 ms on most cores.
const PIECE: f64 = 1e9;

/// The three rows of an array of shape (3, N).
pub(crate) fn rows(values: &[f64]) -> [&[f64]; 3] {
    let (x, rest) = values.split_at(values.len() / 3);
    let (y, z) = rest.split_at(x.len());
    [x, y, z]
}

pub(crate) fn rows_mut(values: &mut [f64]) -> [&mut [f64]; 3] {
    let (x, rest) = values.split_at_mut(values.len() / 3);
    let (y, z) = rest.split_at_mut(x.len());
    [x, y, z]
}

fn check_shape(name: &str, shape: &[usize], bodies: usize) -> PyResult<()> {
    if shape == [3, bodies] {
        return Ok(());
    }
    Err(shape_error(name, shape, &[3, bodies]))
}

type Masses<'py> = PyReadonlyArray<'py, f64, Ix1>;
type Axes3<'py> = PyReadonlyArray<'py, f64, Ix2>;

fn bodies<'py>(
    mass: &Bound<'py, PyAny>,
    position: &Bound<'py, PyAny>,
) -> PyResult<(Masses<'py>, Axes3<'py>)> {
    let mass = read::<f64, Ix1>("mass", mass)?;
    let position = read::<f64, Ix2>("position", position)?;
    check_shape("position", position.shape(), mass.len())?;
    Ok((mass, position))
}

/// Accelerations of all bodies by direct summation: aᵢ = Σⱼ mⱼ (xⱼ − xᵢ) / |xⱼ − xᵢ|³, with G = 1.
///
/// `mass` has shape (N,), `position` and the answer (3, N). With `out=` nothing is allocated for
/// the answer. Two bodies at one place get NaN or infinity, as from NumPy; a NaN or an infinity
/// in the arguments is a ValueError.
#[pyfunction]
#[pyo3(signature = (mass, position, *, out=None, threads=Threads::Own))]
pub(crate) fn nbody_accelerations<'py>(
    py: Python<'py>,
    mass: &Bound<'py, PyAny>,
    position: &Bound<'py, PyAny>,
    out: Option<&Bound<'py, PyAny>>,
    threads: Threads,
) -> PyResult<Bound<'py, PyAny>> {
    let (mass, position) = bodies(mass, position)?;
    let (array, mut out) = output::<f64>(py, out, [3, mass.len()])?;
    let view = View::new(mass.as_slice()?, rows(position.as_slice()?)).map_err(value_error)?;
    let [ax, ay, az] = rows_mut(out.as_slice_mut()?);
    let mut run = |view: View<'_>| match &threads {
        Threads::Own => accelerations_simd_view(view, [&mut *ax, &mut *ay, &mut *az]),
        Threads::Pool(pool) => accelerations_par_view(view, [&mut *ax, &mut *ay, &mut *az], pool),
    };
    if cost_accelerations(view.len()).flops < PIECE {
        py.detach(|| run(view))
    } else {
        memory(16 * 8 * view.len())?;
        watched(py, |stop| run(view.stopped_by(stop)))?
    }
    .map_err(value_error)?;
    // Whatever is not finite reaches body 0 through the pull of its body: one look tells of all.
    // A lone body pulls nobody.
    let is_fine = match view.len() {
        0 => true,
        1 => false,
        _ => [ax[0], ay[0], az[0]].iter().all(|a| a.is_finite()),
    };
    if !is_fine {
        view.check_numbers().map_err(value_error)?;
    }
    Ok(array)
}

/// `steps` velocity-Verlet steps of length `dt`; `position` and `velocity`, shape (3, N), are changed in place.
///
/// `callback(done)` is called after every `every` steps with the number of steps done, and may
/// look at the arrays or change them. What it raises ends the call, as does Ctrl-C; the arrays
/// then hold the bodies after the last whole step.
#[pyfunction]
#[pyo3(signature = (mass, position, velocity, dt, steps, *, threads=Threads::Own, callback=None, every=None))]
#[expect(
    clippy::too_many_arguments,
    reason = "as many as Python's users may name"
)]
pub(crate) fn nbody_advance(
    py: Python<'_>,
    mass: &Bound<'_, PyAny>,
    position: &Bound<'_, PyAny>,
    velocity: &Bound<'_, PyAny>,
    dt: f64,
    steps: Count,
    threads: Threads,
    callback: Option<&Bound<'_, PyAny>>,
    every: Option<Count>,
) -> PyResult<()> {
    let dt = finite("dt", dt)?;
    let steps = steps.named("steps")?;
    let every = every.map(|every| every.named("every")).transpose()?;
    let every = match (callback, every) {
        (Some(_), Some(0)) => {
            return Err(PyValueError::new_err(
                "every=0: call back after 1 step or more",
            ));
        }
        (Some(_), every) => every.unwrap_or(1),
        (None, Some(_)) => {
            return Err(PyValueError::new_err(
                "every= says how often to call callback=, which is missing",
            ));
        }
        (None, None) => steps,
    };
    let mut done = 0;
    loop {
        let share = every.min(steps - done);
        // Borrowed anew each time: a callback may look at the arrays, and pass them on to this module.
        advance(py, mass, position, velocity, dt, share, &threads)?;
        done += share;
        if let Some(callback) = callback.filter(|_| share > 0) {
            callback.call1((done,))?;
        }
        if done == steps {
            return Ok(());
        }
    }
}

fn advance(
    py: Python<'_>,
    mass: &Bound<'_, PyAny>,
    position: &Bound<'_, PyAny>,
    velocity: &Bound<'_, PyAny>,
    dt: f64,
    steps: usize,
    threads: &Threads,
) -> PyResult<()> {
    let mass = read::<f64, Ix1>("mass", mass)?;
    let mut position = write::<f64, Ix2>("position", position)?;
    let mut velocity = write::<f64, Ix2>("velocity", velocity)?;
    check_shape("position", position.shape(), mass.len())?;
    check_shape("velocity", velocity.shape(), mass.len())?;
    let mut verlet = Verlet::new(
        mass.as_slice()?,
        rows_mut(position.as_slice_mut()?),
        rows_mut(velocity.as_slice_mut()?),
    )
    .map_err(value_error)?;
    let piece = (PIECE / cost_step(mass.len()).flops) as usize;
    if piece == 0 {
        // One step takes long: it is stopped within, and undone.
        memory(24 * 8 * mass.len())?;
        watched(py, |stop| {
            let mut verlet = verlet.stopped_by(stop);
            match threads {
                Threads::Own => verlet.advance(dt, steps),
                Threads::Pool(pool) => verlet.advance_par(dt, steps, pool),
            }
        })?;
        return Ok(());
    }
    in_pieces(py, steps, piece, |steps| {
        match threads {
            Threads::Own => verlet.advance(dt, steps.len()),
            Threads::Pool(pool) => verlet.advance_par(dt, steps.len(), pool),
        };
        Ok::<_, PyErr>(())
    })
}

/// Kinetic and potential energy, Σ ½ mᵢ vᵢ² and −Σ_{i<j} mᵢ mⱼ / rᵢⱼ, of bodies in arrays of shape (N,), (3, N), (3, N).
#[pyfunction]
pub(crate) fn nbody_energy(
    py: Python<'_>,
    mass: &Bound<'_, PyAny>,
    position: &Bound<'_, PyAny>,
    velocity: &Bound<'_, PyAny>,
) -> PyResult<(f64, f64)> {
    let (mass, position) = bodies(mass, position)?;
    let velocity = read::<f64, Ix2>("velocity", velocity)?;
    check_shape("velocity", velocity.shape(), mass.len())?;
    let view = View::new(mass.as_slice()?, rows(position.as_slice()?)).map_err(value_error)?;
    let speeds = View::new(mass.as_slice()?, rows(velocity.as_slice()?)).map_err(value_error)?;
    view.check_numbers().map_err(value_error)?;
    let about = |error| value_error(format!("velocity: {error}"));
    speeds.check_numbers().map_err(about)?;
    let kinetic = nbody::kinetic_energy_of(speeds.mass(), speeds.position());
    let mut potential = 0.0;
    let n = view.len();
    // A row of n pairs takes about 5 ns each: a fifth of a second between two looks.
    in_pieces(py, n, 40_000_000 / n.max(1), |rows| {
        potential += potential_energy_rows(view, rows);
        Ok::<_, PyErr>(())
    })?;
    Ok((kinetic, potential))
}

type Arrays<'py> = (Bound<'py, PyAny>, Bound<'py, PyAny>, Bound<'py, PyAny>);

/// A Plummer sphere of `n` equal masses in equilibrium, in standard units: mass (n,), position (3, n), velocity (3, n).
#[pyfunction]
#[pyo3(signature = (n, seed=0))]
pub(crate) fn plummer(py: Python<'_>, n: Count, seed: u64) -> PyResult<Arrays<'_>> {
    // Before the bodies: where there is no memory for them, this says so.
    let n = n.named("n")?;
    let arrays = empty(py, n)?;
    memory(n.saturating_mul(14 * 8))?;
    let bodies = py.detach(|| nbody::plummer(n, seed));
    fill(&bodies, &arrays)?;
    Ok(arrays)
}

/// Bodies from a file in the NBabel text format (index, mass, x y z, vx vy vz): mass (N,), position (3, N), velocity (3, N).
#[pyfunction]
pub(crate) fn nbody_read(py: Python<'_>, path: PathBuf) -> PyResult<Arrays<'_>> {
    let bodies = py.detach(|| nbabel::read(path)).map_err(|error| {
        match &error.reason {
            nbabel::NbabelReason::Io(cause) => {
                let words = error.to_string();
                match cause.raw_os_error() {
                    // With the number Python makes it FileNotFoundError, PermissionError, …
                    Some(number) => PyOSError::new_err((number, words)),
                    None => PyOSError::new_err(words),
                }
            }
            _ => value_error(error),
        }
    })?;
    let arrays = empty(py, bodies.len())?;
    fill(&bodies, &arrays)?;
    Ok(arrays)
}

fn empty(py: Python<'_>, n: usize) -> PyResult<Arrays<'_>> {
    Ok((
        zeros::<f64>(py, &[n])?,
        zeros::<f64>(py, &[3, n])?,
        zeros::<f64>(py, &[3, n])?,
    ))
}

fn fill(bodies: &Bodies, (mass, position, velocity): &Arrays<'_>) -> PyResult<()> {
    write::<f64, Ix1>("mass", mass)?
        .as_slice_mut()?
        .copy_from_slice(bodies.mass());
    for (name, array, axes) in [
        ("position", position, bodies.position()),
        ("velocity", velocity, bodies.velocity()),
    ] {
        let mut array = write::<f64, Ix2>(name, array)?;
        for (to, from) in rows_mut(array.as_slice_mut()?).into_iter().zip(axes) {
            to.copy_from_slice(from);
        }
    }
    Ok(())
}
