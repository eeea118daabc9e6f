//! The end of a run that went well: its times as a row.

use bench::{Checked, Cost, Row, Rows};
use mpi::topology::SimpleCommunicator;
use mpi::traits::Communicator;

use crate::error::Error;
use crate::steps::Steps;

/// What was done in a step, and whether the answer is right.
#[derive(Debug)]
pub struct Report {
    /// What one step was.
    pub title: String,
    /// The size of the problem, as the table has it.
    pub size: usize,
    /// Bytes and operations of one step.
    pub cost: Cost,
    /// What the answer was compared with.
    pub checked: Checked,
}

impl Report {
    /// The row of the times of a step on so many ranks.
    fn row(self, ranks: usize, times: &[f64]) -> (String, Row) {
        // The first stretch finds memory that is not there yet.
        let times = if times.len() > 3 { &times[1..] } else { times };
        let mut row = Row::from_times("rust ranks", times, self.cost, self.checked);
        (row.size, row.threads) = (self.size, ranks);
        (self.title, row)
    }
}

impl Steps {
    /// Prints the times of a step, on rank 0, and writes them to the file that was asked for.
    ///
    /// # Errors
    /// When that file cannot be written.
    pub fn report(
        &self,
        world: &SimpleCommunicator,
        times: &[f64],
        report: Report,
    ) -> Result<(), Error> {
        if world.rank() != 0 {
            return Ok(());
        }
        let (title, row) = report.row(world.size() as usize, times);
        println!("{title}, {} ranks: {row}", world.size());
        let mut rows = Rows::new(&title);
        rows.push(row);
        match &self.times {
            Some(path) => bench::csv::write(path, &rows).map_err(Error::failed),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_stretch_counts_only_where_there_are_few_of_them() {
        let of = |times: &[f64]| {
            let report = Report {
                title: "heat".to_owned(),
                size: 41,
                cost: kernels::heat::cost_sweep(41, 30),
                checked: Checked::on_trust("a test"),
            };
            let (title, row) = report.row(3, times);
            assert_eq!((title.as_str(), row.size, row.threads), ("heat", 41, 3));
            (row.samples, row.median)
        };
        assert_eq!(of(&[9.0, 1.0, 2.0, 3.0]), (3, 2.0));
        assert_eq!(of(&[9.0, 1.0, 2.0]), (3, 2.0));
    }
}
