//! `cargo workshop`: sets the course up, opens it in JupyterLab, runs and tests its lessons.
//!
//! The same program is also the launcher behind the Jupyter kernel `rust`: see [`kernel`].

mod background;
mod cli;
mod compare;
mod doctor;
mod error;
mod files;
mod jupyter;
mod kernel;
mod lessons;
mod lock;
mod memory;
mod mpi;
mod paths;
mod process;
mod progress;
mod run;
mod setup;
mod site;
mod slides;
mod steps;
mod test;
mod weight;

use std::env;
use std::process::ExitCode;

use clap::Parser;
use cli::{Cli, Command};
use error::Error;
use kernel::metadata;
use paths::Paths;

fn main() -> ExitCode {
    let mut arguments = env::args_os();
    if arguments
        .next()
        .is_some_and(|program| metadata::is_stand_in(&program))
    {
        let arguments: Vec<_> = arguments.collect();
        return metadata::run(&arguments).unwrap_or_else(|error| failure(&error));
    }
    match dispatch(Cli::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        // The last line is then the summary of what was checked.
        Err(Error::Told) => ExitCode::FAILURE,
        Err(error) => failure(&error),
    }
}

fn failure(error: &Error) -> ExitCode {
    eprintln!("error: {error}");
    ExitCode::FAILURE
}

fn dispatch(command: Command) -> Result<(), Error> {
    let paths = Paths::find()?;
    match command {
        Command::Setup => setup::setup(&paths, &setup::first_lesson(&paths)?, setup::Rest::Now),
        Command::Lab(args) => jupyter::lab(&paths, &args),
        Command::Run(args) => run::run(&paths, &args),
        Command::Test(args) => test::test(&paths, &args),
        Command::Slides(args) => slides::slides(&paths, &args),
        Command::Site(args) => site::site(&paths, &args),
        Command::Compare { options } => compare::compare(&paths, &options),
        Command::Doctor(args) if args.bench => kernel::bench::bench(&paths),
        Command::Doctor(_) => doctor::doctor(&paths),
        Command::Progress => progress::progress(&paths),
        Command::Kernel { connection_file } => kernel::launch(&paths, &connection_file),
        Command::Warm => background::warm(&paths),
    }
}
