//! The running charts of the course: each problem's rungs, raced anew on the machine that shows them.
//!
//! No time is stored. A lesson calls the ladder with its own number and gets the rungs that a reader
//! knows by then, all checked against the naive one and timed in turns:
//!
//! ```no_run
//! use lab::prelude::*;
//! let rows = lab::ladder::nbody(2)?;
//! lab::show::ladder(&rows, lab::bench::machine::Machine::here().limits())
//! # .evcxr_display();
//! # Ok::<(), lab::bench::BenchError>(())
//! ```

mod heat;

pub use heat::{R, SIDE, heat, heat_beside, heat_plate};

use bench::machine::Machine;
use bench::{BenchError, Contender, Race, Rows};
use kernels::nbody::{
    Bodies, accelerations_naive, accelerations_par, accelerations_simd, accelerations_soa,
    cost_accelerations, plummer,
};
use kernels::threads::pool;
use std::time::Duration;

/// Bodies in the n-body ladder: the number of the published NBabel tables.
pub const BODIES: usize = 1024;

/// Largest relative error that a rung may have: room for sums in another order, and not for much else.
pub const TOLERANCE: f64 = 1e-11;

/// The rungs of the n-body ladder that are known up to `lesson`, raced in one run (about a second).
///
/// One call is one evaluation of all accelerations of [`BODIES`] bodies. The first row, `naive`, is
/// the baseline; `soa` and `simd` come with lesson 2, `par` on all threads of this machine with
/// lesson 4.
///
/// # Errors
/// A rung whose answer is not that of the naive one ([`BenchError::Disagrees`]).
///
/// ```
/// let rows = lab::ladder::nbody(2)?;
/// let names: Vec<&str> = rows.iter().map(|row| row.name.as_str()).collect();
/// assert_eq!(names, ["naive", "soa", "simd"]);
/// # Ok::<(), lab::bench::BenchError>(())
/// ```
pub fn nbody(lesson: u8) -> Result<Rows, BenchError> {
    nbody_beside(lesson, Vec::new())
}

/// [`nbody`] with contenders from elsewhere, such as Python programs, in the same race.
///
/// They are to answer for [`nbody_bodies`]. One that cannot run becomes a gap with its reason. The
/// rows are sorted, the slowest first; `naive` remains the baseline.
///
/// # Errors
/// As [`nbody`].
///
/// ```
/// let rows = lab::ladder::nbody_beside(1, Vec::new())?;
/// assert_eq!(rows.len(), 1);
/// # Ok::<(), lab::bench::BenchError>(())
/// ```
pub fn nbody_beside(lesson: u8, others: Vec<Box<dyn Contender>>) -> Result<Rows, BenchError> {
    let alone = others.is_empty();
    let rows = race(lesson, &nbody_bodies(), others)?;
    if alone {
        Ok(rows)
    } else {
        slowest_first(&rows)
    }
}

fn slowest_first(rows: &Rows) -> Result<Rows, BenchError> {
    let mut sorted = rows.to_vec();
    sorted.sort_by(|a, b| b.median.total_cmp(&a.median));
    let mut ladder = Rows::new(&rows.title);
    ladder.extend(sorted);
    for gap in rows.gaps() {
        ladder.push_gap(&gap.name, &gap.why);
    }
    ladder.baseline("naive")
}

/// The bodies that the n-body ladder is raced on: a Plummer sphere of [`BODIES`].
///
/// ```
/// assert_eq!(lab::ladder::nbody_bodies().len(), lab::ladder::BODIES);
/// ```
#[must_use]
pub fn nbody_bodies() -> Bodies {
    plummer(BODIES, 1)
}

