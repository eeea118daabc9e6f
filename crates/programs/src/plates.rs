//! A plate on ranks, from and to a file that rank 0 alone reads and writes.
//!
//! Through one rank a checkpoint takes as long as its disk and network do, and needs no file system that all hosts
//! share. It holds a band of rows at a time: as many as one row of the process grid owns.

use std::path::Path;

use mpi::topology::SimpleCommunicator;
use mpi::traits::{Communicator, Destination, Source};
use ndarray::{Array2, s};
use spmd::heat::Plate;

use crate::checkpoint::{CheckpointError, Header, Program, Reader, Writer};
use crate::error::{Error, agree};
use crate::steps::Job;

/// A plate that cools, with what its file needs to know.
pub struct Cooling<'w> {
    /// The communicator of its ranks.
    pub world: &'w SimpleCommunicator,
    /// This rank's part.
    pub plate: Plate<'w>,
    /// r of the sweep.
    pub r: f64,
    /// The temperature of a point of the rim, which no rank owns.
    pub rim: fn([usize; 2], [usize; 2]) -> f64,
}

const TAG: i32 = 7200;

impl Cooling<'_> {
    /// Rows of the plate that a band of tiles is written with: the rim goes with the outermost ones.
    fn band(&self, row: usize) -> std::ops::Range<usize> {
        let split = self.plate.split();
        let [rows, _] = split.owned(split.rank([row, 0]));
        let (first, last) = (row == 0, row + 1 == split.grid()[0]);
        rows.start - usize::from(first)..rows.end + usize::from(last)
    }

    /// Fills the own points of all ranks from a file that rank 0 has opened.
    ///
    /// # Errors
    /// When rank 0 cannot read it any more; on all ranks alike.
    pub fn load(&mut self, reader: Option<Reader>) -> Result<(), Error> {
        let split = *self.plate.split();
        let mut wrong = None;
        let (world, rank) = (self.world, self.world.rank() as usize);
        let keep = |numbers: Vec<f64>, plate: &mut Plate<'_>| {
            let own = plate.own_mut();
            own.into_iter().zip(numbers).for_each(|(to, x)| *to = x);
        };
        if let Some(mut reader) = reader {
            let columns = split.shape()[1];
            for row in 0..split.grid()[0] {
                let rows = self.band(row);
                let mut band = Array2::zeros((rows.len(), columns));
                match reader.numbers(band.len()) {
                    Ok(numbers) => band.iter_mut().zip(numbers).for_each(|(to, x)| *to = x),
                    // The others wait for their parts all the same.
                    Err(why) => wrong = Some(Error::failed(why)),
                }
                for column in 0..split.grid()[1] {
                    let to = split.rank([row, column]);
                    let [own_rows, own_columns] = split.owned(to);
                    let own_rows = own_rows.start - rows.start..own_rows.end - rows.start;
                    let tile: Vec<f64> = band
                        .slice(s![own_rows, own_columns])
                        .iter()
                        .copied()
                        .collect();
                    if to == rank {
                        keep(tile, &mut self.plate);
                    } else {
                        world
                            .process_at_rank(to as i32)
                            .send_with_tag(&tile[..], TAG);
                    }
                }
            }
        } else {
            let mut tile = vec![0.0; self.plate.own().len()];
            world
                .process_at_rank(0)
                .receive_into_with_tag(&mut tile[..], TAG);
            keep(tile, &mut self.plate);
        }
        agree(world, wrong.map_or(Ok(()), Err))
    }

    fn write(&self, path: &Path, step: u64) -> Result<(), CheckpointError> {
        let split = self.plate.split();
        let header = Header {
            program: Program::Heat,
            shape: split.shape(),
            step,
            parameter: self.r,
        };
        let mut writer = Writer::new(path, &header);
        for row in 0..split.grid()[0] {
            let rows = self.band(row);
            let shape = (rows.len(), split.shape()[1]);
            let rim = |(i, j)| (self.rim)([rows.start + i, j], split.shape());
            let mut band = Array2::from_shape_fn(shape, rim);
            for column in 0..split.grid()[1] {
                let from = split.rank([row, column]);
                let [own_rows, own_columns] = split.owned(from);
                let own_rows = own_rows.start - rows.start..own_rows.end - rows.start;
                let mut place = band.slice_mut(s![own_rows, own_columns]);
                if from == 0 {
                    place.assign(&self.plate.own());
                } else {
                    // They are sent in any case: what cannot be written is received all the same.
                    let mut tile = vec![0.0; place.len()];
                    let from = self.world.process_at_rank(from as i32);
                    from.receive_into_with_tag(&mut tile[..], TAG);
                    place.iter_mut().zip(tile).for_each(|(to, x)| *to = x);
                }
            }
            let numbers = band.as_slice().expect("made in standard layout");
            writer = writer.and_then(|mut writer| writer.numbers(numbers).map(|()| writer));
        }
        writer.and_then(Writer::finish)
    }
}

impl Job for Cooling<'_> {
    fn advance(&mut self, count: usize) {
        self.plate.sweeps(count);
    }

    fn save(&mut self, path: &Path, step: u64) -> Result<(), Error> {
        let done = if self.world.rank() == 0 {
            self.write(path, step).map_err(Error::failed)
        } else {
            let own: Vec<f64> = self.plate.own().iter().copied().collect();
            self.world.process_at_rank(0).send_with_tag(&own[..], TAG);
            Ok(())
        };
        agree(self.world, done)
    }
}
