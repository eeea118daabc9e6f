//! Numbers at the border: a count below zero and a NaN are a `ValueError`, not a wrap-around.

use pyo3::exceptions::{PyOverflowError, PyValueError};
use pyo3::prelude::*;

/// A whole number as it was given; [`Count::named`] refuses one below zero.
#[derive(Clone, Copy)]
pub(crate) struct Count(Option<usize>);

impl Count {
    /// The number.
    ///
    /// # Errors
    /// `ValueError` with the argument's name, if it is below zero.
    pub(crate) fn named(self, name: &str) -> PyResult<usize> {
        self.0
            .ok_or_else(|| PyValueError::new_err(format!("{name} is below zero; give 0 or more")))
    }
}

impl<'py> FromPyObject<'_, 'py> for Count {
    type Error = PyErr;

    fn extract(given: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        match given.extract() {
            Ok(count) => Ok(Count(Some(count))),
            // PyO3 calls both too small and too large an overflow.
            Err(error) if error.is_instance_of::<PyOverflowError>(given.py()) => {
                if given.lt(0)? {
                    Ok(Count(None))
                } else {
                    Err(error)
                }
            }
            Err(error) => Err(error),
        }
    }
}

/// The number, if it is neither NaN nor infinite.
///
/// # Errors
/// `ValueError` with the argument's name.
pub(crate) fn finite(name: &str, value: f64) -> PyResult<f64> {
    if value.is_finite() {
        return Ok(value);
    }
    Err(PyValueError::new_err(format!(
        "{name} is {value}; give a finite number"
    )))
}
