//! Direct gravity on ranks, and on the threads of each: the same bits on any number of either.
//!
//! ```no_run
//! use spmd::nbody::Share;
//! use spmd::prelude::*;
//!
//! let cluster = Cluster::local(2)?;
//! let energies = cluster.run(&1000, |world, &n| {
//!     let pool = kernels::threads::pool(2).unwrap();
//!     let mut share = Share::new(world, kernels::nbody::plummer(n, 1), &pool).unwrap();
//!     share.advance(1e-3, 10);
//!     share.energy()
//! })?;
//! assert_eq!(energies[0], energies[1]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Every rank has all positions and masses, and the velocities of its own bodies. In each step it moves its
//! own, gathers where the others' are now (`MPI_Allgatherv`), and computes what all pull on its own:
//! O(N²/p) work for O(N) numbers received. The sum of a body is always made in one order
//! ([`accelerations_rows_par`]), so it does not matter who makes it. Two processors with
//! different vector instructions make it in different orders: for equal bits, take machines of one kind.

use std::fmt;
use std::ops::Range;

use kernels::nbody::{Bodies, NbodyError, View, accelerations_rows_par, potential_energy_rows};
use mpi::datatype::PartitionMut;
use mpi::topology::SimpleCommunicator;
use mpi::traits::{Communicator, CommunicatorCollectives};
use rayon::ThreadPool;

use crate::decomposition::{Blocks, SplitError};

/// One rank's bodies among all.
pub struct Share<'w> {
    world: &'w SimpleCommunicator,
    pool: &'w ThreadPool,
    own: Range<usize>,
    mass: Vec<f64>,
    position: [Vec<f64>; 3],
    /// Of the own bodies, as are the accelerations.
    velocity: [Vec<f64>; 3],
    accelerations: Vec<[f64; 3]>,
    gather: Gather,
}

/// Why there is no share.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum ShareError {
    /// There are no bodies.
    Split(SplitError),
    /// Some rank would have none.
    Ranks {
        /// How many bodies there are.
        bodies: usize,
        /// How many ranks.
        ranks: usize,
    },
    /// These are no bodies that can be moved.
    Bodies(NbodyError),
}

impl fmt::Display for ShareError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Split(why) => write!(f, "{why}"),
            Self::Ranks { bodies, ranks } => write!(
                f,
                "{ranks} ranks for {bodies} bodies leave some without work; take at most {bodies} ranks"
            ),
            Self::Bodies(why) => write!(f, "{why}"),
        }
    }
}

impl std::error::Error for ShareError {}

impl<'w> Share<'w> {
    /// The share of this rank; every rank gives the same bodies.
    ///
    /// # Errors
    /// The same on every rank: no bodies, more ranks than bodies, or two bodies at one place.
    #[expect(clippy::needless_pass_by_value, reason = "the bodies end up in here")]
    pub fn new(
        world: &'w SimpleCommunicator,
        bodies: Bodies,
        pool: &'w ThreadPool,
    ) -> Result<Self, ShareError> {
        let (rank, ranks) = (world.rank() as usize, world.size() as usize);
        let n = bodies.len();
        let blocks = Blocks::new(n, ranks).map_err(ShareError::Split)?;
        if ranks > n {
            return Err(ShareError::Ranks { bodies: n, ranks });
        }
        bodies.check_apart().map_err(ShareError::Bodies)?;
        let own = blocks.owned(rank);
        let mut share = Self {
            world,
            pool,
            mass: bodies.mass().to_vec(),
            position: bodies.position().map(<[f64]>::to_vec),
            velocity: bodies.velocity().map(|axis| axis[own.clone()].to_vec()),
            accelerations: vec![[0.0; 3]; own.len()],
            gather: Gather::new(&blocks),
            own,
        };
        share.accelerate();
        Ok(share)
    }

