//! From a peer's sources to a folder in the cache that is ready to run.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use bench::machine::Machine;

use crate::cache;
use crate::error::PeerError;
use crate::peer::{Ahead, Peer, Program};
use crate::process::{Process, telling_line};
use crate::python::Python;
use crate::settings::Settings;

const PYTHON_DRIVER: (&str, &str) = ("driver.py", include_str!("python/driver.py"));
const BUILD_CYTHON: (&str, &str) = ("build_cython.py", include_str!("python/build_cython.py"));
const BUILD_PYBIND11: (&str, &str) = (
    "build_pybind11.py",
    include_str!("python/build_pybind11.py"),
);
const C_DRIVER: [(&str, &str); 2] = [
    ("driver.c", include_str!("c/driver.c")),
    ("peer.h", include_str!("c/peer.h")),
];

/// The file in a peer's folder that says how many seconds the compiler took.
const STAMP: &str = "build-seconds";

/// The program that a C peer becomes.
const C_PROGRAM: &str = "peer";

/// A peer that is ready to run.
#[derive(Clone, Debug)]
pub(crate) struct Ready {
    /// Where its files are.
    pub(crate) folder: PathBuf,
    /// Seconds that its compiler took, now or when it was put into the cache; 0 without one.
    pub(crate) build: f64,
    /// How long it took to get ready now.
    pub(crate) took: Duration,
}

/// The versions of what a peer needs.
pub(crate) fn needs(peer: &Peer, settings: &Settings) -> Result<String, PeerError> {
    match peer.program {
        Program::Python { packages, .. } => {
            let python = Python::at(&settings.python).map_err(|why| PeerError::NoPython {
                python: settings.python.clone(),
                why,
            })?;
            let mut versions = python.version.clone();
            for package in packages {
                let version = python.package(package).ok_or_else(|| PeerError::Missing {
                    package,
                    python: settings.python.clone(),
                })?;
                versions += &format!(", {package} {version}");
            }
            Ok(versions)
        }
        Program::C { .. } => {
            let no_compiler = |why| PeerError::NoCompiler {
                cc: settings.cc.clone(),
                why,
            };
            let mut command = Command::new(&settings.cc);
            command.arg("--version");
            let mut compiler = Process::start(command).map_err(no_compiler)?;
            let version = compiler.answer(Duration::from_secs(20));
            version.map_err(no_compiler)
        }
    }
}

/// Makes sure that a peer lies ready in the cache.
pub(crate) fn ready(workload: &str, peer: &Peer, settings: &Settings) -> Result<Ready, PeerError> {
    let start = Instant::now();
    let versions = needs(peer, settings)?;
    let files = files(peer);
    // A home folder may be shared by machines with other processors, and -march=native is in it.
    let machine = Machine::here();
    let recipe = format!(
        "{:?} {versions} {} {} {}",
        peer.program,
        std::env::consts::ARCH,
        machine.cpu,
        machine.simd
    );
    let texts = files.iter().flat_map(|(name, text)| [*name, *text]);
    let key = cache::key(texts.chain([recipe.as_str()]));
    let name = format!("{workload}-{}-{key}", peer.name);
    let cache = std::path::absolute(&settings.cache)?;
    let folder = cache::folder(&cache, &name, |folder| {
        for (name, text) in &files {
            fs::write(folder.join(name), text)?;
        }
        compile(peer, folder, settings)
    })?;
    let stamp = fs::read_to_string(folder.join(STAMP)).ok();
    Ok(Ready {
        build: stamp
            .and_then(|text| text.trim().parse().ok())
            .unwrap_or(0.0),
        folder,
        took: start.elapsed(),
    })
}

