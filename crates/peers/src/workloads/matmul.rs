//! The product of two square matrices.

use kernels::matmul::{MatmulError, Shape, cost, matmul_slices};

use super::python;
use crate::peer::{Ahead, Peer, Source};
use crate::work::Work;

const FILES: &[Source] = &[
    python!("matmul/matmul_numpy.py"),
    python!("matmul/matmul_arrays.py"),
];

pub(crate) const PEERS: &[Peer] = &[
    Peer::python("numpy", FILES, &["numpy"], Ahead::Nothing),
    Peer::python("numpy-threads", FILES, &["numpy"], Ahead::Nothing).in_parallel(),
];

impl Work {
    /// The product A B of two matrices of n rows and columns each, row by row: see [`kernels::matmul`].
    ///
    /// # Errors
    /// [`MatmulError`] when a slice does not hold n × n numbers.
    ///
    /// ```
    /// let work = peers::Work::matmul(2, &[1.0, 2.0, 3.0, 4.0], &[0.0, 1.0, 1.0, 0.0])?;
    /// assert_eq!(work.oracle, [2.0, 1.0, 4.0, 3.0]);
    /// # Ok::<(), kernels::matmul::MatmulError>(())
    /// ```
    pub fn matmul(n: usize, a: &[f64], b: &[f64]) -> Result<Self, MatmulError> {
        let shape = Shape::square(n);
        let mut oracle = vec![0.0; n * n];
        matmul_slices(shape, a, b, &mut oracle)?;
        Ok(Self {
            name: "matmul",
            title: format!("matrix product, {n} × {n}"),
            size: n,
            cost: cost(shape),
            input: [a, b].concat(),
            oracle,
            shape: vec![n, n],
            tolerance: 1e-12,
            peers: PEERS,
        })
    }
}
