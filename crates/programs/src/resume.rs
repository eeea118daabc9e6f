//! Going on from a checkpoint.

use std::path::Path;

use mpi::topology::SimpleCommunicator;
use mpi::traits::{Communicator, Root};

use crate::checkpoint::{Header, Program, Reader};
use crate::error::{Error, agree};
use crate::steps::Steps;

impl Steps {
    /// The checkpoint to go on from, open on rank 0, and the steps that it has; `None` and 0 where none is asked for.
    /// All ranks call it.
    ///
    /// `fits` says what a file of this program holds that is not what was asked for, and what to give for it, as in
    /// `37 bodies: give --bodies 37`.
    ///
    /// # Errors
    /// When there is no such file, it is of another program, damaged, does not fit, or has all steps; on all ranks
    /// alike.
    pub fn resume(
        &self,
        world: &SimpleCommunicator,
        program: Program,
        fits: impl Fn(&Header) -> Result<(), String>,
    ) -> Result<(Option<Reader>, u64), Error> {
        let Some(path) = &self.resume else {
            return Ok((None, 0));
        };
        let opened = if world.rank() == 0 {
            self.open(path, program, fits).map(Some)
        } else {
            Ok(None)
        };
        let reader = agree(world, opened)?;
        let mut done = reader.as_ref().map_or(0, |reader| reader.header().step);
        world.process_at_rank(0).broadcast_into(&mut done);
        Ok((reader, done))
    }

    fn open(
        &self,
        path: &Path,
        program: Program,
        fits: impl Fn(&Header) -> Result<(), String>,
    ) -> Result<Reader, Error> {
        let reader = Reader::open(path, program).map_err(Error::input)?;
        let header = reader.header();
        fits(&header).map_err(|other| Error::input(format!("{} has {other}", path.display())))?;
        if header.step >= self.steps {
            let (steps, done) = (self.steps, header.step);
            return Err(Error::input(format!(
                "--steps {steps}: the checkpoint has {done} steps already; give more"
            )));
        }
        Ok(reader)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checkpoint::Writer;

    fn steps(steps: u64) -> Steps {
        Steps {
            steps,
            checkpoint: None,
            every: 1,
            resume: None,
            patience: 0,
            times: None,
        }
    }

    #[test]
    fn a_file_that_does_not_fit_is_said_in_one_line() {
        let temp = tempfile::tempdir().unwrap();
        let path = temp.path().join("stars");
        let header = Header {
            program: Program::Nbody,
            shape: [3, 1],
            step: 7,
            parameter: 0.5,
        };
        let mut writer = Writer::new(&path, &header).unwrap();
        writer.numbers(&[1.0, 2.0, 3.0]).unwrap();
        writer.finish().unwrap();
        let any = |_: &Header| Ok(());
        let mut reader = steps(8).open(&path, Program::Nbody, any).unwrap();
        assert_eq!(reader.header(), header);
        assert_eq!(reader.numbers(3).unwrap(), [1.0, 2.0, 3.0]);

        let wrong = |to: u64, program, fits: fn(&Header) -> Result<(), String>| match steps(to)
            .open(&path, program, fits)
            .unwrap_err()
        {
            Error::Input(why) => why,
            Error::Failed(why) => panic!("{why}"),
        };
        let other = |header: &Header| Err(format!("{} bodies: give 3", header.shape[0]));
        let why = wrong(8, Program::Nbody, other);
        assert!(why.ends_with("stars has 3 bodies: give 3"), "{why}");
        let why = wrong(7, Program::Nbody, any);
        assert!(
            why.contains("--steps 7") && why.contains("has 7 steps already"),
            "{why}"
        );
        let why = wrong(8, Program::Heat, any);
        assert!(why.contains("it is one of Nbody"), "{why}");
    }
}
