//! What has to be there before anything can be set up, and how to get it without root.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::requirements::satisfies;
use crate::error::Error;
use crate::files::{self, size};
use crate::paths::{EnvironmentKind, Paths, is_writable};
use crate::process::{is_program, output, which};

/// The oldest Python that the lessons' packages support.
const PYTHON: &str = ">=3.10";

/// The programs that were found.
#[derive(Clone, Debug)]
pub(crate) struct Tools {
    /// The compiler's version, e.g. "1.95.0".
    pub(crate) rustc: String,
    /// The folder of the toolchain.
    pub(crate) sysroot: PathBuf,
    /// A Python that can make environments, or the conda environment's.
    pub(crate) python: Python,
}

/// A Python interpreter.
#[derive(Clone, Debug)]
pub(crate) struct Python {
    /// The program.
    pub(crate) program: PathBuf,
    /// Its version, e.g. "3.11.7".
    pub(crate) version: String,
}

/// Something that is missing: what, and how to get it.
#[derive(Debug)]
pub(crate) struct Problem {
    /// One line.
    pub(crate) what: String,
    /// One way a line.
    pub(crate) how: String,
}

impl Problem {
    fn new(what: impl Into<String>, how: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            how: how.into(),
        }
    }
}

/// One error that names all of them.
pub(crate) fn as_error(problems: &[Problem]) -> Error {
    let how: Vec<String> = problems
        .iter()
        .map(|problem| {
            format!(
                "- {}\n    {}",
                problem.what,
                problem.how.replace('\n', "\n    ")
            )
        })
        .collect();
    Error::missing(
        "something is missing that `cargo workshop setup` cannot install itself:",
        how.join("\n"),
    )
}

/// Looks for every program; all problems together.
pub(crate) fn tools(paths: &Paths) -> Result<Tools, Vec<Problem>> {
    match (rustc(), linker(), python(paths)) {
        (Ok((rustc, sysroot)), Ok(_), Ok(python)) => Ok(Tools {
            rustc,
            sysroot,
            python,
        }),
        (rustc, linker, python) => Err([rustc.err(), linker.err(), python.err()]
            .into_iter()
            .flatten()
            .collect()),
    }
}

/// The compiler's version and its folder.
pub(crate) fn rustc() -> Result<(String, PathBuf), Problem> {
    let wanted = env!("CARGO_PKG_RUST_VERSION");
    let how = "rustup, without root: https://rustup.rs\n\
               rustup is there but old: rustup update stable\n\
               conda: conda env update -f environment.yml";
    let said = output(Command::new("rustc").arg("--version"))
        .ok_or_else(|| Problem::new("there is no Rust compiler (`rustc`)", how))?;
    let version = said.split_whitespace().nth(1).unwrap_or_default();
    if !satisfies(version, &format!(">={wanted}")) {
        return Err(Problem::new(
            format!("`rustc` is {version}; {wanted} or newer is needed"),
            how,
        ));
    }
    let sysroot = output(Command::new("rustc").args(["--print", "sysroot"]))
        .ok_or_else(|| Problem::new("`rustc --print sysroot` fails", how))?;
    Ok((version.to_owned(), sysroot.into()))
}

/// The program that links every cell: what cargo is told to use, else `cc`.
pub(crate) fn linker() -> Result<String, Problem> {
    let named = std::env::vars_os().find_map(|(name, value)| {
        let name = name.to_str()?;
        (name.starts_with("CARGO_TARGET_") && name.ends_with("_LINKER")).then_some(value)
    });
    let linker = named.unwrap_or_else(|| "cc".into());
    let said = output(Command::new(&linker).arg("--version")).ok_or_else(|| {
        Problem::new(
            format!(
                "there is no C compiler: `{}`; Rust links with it",
                linker.display()
            ),
            "Debian, Ubuntu: sudo apt install build-essential\n\
             Fedora: sudo dnf install gcc gcc-c++\n\
             macOS: xcode-select --install\n\
             without root: conda create -n rung-by-rung -c conda-forge c-compiler cxx-compiler, \
             conda activate rung-by-rung, and ln -s \"$CC\" \"$CONDA_PREFIX/bin/cc\"",
        )
    })?;
    Ok(said.lines().next().unwrap_or_default().to_owned())
}

/// The sources of the standard library: evcxr infers the types of a cell's variables from them.
pub(crate) fn has_rust_src(sysroot: &Path) -> bool {
    sysroot
        .join("lib/rustlib/src/rust/library/std/Cargo.toml")
        .is_file()
}

/// How to get the sources when rustup cannot be asked.
pub(crate) fn rust_src_problem() -> Problem {
    Problem::new(
        "the sources of Rust's standard library (`rust-src`) are not there",
        "rustup: rustup component add rust-src\nconda: conda install -c conda-forge rust-src",
    )
}

