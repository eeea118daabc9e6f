//! NumPy arrays at the border: what fits is lent as it lies, what does not is refused with a reason.

use numpy::npyffi::{PY_ARRAY_API, npy_intp};
use numpy::prelude::*;
use numpy::{
    BorrowError, Element, Ix1, Ix2, PyArray, PyReadonlyArray, PyReadwriteArray, PyUntypedArray,
    dtype,
};
use pyo3::exceptions::{PyMemoryError, PyTypeError, PyValueError};
use pyo3::prelude::*;

/// The number of axes of an array, as a type.
pub(crate) trait Axes: numpy::ndarray::Dimension {
    /// As in "a vector".
    const KIND: &'static str;
}

impl Axes for Ix1 {
    const KIND: &'static str = "one axis";
}

impl Axes for Ix2 {
    const KIND: &'static str = "two axes";
}

/// An argument that must be an array with elements `T` and axes `D`, not yet borrowed.
pub(crate) fn array<'a, 'py, T: Element, D: Axes>(
    name: &str,
    given: &'a Bound<'py, PyAny>,
) -> PyResult<&'a Bound<'py, PyArray<T, D>>> {
    let array = given
        .cast::<PyArray<T, D>>()
        .map_err(|_| why_not::<T, D>(name, given))?;
    if array.is_c_contiguous() {
        return Ok(array);
    }
    Err(PyValueError::new_err(format!(
        "{name} does not lie row after row in memory (shape {}, strides {} bytes): pass \
         np.ascontiguousarray({name})",
        tuple(array.shape()),
        tuple(array.strides())
    )))
}

/// Says what is wrong with an argument: its type, its dtype, or its axes.
#[cold]
fn why_not<T: Element, D: Axes>(name: &str, given: &Bound<'_, PyAny>) -> PyErr {
    let wanted = dtype::<T>(given.py());
    let Ok(array) = given.cast::<PyUntypedArray>() else {
        let kind = given
            .get_type()
            .name()
            .map_or_else(|_| "something else".into(), |kind| kind.to_string());
        return PyTypeError::new_err(format!(
            "{name} must be a NumPy array of {wanted}, not {kind}: pass np.asarray({name}, \
             dtype=np.{wanted})"
        ));
    };
    if array.dtype().is_equiv_to(&wanted) {
        PyValueError::new_err(format!(
            "{name} must have {}, its shape is {}",
            D::KIND,
            tuple(array.shape())
        ))
    } else {
        PyTypeError::new_err(format!(
            "{name} has dtype {}, expected {wanted}: pass {name}.astype(np.{wanted})",
            array.dtype()
        ))
    }
}

/// An array that is only read.
pub(crate) fn read<'py, T: Element, D: Axes>(
    name: &str,
    given: &Bound<'py, PyAny>,
) -> PyResult<PyReadonlyArray<'py, T, D>> {
    array::<T, D>(name, given)?
        .try_readonly()
        .map_err(|error| refused(name, error))
}

/// An array that is written to.
pub(crate) fn write<'py, T: Element, D: Axes>(
    name: &str,
    given: &Bound<'py, PyAny>,
) -> PyResult<PyReadwriteArray<'py, T, D>> {
    array::<T, D>(name, given)?
        .try_readwrite()
        .map_err(|error| refused(name, error))
}

#[cold]
fn refused(name: &str, error: BorrowError) -> PyErr {
    PyValueError::new_err(match error {
        BorrowError::NotWriteable => {
            format!("{name} is read-only: pass a copy, or {name}.setflags(write=True)")
        }
        _ => format!(
            "{name} shares memory with an array that is written to, in this call or in one that \
             still runs: pass {name}.copy()"
        ),
    })
}

/// The output: the array given as `out`, or a new one, with a writable borrow.
pub(crate) fn output<'py, T: Element>(
    py: Python<'py>,
    given: Option<&Bound<'py, PyAny>>,
    shape: [usize; 2],
) -> PyResult<(Bound<'py, PyAny>, PyReadwriteArray<'py, T, Ix2>)> {
    let array = match given {
        Some(given) => given.clone(),
        None => zeros::<T>(py, &shape)?,
    };
    let out = write::<T, Ix2>("out", &array)?;
    if out.shape() == shape {
        return Ok((array, out));
    }
    Err(shape_error("out", out.shape(), &shape))
}

/// A new array of zeros.
///
/// The crate `numpy` panics where there is no memory; this is `MemoryError`, as from `np.zeros`.
pub(crate) fn zeros<'py, T: Element>(
    py: Python<'py>,
    shape: &[usize],
) -> PyResult<Bound<'py, PyAny>> {
    let mut sides = [0 as npy_intp; 2];
    for (side, &wanted) in sides.iter_mut().zip(shape) {
        *side = npy_intp::try_from(wanted)?;
    }
    // SAFETY: `sides` holds as many sides as we say, the call takes over the dtype, and what it
    // gives is a new reference, or null with a Python error set.
    unsafe {
        let made = PY_ARRAY_API.PyArray_Zeros(
            py,
            shape.len() as i32,
            sides.as_mut_ptr(),
            dtype::<T>(py).into_dtype_ptr(),
            0,
        );
        Bound::from_owned_ptr_or_err(py, made)
    }
}

/// Whether a kernel's workspace of so many bytes can be had: Rust itself ends the process when not.
///
/// # Errors
/// `MemoryError`.
pub(crate) fn memory(bytes: usize) -> PyResult<()> {
    Vec::<u8>::new()
        .try_reserve_exact(bytes)
        .map_err(|_| PyMemoryError::new_err(format!("no {bytes} bytes for the workspace")))
}

/// "out has shape (2, 3), expected (2, 4)".
#[cold]
pub(crate) fn shape_error(name: &str, found: &[usize], expected: &[usize]) -> PyErr {
    PyValueError::new_err(format!(
        "{name} has shape {}, expected {}",
        tuple(found),
        tuple(expected)
    ))
}

/// A kernel's error in its own words.
#[cold]
pub(crate) fn value_error(error: impl std::fmt::Display) -> PyErr {
    PyValueError::new_err(error.to_string())
}

/// Numbers as Python shows a tuple.
fn tuple<T: ToString>(numbers: &[T]) -> String {
    let comma = if numbers.len() == 1 { "," } else { "" };
    let numbers: Vec<String> = numbers.iter().map(ToString::to_string).collect();
    format!("({}{comma})", numbers.join(", "))
}