    /// `steps` velocity-Verlet steps of length `dt`.
    pub fn advance(&mut self, dt: f64, steps: usize) {
        for _ in 0..steps {
            self.kick(0.5 * dt);
            for axis in 0..3 {
                let own = &mut self.position[axis][self.own.clone()];
                for (x, v) in own.iter_mut().zip(&self.velocity[axis]) {
                    *x += dt * v;
                }
                self.gather
                    .all(self.world, &mut self.position[axis], &self.own);
            }
            self.accelerate();
            self.kick(0.5 * dt);
        }
    }

    fn kick(&mut self, dt: f64) {
        for (axis, velocity) in self.velocity.iter_mut().enumerate() {
            for (v, a) in velocity.iter_mut().zip(&self.accelerations) {
                *v += dt * a[axis];
            }
        }
    }

    fn accelerate(&mut self) {
        let bodies = view(&self.mass, &self.position);
        let (own, out) = (self.own.clone(), &mut self.accelerations);
        accelerations_rows_par(bodies, own, out, self.pool).expect(LENGTHS);
    }

    /// Which of the bodies are this rank's.
    #[must_use]
    pub fn own(&self) -> Range<usize> {
        self.own.clone()
    }

    /// All bodies as they are now, the same on every rank; all ranks ask together.
    ///
    /// # Panics
    /// If a number is no longer finite: two bodies have met.
    #[must_use]
    pub fn bodies(&mut self) -> Bodies {
        let velocity = self.velocity.clone().map(|own| self.all(&own));
        Bodies::new(self.mass.clone(), self.position.clone(), velocity)
            .expect("bodies that have met are no bodies any more; take a smaller step")
    }

    /// Total energy, kinetic and potential, added up in the order of the bodies; all ranks ask together.
    #[must_use]
    pub fn energy(&mut self) -> f64 {
        let bodies = view(&self.mass, &self.position);
        let own = self.own.clone().enumerate().map(|(k, i)| {
            let speed = self.velocity.each_ref().map(|axis| axis[k]);
            let kinetic = 0.5 * self.mass[i] * speed.iter().map(|v| v * v).sum::<f64>();
            kinetic + potential_energy_rows(bodies, i..i + 1)
        });
        let own: Vec<f64> = own.collect();
        self.all(&own).iter().sum()
    }

    /// One number for each body, from one for each own.
    fn all(&mut self, own: &[f64]) -> Vec<f64> {
        let mut all = vec![0.0; self.mass.len()];
        all[self.own.clone()].copy_from_slice(own);
        self.gather.all(self.world, &mut all, &self.own);
        all
    }
}

impl fmt::Debug for Share<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "bodies {:?} of {}", self.own, self.mass.len())
    }
}

fn view<'a>(mass: &'a [f64], position: &'a [Vec<f64>; 3]) -> View<'a> {
    View::new(mass, position.each_ref().map(Vec::as_slice)).expect(LENGTHS)
}

/// Why no kernel refuses.
const LENGTHS: &str = "one number for each body";

/// Who has how many bodies, and room for this rank's.
#[derive(Debug)]
struct Gather {
    counts: Vec<i32>,
    starts: Vec<i32>,
    outgoing: Vec<f64>,
}

impl Gather {
    fn new(blocks: &Blocks) -> Self {
        let ranges = || (0..blocks.count()).map(|rank| blocks.owned(rank));
        Self {
            counts: ranges().map(|range| range.len() as i32).collect(),
            starts: ranges().map(|range| range.start as i32).collect(),
            outgoing: Vec::new(),
        }
    }

    /// Fills in what the others own.
    fn all(&mut self, world: &SimpleCommunicator, numbers: &mut [f64], own: &Range<usize>) {
        self.outgoing.clear();
        self.outgoing.extend_from_slice(&numbers[own.clone()]);
        let mut parts = PartitionMut::new(numbers, &self.counts[..], &self.starts[..]);
        world.all_gather_varcount_into(&self.outgoing[..], &mut parts);
    }
}
