//! The Python environment: made and filled with venv and pip.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::conda;
use super::prerequisites::Python;
use super::requirements::{Need, Requirement};
use crate::error::Error;
use crate::files::write_whole;
use crate::paths::{EnvironmentKind, Paths};
use crate::process::{self, output};
use crate::steps::Step;

/// About what it takes on the disk.
pub(crate) const BYTES: u64 = 1_200_000_000;

/// What is in the environment's folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// Filled from this list.
    Ready,
    /// Filled from another list.
    Changed,
    /// Begun by `setup` and not finished, or moved, or its Python is gone: to be made anew.
    Broken,
    /// Made by somebody else.
    Foreign,
    /// Nothing.
    Absent,
}

/// Makes the environment what the list says; tells what was done.
///
/// # Errors
/// When pip or venv fail, or when the conda environment lacks something.
pub(crate) fn install(
    paths: &Paths,
    python: &Python,
    list: &[Requirement],
    step: &Step<'_>,
) -> Result<String, Error> {
    if paths.env.kind == EnvironmentKind::Conda {
        return conda::check(paths, list, step);
    }
    let found = state(&paths.env.prefix, list);
    if found == State::Ready {
        return Ok("there already".into());
    }
    let venv = Venv {
        prefix: &paths.env.prefix,
        log: &paths.log("python"),
    };
    venv.begin()?;
    if matches!(found, State::Absent | State::Broken) {
        step.say(&format!(
            "makes an environment in {}",
            venv.prefix.display()
        ));
        venv.make(python)?;
    }
    let missing = venv.fill(list, step)?;
    venv.finish(list)?;
    Ok(match missing.as_slice() {
        [] => format!("{} packages and what they need", list.len()),
        some => format!(
            "without {}: lessons say so where they would be used",
            some.join(", ")
        ),
    })
}

/// Looks at the environment that lies in `prefix`.
pub(crate) fn state(prefix: &Path, list: &[Requirement]) -> State {
    let works = version_of(&prefix.join("bin/python"));
    let stamp = fs::read_to_string(stamp_file(prefix)).ok();
    let begun = begun_file(prefix).is_file();
    if !prefix.join("pyvenv.cfg").is_file() && stamp.is_none() && !begun {
        let is_empty = fs::read_dir(prefix).map_or(true, |mut entries| entries.next().is_none());
        return if is_empty {
            State::Absent
        } else {
            State::Foreign
        };
    }
    match (stamp, works) {
        (Some(stamp), Some(version)) if !begun => {
            let (head, _) = stamp.split_once("\n\n").unwrap_or((&stamp, ""));
            if stamp == stamp_of(prefix, &version, list) {
                State::Ready
            } else if head == head_of(prefix, &version) {
                State::Changed
            } else {
                State::Broken
            }
        }
        (None, Some(_)) if !begun => State::Foreign,
        _ => State::Broken,
    }
}

/// Where it is and for which Python: scripts hold the path, so a moved one does not work.
fn head_of(prefix: &Path, version: &str) -> String {
    format!("{}\npython {version}", prefix.display())
}

fn stamp_of(prefix: &Path, version: &str, list: &[Requirement]) -> String {
    let list: Vec<String> = list.iter().map(Requirement::for_pip).collect();
    format!("{}\n\n{}\n", head_of(prefix, version), list.join("\n"))
}

fn stamp_file(prefix: &Path) -> PathBuf {
    prefix.join(".rung-by-rung")
}

fn begun_file(prefix: &Path) -> PathBuf {
    prefix.join(".rung-by-rung-begun")
}

fn version_of(python: &Path) -> Option<String> {
    let script = "import sys; print('%d.%d.%d' % sys.version_info[:3])";
    output(Command::new(python).args(["-c", script]))
}

/// An environment while it is worked on.
struct Venv<'a> {
    prefix: &'a Path,
    log: &'a Path,
}

