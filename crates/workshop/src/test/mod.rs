//! `test`: every check that the project has, one after another, whatever fails.

mod browser;
mod cargo;
mod endings;
mod extension;
mod mpi;
mod outcome;
mod site;
mod slides;
mod slow;

use std::time::{Duration, Instant};

use crate::background;
use crate::cli::TestArgs;
use crate::error::Error;
use crate::lessons;
use crate::paths::Paths;
use crate::run;
use crate::setup;
use crate::steps::clock;
use outcome::{Done, Outcome, summary};
use slow::Patience;

/// One step: its name, what it does in a few words, and how.
struct Check {
    name: &'static str,
    what: &'static str,
    run: fn(&Paths, &Patience) -> Result<Outcome, Error>,
    /// Whether it uses the Python environment and the kernel.
    needs_setup: bool,
}

const CHECKS: &[Check] = &[
    Check {
        name: "setup",
        what: "what the lessons need is there",
        run: |paths, _| set_up(paths),
        needs_setup: false,
    },
    Check {
        name: "format",
        what: "cargo fmt",
        run: |paths, _| cargo::format(paths),
        needs_setup: false,
    },
    Check {
        name: "clippy",
        what: "no warning in any target",
        run: |paths, _| cargo::clippy(paths),
        needs_setup: false,
    },
    Check {
        name: "tests",
        what: "unit, integration and documentation tests",
        run: |paths, _| cargo::tests(paths),
        needs_setup: false,
    },
    Check {
        name: "docs",
        what: "rustdoc without a warning",
        run: |paths, _| cargo::docs(paths),
        needs_setup: false,
    },
    Check {
        name: "python",
        what: "the kernels as a Python module, against NumPy",
        run: |paths, _| extension::check(paths),
        needs_setup: true,
    },
    Check {
        name: "lesson-files",
        what: "the notebooks as they are saved",
        run: |paths, _| lesson_files(paths),
        needs_setup: true,
    },
    Check {
        name: "browser",
        what: "lesson 00 in JupyterLab, Run All Cells",
        run: |paths, _| browser::check(paths),
        needs_setup: true,
    },
    Check {
        name: "slides",
        what: "every lesson and the talk as slides, each page in a browser, and as PDF",
        run: |paths, _| slides::check(paths),
        needs_setup: true,
    },
    Check {
        name: "site",
        what: "the lessons as pages, each audited in a browser",
        run: |paths, _| site::check(paths),
        needs_setup: true,
    },
    Check {
        name: "light-lessons",
        what: "the lessons that load nothing heavy, their exercises and solutions executed",
        run: |paths, _| slow::light_lessons(paths),
        needs_setup: true,
    },
    Check {
        name: "mpi",
        what: "clusters of MPI ranks, with Open MPI and with MPICH",
        run: |paths, _| mpi::check(paths),
        needs_setup: true,
    },
    Check {
        name: "endings",
        what: "kernels with MPI ranks, interrupted, restarted and killed: nothing is left",
        run: |paths, _| endings::check(paths),
        needs_setup: true,
    },
    Check {
        name: "warm",
        what: "what takes minutes to build, begun in the background since the set-up",
        run: slow::warm,
        needs_setup: true,
    },
    Check {
        name: "frames",
        what: "the crate with polars, upon what its lesson's kernel has built",
        run: slow::frames,
        needs_setup: true,
    },
    Check {
        name: "heavy-lessons",
        what: "the lessons with MPI, polars and Zarr, their exercises and solutions executed",
        run: slow::heavy_lessons,
        needs_setup: true,
    },
];

/// The names of the steps, as `--only` takes them.
pub(crate) const NAMES: [&str; CHECKS.len()] = {
    let mut names = [""; CHECKS.len()];
    let mut i = 0;
    while i < CHECKS.len() {
        names[i] = CHECKS[i].name;
        i += 1;
    }
    names
};

/// Runs every step, or those that `args` names, and sums them up in the last line.
///
/// # Errors
/// When a step failed; all there is to say has been printed.
pub(crate) fn test(paths: &Paths, args: &TestArgs) -> Result<(), Error> {
    let chosen: Vec<&Check> = CHECKS
        .iter()
        .filter(|check| args.only.is_empty() || args.only.iter().any(|name| name == check.name))
        .collect();
    let minutes = |number: u32| Duration::from_secs(60 * u64::from(number));
    let patience = Patience::begin(args.patience.map(minutes));
    let waits_for_rest = chosen.iter().any(|check| check.name == "warm");
    let mut done: Vec<Done> = Vec::with_capacity(chosen.len());
    for (number, check) in chosen.iter().enumerate() {
        println!(
            "\n== {}/{} {}: {}",
            number + 1,
            chosen.len(),
            check.name,
            check.what
        );
        let start = Instant::now();
        let has_no_setup = done
            .iter()
            .any(|other| other.name == "setup" && !other.outcome.is_fine());
        let outcome = if check.needs_setup && has_no_setup {
            Outcome::Failed("not run, since the set-up is not complete".into())
        } else {
            // Without the step that waits for the rest, all of it belongs to the set-up.
            let run = match check.name {
                "setup" if !waits_for_rest => |paths: &Paths, _: &Patience| set_up_whole(paths),
                _ => check.run,
            };
            run(paths, &patience).unwrap_or_else(|error| Outcome::Failed(error.to_string()))
        };
        let step = Done {
            name: check.name,
            outcome,
            took: start.elapsed(),
        };
        println!(
            "== {}: {} ({})",
            step.name,
            step.outcome.told(),
            clock(step.took)
        );
        done.push(step);
    }
    println!("\n{}", summary(&done));
    if done.iter().all(|step| step.outcome.is_fine()) {
        Ok(())
    } else {
        Err(Error::Told)
    }
}

/// What takes minutes to build is built while other steps wait for servers, kernels, browsers and ranks: on two cores
/// this hides much of the time that polars takes. It takes what those leave, as beside a reader of the first lessons.
fn set_up(paths: &Paths) -> Result<Outcome, Error> {
    setup::setup(paths, &setup::first_lesson(paths)?, setup::Rest::Quick)?;
    background::start(paths)?;
    Ok(Outcome::Passed)
}

fn set_up_whole(paths: &Paths) -> Result<Outcome, Error> {
    setup::setup(paths, &setup::first_lesson(paths)?, setup::Rest::Now)?;
    Ok(Outcome::Passed)
}

fn lesson_files(paths: &Paths) -> Result<Outcome, Error> {
    let lessons = lessons::all(paths)?;
    Ok(of_lessons(lessons.len(), &run::check(paths, &lessons)?))
}

/// The outcome of a step that looked at `all` lessons.
fn of_lessons(all: usize, failed: &[&str]) -> Outcome {
    match (all, failed) {
        (0, _) => Outcome::Failed("there is no lesson".into()),
        (_, []) => Outcome::Passed,
        _ => Outcome::Failed(failed.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_course_without_lessons_does_not_pass() {
        assert!(!of_lessons(0, &[]).is_fine());
        assert!(of_lessons(3, &[]).is_fine());
        assert_eq!(
            of_lessons(3, &["01-measure"]),
            Outcome::Failed("01-measure".into())
        );
    }
}
