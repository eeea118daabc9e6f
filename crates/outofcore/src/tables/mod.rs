//! Measurements, a name and a temperature a line, and what each name's least, mean and greatest are.
//!
//! ```text
//! Kavora;12.3
//! Tolin;-4.0
//! ```
//!
//! The problem is that of the "one billion row challenge" (Gunnar Morling, 2024): group by the name. A
//! temperature is a number between −99.9 and 99.9 with at most one digit after the point, so it is kept as a
//! whole number of tenths, and sums are exact: the answer is the same, bit for bit, in any order of adding and
//! on any number of threads.
//!
//! A line may end in `\n` or in `\r\n`, the last one in neither. Every other line than name, semicolon,
//! temperature is a [bad row](BadKind): the caller has them [refused or counted](OnBad), and is told which
//! lines they are.

mod bad;
mod error;
mod fast;
mod generate;
mod naive;
mod parse;
mod rows;
mod slots;
mod stations;
mod summary;
mod table;
#[cfg(test)]
mod tests;

pub use bad::{BadKind, BadRow, BadRows, MOST_LISTED, OnBad};
pub use error::TableError;
pub use generate::Measurements;
pub use rows::Row;
pub use stations::{MOST_STATIONS, station};
pub use summary::{Station, Summary};
pub use table::Table;
