//! Bodies on ranks, from and to a file that rank 0 alone reads and writes.

use std::path::Path;

use kernels::nbody::Bodies;
use mpi::topology::SimpleCommunicator;
use mpi::traits::{Communicator, Root};
use spmd::nbody::Share;

use crate::checkpoint::{CheckpointError, Header, Program, Reader, Writer};
use crate::error::{Error, agree};
use crate::steps::Job;

/// Bodies that move, with what their file needs to know.
pub struct Moving<'w> {
    /// The communicator of their ranks.
    pub world: &'w SimpleCommunicator,
    /// This rank's share.
    pub share: Share<'w>,
    /// The length of a step.
    pub dt: f64,
}

/// Masses, positions, velocities.
const NUMBERS: usize = 7;

impl Moving<'_> {
    /// The bodies of a file that rank 0 has opened, on all ranks.
    ///
    /// # Errors
    /// When rank 0 cannot read them, or they are no bodies; on all ranks alike.
    pub fn load(
        world: &SimpleCommunicator,
        reader: Option<Reader>,
        n: usize,
    ) -> Result<Bodies, Error> {
        let read = match reader {
            Some(mut reader) => reader.numbers(n * NUMBERS).map_err(Error::failed),
            None => Ok(vec![0.0; n * NUMBERS]),
        };
        let mut numbers = agree(world, read)?;
        world.process_at_rank(0).broadcast_into(&mut numbers[..]);
        let array = |k: usize| numbers[k * n..(k + 1) * n].to_vec();
        Bodies::new(array(0), [1, 2, 3].map(array), [4, 5, 6].map(array)).map_err(Error::input)
    }
}

fn write(path: &Path, header: &Header, bodies: &Bodies) -> Result<(), CheckpointError> {
    let mut writer = Writer::new(path, header)?;
    writer.numbers(bodies.mass())?;
    for axis in bodies.position().into_iter().chain(bodies.velocity()) {
        writer.numbers(axis)?;
    }
    writer.finish()
}

impl Job for Moving<'_> {
    fn advance(&mut self, count: usize) {
        self.share.advance(self.dt, count);
    }

    fn save(&mut self, path: &Path, step: u64) -> Result<(), Error> {
        let bodies = self.share.bodies();
        let header = Header {
            program: Program::Nbody,
            shape: [bodies.len(), NUMBERS],
            step,
            parameter: self.dt,
        };
        let done = if self.world.rank() == 0 {
            write(path, &header, &bodies).map_err(Error::failed)
        } else {
            Ok(())
        };
        agree(self.world, done)
    }
}
