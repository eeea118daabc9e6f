//! The beginning and the end of a program on ranks.

use std::process::ExitCode;

use clap::Parser;
use mpi::Threading;
use mpi::topology::SimpleCommunicator;
use mpi::traits::Communicator;

use crate::error::Error;

/// Initialises MPI, reads the arguments, and does `work`; errors are said once, in one line, by rank 0.
pub fn start<A: Parser>(work: fn(&SimpleCommunicator, &A) -> Result<(), Error>) -> ExitCode {
    let Some((universe, _)) = mpi::initialize_with_threading(Threading::Funneled) else {
        eprintln!("error: MPI is initialised already");
        return ExitCode::FAILURE;
    };
    let world = universe.world();
    let is_first = world.rank() == 0;
    let done = match A::try_parse() {
        Ok(args) => work(&world, &args),
        Err(help) if !help.use_stderr() => {
            if is_first {
                print!("{help}");
            }
            Ok(())
        }
        Err(wrong) => {
            // What clap says, without its further lines.
            let text = wrong.to_string();
            let line = text.lines().next().unwrap_or_default();
            Err(Error::input(line.trim_start_matches("error: ")))
        }
    };
    let code = match &done {
        Ok(()) => 0,
        Err(Error::Input(_)) => 2,
        Err(Error::Failed(_)) => 1,
    };
    if let (Err(why), true) = (&done, is_first) {
        eprintln!("error: {why}");
    }
    ExitCode::from(code)
}
