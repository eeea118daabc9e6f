//! The same product by a library: what one would use, and the bar for the rungs above.

use super::{MatmulError, Shape, check};

/// C = A B by `matrixmultiply`, which is also what `ndarray`'s `dot` calls. One thread.
///
/// # Errors
/// As [`matmul_naive`](super::matmul_naive).
///
/// ```
/// use kernels::matmul::{Shape, matmul_library};
/// let mut c = [0.0; 4];
/// matmul_library(Shape::square(2), &[1.0, 1.0, 0.0, 1.0], &[1.0, 2.0, 3.0, 4.0], &mut c)?;
/// assert_eq!(c, [4.0, 6.0, 3.0, 4.0]);
/// # Ok::<(), kernels::matmul::MatmulError>(())
/// ```
pub fn matmul_library(
    shape: Shape,
    a: &[f64],
    b: &[f64],
    c: &mut [f64],
) -> Result<(), MatmulError> {
    check(shape, a, b, c)?;
    let Shape { m, k, n } = shape;
    let stride = usize::cast_signed;
    // SAFETY: `check` found m k, k n and m n numbers behind the three pointers, which with rows of k, n
    // and n numbers are all that is read and written; C is borrowed for this call alone.
    unsafe {
        matrixmultiply::dgemm(
            m,
            k,
            n,
            1.0,
            a.as_ptr(),
            stride(k),
            1,
            b.as_ptr(),
            stride(n),
            1,
            0.0,
            c.as_mut_ptr(),
            stride(n),
            1,
        );
    }
    Ok(())
}
