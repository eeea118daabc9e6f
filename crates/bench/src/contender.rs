//! What can take part in a race: a closure, or another program.

use crate::{BenchError, Checked, Cost};

/// Something that a race can check and time; closures get this from [`Contest::run`](crate::Contest::run).
///
/// Implement it for work that lives elsewhere, such as in a Python process.
pub trait Contender {
    /// What it is and what one call costs.
    fn label(&self) -> &Label;

    /// Makes the first call and checks its answer.
    ///
    /// # Errors
    /// A wrong answer, a panic or a crash: then no time is taken.
    fn start(&mut self) -> Result<Started, BenchError>;

    /// Seconds that `calls` more calls take together.
    ///
    /// # Errors
    /// A panic or a crash.
    fn time(&mut self, calls: u32) -> Result<f64, BenchError>;

    /// Leaves the processor to the next one: called when its turn is over, not between samples of one turn.
    fn rest(&mut self) {}

    /// Checks the answer of the last timed call.
    ///
    /// # Errors
    /// [`BenchError::Drifts`] when it is wrong although the first was right.
    fn finish(&mut self) -> Result<(), BenchError>;
}

/// What a contender is: name, cost of one call, size and threads, as they appear in its [`Row`](crate::Row).
#[derive(Clone, Debug, PartialEq)]
pub struct Label {
    /// The name, unique in its race.
    pub name: String,
    /// Bytes and flops of one call.
    pub cost: Cost,
    /// Problem size; 0 when not stated.
    pub size: usize,
    /// Threads it uses.
    pub threads: usize,
}

impl Label {
    /// A name and a cost; no size stated, one thread.
    pub fn new(name: &str, cost: Cost) -> Self {
        Self {
            name: name.to_owned(),
            cost,
            size: 0,
            threads: 1,
        }
    }
}

/// A contender whose first answer was right.
#[derive(Clone, Debug, PartialEq)]
pub struct Started {
    /// The proof that the answer was right.
    pub checked: Checked,
    /// Seconds of the first call.
    pub first: f64,
    /// Whether the first call did no more than any other: false when a just-in-time compiler ran in it.
    pub typical: bool,
    /// Seconds spent once on an ahead-of-time compiler; 0 when none.
    pub build: f64,
}
