//! Python scripts that come with this program, and the lines of JSON that they answer with.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use serde_json::Value;

use crate::error::Error;
use crate::paths::{Paths, private_folder};

const SCRIPTS: [(&str, &str); 6] = [
    ("lesson.py", include_str!("../../python/lesson.py")),
    ("kernel.py", include_str!("../../python/kernel.py")),
    ("judge.py", include_str!("../../python/judge.py")),
    (
        "check_lessons.py",
        include_str!("../../python/check_lessons.py"),
    ),
    ("run_lesson.py", include_str!("../../python/run_lesson.py")),
    ("browser.py", include_str!("../../python/browser.py")),
];

/// The scripts in a folder of their own, which goes when this does.
#[derive(Debug)]
pub(crate) struct Scripts {
    folder: PathBuf,
}

impl Scripts {
    /// Writes the scripts into a new folder.
    ///
    /// # Errors
    /// When the system's temporary folder cannot be written to.
    pub(crate) fn unpack() -> Result<Self, Error> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!(
            "rung-by-rung-scripts-{}-{}",
            std::process::id(),
            COUNT.fetch_add(1, Ordering::Relaxed)
        );
        let scripts = Self {
            folder: std::env::temp_dir().join(name),
        };
        private_folder(&scripts.folder)?;
        for (name, text) in SCRIPTS {
            let path = scripts.folder.join(name);
            fs::write(&path, text).map_err(Error::io("write", &path))?;
        }
        Ok(scripts)
    }

    /// A file of that name beside the scripts.
    pub(crate) fn beside(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// A command that runs a script with the environment's Python.
    ///
    /// # Errors
    /// When there is no such Python.
    pub(crate) fn command(&self, paths: &Paths, script: &str) -> Result<Command, Error> {
        let python = paths.python();
        if !python.is_file() {
            return Err(Error::missing(
                format!("there is no {}", python.display()),
                "run `cargo workshop setup`",
            ));
        }
        let mut command = Command::new(&python);
        command
            .arg(self.folder.join(script))
            .current_dir(&paths.root)
            // A kernel `rust` of the user's must not hide the environment's.
            .env("JUPYTER_PREFER_ENV_PATH", "1")
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .env("PYTHONUTF8", "1")
            .env("WORKSHOP_PYTHON", &python);
        Ok(command)
    }
}

impl Drop for Scripts {
    fn drop(&mut self) {
        // Left behind, it would be a few kilobytes in a temporary folder.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Runs a script and hands each line of JSON that it prints to `told`, as soon as it comes.
///
/// # Errors
/// When the script does not start, or ends with an error of its own.
pub(crate) fn listen(mut command: Command, mut told: impl FnMut(&Value)) -> Result<(), Error> {
    let shown = command
        .get_args()
        .next()
        .map_or_else(String::new, |script| script.to_string_lossy().into_owned());
    let failed = |ended: String| Error::Command {
        command: format!("python {shown}"),
        ended,
        tail: String::new(),
    };
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| failed(format!("did not start: {error}")))?;
    for line in child
        .stdout
        .take()
        .into_iter()
        .flat_map(|out| BufReader::new(out).lines())
    {
        let line = line.map_err(|error| failed(format!("cannot be listened to: {error}")))?;
        match serde_json::from_str(&line) {
            Ok(event) => told(&event),
            // What a library prints is for the reader to see.
            Err(_) => println!("{line}"),
        }
    }
    let status = child
        .wait()
        .map_err(|error| failed(format!("cannot be waited for: {error}")))?;
    if status.success() {
        Ok(())
    } else {
        Err(failed(format!("ended with {status}")))
    }
}