fn race(lesson: u8, bodies: &Bodies, others: Vec<Box<dyn Contender>>) -> Result<Rows, BenchError> {
    let n = bodies.len();
    let cost = cost_accelerations(n);
    let one_by_one = bodies.to_vec();
    let oracle = accelerations_naive(&one_by_one);
    let threads = Machine::here().threads;
    let pool = pool(threads);
    let mut race = Race::new(&format!("Accelerations of {n} bodies"))
        .against(&oracle, TOLERANCE)
        .size(n)
        .budget(Duration::from_millis(900))
        .run("naive", cost, || accelerations_naive(&one_by_one));
    if lesson >= 2 {
        race = race
            .run("soa", cost, || accelerations_soa(bodies))
            .run("simd", cost, || accelerations_simd(bodies));
    }
    if let (4.., Ok(pool)) = (lesson, &pool) {
        race = race
            .run("par", cost, || accelerations_par(bodies, pool))
            .threads(threads);
    }
    let mut rows = race.enter(others).go()?;
    if let (4.., Err(why)) = (lesson, &pool) {
        rows.push_gap("par", &why.to_string());
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;
    use bench::{Label, Started};

    fn names(lesson: u8) -> Vec<String> {
        let rows = race(lesson, &plummer(33, 1), Vec::new()).unwrap();
        assert!(rows.gaps().is_empty());
        rows.iter().map(|row| row.name.clone()).collect()
    }

    #[test]
    fn each_lesson_knows_the_rungs_below_it() {
        assert_eq!(names(1), ["naive"]);
        assert_eq!(names(2), ["naive", "soa", "simd"]);
        assert_eq!(names(3), names(2));
        assert_eq!(names(4), ["naive", "soa", "simd", "par"]);
        assert_eq!(names(11), names(4));
    }

    #[test]
    fn a_row_says_what_it_was_and_what_it_was_checked_against() {
        let rows = race(4, &plummer(33, 1), Vec::new()).unwrap();
        assert_eq!(rows.base().map(|row| row.name.as_str()), Some("naive"));
        for row in &rows {
            assert_eq!(row.size, 33);
            assert_eq!(row.cost, cost_accelerations(33));
            assert!(row.checked.starts_with("the oracle"), "{}", row.checked);
        }
        let threads: Vec<usize> = rows.iter().map(|row| row.threads).collect();
        assert_eq!(threads, [1, 1, 1, Machine::here().threads]);
    }

    #[test]
    fn beside_others_the_slowest_comes_first_and_nothing_is_lost() {
        let mut rows = race(2, &plummer(200, 1), Vec::new()).unwrap();
        let mut slow = rows[2].clone();
        (slow.name, slow.median) = ("slow".to_owned(), 1e3);
        rows.push(slow);
        rows.push_gap("numba", "not installed");
        let sorted = slowest_first(&rows).unwrap();
        assert_eq!(sorted[0].name, "slow");
        assert!(sorted.windows(2).all(|two| two[0].median >= two[1].median));
        assert_eq!((sorted.len(), sorted.gaps()), (rows.len(), rows.gaps()));
        assert_eq!(sorted.base().map(|row| row.name.as_str()), Some("naive"));
    }

    struct Absent(Label);

    impl Contender for Absent {
        fn label(&self) -> &Label {
            &self.0
        }
        fn start(&mut self) -> Result<Started, BenchError> {
            Err(BenchError::Failed {
                name: "numba".to_owned(),
                why: "not installed".to_owned(),
            })
        }
        fn time(&mut self, _: u32) -> Result<f64, BenchError> {
            unreachable!("it never started")
        }
        fn finish(&mut self) -> Result<(), BenchError> {
            Ok(())
        }
    }

    #[test]
    fn a_contender_that_is_not_there_is_a_gap() {
        let absent = Absent(Label::new("numba", cost_accelerations(BODIES)));
        let rows = race(1, &plummer(9, 1), vec![Box::new(absent)]).unwrap();
        assert_eq!(rows.len(), 1);
        assert_eq!(rows.gaps()[0].name, "numba");
        assert_eq!(rows.gaps()[0].why, "not installed");
    }
}
