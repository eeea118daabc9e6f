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

use rustix::process::Pid;
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
    /// Where it is started, if not where the notebook is.
    pub(crate) place: Option<PathBuf>,
}

impl Beside {
    fn file(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// What it prints, to be read while it runs.
    pub(crate) fn outputs(&self) -> [PathBuf; 2] {
        ["out", "err"].map(|name| self.file(name))
    }

    /// Its process, once it is started and until it has ended.
    pub(crate) fn process(&self) -> Option<Pid> {
        let number = fs::read_to_string(self.file("process")).ok()?;
        let is_running = !self.file("word").exists();
        is_running.then(|| Pid::from_raw(number.parse().ok()?))?
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
            let _ = self.say("word", &word);
        });
    }

    fn say(&self, name: &str, word: &str) -> io::Result<()> {
        let part = self.file(&format!("{name}.part"));
        fs::write(&part, word).and_then(|()| fs::rename(&part, self.file(name)))
    }

    fn spawn(&self) -> io::Result<Child> {
        let (program, arguments) = self
            .command
            .split_first()
            .ok_or(io::ErrorKind::InvalidInput)?;
        let [out, err] = self.outputs();
        let mut command = Command::new(program);
        if let Some(place) = &self.place {
            command.current_dir(place);
        }
        let child = command
            .args(arguments)
            .envs(self.variables.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .stdout(File::create(out)?)
            .stderr(File::create(err)?)
            .spawn()
            .map_err(|why| {
                io::Error::new(why.kind(), format!("{program} does not start: {why}"))
            })?;
        self.say("process", &child.id().to_string())?;
        Ok(child)
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
        let [out, err] = self.outputs();
        Ok(Output {
            status: ExitStatus::from_raw(status),
            stdout: fs::read(out)?,
            stderr: fs::read(err)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::processes;

    fn beside(name: &str, command: &[&str]) -> Beside {
        let folder = std::env::temp_dir().join(format!("beside-{name}-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        Beside {
            command: command.iter().map(|&word| word.to_owned()).collect(),
            variables: vec![("WORD".into(), "said".into())],
            folder,
            place: None,
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
    fn it_runs_where_it_is_told_to_and_its_process_is_known_while_it_does() {
        let mut mine = beside("place", &["sh", "-c", "touch here; exec sleep 77"]);
        let place = mine.folder.join("place");
        fs::create_dir(&place).unwrap();
        mine.place = Some(place.clone());
        let twin = Beside {
            place: mine.place.clone(),
            ..beside("place", &[])
        };
        mine.start();
        let ended = twin.wait(|| {
            if let (Some(process), true) = (twin.process(), place.join("here").exists()) {
                processes::kill_tree(process);
            }
            true
        });
        assert_eq!(ended.unwrap().status.signal(), Some(9));
        assert_eq!(twin.process(), None);
        fs::remove_dir_all(twin.folder).unwrap();
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
