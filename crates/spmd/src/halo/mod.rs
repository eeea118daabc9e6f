//! The exchange of halos: each rank sends copies of its outermost points to its neighbours, and gets
//! copies of theirs.
//!
//! ```no_run
//! use ndarray::Array2;
//! use spmd::decomposition::{Cartesian, near_square};
//! use spmd::halo::Halo;
//! use spmd::prelude::*;
//!
//! let cluster = Cluster::local(4)?;
//! let sums = cluster.try_run(&100, |world, &n| {
//!     let plate = Cartesian::inside([n, n], near_square(world.size() as usize))?;
//!     let mut halo = Halo::new(world, &plate, 1)?;
//!     let mut u = Array2::<f64>::zeros(halo.tile().shape());
//!     halo.exchange(u.view_mut()); // now the halo of u holds what the neighbours have
//!     Ok::<_, spmd::decomposition::SplitError>(u.sum())
//! })?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A [`Halo`] is a plan with its buffers: made once, it allocates nothing in any later exchange. All
//! messages of an exchange are under way at once, those to the corners too, so that the time between
//! [`Halo::start`] and [`Flight::finish`] can be spent on points that need no halo.
//!
//! Source: Gropp, Lusk, Skjellum, "Using MPI", 3rd ed., chapter 4 and section 5.1.

mod pieces;
mod requests;

use std::fmt;

use mpi::topology::SimpleCommunicator;
use mpi::traits::{Communicator, Equivalence};
use ndarray::{ArrayBase, ArrayView, ArrayViewMut, Axis, Dimension, Ix1, Ix2, RawData};

use crate::decomposition::{Blocks, Cartesian, SplitError, Tile};
use pieces::Piece;
use requests::Requests;

/// Who exchanges what with whom, and the buffers for it.
pub struct Halo<'w, T: Equivalence = f64> {
    world: &'w SimpleCommunicator,
    tile: Tile,
    depth: usize,
    messages: Vec<Message<T>>,
    requests: Requests,
    datatype: T::Out,
}

/// To and from one neighbour.
struct Message<T> {
    neighbour: i32,
    /// Where the neighbour is, in the numbers that tags are made of.
    direction: i32,
    sends: Piece,
    receives: Piece,
    outgoing: Vec<T>,
    incoming: Vec<T>,
}

/// Tags of this crate: the direction of the message is added.
const TAG: i32 = 7100;
/// Directions are 0 to 8, and the opposite of `k` is `8 - k`.
const LAST: i32 = 8;

impl<'w, T: Equivalence + Copy + Default> Halo<'w, T> {
    /// A plan for the tile of this rank, with all eight neighbours.
    ///
    /// # Errors
    /// When `plane` is for another number of ranks than `world` has, or has a tile with fewer points
    /// than `depth`; it is the same on every rank.
    pub fn new(
        world: &'w SimpleCommunicator,
        plane: &Cartesian,
        depth: usize,
    ) -> Result<Self, SplitError> {
        let (rank, ranks) = (world.rank() as usize, world.size() as usize);
        if plane.ranks() != ranks {
            return Err(SplitError::ProcessGrid {
                grid: plane.grid(),
                ranks,
            });
        }
        let tile = plane.tile(rank, depth)?;
        let messages = (0..=LAST).filter(|_| depth > 0).filter_map(|direction| {
            let step = [direction / 3 - 1, direction % 3 - 1].map(|step| step as isize);
            let neighbour = plane.neighbour(rank, step).filter(|_| step != [0, 0])?;
            let (sends, receives) = pieces::towards(&tile, step, depth);
            Some(Message {
                neighbour: neighbour as i32,
                direction,
                outgoing: vec![T::default(); sends.len()],
                incoming: vec![T::default(); receives.len()],
                sends,
                receives,
            })
        });
        let messages: Vec<_> = messages.collect();
        Ok(Self {
            world,
            tile,
            depth,
            requests: Requests::with_room(2 * messages.len()),
            messages,
            datatype: T::equivalent_datatype(),
        })
    }

    /// A plan for this rank's block of a line, for arrays of one dimension.
    ///
    /// # Errors
    /// As [`Halo::new`].
    pub fn line(
        world: &'w SimpleCommunicator,
        blocks: &Blocks,
        depth: usize,
    ) -> Result<Self, SplitError> {
        Self::new(world, &Cartesian::of(*blocks, Blocks::new(1, 1)?), depth)
    }

    /// The same without the corners: enough for one sweep with a stencil that has no diagonals, and half
    /// as many messages.
    #[must_use]
    pub fn without_corners(mut self) -> Self {
        // Odd directions are up, left, right and down.
        self.messages.retain(|message| message.direction % 2 == 1);
        self
    }

