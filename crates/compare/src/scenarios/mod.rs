//! The kinds of work that are compared: a file for each.

mod chunks;
mod group_by;
mod heat;
mod mandelbrot;
mod matmul;
mod nbody;
mod pi;
pub(crate) mod ranks;
mod reduction;
mod requests;
mod triad;

use bench::{BenchError, Rows};

use crate::plan::Plan;

/// What work is like: few who do one kind well are at home in another, so each has a table of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Arithmetic and memory keep the processors busy.
    Computes,
    /// Others do the work; what counts is how many can be waited for at once.
    Waits,
    /// Text or chunks are read from files, and more of them than fit in memory.
    Reads,
    /// Ranks with a memory each, which send each other messages.
    Messages,
}

impl Kind {
    /// All of them.
    pub const ALL: [Kind; 4] = [Kind::Computes, Kind::Waits, Kind::Reads, Kind::Messages];

    /// The name that asks for all work of the kind.
    ///
    /// ```
    /// assert_eq!(compare::Kind::Messages.name(), "mpi");
    /// ```
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Kind::Computes => "computing",
            Kind::Waits => "waiting",
            Kind::Reads => "reading",
            Kind::Messages => "mpi",
        }
    }
}

/// One kind of work.
#[derive(Clone, Copy, Debug)]
pub struct Scenario {
    /// The name it is asked for by.
    pub name: &'static str,
    /// The table it belongs to.
    pub kind: Kind,
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
        kind: Kind::Computes,
        limit: "arithmetic",
        run: nbody::run,
    },
    Scenario {
        name: "heat",
        kind: Kind::Computes,
        limit: "memory",
        run: heat::run,
    },
    Scenario {
        name: "mandelbrot",
        kind: Kind::Computes,
        limit: "arithmetic, unevenly spread",
        run: mandelbrot::run,
    },
    Scenario {
        name: "pi",
        kind: Kind::Computes,
        limit: "integer arithmetic",
        run: pi::run,
    },
    Scenario {
        name: "matmul",
        kind: Kind::Computes,
        limit: "arithmetic, when it is blocked",
        run: matmul::run,
    },
    Scenario {
        name: "triad",
        kind: Kind::Computes,
        limit: "memory",
        run: triad::run,
    },
    Scenario {
        name: "reduction",
        kind: Kind::Computes,
        limit: "memory",
        run: reduction::run,
    },
    Scenario {
        name: "requests",
        kind: Kind::Waits,
        limit: "waiting for a server",
        run: requests::run,
    },
    Scenario {
        name: "group-by",
        kind: Kind::Reads,
        limit: "how text is read",
        run: group_by::run,
    },
    Scenario {
        name: "chunks",
        kind: Kind::Reads,
        limit: "the disk, then memory",
        run: chunks::run,
    },
    Scenario {
        name: "messages",
        kind: Kind::Messages,
        limit: "latency, then bandwidth",
        run: ranks::messages,
    },
    Scenario {
        name: "heat-mpi",
        kind: Kind::Messages,
        limit: "memory, then messages",
        run: ranks::heat,
    },
    Scenario {
        name: "nbody-mpi",
        kind: Kind::Messages,
        limit: "arithmetic, then messages",
        run: ranks::nbody,
    },
];
