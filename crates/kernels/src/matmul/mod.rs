//! The product of two matrices, C = A B: the same 2 m k n flops, a hundredfold in time.
//!
//! A is m × k, B is k × n, C is m × n, each stored row after row. The ladder: the loops as in the
//! formula ([`matmul_naive`]), in an order that walks along rows ([`matmul_slices`]), in registers and
//! caches ([`matmul_simd`], [`matmul_par`]), and a library ([`matmul_library`]).
//! (Goto and van de Geijn, "Anatomy of high-performance matrix multiplication", ACM TOMS 34, 2008.)

mod library;
mod naive;
mod par;
mod simd;
#[cfg(test)]
mod tests;

pub use library::matmul_library;
pub use naive::{matmul_naive, matmul_slices};
pub use par::matmul_par;
pub use simd::{matmul_simd, matmul_simd_at};

use crate::cost::Cost;
use std::fmt;

/// Rows and columns of the factors: A is m × k, B is k × n.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    /// Rows of A and of C.
    pub m: usize,
    /// Columns of A, rows of B.
    pub k: usize,
    /// Columns of B and of C.
    pub n: usize,
}

impl Shape {
    /// Square matrices of `n` rows.
    ///
    /// ```
    /// use kernels::matmul::Shape;
    /// assert_eq!(Shape::square(3), Shape { m: 3, k: 3, n: 3 });
    /// ```
    #[must_use]
    pub const fn square(n: usize) -> Self {
        Shape { m: n, k: n, n }
    }
}

/// Why nothing was multiplied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum MatmulError {
    /// A side is 0.
    Empty {
        /// The shape asked for.
        shape: Shape,
    },
    /// A slice does not hold the matrix it should.
    Length {
        /// `A`, `B` or `C`.
        matrix: &'static str,
        /// Rows and columns it should have.
        expected: (usize, usize),
        /// Numbers it has.
        found: usize,
    },
}

impl fmt::Display for MatmulError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            MatmulError::Empty {
                shape: Shape { m, k, n },
            } => {
                write!(
                    f,
                    "A of {m} × {k} and B of {k} × {n}: every side must be at least 1"
                )
            }
            MatmulError::Length {
                matrix,
                expected: (rows, columns),
                found,
            } => write!(
                f,
                "{matrix} holds {found} numbers, which is not {rows} × {columns}; check the shapes"
            ),
        }
    }
}

impl std::error::Error for MatmulError {}

/// Cost of one product: 2 m k n flops; A and B read once, C written once.
///
/// ```
/// use kernels::matmul::{Shape, cost};
/// assert_eq!(cost(Shape::square(10)).flops, 2000.0);
/// assert_eq!(cost(Shape::square(10)).bytes, 2400.0);
/// ```
#[must_use]
pub fn cost(shape: Shape) -> Cost {
    let [m, k, n] = [shape.m, shape.k, shape.n].map(|side| side as f64);
    Cost::new(8.0 * (m * k + k * n + m * n), 2.0 * m * k * n)
}

fn check(shape: Shape, a: &[f64], b: &[f64], c: &[f64]) -> Result<(), MatmulError> {
    let Shape { m, k, n } = shape;
    if m == 0 || k == 0 || n == 0 {
        return Err(MatmulError::Empty { shape });
    }
    for (matrix, expected, found) in [
        ("A", (m, k), a.len()),
        ("B", (k, n), b.len()),
        ("C", (m, n), c.len()),
    ] {
        if expected.0.checked_mul(expected.1) != Some(found) {
            return Err(MatmulError::Length {
                matrix,
                expected,
                found,
            });
        }
    }
    Ok(())
}
