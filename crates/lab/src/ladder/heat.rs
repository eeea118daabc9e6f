//! The rungs of the heat equation.

use bench::machine::Machine;
use bench::{Agree, BenchError, Comparison, Contender, Race, Rows};
use kernels::heat::{cost_sweep, sweep_naive, sweep_par, sweep_simd, sweep_slices};
use kernels::threads::pool;
use ndarray::Array2;
use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

/// Rows, and columns, of the plate in the heat ladder: 32 MB, more than most caches hold.
pub const SIDE: usize = 2000;

/// r = D Δt / Δx² of the heat ladder.
pub const R: f64 = 0.2;

/// A grid that is written again at every call: what a call hands out is a second handle on it, not a copy.
struct Written(Rc<RefCell<Vec<f64>>>);

impl Agree<Vec<f64>> for Written {
    fn compare_into(&self, oracle: &Vec<f64>, to: &mut Comparison) {
        self.0.borrow().compare_into(oracle, to);
    }
}

/// The rungs of the heat ladder that are known up to `lesson`, raced in one run (about two seconds).
///
/// One call is one sweep over a plate of [`SIDE`] × [`SIDE`]. The first row, `naive`, is the baseline;
/// `slices` and `simd` come with lesson 2, `par` on all threads of this machine with lesson 4.
///
/// # Errors
/// A rung whose answer is not that of the naive one ([`BenchError::Disagrees`]).
///
/// ```no_run
/// let rows = lab::ladder::heat(2)?;
/// let names: Vec<&str> = rows.iter().map(|row| row.name.as_str()).collect();
/// assert_eq!(names, ["naive", "slices", "simd"]);
/// # Ok::<(), lab::bench::BenchError>(())
/// ```
pub fn heat(lesson: u8) -> Result<Rows, BenchError> {
    heat_beside(lesson, Vec::new())
}

/// [`heat`] with contenders from elsewhere, such as Python programs, in the same race.
///
/// They are to answer for one sweep over [`heat_plate`] with r = [`R`]. One that cannot run becomes
/// a gap with its reason.
///
/// # Errors
/// As [`heat`].
///
/// ```no_run
/// use lab::ladder::{R, heat_beside, heat_plate};
/// let work = lab::peers::Work::heat(&heat_plate(), R)?;
/// let rows = heat_beside(0, work.contenders(&["numpy"], &Default::default()))?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn heat_beside(lesson: u8, others: Vec<Box<dyn Contender>>) -> Result<Rows, BenchError> {
    race(lesson, &heat_plate(), others)
}

/// The plate that the heat ladder is raced on: 20 °C with a hot bar of 100 °C.
///
/// ```
/// let plate = lab::ladder::heat_plate();
/// assert_eq!((plate[[0, 0]], plate[[700, 1000]]), (20.0, 100.0));
/// ```
#[must_use]
pub fn heat_plate() -> Array2<f64> {
    plate(SIDE, SIDE)
}

fn plate(rows: usize, columns: usize) -> Array2<f64> {
    let hot =
        |i, j| (rows / 5..rows / 2).contains(&i) && (columns / 7..columns * 6 / 7).contains(&j);
    Array2::from_shape_fn(
        (rows, columns),
        |(i, j)| if hot(i, j) { 100.0 } else { 20.0 },
    )
}

fn race(
    lesson: u8,
    plate: &Array2<f64>,
    others: Vec<Box<dyn Contender>>,
) -> Result<Rows, BenchError> {
    let (rows, columns) = plate.dim();
    let cost = cost_sweep(rows, columns);
    let u: Vec<f64> = plate.iter().copied().collect();
    let mut oracle = u.clone();
    // A plate too small to sweep is left as it is, by every rung alike.
    let _ = sweep_naive(&u, &mut oracle, columns, R);
    let threads = Machine::here().threads;
    let pool = pool(threads);
    // The rim is not written, so each rung starts from a copy that has it.
    type Sweep = fn(&[f64], &mut [f64], usize, f64) -> Result<(), kernels::heat::HeatError>;
    let rung = |sweep: Sweep| {
        let (u, out) = (&u, Rc::new(RefCell::new(u.clone())));
        move || {
            let _ = sweep(u, &mut out.borrow_mut(), columns, R);
            Written(Rc::clone(&out))
        }
    };
    let mut race = Race::new(&format!(
        "One step of the heat equation, {rows} × {columns}"
    ))
    .against(&oracle, 0.0)
    .size(rows)
    .budget(Duration::from_millis(1200))
    .run("naive", cost, rung(sweep_naive));
    if lesson >= 2 {
        race = race
            .run("slices", cost, rung(sweep_slices))
            .run("simd", cost, rung(sweep_simd));
    }
    if let (4.., Ok(pool)) = (lesson, &pool) {
        let (u, out) = (&u, Rc::new(RefCell::new(u.clone())));
        race = race
            .run("par", cost, move || {
                let _ = sweep_par(u, &mut out.borrow_mut(), columns, R, pool);
                Written(Rc::clone(&out))
            })
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

    #[test]
    fn each_lesson_knows_the_rungs_below_it() {
        let names = |lesson| {
            let rows = race(lesson, &plate(17, 23), Vec::new()).unwrap();
            assert!(rows.gaps().is_empty());
            rows.iter().map(|row| row.name.clone()).collect::<Vec<_>>()
        };
        assert_eq!(names(0), ["naive"]);
        assert_eq!(names(2), ["naive", "slices", "simd"]);
        assert_eq!(names(4), ["naive", "slices", "simd", "par"]);
    }

    #[test]
    fn a_row_says_what_it_was() {
        let rows = race(4, &plate(17, 23), Vec::new()).unwrap();
        assert_eq!(rows.base().map(|row| row.name.as_str()), Some("naive"));
        for row in &rows {
            assert_eq!((row.size, row.cost), (17, cost_sweep(17, 23)));
            assert_eq!(row.checked, "the oracle, equal");
        }
    }

    #[test]
    fn numpy_may_join() {
        let plate = plate(9, 12);
        let work = peers::Work::heat(&plate, R).unwrap();
        let numpy = work.contenders(&["numpy"], &peers::Settings::default());
        let rows = race(0, &plate, numpy).unwrap();
        assert_eq!(rows.len() + rows.gaps().len(), 2);
    }

    #[test]
    fn a_handle_is_compared_by_what_was_written_last() {
        let out = Rc::new(RefCell::new(vec![1.0]));
        let handle = Written(Rc::clone(&out));
        out.borrow_mut()[0] = 2.0;
        assert_eq!(bench::compare(&handle, &vec![2.0]).error(), 0.0);
        assert!(bench::compare(&handle, &vec![1.0]).error() > 0.5);
    }
}
