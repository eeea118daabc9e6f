//! Timing one piece of work.

use std::time::Duration;

use crate::closure::Closure;
use crate::sampling::{self, Entry, Plan};
use crate::{Agree, BenchError, Checked, Cost, Label, Row};

/// Prepares to time `run`, called `name`; nothing runs and no time exists until its answer is checked.
///
/// The closure must do the same work at every call: the answers of the first call and of the
/// last timed one are both checked. `cost` is bytes and flops of one call ([`Cost::NONE`] when
/// they mean nothing).
///
/// ```
/// use bench::{Cost, measure};
///
/// let row = measure("sum of squares", Cost::new(0.0, 2e3), || {
///     (0..1000).map(|i| f64::from(i) * f64::from(i)).sum::<f64>()
/// })
/// .against(&332_833_500.0, 1e-12)?;
/// assert_eq!(row.name, "sum of squares");
/// assert!(row.min <= row.median && row.samples >= 3);
/// # Ok::<(), bench::BenchError>(())
/// ```
pub fn measure<T, F: FnMut() -> T>(name: &str, cost: Cost, run: F) -> Measure<F> {
    Measure {
        label: Label::new(name, cost),
        plan: Plan {
            budget: Duration::from_millis(800),
            samples: None,
        },
        run,
    }
}

/// Work that is ready to be checked and timed: see [`measure`].
#[must_use = "nothing is measured before `.against(…)` or `.check(…)`"]
pub struct Measure<F> {
    label: Label,
    plan: Plan,
    run: F,
}

impl<F> Measure<F> {
    /// Takes exactly `n` samples (at least 1), whatever the time.
    pub fn samples(mut self, n: usize) -> Self {
        self.plan.samples = Some(n);
        self
    }

    /// Time for all samples together, 0.8 s unless told; three samples are taken in any case.
    pub fn budget(mut self, budget: Duration) -> Self {
        self.plan.budget = budget;
        self
    }

    /// Notes in the row how many threads the work uses; 1 unless told.
    pub fn threads(mut self, n: usize) -> Self {
        self.label.threads = n;
        self
    }

    /// Notes the problem size in the row.
    pub fn size(mut self, n: usize) -> Self {
        self.label.size = n;
        self
    }

    /// Runs once, compares with `oracle` (largest relative error, see [`Agree`]), and only then takes times.
    ///
    /// # Errors
    /// [`BenchError::Disagrees`] with the place, expected and got; [`BenchError::Drifts`] when a
    /// later answer differs; [`BenchError::Panicked`].
    pub fn against<T, O>(self, oracle: &O, tolerance: f64) -> Result<Row, BenchError>
    where
        F: FnMut() -> T,
        T: Agree<O>,
        O: ?Sized,
    {
        self.finish(|name: &str, answer: &T| {
            Checked::against(answer, oracle, tolerance).map_err(|wrong| BenchError::Disagrees {
                name: name.to_owned(),
                wrong,
            })
        })
    }

    /// Runs once, hands the answer to `test`, and only then takes times.
    ///
    /// ```
    /// use bench::{BenchError, Cost, measure};
    ///
    /// let wrong = measure("guess", Cost::NONE, || 41)
    ///     .check(|&x| if x == 42 { Ok(()) } else { Err(format!("{x} is not 42")) });
    /// assert!(matches!(wrong, Err(BenchError::Rejected { .. })));
    /// ```
    ///
    /// # Errors
    /// [`BenchError::Rejected`] with the words of `test`; [`BenchError::Panicked`].
    pub fn check<T>(self, mut test: impl FnMut(&T) -> Result<(), String>) -> Result<Row, BenchError>
    where
        F: FnMut() -> T,
    {
        self.finish(|name: &str, answer: &T| {
            Checked::by(|| test(answer)).map_err(|why| BenchError::Rejected {
                name: name.to_owned(),
                why,
            })
        })
    }

    fn finish<T, C>(self, check: C) -> Result<Row, BenchError>
    where
        F: FnMut() -> T,
        C: FnMut(&str, &T) -> Result<Checked, BenchError>,
    {
        let closure = Closure {
            label: self.label,
            run: self.run,
            check,
            last: None,
        };
        let entry = Entry::new(Box::new(closure), true);
        let (mut rows, _) = sampling::run(vec![entry], self.plan)?;
        // One candidate in, one row out.
        Ok(rows.remove(0))
    }
}
