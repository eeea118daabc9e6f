//! Timing that checks first, statistics that noise does not fool, and what this machine can do.
//!
//! The rule of the crate is in its types: a [`Row`] holds a time, and only something that holds
//! a [`Checked`] can make a `Row`. A [`Checked`] comes from comparing an answer with an oracle
//! ([`Agree`]) or from a test of your own, so no time is ever shown for a wrong answer.
//!
//! How a race is timed, and where that may mislead, stands in `METHODOLOGY.md` of this crate.
//!
//! ```
//! use bench::{Cost, Race};
//!
//! let data: Vec<f64> = (0..1000).map(f64::from).collect();
//! let cost = Cost::new(8.0 * 1000.0, 1000.0); // bytes read, additions
//! let rows = Race::new("a sum")
//!     .against(&499_500.0, 1e-12)
//!     .run("loop", cost, || {
//!         let mut sum = 0.0;
//!         for x in &data {
//!             sum += x;
//!         }
//!         sum
//!     })
//!     .run("iterator", cost, || data.iter().sum::<f64>())
//!     .go()?;
//! assert_eq!(rows.len(), 2);
//! assert!(rows[0].median > 0.0);
//! # Ok::<(), bench::BenchError>(())
//! ```

mod agree;
mod agree_kernels;
mod agree_ndarray;
mod amdahl;
mod break_even;
mod checked;
mod closure;
mod comparison;
mod contender;
pub mod csv;
mod error;
mod gustafson;
mod link;
pub mod machine;
mod measure;
mod progress;
mod race;
mod ranking;
mod row;
mod rows;
mod sampling;
pub mod saved;
mod scaling;
pub mod stats;
mod trace;

pub use agree::{Agree, compare};
pub use amdahl::Amdahl;
pub use break_even::BreakEven;
pub use checked::{Checked, Disagreement};
pub use comparison::Comparison;
pub use contender::{Contender, Label, Started};
pub use error::BenchError;
pub use gustafson::Gustafson;
pub use kernels::cost::Cost;
pub use link::Link;
pub use measure::{Measure, measure};
pub use progress::Progress;
pub use race::{Contest, Race};
pub use ranking::{Claim, claims, contradictions, is_faster};
pub use row::Row;
pub use rows::{Gap, Rows};
pub use scaling::NoFit;
pub use trace::{Span, Spans, Trace};
