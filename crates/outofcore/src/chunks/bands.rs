//! Whole rows of chunks, from the disk into one piece of memory and back.

use std::ops::Range;

use ndarray::{ArrayView2, ArrayViewMut2, Axis, s};
use rayon::prelude::*;

use super::array::Array;
use super::draft::Draft;
use super::error::ChunkError;
use super::layout::Layout;

/// Rows that go through the sweeps together, and those of their neighbours that they need.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Bands {
    /// Rows of a band: some whole rows of chunks.
    pub(super) rows: usize,
    /// Rows needed above and below: one for each sweep.
    pub(super) depth: usize,
}

impl Bands {
    /// Bands as high as pays and as `budget` allows: what two neighbours both compute is `2 depth` rows of each.
    ///
    /// # Errors
    /// [`ChunkError::Memory`] when the lowest possible ones need more.
    pub(super) fn plan(
        layout: &Layout,
        depth: usize,
        threads: usize,
        budget: usize,
    ) -> Result<Self, ChunkError> {
        let height = layout.chunk[0];
        let least = depth.div_ceil(height).max(1);
        let most = (16 * depth).div_ceil(height).max(least);
        let of = |chunks: usize| Self {
            rows: chunks * height,
            depth,
        };
        let fits = |bands: &Self| bands.bytes(layout, threads) <= budget;
        let found = (least..=most).rev().map(of).find(fits);
        found.ok_or_else(|| ChunkError::Memory {
            doing: "take a band of chunks through the sweeps of a pass",
            given: budget,
            needed: of(least).bytes(layout, threads),
        })
    }

    /// The memory of a pass: five bands with their neighbours' rows (read and written by the sweeps, the one
    /// after, one on its way from the disk and one to it), and a chunk on each thread, encoded and decoded.
    pub(super) fn bytes(self, layout: &Layout, threads: usize) -> usize {
        let rows = 5 * (self.rows + 2 * self.depth).min(layout.shape[0]);
        rows * layout.shape[1] * size_of::<f64>()
            + threads * (3 * layout.chunk_bytes() + layout.coder_bytes())
    }

    /// The rows of each band.
    pub(super) fn of(self, layout: &Layout) -> Vec<Range<usize>> {
        let all = layout.shape[0];
        let starts = (0..all).step_by(self.rows);
        starts
            .map(|start| start..(start + self.rows).min(all))
            .collect()
    }
}

/// Reads a band, its chunks side by side on the threads of the current pool.
pub(super) fn read(array: &Array, rows: &Range<usize>, band: &mut [f64]) -> Result<(), ChunkError> {
    let layout = array.layout();
    let (columns, [height, width]) = (layout.shape[1], layout.chunk);
    let whole = ArrayViewMut2::from_shape((rows.len(), columns), band);
    let whole = whole.expect("as many numbers as that");
    let first = rows.start / height;
    let strips = pieces(whole, Axis(0), height).into_iter().enumerate();
    let chunks: Vec<_> = strips
        .flat_map(|(i, strip)| {
            let across = pieces(strip, Axis(1), width).into_iter().enumerate();
            across.map(move |(j, own)| ([first + i, j], own))
        })
        .collect();
    let read = |(index, own)| array.chunk_to(index, own);
    chunks.into_par_iter().try_for_each(read)
}

/// Writes a band, its chunks side by side.
pub(super) fn write(
    draft: &Draft,
    layout: &Layout,
    rows: &Range<usize>,
    band: &[f64],
) -> Result<(), ChunkError> {
    let (columns, height) = (layout.shape[1], layout.chunk[0]);
    let band = ArrayView2::from_shape((rows.len(), columns), band);
    let band = band.expect("as many numbers as that");
    let across = layout.grid()[1];
    let down = rows.start / height..rows.end.div_ceil(height);
    let chunks: Vec<[usize; 2]> = down
        .flat_map(|i| (0..across).map(move |j| [i, j]))
        .collect();
    chunks.into_par_iter().try_for_each(|index| {
        let [own_rows, own_columns] = layout.extent(index);
        let own_rows = own_rows.start - rows.start..own_rows.end - rows.start;
        draft.write(index, &band.slice(s![own_rows, own_columns]))
    })
}

/// Pieces of at most `size` along `axis`.
fn pieces(
    mut view: ArrayViewMut2<'_, f64>,
    axis: Axis,
    size: usize,
) -> Vec<ArrayViewMut2<'_, f64>> {
    let mut pieces = Vec::new();
    while view.len_of(axis) > size {
        let (piece, rest) = view.split_at(axis, size);
        pieces.push(piece);
        view = rest;
    }
    pieces.push(view);
    pieces
}
