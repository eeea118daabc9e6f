//! The environment's Python: which version, and which packages are there.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use crate::peer::Program;
use crate::process::{Process, ProcessError};

const PROBE: &str = include_str!("python/probe.py");

/// Asking takes a tenth of a second; on a cold disk or a busy machine some seconds.
const LIMIT: Duration = Duration::from_secs(20);

/// What a Python says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Python {
    /// Its version and kind, such as "cpython-312 3.12.4".
    pub(crate) version: String,
    /// Each package that any peer needs, with its version if it is there.
    packages: HashMap<String, Option<String>>,
}

impl Python {
    /// Asks the Python at `path`; asked once, then remembered while it answers.
    pub(crate) fn at(path: &Path) -> Result<Self, ProcessError> {
        static KNOWN: Mutex<Option<HashMap<PathBuf, Python>>> = Mutex::new(None);
        let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
        let known = known.get_or_insert_default();
        if let Some(python) = known.get(path) {
            return Ok(python.clone());
        }
        let python = ask(path)?;
        // What is missing may be installed at any moment: remember only what is complete.
        if python.packages.values().all(Option::is_some) {
            known.insert(path.to_owned(), python.clone());
        }
        Ok(python)
    }

    /// The version of `package`, if it is there.
    pub(crate) fn package(&self, package: &str) -> Option<&str> {
        self.packages.get(package)?.as_deref()
    }
}

fn ask(path: &Path) -> Result<Python, ProcessError> {
    let mut command = Command::new(path);
    command.args(["-c", PROBE]).args(packages());
    let mut process = Process::start(command)?;
    let version = process.answer(LIMIT)?;
    let rubbish = |line: &str| ProcessError::Rubbish {
        line: line.to_owned(),
    };
    // Such as "cpython-312 3.12.4".
    if version.split_whitespace().count() != 2 || !version.contains('.') {
        return Err(rubbish(&version));
    }
    let mut found = HashMap::new();
    for package in packages() {
        let line = process.answer(LIMIT)?;
        let mut words = line.split_whitespace();
        if words.next() != Some(package) {
            return Err(rubbish(&line));
        }
        found.insert(package.to_owned(), words.next().map(str::to_owned));
    }
    Ok(Python {
        version,
        packages: found,
    })
}

/// Every package that any peer needs, once.
fn packages() -> Vec<&'static str> {
    let mut packages: Vec<&str> = crate::all()
        .into_iter()
        .flat_map(|(_, peers)| peers)
        .flat_map(|peer| match peer.program {
            Program::Python { packages, .. } => packages,
            Program::C { .. } => &[],
        })
        .copied()
        .collect();
    packages.sort_unstable();
    packages.dedup();
    packages
}
