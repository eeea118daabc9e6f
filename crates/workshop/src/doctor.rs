//! `doctor`: what is there, what is missing, and how to get it.

use std::fs;
use std::path::Path;
use std::time::Duration;

use crate::background;
use crate::error::Error;
use crate::files::{folder_bytes, free_bytes, size};
use crate::kernel::{extension, programs};
use crate::lessons;
use crate::paths::{EVCXR_VERSION, EnvironmentKind, Paths, key_of};
use crate::setup::prerequisites::{self, Problem};
use crate::setup::python::{self, State};
use crate::setup::{conda, evcxr, kernelspec, requirements};

const SETUP: &str = "cargo workshop setup";

/// Prints the state of the set-up.
///
/// # Errors
/// When something is missing that the lessons need.
pub(crate) fn doctor(paths: &Paths) -> Result<(), Error> {
    let mut report = Report::default();
    report.there("clone", &paths.root.display().to_string());
    let rustc = programs(paths, &mut report);
    environment(paths, &mut report);
    report.say(
        "kernelspec",
        match kernelspec::problem(paths) {
            None => Ok(format!("rust, started by {}", paths.launcher().display())),
            Some(what) => Err(Problem {
                what,
                how: SETUP.into(),
            }),
        },
    );
    templates(paths, &mut report);
    let (module, binaries) = (extension::problem(paths), programs::problem(paths));
    let lacks = module.is_some() || binaries.is_some();
    match module {
        None => report.there("Python module", "rung_kernels loads"),
        Some(_) if background::is_going_on(paths) => {
            report.note("the Python module rung_kernels, for lesson 03, is not built yet: see `later lessons`");
        }
        Some(what) => report.note(&what),
    }
    match binaries {
        None => report.there("programs", &programs::folder(paths).display().to_string()),
        Some(_) if background::is_going_on(paths) => {
            report.note("the programs of lesson 10 are not built yet: see `later lessons`");
        }
        Some(what) => report.note(&what),
    }
    match lessons::all(paths) {
        Ok(all) if !all.is_empty() => report.there("lessons", &format!("{}", all.len())),
        _ => report.say(
            "lessons",
            Err(Problem {
                what: format!("no lessons in {}", paths.notebooks().display()),
                how: "git checkout notebooks".into(),
            }),
        ),
    }
    report.there("later lessons", &background::state(paths));
    if lacks || background::is_going_on(paths) {
        report.but = " but for what later lessons need";
    }
    cache(paths, &rustc, &mut report);
    report.end()
}

/// Compiler, linker, standard library sources, Python, evcxr; the compiler's version.
fn programs(paths: &Paths, report: &mut Report) -> String {
    let (rustc, sysroot) = match prerequisites::rustc() {
        Ok((rustc, sysroot)) => {
            report.there("Rust", &format!("rustc {rustc} in {}", sysroot.display()));
            (rustc, Some(sysroot))
        }
        Err(problem) => {
            report.say("Rust", Err(problem));
            (String::new(), None)
        }
    };
    if let Some(sysroot) = sysroot {
        report.say(
            "rust-src",
            match prerequisites::has_rust_src(&sysroot) {
                true => Ok("there".into()),
                false => Err(prerequisites::rust_src_problem()),
            },
        );
    }
    report.say("C compiler", prerequisites::linker());
    match prerequisites::python(paths) {
        Ok(python) => {
            let program = python.program.display();
            report.there("Python", &format!("{} ({program})", python.version));
            if !prerequisites::has_headers(&python.program) {
                report.note("no Python.h: Cython and Pythran cannot compile (Debian: python3-dev)");
            }
        }
        Err(problem) => report.say("Python", Err(problem)),
    }
    report.say(
        "evcxr",
        match evcxr::find(paths, &rustc) {
            Some(found) => Ok(format!(
                "{EVCXR_VERSION}, {}: {}",
                found.origin,
                found.program.display()
            )),
            None => Err(Problem {
                what: format!("evcxr {EVCXR_VERSION} is not built"),
                how: SETUP.into(),
            }),
        },
    );
    rustc
}

