//! Checks of the exercises: one function for each, in a file for each lesson.
//!
//! A check takes the reader's function, tries it on small odd inputs first, and only when every
//! answer is right times it beside the reference solution. It returns a [`Verdict`], never panics,
//! and reports a panic or `todo!()` of the reader's code as what it is. To add one, write a file
//! for the lesson beside this one with functions like this:
//!
//! ```
//! use lab::check::{Exercise, State, Verdict};
//! use lab::bench::Cost;
//!
//! /// Exercise 01.2: a sum of squares.
//! pub fn sum_of_squares(yours: impl Fn(&[f64]) -> f64) -> Verdict {
//!     let reference = |x: &[f64]| x.iter().map(|x| x * x).sum::<f64>();
//!     let input = |n: u32| (0..n).map(f64::from).collect::<Vec<f64>>();
//!     let mut check = Exercise::new("01.2");
//!     for n in [0, 1, 3, 17] {
//!         let x = input(n);
//!         check = check.case(format!("{x:?}"), reference(&x), || yours(&x));
//!     }
//!     let x = input(10_000);
//!     check
//!         .race("10 000 numbers", Cost::new(8e4, 2e4), || yours(&x), || reference(&x))
//!         .verdict()
//! }
//!
//! assert_eq!(sum_of_squares(|_| todo!()).state(), State::NotYet);
//! assert_eq!(sum_of_squares(|x| x.iter().sum()).state(), State::Wrong);
//! assert!(sum_of_squares(|x| x.iter().map(|x| x * x).sum()).state() >= State::Right);
//! ```

mod exercise;
pub mod lesson00;
pub mod lesson01;
pub mod lesson02;
pub mod lesson03;
pub mod lesson04;
pub mod lesson07;
pub mod lesson08;
pub mod lesson09;
pub mod lesson10;
pub mod lesson11;
mod progress;
mod quiet;
mod ranks;
mod speed;
#[cfg(test)]
mod tests;
mod verdict;
mod watch;

/// Whether a panic is that of an index, or a range of them, beyond the end.
fn is_outside(message: &str) -> bool {
    ["out of bounds", "out of range"]
        .iter()
        .any(|sign| message.contains(sign))
}

/// Whether a panic is that of an array cut into parts of length 0.
fn is_part_of_nothing(message: &str) -> bool {
    message.contains("chunk") && message.contains("zero")
}

pub use exercise::Exercise;
pub use verdict::{State, Verdict};