    /// What this rank holds.
    #[must_use]
    pub fn tile(&self) -> Tile {
        self.tile
    }

    /// Points that the halo is deep.
    #[must_use]
    pub fn depth(&self) -> usize {
        self.depth
    }

    /// The bytes that this rank sends in one exchange.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let points = self.messages.iter().map(|message| message.outgoing.len());
        points.sum::<usize>() * size_of::<T>()
    }

    /// Fills the halo of `array` with what the neighbours have; returns when it is there.
    ///
    /// # Panics
    /// When `array` has not the shape of the tile.
    pub fn exchange<D: Points>(&mut self, mut array: ArrayViewMut<'_, T, D>) {
        self.start(array.view()).finish(array.view_mut());
    }

    /// Copies what the neighbours need out of `array`, and lets it travel.
    ///
    /// Until [`Flight::finish`], `array` may be read and written; what was copied is on its way already.
    ///
    /// # Panics
    /// When `array` has not the shape of the tile.
    pub fn start<D: Points>(&mut self, array: ArrayView<'_, T, D>) -> Flight<'_, 'w, T> {
        let array = D::plane(array);
        self.check(array.shape());
        // A flight that was forgotten may still be using the buffers.
        self.requests.wait();
        let datatype = &self.datatype;
        for message in &mut self.messages {
            let tag = TAG + LAST - message.direction;
            let incoming = &mut message.incoming[..];
            // SAFETY: the buffer stays in `self` until the requests are complete: it is looked at after
            // `wait` only, and dropped after it.
            unsafe {
                self.requests
                    .receive(self.world, message.neighbour, tag, incoming, datatype);
            }
        }
        for message in &mut self.messages {
            message.sends.copy_out(&array, &mut message.outgoing);
            let (tag, outgoing) = (TAG + message.direction, &message.outgoing[..]);
            // SAFETY: as above.
            unsafe {
                self.requests
                    .send(self.world, message.neighbour, tag, outgoing, datatype);
            }
        }
        Flight { halo: self }
    }
}

impl<T: Equivalence> Halo<'_, T> {
    fn check(&self, shape: &[usize]) {
        let expected = self.tile.shape();
        assert_eq!(
            shape, expected,
            "this rank's tile is {expected:?}, halo included, and the array is {shape:?}"
        );
    }
}

impl<T: Equivalence> Drop for Halo<'_, T> {
    fn drop(&mut self) {
        self.requests.wait();
    }
}

impl<T: Equivalence> fmt::Debug for Halo<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [rows, columns] = self.tile.shape();
        let neighbours = self.messages.len();
        let depth = self.depth;
        write!(
            f,
            "a halo of depth {depth} in {rows} × {columns} points, {neighbours} neighbours"
        )
    }
}

/// An exchange under way. Dropped, it waits for the messages and forgets them.
#[must_use = "the halo is there after `finish` only"]
pub struct Flight<'h, 'w, T: Equivalence> {
    halo: &'h mut Halo<'w, T>,
}

impl<T: Equivalence + Copy> Flight<'_, '_, T> {
    /// Looks whether all messages are through, and helps them along.
    ///
    /// Most MPI libraries move large messages inside of calls of MPI only. Work between `start` and
    /// `finish` hides them better when it is done in pieces, with a call of this between them.
    pub fn progress(&mut self) -> bool {
        self.halo.requests.test()
    }

    /// Waits for the messages, and puts what came into the halo of `array`.
    ///
    /// # Panics
    /// When `array` has not the shape of the tile.
    pub fn finish<D: Points>(self, array: ArrayViewMut<'_, T, D>) {
        let mut array = D::plane(array);
        self.halo.check(array.shape());
        self.halo.requests.wait();
        for message in &self.halo.messages {
            message.receives.copy_in(&message.incoming, &mut array);
        }
    }
}

impl<T: Equivalence> Drop for Flight<'_, '_, T> {
    fn drop(&mut self) {
        self.halo.requests.wait();
    }
}

/// One or two dimensions.
pub trait Points: Dimension {
    /// The same points as a plane: a line becomes one column.
    fn plane<S: RawData>(array: ArrayBase<S, Self>) -> ArrayBase<S, Ix2>;
}

impl Points for Ix1 {
    fn plane<S: RawData>(array: ArrayBase<S, Self>) -> ArrayBase<S, Ix2> {
        array.insert_axis(Axis(1))
    }
}

impl Points for Ix2 {
    fn plane<S: RawData>(array: ArrayBase<S, Self>) -> ArrayBase<S, Ix2> {
        array
    }
}
