//! Which points of a tile go to a neighbour, and where those that come from it belong.

use std::ops::Range;

use ndarray::{ArrayView2, ArrayViewMut2, s};

use crate::decomposition::{Held, Tile};

/// A rectangle of a tile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    rows: Range<usize>,
    columns: Range<usize>,
}

/// What is sent to the neighbour so many steps down and to the right, and what is received from it.
pub(super) fn towards(tile: &Tile, [down, right]: [isize; 2], depth: usize) -> (Piece, Piece) {
    let piece = |along: fn(&Held, isize, usize) -> Range<usize>| Piece {
        rows: along(&tile.rows, down, depth),
        columns: along(&tile.columns, right, depth),
    };
    (piece(sent), piece(received))
}

/// The outermost of the own points on that side.
fn sent(held: &Held, step: isize, depth: usize) -> Range<usize> {
    let inner = held.inner();
    match step {
        0 => inner,
        ..0 => inner.start..inner.start + depth,
        1.. => inner.end - depth..inner.end,
    }
}

/// The halo on that side.
fn received(held: &Held, step: isize, _: usize) -> Range<usize> {
    let inner = held.inner();
    match step {
        0 => inner,
        ..0 => 0..inner.start,
        1.. => inner.end..held.len(),
    }
}

impl Piece {
    /// How many points.
    pub(super) fn len(&self) -> usize {
        self.rows.len() * self.columns.len()
    }

    /// Copies the points out of the tile, row after row.
    pub(super) fn copy_out<T: Copy>(&self, tile: &ArrayView2<'_, T>, buffer: &mut [T]) {
        let piece = tile.slice(s![self.rows.clone(), self.columns.clone()]);
        let rows = buffer.chunks_exact_mut(self.columns.len());
        for (row, buffer) in piece.rows().into_iter().zip(rows) {
            match row.to_slice() {
                Some(row) => buffer.copy_from_slice(row),
                None => buffer
                    .iter_mut()
                    .zip(row)
                    .for_each(|(to, from)| *to = *from),
            }
        }
    }

    /// Copies them into the tile.
    pub(super) fn copy_in<T: Copy>(&self, buffer: &[T], tile: &mut ArrayViewMut2<'_, T>) {
        let mut piece = tile.slice_mut(s![self.rows.clone(), self.columns.clone()]);
        let rows = buffer.chunks_exact(self.columns.len());
        for (mut row, buffer) in piece.rows_mut().into_iter().zip(rows) {
            match row.as_slice_mut() {
                Some(row) => row.copy_from_slice(buffer),
                None => row
                    .iter_mut()
                    .zip(buffer)
                    .for_each(|(to, from)| *to = *from),
            }
        }
    }
}
