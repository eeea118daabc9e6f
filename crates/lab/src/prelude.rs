//! The names that a lesson uses without a path: `use lab::prelude::*;`.

pub use crate::{kernels, show};
pub use ndarray::{
    Array1, Array2, Array3, ArrayView1, ArrayView2, ArrayViewMut1, ArrayViewMut2, Axis, Zip, array,
    s,
};
pub use rayon::prelude::*;
pub use show::{
    Figure, Table, bar_chart, heatmap, histogram, lines, plot, scatter, side_by_side, stack,
};
