//! The heat equation on ranks: each sweeps over its own tile, and the bits are those of one rank alone.
//!
//! ```no_run
//! use spmd::decomposition::{Cartesian, near_square};
//! use spmd::heat::{Manner, Plate};
//! use spmd::prelude::*;
//!
//! let cluster = Cluster::local(4)?;
//! let warmest = cluster.try_run(&100, |world, &n| {
//!     let split = Cartesian::inside([n, n], near_square(world.size() as usize))?;
//!     let hot_edge = |[i, _]: [usize; 2]| if i == 0 { 100.0 } else { 20.0 };
//!     let mut plate = Plate::new(world, &split, Manner::InPieces(4), 0.25, hot_edge)?;
//!     plate.sweeps(1000);
//!     Ok::<_, spmd::heat::PlateError>(plate.own().iter().copied().fold(f64::MIN, f64::max))
//! })?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The sweep is that of [`kernels::heat`], whose formula and order of operations it keeps: a point is
//! computed from the same five numbers in the same order, whoever does it. The same functions run from
//! a cell, under `mpirun` and under `srun`.

mod error;

use std::ops::Range;

use kernels::heat;
use mpi::topology::SimpleCommunicator;
use mpi::traits::Communicator;
use ndarray::{Array2, ArrayView2, ArrayViewMut2, s};

use crate::decomposition::{Cartesian, Tile};
use crate::halo::Halo;
pub use error::PlateError;

/// How the messages of a sweep and its work share the time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// First the exchange, then the sweep.
    InTurns,
    /// The messages travel while the points that need no halo are swept, in so many pieces with a look
    /// at the messages between them; then the points along the borders.
    InPieces(usize),
    /// A halo so many points deep, and an exchange for every so many sweeps, which then share one pass
    /// over memory (see [`kernels::heat::sweeps_tiled`]). Points of the halo are computed twice.
    Deep(usize),
}

/// One rank's part of a plate that cools.
#[derive(Debug)]
pub struct Plate<'w> {
    halo: Halo<'w>,
    rank: usize,
    split: Cartesian,
    manner: Manner,
    r: f64,
    u: Array2<f64>,
    next: Array2<f64>,
}

impl<'w> Plate<'w> {
    /// The part of this rank, with `start` as the temperature of each point, and r = D Δt / Δx².
    ///
    /// The split is one with a rim ([`Cartesian::inside`]): the rim keeps the temperature of the start.
    ///
    /// # Errors
    /// The same on every rank: a split for another number of ranks or too fine for the halo, r outside
    /// of (0, ¼], a manner with zero pieces or depth, or a tile with no memory for it.
    pub fn new(
        world: &'w SimpleCommunicator,
        split: &Cartesian,
        manner: Manner,
        r: f64,
        start: impl Fn([usize; 2]) -> f64,
    ) -> Result<Self, PlateError> {
        if !(r > 0.0 && r <= 0.25) {
            return Err(PlateError::Unstable { r });
        }
        if matches!(manner, Manner::InPieces(0) | Manner::Deep(0)) {
            return Err(PlateError::Manner { manner });
        }
        let depth = match manner {
            Manner::Deep(depth) => depth,
            Manner::InTurns | Manner::InPieces(_) => 1,
        };
        let halo = Halo::new(world, split, depth)?;
        // The five points have no diagonals; several sweeps of them do.
        let halo = if depth == 1 {
            halo.without_corners()
        } else {
            halo
        };
        let tile = halo.tile();
        let u = Array2::from_shape_fn(tile.shape(), |(i, j)| start(tile.point([i, j])));
        Ok(Self {
            halo,
            rank: world.rank() as usize,
            split: *split,
            manner,
            r,
            next: u.clone(),
            u,
        })
    }

    /// So many sweeps. After the first ones, nothing is allocated unless the halo is deep.
    pub fn sweeps(&mut self, count: usize) {
        match self.manner {
            Manner::InTurns => (0..count).for_each(|_| self.in_turns()),
            Manner::InPieces(pieces) => (0..count).for_each(|_| self.in_pieces(pieces)),
            Manner::Deep(depth) => {
                for done in (0..count).step_by(depth) {
                    self.deep(depth.min(count - done));
                }
            }
        }
    }