/// A Python that is new enough and can make environments.
pub(crate) fn python(paths: &Paths) -> Result<Python, Problem> {
    let of_conda = paths.env.kind == EnvironmentKind::Conda;
    let names = [
        "python3",
        "python3.13",
        "python3.12",
        "python3.14",
        "python3.11",
        "python3.10",
    ];
    let programs: Vec<PathBuf> = if of_conda {
        Vec::from_iter(Some(paths.python()).filter(|python| is_program(python)))
    } else {
        names.into_iter().filter_map(which).collect()
    };
    let script = "import sys; print('%d.%d.%d' % sys.version_info[:3])\n\
                  try:\n import venv, ensurepip\nexcept ImportError: print('no venv')";
    let mut why = None;
    for program in programs {
        let Some(said) = output(Command::new(&program).args(["-c", script])) else {
            continue;
        };
        let (version, venv) = said.split_once('\n').unwrap_or((&said, ""));
        if !satisfies(version, PYTHON) {
            why.get_or_insert(format!(
                "`{}` is {version}; 3.10 or newer is needed",
                program.display()
            ));
        } else if !venv.is_empty() && !of_conda {
            let text = format!("`{}` {version} has no venv module", program.display());
            // Closer to what is wanted than a Python that is too old.
            why = Some(text);
        } else {
            return Ok(Python {
                program,
                version: version.to_owned(),
            });
        }
    }
    let what = why.unwrap_or_else(|| "there is no Python (`python3`)".into());
    let how = if of_conda {
        "the active conda environment: conda env update -f environment.yml"
    } else {
        "Debian, Ubuntu: sudo apt install python3 python3-venv python3-dev\n\
         Fedora: sudo dnf install python3 python3-devel\n\
         macOS: brew install python\n\
         without root: conda env create -f environment.yml && conda activate rung-by-rung"
    };
    Err(Problem::new(what, how))
}

/// Whether Cython and Pythran can compile for this Python.
pub(crate) fn has_headers(python: &Path) -> bool {
    let script = "import sysconfig; print(sysconfig.get_paths()['include'])";
    output(Command::new(python).args(["-c", script]))
        .is_some_and(|folder| Path::new(&folder).join("Python.h").is_file())
}

/// Something that will be written: where, and about how many bytes.
pub(crate) type Demand = (PathBuf, u64);

/// Whether everything in `demands` fits, disk by disk.
pub(crate) fn disk(demands: &[Demand]) -> Result<String, Problem> {
    let mut said = Vec::new();
    let mut disks: Vec<Option<u64>> = Vec::new();
    for (path, _) in demands {
        let disk = files::device(path);
        if disks.contains(&disk) {
            continue;
        }
        disks.push(disk);
        let needed: u64 = demands
            .iter()
            .filter(|(path, _)| files::device(path) == disk)
            .map(|(_, bytes)| bytes)
            .sum();
        let Some(free) = files::free_bytes(path) else {
            continue;
        };
        if free < needed {
            return Err(Problem::new(
                format!(
                    "too little space on the disk of {}: {} free, about {} needed",
                    path.display(),
                    size(free),
                    size(needed)
                ),
                "free some space, or set RUNG_CACHE to a folder on another disk",
            ));
        }
        said.push(format!("{} free", size(free)));
    }
    Ok(said.join(" and "))
}

/// Whether `folder` can be made and written to.
pub(crate) fn writable(folder: &Path) -> Result<(), Problem> {
    let made = std::fs::create_dir_all(folder);
    if made.is_ok() && is_writable(folder) {
        return Ok(());
    }
    let why = made
        .err()
        .map_or_else(|| "it is read-only".into(), |error| error.to_string());
    Err(Problem::new(
        format!(
            "the cache folder {} cannot be written to: {why}",
            folder.display()
        ),
        "set RUNG_CACHE to a folder that is yours",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_disk_that_is_too_small_is_named() {
        let place = PathBuf::from("/tmp/rung é x");
        assert!(disk(&[(place.clone(), 1)]).unwrap().ends_with("free"));
        // Two demands on one disk add up.
        let half = files::free_bytes(&place).unwrap() / 3 * 2;
        let problem = disk(&[(place.clone(), half), ("/tmp".into(), half)]).unwrap_err();
        assert!(problem.what.contains("/tmp/rung é x"), "{}", problem.what);
        assert!(problem.how.contains("RUNG_CACHE"));
    }

    #[test]
    fn a_cache_that_cannot_be_made_is_a_problem() {
        assert!(
            writable(Path::new("/proc/rung"))
                .unwrap_err()
                .what
                .contains("/proc/rung")
        );
    }

    #[test]
    fn all_problems_are_told_together() {
        let text = as_error(&[Problem::new("one", "a\nb"), Problem::new("two", "c")]).to_string();
        for part in ["- one", "      a\n", "      b\n", "- two"] {
            assert!(text.contains(part), "{text}");
        }
    }
}