fn environment(paths: &Paths, report: &mut Report) {
    let list = match requirements::read(&paths.environment_yml()) {
        Ok(list) => list,
        Err(error) => {
            let how = "git checkout environment.yml".into();
            return report.say(
                "packages",
                Err(Problem {
                    what: error.to_string(),
                    how,
                }),
            );
        }
    };
    let prefix = &paths.env.prefix;
    let is_conda = paths.env.kind == EnvironmentKind::Conda;
    let what = match (is_conda, python::state(prefix, &list)) {
        (true, _) | (false, State::Ready) => None,
        (_, State::Changed) => Some("is older than environment.yml"),
        (_, State::Broken) => Some("is not complete, or was moved"),
        (_, State::Foreign) => Some("was not made by `setup`"),
        (_, State::Absent) => Some("is not there"),
    };
    report.say(
        "packages",
        match what {
            None => Ok(format!(
                "{} ({})",
                prefix.display(),
                size(folder_bytes(prefix))
            )),
            Some(what) => Err(Problem {
                what: format!("the environment {} {what}", prefix.display()),
                how: SETUP.into(),
            }),
        },
    );
    if what.is_none() {
        for (entry, found) in conda::lacking(&paths.python(), &list) {
            match entry.need {
                requirements::Need::Peer => report.note(&format!("{}: {found}", entry.for_pip())),
                requirements::Need::Notebooks => report.say(
                    "packages",
                    Err(Problem {
                        what: format!("{}: {found}", entry.for_pip()),
                        how: if is_conda {
                            "conda env update -f environment.yml"
                        } else {
                            SETUP
                        }
                        .into(),
                    }),
                ),
            }
        }
    }
}

/// The warmed build folders of this clone.
fn templates(paths: &Paths, report: &mut Report) {
    let prefix = format!("{}-", key_of(&paths.root));
    let mut found = Vec::new();
    for entry in fs::read_dir(paths.templates())
        .into_iter()
        .flatten()
        .flatten()
    {
        let name = entry.file_name().to_string_lossy().into_owned();
        let stamp = entry.path().join("stamp");
        if let (Some(group), true) = (name.strip_prefix(&prefix), stamp.is_file()) {
            let bytes = size(folder_bytes(&entry.path()));
            found.push(format!("{group} ({bytes}, {})", age(&stamp)));
        }
    }
    found.sort();
    report.say(
        "warm folders",
        match found.is_empty() {
            false => Ok(found.join(", ")),
            true => Err(Problem {
                what: "no build folder is warm: a kernel would take a minute to start".into(),
                how: SETUP.into(),
            }),
        },
    );
}

/// What the cache holds, and what of it nobody needs any more.
fn cache(paths: &Paths, rustc: &str, report: &mut Report) {
    let free = free_bytes(&paths.cache).map(size).unwrap_or_default();
    let all = size(folder_bytes(&paths.cache));
    report.there(
        "cache",
        &format!("{} ({all}; {free} free)", paths.cache.display()),
    );
    let used = evcxr::find(paths, rustc).map(|found| found.program);
    for entry in fs::read_dir(&paths.cache).into_iter().flatten().flatten() {
        let (path, name) = (
            entry.path(),
            entry.file_name().to_string_lossy().into_owned(),
        );
        let is_used = used
            .as_ref()
            .is_some_and(|program| program.starts_with(&path));
        if !name.starts_with("evcxr-") || is_used || !path.is_dir() {
            continue;
        }
        let bytes = size(folder_bytes(&path));
        report.note(&if name.ends_with(".part") {
            format!("{name}: an unfinished build ({bytes}) that `setup` goes on with")
        } else {
            format!(
                "{name}: not used by this clone ({bytes}); other clones may: {}",
                path.display()
            )
        });
    }
    let kernels = fs::read_dir(paths.kernels()).into_iter().flatten().count();
    report.there("kernel folders", &format!("{kernels}"));
}

/// "3 hours old".
fn age(path: &Path) -> String {
    let modified = fs::metadata(path).and_then(|found| found.modified());
    let age = modified
        .ok()
        .and_then(|then| then.elapsed().ok())
        .unwrap_or(Duration::ZERO);
    match age.as_secs() {
        0..7200 => format!("{} min old", age.as_secs() / 60),
        7200..172_800 => format!("{} hours old", age.as_secs() / 3600),
        seconds => format!("{} days old", seconds / 86_400),
    }
}

/// Lines with a name each, and how many of them are problems.
#[derive(Default)]
struct Report {
    problems: usize,
    /// What is still being prepared.
    but: &'static str,
}

impl Report {
    fn there(&mut self, name: &str, what: &str) {
        println!("ok       {name:<15} {what}");
    }

    fn say(&mut self, name: &str, found: Result<String, Problem>) {
        match found {
            Ok(what) => self.there(name, &what),
            Err(problem) => {
                self.problems += 1;
                println!("MISSING  {name:<15} {}", problem.what);
                for line in problem.how.lines() {
                    println!("         {:<15} -> {line}", "");
                }
            }
        }
    }

    fn note(&mut self, what: &str) {
        println!("         {:<15} {what}", "");
    }

    fn end(&self) -> Result<(), Error> {
        match self.problems {
            0 => {
                println!("\neverything is there{}: cargo workshop lab", self.but);
                Ok(())
            }
            1 => Err(Error::Failed("1 thing is missing: see above".into())),
            more => Err(Error::Failed(format!(
                "{more} things are missing: see above"
            ))),
        }
    }
}
