//! A program beside the ranks, e.g. a peer of theirs: its keeper starts it and ends it, as all else.
//!
//! Whatever happens to the notebook, the program's own processes have ended before files are swept.

use std::fs::{self, File};
use std::io;
use std::os::unix::process::ExitStatusExt;
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::thread;
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// How often the notebook looks whether it has ended: seldom, since it may be timed.
const LOOK: Duration = Duration::from_millis(10);

/// The program, and where its output goes.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Beside {
    /// Program and arguments.
    pub(crate) command: Vec<String>,
    /// Variables for it.
    pub(crate) variables: Vec<(String, String)>,
    /// A folder of the cluster that nobody else uses.
    pub(crate) folder: PathBuf,
}

impl Beside {
    fn file(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// In the keeper: starts it, and has a thread wait for its end.
    pub(crate) fn start(self) {
        let started = self.spawn();
        thread::spawn(move || {
            let ended = started.and_then(|mut child| child.wait());
            let word = match ended {
                Ok(status) => format!("ended {}", status.into_raw()),
                Err(why) => format!("failed {why}"),
            };
            // The whole word at once, for the notebook looks; when the folder is gone, so is the notebook.
            let _ = fs::write(self.file("word.part"), word)
                .and_then(|()| fs::rename(self.file("word.part"), self.file("word")));
        });
    }

    fn spawn(&self) -> io::Result<Child> {
        let (program, arguments) = self
            .command
            .split_first()
            .ok_or(io::ErrorKind::InvalidInput)?;
        Command::new(program)
            .args(arguments)
            .envs(self.variables.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .stdout(File::create(self.file("out"))?)
            .stderr(File::create(self.file("err"))?)
            .spawn()
            .map_err(|why| io::Error::new(why.kind(), format!("{program} does not start: {why}")))
    }

    /// In the notebook: what it printed, once it has ended; an error when its keeper has ended before.
    pub(crate) fn wait(&self, mut is_kept: impl FnMut() -> bool) -> io::Result<Output> {
        let word = loop {
            // Asked first: a keeper's last word counts.
            let is_kept = is_kept();
            match fs::read_to_string(self.file("word")) {
                Ok(word) => break word,
                Err(_) if is_kept => thread::sleep(LOOK),
                Err(_) => {
                    return Err(io::Error::other("it was ended together with the cluster"));
                }
            }
        };
        let status = word.strip_prefix("ended ").and_then(|raw| raw.parse().ok());
        let Some(status) = status else {
            let why = word.strip_prefix("failed ").unwrap_or(&word);
            return Err(io::Error::other(why));
        };
        Ok(Output {
            status: ExitStatus::from_raw(status),
            stdout: fs::read(self.file("out"))?,
            stderr: fs::read(self.file("err"))?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn beside(name: &str, command: &[&str]) -> Beside {
        let folder = std::env::temp_dir().join(format!("beside-{name}-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        Beside {
            command: command.iter().map(|&word| word.to_owned()).collect(),
            variables: vec![("WORD".into(), "said".into())],
            folder,
        }
    }

    fn play(name: &str, command: &[&str]) -> io::Result<Output> {
        let mine = beside(name, command);
        beside(name, command).start();
        let ended = mine.wait(|| true);
        fs::remove_dir_all(&mine.folder).unwrap();
        ended
    }

    #[test]
    fn output_and_code_come_back() {
        let ended = play("code", &["sh", "-c", "echo $WORD; echo why >&2; exit 3"]).unwrap();
        assert_eq!(ended.status.code(), Some(3));
        assert_eq!(
            (ended.stdout, ended.stderr),
            (b"said\n".into(), b"why\n".into())
        );
        let ended = play("signal", &["sh", "-c", "kill -9 $$"]).unwrap();
        assert_eq!(ended.status.signal(), Some(9));
    }

    #[test]
    fn a_program_that_is_not_there_and_a_keeper_that_is_gone_are_errors() {
        let why = play("missing", &["/no/such/program"]).unwrap_err();
        assert!(why.to_string().contains("/no/such/program"), "{why}");
        let lost = beside("lost", &["true"]);
        assert!(lost.wait(|| false).is_err());
        fs::remove_dir_all(lost.folder).unwrap();
    }
}
