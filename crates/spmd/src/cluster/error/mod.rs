//! What can go wrong, with what a reader needs to mend it.

mod failure;
mod program;
mod run;
mod start;

pub use failure::{Ending, Failure, RankFailure};
pub use program::ProgramError;
pub use run::{RunError, Stuck};
pub use start::StartError;
