//! The names that a lesson uses without a path: `use lab::prelude::*;`.

pub use crate::{bench, check, kernels, machine, show};
pub use bench::machine::Machine;
pub use bench::{
    Amdahl, BreakEven, Checked, Cost, Gustafson, Link, Progress, Race, Row, Rows, Trace, measure,
};
pub use ndarray::{
    Array1, Array2, Array3, ArrayView1, ArrayView2, ArrayViewMut1, ArrayViewMut2, Axis, Zip, array,
    s,
};
pub use rayon::prelude::*;
pub use show::{
    Figure, Table, bar_chart, bars, heatmap, histogram, ladder, lines, machine_card, plot,
    roofline, scaling, scatter, side_by_side, stack, table, table_with_limits, timeline, times,
};