    fn in_turns(&mut self) {
        self.halo.exchange(self.u.view_mut());
        let tile = self.tile();
        self.sweep([tile.rows.inner(), tile.columns.inner()]);
        std::mem::swap(&mut self.u, &mut self.next);
    }

    fn in_pieces(&mut self, pieces: usize) {
        let tile = self.tile();
        let (rows, columns) = (tile.rows.inner(), tile.columns.inner());
        let [inside_rows, inside] = self.without_borders();
        let mut flight = self.halo.start(self.u.view());
        for k in 0..pieces {
            let cut = |k| inside_rows.start + inside_rows.len() * k / pieces;
            let part = [cut(k)..cut(k + 1), inside.clone()];
            sweep(&self.u, &mut self.next, self.r, part);
            flight.progress();
        }
        flight.finish(self.u.view_mut());
        self.sweep([rows.start..inside_rows.start, columns.clone()]);
        self.sweep([inside_rows.end..rows.end, columns.clone()]);
        self.sweep([inside_rows.clone(), columns.start..inside.start]);
        self.sweep([inside_rows, inside.end..columns.end]);
        std::mem::swap(&mut self.u, &mut self.next);
    }

    fn sweep(&mut self, part: [Range<usize>; 2]) {
        sweep(&self.u, &mut self.next, self.r, part);
    }

    fn deep(&mut self, sweeps: usize) {
        let columns = self.u.ncols();
        self.halo.exchange(self.u.view_mut());
        // The outermost points of the halo stay as they are, which is wrong from the first sweep on.
        // The error moves one point inwards with each: after `depth` of them it has reached no own point.
        let (u, next) = (standard(&mut self.u), standard(&mut self.next));
        heat::sweeps_tiled(u, next, columns, self.r, sweeps).expect(ROOM);
    }

    /// Own rows and columns whose sweep reads nothing that a neighbour owns.
    fn without_borders(&self) -> [Range<usize>; 2] {
        let (tile, rank) = (self.tile(), self.rank);
        let there = |step| usize::from(self.split.neighbour(rank, step).is_some());
        let inside = |own: Range<usize>, before: [isize; 2], after: [isize; 2]| {
            let start = (own.start + there(before)).min(own.end);
            start..(own.end - there(after)).max(start)
        };
        [
            inside(tile.rows.inner(), [-1, 0], [1, 0]),
            inside(tile.columns.inner(), [0, -1], [0, 1]),
        ]
    }

    /// What this rank holds.
    #[must_use]
    pub fn tile(&self) -> Tile {
        self.halo.tile()
    }

    /// How the plate is divided.
    #[must_use]
    pub fn split(&self) -> &Cartesian {
        &self.split
    }

    /// The points that this rank owns, as they are now.
    #[must_use]
    pub fn own(&self) -> ArrayView2<'_, f64> {
        let tile = self.tile();
        self.u.slice(s![tile.rows.inner(), tile.columns.inner()])
    }

    /// The points that this rank owns, to be changed.
    pub fn own_mut(&mut self) -> ArrayViewMut2<'_, f64> {
        let tile = self.tile();
        self.u
            .slice_mut(s![tile.rows.inner(), tile.columns.inner()])
    }
}

/// Why no kernel refuses.
const ROOM: &str = "a tile with its halo or rim has at least 3 × 3 points";

/// Why an array is a slice.
const STANDARD: &str = "it was made in standard layout";

fn standard(array: &mut Array2<f64>) -> &mut [f64] {
    array.as_slice_mut().expect(STANDARD)
}

/// Some rows and columns of `next`, swept.
fn sweep(u: &Array2<f64>, next: &mut Array2<f64>, r: f64, part: [Range<usize>; 2]) {
    let columns = u.ncols();
    let u = u.as_slice().expect(STANDARD);
    heat::sweep_part(u, standard(next), columns, r, part).expect(ROOM);
}
