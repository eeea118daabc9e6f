//! `setup`: everything between a fresh clone and the first lesson.
//!
//! Each step looks first whether it is done. What takes long is made beside its place and
//! renamed, so that an interrupt at any point leaves something that the next `setup` goes on from.

pub(crate) mod conda;
pub(crate) mod evcxr;
pub(crate) mod kernelspec;
pub(crate) mod prerequisites;
pub(crate) mod python;
pub(crate) mod requirements;

use std::process::Command;
use std::time::Duration;

use crate::error::Error;
use crate::files::size;
use crate::kernel::{stale, template};
use crate::lessons::{self, Lesson};
use crate::lock;
use crate::paths::{EnvironmentKind, Paths, private_folder};
use crate::process;
use crate::steps::{Step, Steps, clock};
use prerequisites::{Demand, Tools};
use requirements::Requirement;

/// About what a warmed build folder and the copies of some kernels take.
const TEMPLATE_BYTES: u64 = 500_000_000;

/// When to prepare what only later lessons need.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rest {
    /// Before `setup` ends.
    Now,
    /// What takes a minute or two before `setup` ends; the caller starts the others.
    Quick,
    /// The caller starts it when JupyterLab is open.
    Later,
}

/// Does every step that is not done yet. Afterwards `first` opens without a wait.
///
/// # Errors
/// When something is missing that it cannot install, or a step fails.
pub(crate) fn setup(paths: &Paths, first: &[Lesson], rest: Rest) -> Result<(), Error> {
    let place = paths
        .cache
        .join("locks")
        .join(crate::paths::key_of(&paths.env.prefix));
    prerequisites::writable(&paths.cache).map_err(|problem| prerequisites::as_error(&[problem]))?;
    private_folder(&paths.cache)?;
    let _lock = lock::take(&place, |holder| {
        println!("another setup of this clone (process {holder}) is running: waiting for it");
    })?;
    let steps = Steps::new(5);
    let list = requirements::read(&paths.environment_yml())?;

    let step = steps.begin("prerequisites", "");
    let tools = check(paths, &list, &step)?;
    step.done(&format!(
        "rustc {}, Python {}",
        tools.rustc, tools.python.version
    ));

    kernel_and_python(paths, &tools, &list, &steps)?;

    let step = steps.begin("kernelspec", "");
    let written = kernelspec::install(paths)?;
    step.done(if written { "written" } else { "there already" });

    let step = steps.begin("first lessons", "");
    private_folder(&paths.work)?;
    template::warm(paths, first, &step)?;
    stale::sweep(paths);
    step.done("warm");
    let usable = steps.elapsed();
    if rest != Rest::Later {
        template::warm_rest(paths, rest)?;
    }
    // Nobody who opens a lesson again wants to read that nothing was done.
    if steps.elapsed() > Duration::from_secs(5) {
        summary(paths, &steps, usable);
    }
    Ok(())
}

/// The lesson that a reader begins with.
///
/// # Errors
/// As [`readable_lessons`].
pub(crate) fn first_lesson(paths: &Paths) -> Result<Vec<Lesson>, Error> {
    let mut all = readable_lessons(paths)?;
    all.truncate(1);
    Ok(all)
}

/// All lessons but those whose file is damaged: one of these must not keep the others closed.
///
/// # Errors
/// When the folder of the lessons cannot be read.
pub(crate) fn readable_lessons(paths: &Paths) -> Result<Vec<Lesson>, Error> {
    let mut all = lessons::all(paths)?;
    all.retain(|lesson| match lessons::check(lesson) {
        Ok(()) => true,
        Err(error) => {
            println!("left out: {error}");
            false
        }
    });
    Ok(all)
}

/// Programs, disk, cache, and the one thing that rustup can add.
fn check(paths: &Paths, list: &[Requirement], step: &Step<'_>) -> Result<Tools, Error> {
    let mut problems = Vec::new();
    let tools = prerequisites::tools(paths)
        .map_err(|found| problems.extend(found))
        .ok();
    let rustc = tools.as_ref().map_or("", |tools| &tools.rustc);
    match prerequisites::disk(&demands(paths, rustc, list)) {
        Ok(free) => step.say(&free),
        Err(problem) => problems.push(problem),
    }
    problems.extend(prerequisites::writable(&paths.cache).err());
    let Some(tools) = tools.filter(|_| problems.is_empty()) else {
        return Err(prerequisites::as_error(&problems));
    };
    if !prerequisites::has_rust_src(&tools.sysroot) {
        step.say("adds the sources of Rust's standard library (rustup component add rust-src)");
        let mut rustup = Command::new("rustup");
        rustup.args(["component", "add", "rust-src"]);
        if let Err(error) = process::run(&mut rustup, &paths.cache.join("logs/rustup.log"), |_| ())
        {
            step.say(&error.to_string());
            return Err(prerequisites::as_error(
                &[prerequisites::rust_src_problem()],
            ));
        }
    }
    if !prerequisites::has_headers(&tools.python.program) {
        step.say(
            "note: Python's headers are missing (Debian: python3-dev, Fedora: python3-devel): \
             lesson 02 will show Cython and Pythran as missing",
        );
    }
    if !crate::paths::is_writable(&paths.root) {
        step.say("note: the clone is read-only: lessons run, but changes to them cannot be saved");
    }
    Ok(tools)
}

/// What will be written by the steps that are not done.
fn demands(paths: &Paths, rustc: &str, list: &[Requirement]) -> Vec<Demand> {
    let mut demands = vec![(paths.work.clone(), TEMPLATE_BYTES)];
    if evcxr::find(paths, rustc).is_none() {
        demands.push((paths.cache.clone(), evcxr::bytes_to_build(paths, rustc)));
    }
    let is_venv = paths.env.kind == EnvironmentKind::Venv;
    if is_venv && python::state(&paths.env.prefix, list) != python::State::Ready {
        demands.push((paths.env.prefix.clone(), python::BYTES));
    }
    demands
}

/// Both long steps at once: one keeps the processor busy, the other mostly the network.
fn kernel_and_python(
    paths: &Paths,
    tools: &Tools,
    list: &[Requirement],
    steps: &Steps,
) -> Result<(), Error> {
    let (kernel, python) = (
        steps.begin("Rust kernel", ""),
        steps.begin("Python packages", ""),
    );
    let (kernel, python) = std::thread::scope(|scope| {
        let python = scope.spawn(|| {
            let done = python::install(paths, &tools.python, list, &python);
            match &done {
                Ok(how) => python.done(how),
                // Told now: the other step may go on for minutes.
                Err(error) => python.failed(error),
            }
            done.is_ok()
        });
        let done = evcxr::install(paths, tools, &kernel);
        match &done {
            Ok(evcxr) => kernel.done(&format!(
                "evcxr {} {}",
                crate::paths::EVCXR_VERSION,
                evcxr.origin
            )),
            Err(error) => kernel.failed(error),
        }
        (done.is_ok(), python.join().unwrap_or(false))
    });
    match (kernel, python) {
        (true, true) => Ok(()),
        _ => Err(Error::Failed(
            "the set-up is not complete: see above; what is done stays done".into(),
        )),
    }
}

fn summary(paths: &Paths, steps: &Steps, usable: Duration) {
    println!();
    steps.summary();
    println!("  {:<20} {:>12}", "JupyterLab usable", clock(usable));
    println!("  {:<20} {:>12}", "in all", clock(steps.elapsed()));
    let free = crate::files::free_bytes(&paths.cache)
        .map(size)
        .unwrap_or_default();
    println!(
        "  cache {} ({free} free on its disk)",
        paths.cache.display()
    );
}