impl Venv<'_> {
    /// Notes that the environment is not complete from here on.
    fn begin(&self) -> Result<(), Error> {
        write_whole(&begun_file(self.prefix), b"", 0o644)
    }

    fn make(&self, python: &Python) -> Result<(), Error> {
        let mut command = Command::new(&python.program);
        // Also removes what an interrupted pip left half-written; downloads stay in pip's cache.
        command.args(["-m", "venv", "--clear"]).arg(self.prefix);
        process::run(&mut command, self.log, |_| ())?;
        self.begin()
    }

    /// Installs the list; names the peers that cannot be had for this Python.
    fn fill(&self, list: &[Requirement], step: &Step<'_>) -> Result<Vec<String>, Error> {
        step.say(&format!("installs {} packages with pip", list.len()));
        let Err(error) = self.pip(list, step) else {
            return Ok(Vec::new());
        };
        if process::is_outside(&error) {
            return Err(error);
        }
        // A Python newer than a peer knows must not keep the notebooks from opening.
        step.say("pip cannot install the whole list: first the notebooks, then each peer alone");
        let (notebooks, peers): (Vec<_>, Vec<_>) = list
            .iter()
            .cloned()
            .partition(|entry| entry.need == Need::Notebooks);
        self.pip(&notebooks, step).map_err(|_| error)?;
        let mut missing = Vec::new();
        for peer in peers {
            if let Err(error) = self.pip(std::slice::from_ref(&peer), step) {
                step.say(&error.to_string());
                missing.push(peer.name);
            }
        }
        Ok(missing)
    }

    fn pip(&self, list: &[Requirement], step: &Step<'_>) -> Result<(), Error> {
        let mut command = Command::new(self.prefix.join("bin/python"));
        command
            .args([
                "-m",
                "pip",
                "install",
                "--no-input",
                "--progress-bar",
                "off",
            ])
            .arg("--disable-pip-version-check")
            .args(list.iter().map(Requirement::for_pip))
            // Settings for another environment.
            .env_remove("PYTHONHOME")
            .env_remove("PYTHONPATH")
            .env_remove("PIP_TARGET")
            .env_remove("PIP_USER");
        let mut collected = 0_usize;
        process::run(&mut command, self.log, |line| {
            if line.starts_with("Collecting ") {
                collected += 1;
            }
            if let Some(names) = line.strip_prefix("Installing collected packages: ") {
                step.say(&format!("unpacks {} packages", names.split(", ").count()));
            } else {
                step.sparse(&format!("collected {collected} packages"));
            }
        })
    }

    fn finish(&self, list: &[Requirement]) -> Result<(), Error> {
        let version = version_of(&self.prefix.join("bin/python")).unwrap_or_default();
        let stamp = stamp_of(self.prefix, &version, list);
        write_whole(&stamp_file(self.prefix), stamp.as_bytes(), 0o644)?;
        let begun = begun_file(self.prefix);
        fs::remove_file(&begun).map_err(Error::io("remove", &begun))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::thread;
    use std::time::Duration;

    fn list() -> Vec<Requirement> {
        super::super::requirements::read(
            &Path::new(env!("CARGO_MANIFEST_DIR")).join("../../environment.yml"),
        )
        .unwrap()
    }

    /// A folder that looks like an environment whose Python is version 3.12.0.
    fn fake(name: &str) -> PathBuf {
        let prefix = std::env::temp_dir().join(format!("workshop {name} é {}", std::process::id()));
        write_whole(
            &prefix.join("bin/python"),
            b"#!/bin/sh\necho 3.12.0\n",
            0o755,
        )
        .unwrap();
        write_whole(&prefix.join("pyvenv.cfg"), b"", 0o644).unwrap();
        // A child that another test has just started may still hold the program open for writing: it cannot be run then.
        let python = prefix.join("bin/python");
        let runs = (0..200).any(|_| {
            thread::sleep(Duration::from_millis(20));
            version_of(&python).is_some()
        });
        assert!(runs, "{} does not run", python.display());
        prefix
    }

    #[test]
    fn an_environment_is_ready_only_with_the_stamp_of_this_list_place_and_python() {
        let (prefix, list) = (fake("stamp"), list());
        assert_eq!(state(&prefix, &list), State::Foreign);
        write_whole(&begun_file(&prefix), b"", 0o644).unwrap();
        assert_eq!(state(&prefix, &list), State::Broken);
        let venv = Venv {
            prefix: &prefix,
            log: Path::new("/dev/null"),
        };
        venv.finish(&list).unwrap();
        assert_eq!(state(&prefix, &list), State::Ready);
        assert_eq!(state(&prefix, &list[1..]), State::Changed);
        // Begun again for a changed list and not finished: the old stamp says nothing any more.
        venv.begin().unwrap();
        assert_eq!(state(&prefix, &list), State::Broken);
        venv.finish(&list).unwrap();

        let moved = prefix.with_extension("moved");
        fs::rename(&prefix, &moved).unwrap();
        assert_eq!(state(&moved, &list), State::Broken);
        assert_eq!(state(&prefix, &list), State::Absent);

        write_whole(&moved.join("bin/python"), b"#!/bin/sh\nexit 1\n", 0o755).unwrap();
        assert_eq!(state(&moved, &list), State::Broken);
        fs::remove_dir_all(&moved).unwrap();
    }
}