/// The command that runs a peer; what follows are the arguments of `python/driver.py` from INPUT on.
pub(crate) fn command(peer: &Peer, folder: &Path, settings: &Settings) -> Command {
    let mut command = match peer.program {
        Program::Python { module, loader, .. } => {
            let mut command = python(settings);
            command
                .arg(folder.join(PYTHON_DRIVER.0))
                .args([module, loader]);
            command
        }
        Program::C { .. } => Command::new(folder.join(C_PROGRAM)),
    };
    let threads = peer.threads(settings);
    for variable in [
        // For those that start threads or processes themselves.
        "PEER_THREADS",
        "OMP_NUM_THREADS",
        "OPENBLAS_NUM_THREADS",
        "MKL_NUM_THREADS",
        "NUMBA_NUM_THREADS",
        "NUMEXPR_NUM_THREADS",
    ] {
        command.env(variable, threads.to_string());
    }
    if threads > 1 {
        // On a processor each: a system, above all a virtual machine, may put two threads on one.
        command.env("OMP_PROC_BIND", "true");
    }
    command
}

/// A program's path that means the same in another folder; a bare name is looked for in PATH anyway.
fn program(path: &Path) -> PathBuf {
    match std::path::absolute(path) {
        Ok(absolute) if path.components().count() > 1 => absolute,
        _ => path.to_owned(),
    }
}

fn python(settings: &Settings) -> Command {
    let mut command = Command::new(program(&settings.python));
    // The folders of the cache stay as they were made.
    command.arg("-B");
    command
}

fn files(peer: &Peer) -> Vec<(&'static str, &'static str)> {
    let mut files = peer.files.to_vec();
    match peer.program {
        Program::C { .. } => files.extend(C_DRIVER),
        Program::Python { ahead, .. } => {
            files.push(PYTHON_DRIVER);
            match ahead {
                Ahead::Cython(_) => files.push(BUILD_CYTHON),
                Ahead::Pybind11(_) => files.push(BUILD_PYBIND11),
                Ahead::Nothing | Ahead::JustInTime | Ahead::Pythran(_) => {}
            }
        }
    }
    files
}

/// Runs the compiler that a peer needs, if any, in its folder.
fn compile(peer: &Peer, folder: &Path, settings: &Settings) -> Result<(), PeerError> {
    let command = match peer.program {
        Program::C { flags } => {
            let sources = files(peer).into_iter().map(|(name, _)| name);
            let mut command = Command::new(program(&settings.cc));
            command
                .args(["-std=c11", "-o", C_PROGRAM])
                .args(flags)
                .args(sources.filter(|name| name.ends_with(".c")))
                .arg("-lm");
            command
        }
        Program::Python { module, ahead, .. } => match ahead {
            Ahead::Nothing | Ahead::JustInTime => return Ok(()),
            Ahead::Cython(flags) => {
                let mut command = python(settings);
                command.args([BUILD_CYTHON.0, module]).args(flags);
                command
            }
            Ahead::Pybind11(flags) => {
                let mut command = python(settings);
                command.args([BUILD_PYBIND11.0, module]).args(flags);
                command
            }
            Ahead::Pythran(flags) => {
                let mut command = python(settings);
                command
                    .args(["-m", "pythran.run"])
                    .args(flags)
                    .arg(format!("{module}.py"));
                command
            }
        },
    };
    println!("compiling the peer {}, once …", peer.name);
    let start = Instant::now();
    run(command, folder, settings.build_limit)?;
    if let Program::Python { module, .. } = peer.program {
        // What was compiled is what is imported: without its source nothing else can be.
        let _ = fs::remove_file(folder.join(format!("{module}.py")));
        let _ = fs::remove_dir_all(folder.join("build"));
    }
    fs::write(
        folder.join(STAMP),
        format!("{:?}\n", start.elapsed().as_secs_f64()),
    )?;
    Ok(())
}

fn run(mut command: Command, folder: &Path, limit: Duration) -> Result<(), PeerError> {
    command.current_dir(folder);
    let mut process = Process::start(command).map_err(|why| PeerError::NotCompiled {
        why: why.to_string(),
    })?;
    let status = process
        .finish(limit)
        .map_err(|why| PeerError::NotCompiled {
            why: why.to_string(),
        })?;
    if status.success() {
        return Ok(());
    }
    Err(PeerError::NotCompiled {
        why: match telling_line(&process.said()) {
            line if line.is_empty() => status.to_string(),
            line => line,
        },
    })
}
