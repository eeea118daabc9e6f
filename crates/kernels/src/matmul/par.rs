//! Bands of rows of C on several threads; B is packed once for all of them.

use super::simd::{PackB, Product};
use super::{MatmulError, Shape, check};
use crate::simd::{Level, dispatch};
use crate::threads::share;
use rayon::ThreadPool;

/// C = A B with vector instructions on the threads of `pool`; the bits of [`matmul_simd`](super::matmul_simd).
///
/// # Errors
/// As [`matmul_naive`](super::matmul_naive).
///
/// ```
/// use kernels::{matmul::{Shape, matmul_par}, threads::pool};
/// let mut c = [0.0; 4];
/// matmul_par(Shape::square(2), &[1.0, 1.0, 0.0, 1.0], &[1.0, 2.0, 3.0, 4.0], &mut c, &pool(2)?)?;
/// assert_eq!(c, [4.0, 6.0, 3.0, 4.0]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn matmul_par(
    shape: Shape,
    a: &[f64],
    b: &[f64],
    c: &mut [f64],
    pool: &ThreadPool,
) -> Result<(), MatmulError> {
    check(shape, a, b, c)?;
    let level = Level::best();
    let mut packed = Vec::new();
    dispatch(
        level,
        PackB {
            shape,
            b,
            packed: &mut packed,
        },
    );
    // Two bands a thread, of whole tiles.
    let rows = shape
        .m
        .div_ceil(2 * pool.current_num_threads())
        .next_multiple_of(8);
    let packed = packed.as_slice();
    let bands = a.chunks(rows * shape.k).zip(c.chunks_mut(rows * shape.n));
    share(pool, bands, |_, (a, c)| {
        dispatch(
            level,
            Product {
                shape,
                a,
                packed,
                c,
            },
        );
    });
    Ok(())
}
