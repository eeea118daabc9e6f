//! What an approach costs besides time: lines that somebody writes and reads, packages that somebody installs.

mod code;
mod installed;

pub use code::{lines_of_code, nbody};
pub use installed::{InstalledError, Package, installed, toolchain};
