//! The peers of the heat equation: one explicit time step with the five-point stencil.

use kernels::heat::{HeatError, cost_sweep, sweep_naive};
use ndarray::Array2;

use super::python;
use crate::peer::{Ahead, Peer};
use crate::work::Work;

/// The peers, in the order of the lesson.
pub(crate) const PEERS: &[Peer] = &[
    Peer::python(
        "cpython",
        &[
            python!("heat/heat_cpython.py"),
            python!("heat/heat_lists.py"),
        ],
        &[],
        Ahead::Nothing,
    ),
    Peer::python(
        "numpy",
        &[
            python!("heat/heat_numpy.py"),
            python!("heat/heat_arrays.py"),
        ],
        &["numpy"],
        Ahead::Nothing,
    ),
];

impl Work {
    /// One sweep of the heat equation over the grid `u`, with c = α Δt / Δx²: see [`kernels::heat`].
    ///
    /// # Errors
    /// [`HeatError::TooSmall`] for grids under 3 × 3.
    ///
    /// ```
    /// let u = ndarray::Array2::ones((4, 5));
    /// let work = peers::Work::heat(&u, 0.2)?;
    /// assert_eq!((work.size, work.shape.as_slice(), work.input.len()), (4, &[4, 5][..], 23));
    /// # Ok::<(), kernels::heat::HeatError>(())
    /// ```
    pub fn heat(u: &Array2<f64>, c: f64) -> Result<Self, HeatError> {
        let (rows, cols) = u.dim();
        let points: Vec<f64> = u.iter().copied().collect();
        // The rim stays as it is in the result.
        let mut swept = points.clone();
        sweep_naive(&points, &mut swept, cols, c)?;
        let head = [rows as f64, cols as f64, c];
        Ok(Self {
            name: "heat",
            title: format!("heat equation, one step, {rows} × {cols}"),
            size: rows,
            cost: cost_sweep(rows, cols),
            input: head.into_iter().chain(points).collect(),
            oracle: swept,
            shape: vec![rows, cols],
            // The same operations in the same order, but who knows what a compiler fuses.
            tolerance: 1e-12,
            peers: PEERS,
        })
    }
}
