//! Who owns what: a line or a plane of points, divided into one block for each rank.
//!
//! Nothing here calls MPI: a decomposition is arithmetic that every rank does for itself, with the
//! same result on all of them.
//!
//! ```text
//! points   0 1 2 3 4 5 6 7 8 9     Blocks::new(10, 3)
//! rank 0   o o o o h               o: owned, h: halo of depth 1, a copy of what a
//! rank 1         h o o o h            neighbour owns
//! rank 2               h o o o
//! ```
//!
//! [`Blocks`] divides one axis, [`Cartesian`] two of them. Both come in three kinds: all points are
//! divided ([`Blocks::new`]), the inner ones are, while the first and the last point stay as they
//! are ([`Blocks::inside`], for a grid with a fixed rim), or the last point is beside the first
//! ([`Blocks::periodic`]).

mod blocks;
mod cartesian;
#[cfg(test)]
mod tests;

use std::fmt;

pub use blocks::{Blocks, Held};
pub use cartesian::{Cartesian, Tile};

/// Why points cannot be divided so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SplitError {
    /// Zero ranks.
    NoRanks,
    /// There is nothing to divide.
    NoPoints {
        /// Points of the axis, with its rim.
        points: usize,
    },
    /// A block owns fewer points than its neighbour wants to have copies of.
    Shallow {
        /// Points that are divided.
        points: usize,
        /// Blocks along this axis.
        blocks: usize,
        /// Points of the smallest block.
        smallest: usize,
        /// Depth of the halo.
        depth: usize,
    },
    /// There is no such rank.
    NoSuchRank {
        /// The rank that was asked for.
        rank: usize,
        /// How many there are.
        ranks: usize,
    },
    /// The process grid is for another number of ranks.
    ProcessGrid {
        /// Rows and columns of the process grid.
        grid: [usize; 2],
        /// How many ranks there are.
        ranks: usize,
    },
}

impl fmt::Display for SplitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::NoRanks => write!(f, "nothing can be divided among 0 ranks; give at least 1"),
            Self::NoPoints { points } => write!(
                f,
                "an axis of {points} points has none to divide; give at least 1, or 3 with a rim"
            ),
            Self::Shallow {
                points,
                blocks,
                smallest,
                depth,
            } => write!(
                f,
                "{points} points in {blocks} blocks leave {smallest} for the smallest, and a halo \
                 of depth {depth} needs {depth}; take at most {} ranks along this axis",
                (points / depth.max(1)).max(1)
            ),
            Self::NoSuchRank { rank, ranks } => {
                write!(
                    f,
                    "there is no rank {rank}: the ranks are 0 to {}",
                    ranks.saturating_sub(1)
                )
            }
            Self::ProcessGrid {
                grid: [rows, columns],
                ranks,
            } => write!(
                f,
                "a process grid of {rows} × {columns} is for {} ranks, and there are {ranks}",
                rows * columns
            ),
        }
    }
}

impl std::error::Error for SplitError {}

/// Rows and columns of a process grid for so many ranks, as near to a square as they divide.
///
/// The larger number comes first, as with MPI_Dims_create (MPI 4.1, section 8.5.2). Rows of a grid
/// lie in one piece of memory, so it is cheaper to cut between rows than between columns.
///
/// ```
/// use spmd::decomposition::near_square;
/// assert_eq!(near_square(6), [3, 2]);
/// assert_eq!(near_square(7), [7, 1]);
/// assert_eq!(near_square(16), [4, 4]);
/// ```
#[must_use]
pub fn near_square(ranks: usize) -> [usize; 2] {
    let mut columns = ranks.isqrt().max(1);
    while !ranks.is_multiple_of(columns) {
        columns -= 1;
    }
    [ranks / columns, columns]
}
