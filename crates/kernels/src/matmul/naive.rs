//! The formula, and the same three loops in a better order.

use super::{MatmulError, Shape, check};

/// C = A B as the formula says, Cᵢⱼ = Σₗ Aᵢₗ Bₗⱼ: the oracle. It walks down the columns of B.
///
/// # Errors
/// [`MatmulError`] for a side of 0 and for slices that do not hold the matrices.
///
/// ```
/// use kernels::matmul::{Shape, matmul_naive};
/// let mut c = [0.0; 1];
/// matmul_naive(Shape { m: 1, k: 2, n: 1 }, &[1.0, 2.0], &[3.0, 4.0], &mut c)?;
/// assert_eq!(c, [11.0]);
/// # Ok::<(), kernels::matmul::MatmulError>(())
/// ```
pub fn matmul_naive(shape: Shape, a: &[f64], b: &[f64], c: &mut [f64]) -> Result<(), MatmulError> {
    check(shape, a, b, c)?;
    let Shape { m, k, n } = shape;
    for i in 0..m {
        for j in 0..n {
            let mut sum = 0.0;
            for l in 0..k {
                sum += a[i * k + l] * b[l * n + j];
            }
            c[i * n + j] = sum;
        }
    }
    Ok(())
}

/// C = A B with the loops in the order i, l, j: along the rows of B and C, and no index is checked.
///
/// Each sum is taken in the order of the oracle: the answer is the same, bit for bit.
///
/// # Errors
/// As [`matmul_naive`].
///
/// ```
/// use kernels::matmul::{Shape, matmul_slices};
/// let mut c = [0.0; 4];
/// matmul_slices(Shape::square(2), &[1.0, 1.0, 0.0, 1.0], &[1.0, 2.0, 3.0, 4.0], &mut c)?;
/// assert_eq!(c, [4.0, 6.0, 3.0, 4.0]);
/// # Ok::<(), kernels::matmul::MatmulError>(())
/// ```
pub fn matmul_slices(shape: Shape, a: &[f64], b: &[f64], c: &mut [f64]) -> Result<(), MatmulError> {
    check(shape, a, b, c)?;
    for (a, c) in a.chunks_exact(shape.k).zip(c.chunks_exact_mut(shape.n)) {
        c.fill(0.0);
        for (a, b) in a.iter().zip(b.chunks_exact(shape.n)) {
            for (c, b) in c.iter_mut().zip(b) {
                *c += a * b;
            }
        }
    }
    Ok(())
}
