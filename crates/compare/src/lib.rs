//! The table of every library and approach: the same work in Rust and in its peers, in one run.
//!
//! A [`Scenario`] is one kind of work at a small and at a large size. It enters the Rust kernels and
//! the peers (see [`peers`]) into one race, so that each answer is checked before any time is taken
//! and all samples are taken in turns. A peer that is missing, wrong or broken is a row with its reason.
//!
//! ```
//! use compare::{Plan, SCENARIOS};
//! let names: Vec<&str> = SCENARIOS.iter().map(|scenario| scenario.name).collect();
//! assert!(names.contains(&"nbody"));
//! let plan = Plan { quick: true, ..Plan::default() };
//! assert!(plan.unknown().is_empty());
//! ```

mod kept;
mod plan;
mod readme;
mod scenarios;

pub use plan::Plan;
pub use readme::{illustrate, picture, splice, tables};
pub use scenarios::{Kind, SCENARIOS, Scenario};
