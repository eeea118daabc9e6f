//! A closure as a contender.

use std::hint::black_box;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Instant;

use kernels::threads::panic_words;

use crate::contender::{Contender, Label, Started};
use crate::{BenchError, Checked};

/// A closure, the check of its answer, and the last answer that was timed.
pub(crate) struct Closure<T, F, C> {
    pub(crate) label: Label,
    pub(crate) run: F,
    pub(crate) check: C,
    pub(crate) last: Option<T>,
}

impl<T, F, C> Contender for Closure<T, F, C>
where
    F: FnMut() -> T,
    C: FnMut(&str, &T) -> Result<Checked, BenchError>,
{
    fn label(&self) -> &Label {
        &self.label
    }

    fn start(&mut self) -> Result<Started, BenchError> {
        let run = &mut self.run;
        let (first, answer) = guard(&self.label.name, || {
            let start = Instant::now();
            let answer = black_box(run());
            (start.elapsed().as_secs_f64(), answer)
        })?;
        Ok(Started {
            checked: (self.check)(&self.label.name, &answer)?,
            first,
            typical: true,
            build: 0.0,
        })
    }

    fn time(&mut self, calls: u32) -> Result<f64, BenchError> {
        let (run, last) = (&mut self.run, &mut self.last);
        guard(&self.label.name, || {
            let start = Instant::now();
            for _ in 0..calls {
                // Dropping the previous answer is inside the time, as it is in a loop of your own.
                *last = Some(black_box(run()));
            }
            start.elapsed().as_secs_f64()
        })
    }

    fn finish(&mut self) -> Result<(), BenchError> {
        let Some(answer) = self.last.take() else {
            return Ok(());
        };
        match (self.check)(&self.label.name, &answer) {
            Err(BenchError::Disagrees { name, wrong }) => Err(BenchError::Drifts { name, wrong }),
            Err(other) => Err(other),
            Ok(_) => Ok(()),
        }
    }
}

/// Runs `f`; a panic becomes an error with its words.
fn guard<R>(name: &str, f: impl FnOnce() -> R) -> Result<R, BenchError> {
    catch_unwind(AssertUnwindSafe(f)).map_err(|panic| BenchError::Panicked {
        name: name.to_owned(),
        message: panic_words(&*panic),
    })
}
