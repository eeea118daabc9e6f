//! What can be typed after `cargo workshop`.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

const AFTER_HELP: &str = "\
On a fresh machine `cargo workshop lab` does everything: it needs Rust, a C compiler and
Python 3.10 or newer, no root, and a network for the first time.

The Python environment is `.venv` in the clone, or the conda environment that is active.
What all clones share lies in ~/.cache/rung-by-rung, or where RUNG_CACHE says.";

/// Set up, open, run and test the course "Rung by rung".
#[derive(Debug, Parser)]
#[command(
    name = "cargo workshop",
    bin_name = "cargo workshop",
    version,
    arg_required_else_help = true,
    after_help = AFTER_HELP
)]
pub(crate) struct Cli {
    /// The command.
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// The commands, in the order in which a reader meets them.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    #[command(verbatim_doc_comment)]
    /// Install what the lessons need; can be interrupted and run again
    ///
    /// Five steps, each done once: look for compilers and Python; build the Rust kernel evcxr
    /// (minutes, shared by all clones); fill the Python environment from environment.yml;
    /// register the kernel; build what the lessons load. Run again after an interrupt, an
    /// update of Rust or of the clone: it does what is left to do.
    Setup,
    #[command(verbatim_doc_comment)]
    /// Set up if needed, then open JupyterLab on the first lesson
    ///
    /// It listens on this machine only and asks for a token, which is part of the address that
    /// it prints. What only later lessons need is built in the background meanwhile.
    Lab(LabArgs),
    /// Execute lessons without a browser, and fail where a reader would
    Run(RunArgs),
    /// Set up if needed, then run every check that the project has
    Test(TestArgs),
    /// Turn lessons and the talk into slides: one HTML file each, and PDF
    ///
    /// They go to target/workshop/slides. What a lesson shows on a slide, and what the speaker
    /// says, stands in the metadata of its cells; slides/talk.toml says which of them make up
    /// the talk of 30 minutes, `talk`.
    #[command(verbatim_doc_comment)]
    Slides(SlidesArgs),
    /// Put the executed lessons into a folder of pages with search, for a browser without a network
    ///
    /// The folder is `target/workshop/site` in the clone; it can be moved as a whole.
    Site(SiteArgs),
    #[command(disable_help_flag = true)]
    /// Time Rust and its peers on the same work, in one run, each answer checked first
    Compare {
        /// `--quick`, `--only NAME,…`, `--threads N`; `--help` tells all
        #[arg(
            trailing_var_arg = true,
            allow_hyphen_values = true,
            value_name = "OPTION"
        )]
        options: Vec<OsString>,
    },
    /// Show which exercises you have solved, and what is next
    ///
    /// The checks of the exercises note their answers in `.progress.csv` in the clone, and nowhere else.
    #[command(verbatim_doc_comment)]
    Progress,
    /// Say what is there, what is missing and how to get it
    Doctor(DoctorArgs),
    /// The Jupyter kernel `rust`: started by JupyterLab, not by hand
    #[command(hide = true)]
    Kernel {
        /// The connection file that Jupyter hands to a kernel.
        connection_file: PathBuf,
    },
    /// Warm what the first lessons do not need: started by `lab`, in the background
    #[command(hide = true)]
    Warm,
}

/// Options of `lab`.
#[derive(Debug, Args)]
pub(crate) struct LabArgs {
    /// Open this lesson instead of the first: `02`, `compile` or `02-compile`
    pub(crate) lesson: Option<String>,
    /// Port to listen on; the next free one is taken when it is busy
    #[arg(long, default_value_t = 8888)]
    pub(crate) port: u16,
    /// Print the address instead of opening a browser
    #[arg(long)]
    pub(crate) no_browser: bool,
    /// Further arguments for `jupyter lab`, after `--`
    #[arg(last = true)]
    pub(crate) rest: Vec<OsString>,
}

/// Options of `run`.
#[derive(Debug, Args)]
pub(crate) struct RunArgs {
    /// Lessons by number or name (`02`, `compile`, `02-compile`); all when none is given
    #[arg(value_name = "LESSON")]
    pub(crate) lessons: Vec<String>,
    /// Save the outputs into the notebooks
    #[arg(long)]
    pub(crate) write: bool,
    /// Seconds that one cell may take before it is ended
    #[arg(long, value_name = "SECONDS", default_value_t = 300, value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) limit: u32,
}

/// Options of `slides`.
#[derive(Debug, Args)]
pub(crate) struct SlidesArgs {
    /// Lessons by number or name, and `talk`; all when none is given
    #[arg(value_name = "LESSON")]
    pub(crate) lessons: Vec<String>,
    /// Print each deck as PDF too
    #[arg(long)]
    pub(crate) pdf: bool,
    /// Walk through each deck in a browser: does all fit, is all inside, can all be read
    #[arg(long)]
    pub(crate) check: bool,
    /// Then show them to this machine's browsers, at an address that is printed, until Ctrl-C
    #[arg(long)]
    pub(crate) serve: bool,
    /// With --serve: print the address instead of opening a browser
    #[arg(long, requires = "serve")]
    pub(crate) no_browser: bool,
}

/// Options of `site`.
#[derive(Debug, Args)]
pub(crate) struct SiteArgs {
    /// Look at each page in a browser: is all inside, can everybody read it
    #[arg(long)]
    pub(crate) check: bool,
}

/// Options of `test`.
#[derive(Debug, Args)]
pub(crate) struct TestArgs {
    /// Run only this step (can be given several times)
    #[arg(long, value_name = "STEP", value_parser = crate::test::NAMES)]
    pub(crate) only: Vec<String>,
    /// Wait for polars and Zarr, which take long to build, until so many minutes after the beginning; then skip what
    /// needs them
    #[arg(long, value_name = "MINUTES")]
    pub(crate) patience: Option<u32>,
}

/// Options of `doctor`.
#[derive(Debug, Args)]
pub(crate) struct DoctorArgs {
    /// Measure kernel start and cells beside a plain evcxr (some minutes)
    #[arg(long)]
    pub(crate) bench: bool,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        super::Cli::command().debug_assert();
    }
}
