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
        let most = (8 * depth).div_ceil(height).max(least);
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

    /// The memory of a pass: two bands read, three with their neighbours' rows (read and written by the
    /// sweeps, and the one before on its way to the disk), the rows kept from the band before, and a
    /// chunk on each thread, encoded and decoded.
    pub(super) fn bytes(self, layout: &Layout, threads: usize) -> usize {
        let rows = 5 * self.rows.min(layout.shape[0]) + 7 * self.depth;
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
pub(super) fn read(
    array: &Array,
    rows: &Range<usize>,
    band: &mut Vec<f64>,
) -> Result<(), ChunkError> {
    let layout = array.layout();
    let (columns, [height, width]) = (layout.shape[1], layout.chunk);
    band.resize(rows.len() * columns, 0.0);
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
    chunks.into_par_iter().try_for_each(|(index, mut own)| {
        let numbers = array.chunk(index)?;
        let chunk = ArrayView2::from_shape((height, width), &numbers);
        let chunk = chunk.expect("a chunk is as large as the others");
        let (rows, columns) = own.dim();
        own.assign(&chunk.slice(s![..rows, ..columns]));
        Ok(())
    })
}

/// Writes a band that begins at row `skipped` of `window`, its chunks side by side.
pub(super) fn write(
    draft: &Draft,
    layout: &Layout,
    rows: &Range<usize>,
    window: &[f64],
    skipped: usize,
) -> Result<(), ChunkError> {
    let (columns, height) = (layout.shape[1], layout.chunk[0]);
    let band = &window[skipped * columns..][..rows.len() * columns];
    let across = layout.grid()[1];
    let down = rows.start / height..rows.end.div_ceil(height);
    let chunks: Vec<[usize; 2]> = down
        .flat_map(|i| (0..across).map(move |j| [i, j]))
        .collect();
    chunks.into_par_iter().try_for_each(|index| {
        let [own_rows, own_columns] = layout.extent(index);
        let mut points = Vec::with_capacity(own_rows.len() * own_columns.len());
        for row in own_rows {
            let row = &band[(row - rows.start) * columns..][..columns];
            points.extend_from_slice(&row[own_columns.clone()]);
        }
        draft.write(index, &points)
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
