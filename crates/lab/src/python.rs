//! Which Python packages are there to be measured beside: asked once, quickly.

use std::env;
use std::ffi::OsString;
use std::fmt;
use std::io::Read;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// The packages that the lessons measure themselves against, as pip calls them.
const PEERS: [&str; 4] = ["numpy", "cython", "pythran", "numba"];

/// Prints its version, then a line for each package: name and version, or the name alone.
const QUESTION: &str = r"
import sys
from importlib import metadata
print('.'.join(map(str, sys.version_info[:3])))
for name in sys.argv[1:]:
    try:
        print(name, metadata.version(name))
    except metadata.PackageNotFoundError:
        print(name)
";

/// How long Python may take to answer; a cold start from a slow disk takes a second or two.
const PATIENCE: Duration = Duration::from_secs(10);

/// What the environment's Python has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Python {
    version: String,
    here: Vec<String>,
    missing: Vec<String>,
}

/// Why there is no answer.
#[derive(Debug)]
pub(crate) enum NoPython {
    /// It could not be started.
    Start(std::io::Error),
    /// It did not answer in time.
    Slow,
    /// It answered with an error.
    Answer(String),
}

/// The Python that the set-up made, or the one on the path.
fn program() -> OsString {
    env::var_os("WORKSHOP_PYTHON")
        .filter(|path| !path.is_empty())
        .unwrap_or_else(|| "python3".into())
}

impl Python {
    /// Asks the environment's Python.
    pub(crate) fn ask() -> Result<Self, NoPython> {
        ask(
            Command::new(program()).arg("-c").arg(QUESTION).args(PEERS),
            PATIENCE,
        )
    }

    /// Reads the answer: a version, then a package a line.
    fn read(answer: &str) -> Option<Self> {
        let mut lines = answer.lines();
        let version = lines.next()?.trim().to_owned();
        if !version.starts_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
        let (here, missing): (Vec<String>, _) = lines
            .map(str::to_owned)
            .partition(|line| line.contains(' '));
        Some(Self {
            version,
            here,
            missing,
        })
    }
}

/// Runs the command and reads its answer, for as long as patience lasts.
fn ask(command: &mut Command, patience: Duration) -> Result<Python, NoPython> {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    let mut child = command.spawn().map_err(NoPython::Start)?;
    let begin = Instant::now();
    let status = loop {
        match child.try_wait().map_err(NoPython::Start)? {
            Some(status) => break status,
            None if begin.elapsed() > patience => {
                // It may be gone by now; either way nobody waits for its answer.
                let _ = child.kill();
                let _ = child.wait();
                return Err(NoPython::Slow);
            }
            None => thread::sleep(Duration::from_millis(5)),
        }
    };
    // The answer is far shorter than the buffer of a pipe, so it is all there now.
    let mut answer = String::new();
    if let Some(mut out) = child.stdout.take() {
        out.read_to_string(&mut answer).map_err(NoPython::Start)?;
    }
    match Python::read(&answer) {
        Some(python) if status.success() => Ok(python),
        _ => Err(NoPython::Answer(status.to_string())),
    }
}

impl fmt::Display for Python {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let here = if self.here.is_empty() {
            "none of the packages".to_owned()
        } else {
            self.here.join(", ")
        };
        write!(f, "Python {} with {here}", self.version)?;
        if !self.missing.is_empty() {
            write!(
                f,
                "; missing, so left out of comparisons: {}",
                self.missing.join(", ")
            )?;
        }
        Ok(())
    }
}

impl fmt::Display for NoPython {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = program();
        let name = name.to_string_lossy();
        match self {
            Self::Start(cause) => write!(f, "no Python ({name}: {cause})")?,
            Self::Slow => write!(f, "no answer from {name} within {} s", PATIENCE.as_secs())?,
            Self::Answer(status) => write!(f, "no answer from {name} ({status})")?,
        }
        f.write_str(": everything works, only the comparisons with Python are left out")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_read_line_by_line() {
        let python = Python::read("3.12.1\nnumpy 2.3.0\nnumba\ncython 3.1\n").unwrap();
        assert_eq!(
            python.to_string(),
            "Python 3.12.1 with numpy 2.3.0, cython 3.1; missing, so left out of comparisons: numba"
        );
        assert_eq!(Python::read(""), None);
        let bare = Python::read("3.10.0\nnumpy\n").unwrap();
        assert!(
            bare.to_string()
                .starts_with("Python 3.10.0 with none of the packages; missing")
        );
    }

    #[test]
    fn a_missing_python_is_said() {
        let error = ask(&mut Command::new("/no/such/python"), PATIENCE).unwrap_err();
        assert!(matches!(error, NoPython::Start(_)));
        assert!(error.to_string().contains("everything works"));
    }

    #[cfg(unix)]
    #[test]
    fn other_programs_are_not_believed_nor_waited_for() {
        let ask =
            |name: &str, argument: &str, patience| ask(Command::new(name).arg(argument), patience);
        assert!(matches!(
            ask("false", "", PATIENCE),
            Err(NoPython::Answer(_))
        ));
        assert!(matches!(
            ask("echo", "hello", PATIENCE),
            Err(NoPython::Answer(_))
        ));
        assert!(matches!(
            ask("sleep", "60", Duration::from_millis(50)),
            Err(NoPython::Slow)
        ));
    }
}
