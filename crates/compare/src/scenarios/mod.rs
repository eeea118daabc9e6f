//! The kinds of work that are compared: a file for each.

mod heat;
mod mandelbrot;
mod matmul;
mod nbody;
mod pi;
mod reduction;
mod requests;
mod triad;

use bench::{BenchError, Rows};

use crate::plan::Plan;

/// One kind of work.
#[derive(Clone, Copy, Debug)]
pub struct Scenario {
    /// The name it is asked for by.
    pub name: &'static str,
    /// What limits it.
    pub limit: &'static str,
    run: fn(&Plan) -> Result<Vec<Rows>, BenchError>,
}

impl Scenario {
    /// Checks and times all that take part: one [`Rows`] for each size.
    ///
    /// # Errors
    /// A Rust row whose answer is wrong: then nothing of this scenario is shown.
    pub fn run(&self, plan: &Plan) -> Result<Vec<Rows>, BenchError> {
        (self.run)(plan)
    }
}

/// All of them, in the order of the table.
pub const SCENARIOS: &[Scenario] = &[
    Scenario {
        name: "nbody",
        limit: "arithmetic",
        run: nbody::run,
    },
    Scenario {
        name: "heat",
        limit: "memory",
        run: heat::run,
    },
    Scenario {
        name: "mandelbrot",
        limit: "arithmetic, unevenly spread",
        run: mandelbrot::run,
    },
    Scenario {
        name: "pi",
        limit: "integer arithmetic",
        run: pi::run,
    },
    Scenario {
        name: "matmul",
        limit: "arithmetic, when it is blocked",
        run: matmul::run,
    },
    Scenario {
        name: "triad",
        limit: "memory",
        run: triad::run,
    },
    Scenario {
        name: "reduction",
        limit: "memory",
        run: reduction::run,
    },
    Scenario {
        name: "requests",
        limit: "waiting for a server",
        run: requests::run,
    },
];
