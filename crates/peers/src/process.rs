//! A program that answers line by line, with a time limit for each answer.

use std::fmt;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// Longest answer worth reading, in bytes.
const LONGEST_LINE: u64 = 4096;

/// How much of what a program says on standard error is kept, in bytes: the end of it.
const KEPT: usize = 16 * 1024;

/// Why a program gave no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProcessError {
    /// It could not be started.
    Start {
        /// The program.
        program: String,
        /// What the system said.
        why: String,
    },
    /// It ended instead of answering.
    Ended {
        /// Its exit status in words.
        status: String,
        /// The line of its error output that says most.
        said: String,
    },
    /// It did not answer in time, and was ended.
    TimeLimit {
        /// The limit.
        limit: Duration,
    },
    /// It answered something else than what was asked.
    Rubbish {
        /// What it said.
        line: String,
    },
}

impl fmt::Display for ProcessError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Start { program, why } => write!(f, "cannot start {program}: {why}"),
            Self::Ended { status, said } if said.is_empty() => write!(f, "crashed ({status})"),
            Self::Ended { status, said } => write!(f, "crashed ({status}): {said}"),
            Self::TimeLimit { limit } => {
                write!(
                    f,
                    "took longer than {limit:?} and was ended; try a smaller size"
                )
            }
            Self::Rubbish { line } => write!(f, "answered {line:?}, which means nothing here"),
        }
    }
}

impl std::error::Error for ProcessError {}

/// A running program; it and all that it started end when this is dropped.
#[derive(Debug)]
pub(crate) struct Process {
    child: Child,
    input: Option<ChildStdin>,
    answers: Receiver<String>,
    said: Arc<Mutex<Vec<u8>>>,
    listener: Option<thread::JoinHandle<()>>,
    /// Whether it has ended and been waited for: its number may belong to someone else by now.
    gone: bool,
}

impl Process {
    /// Starts `command` in a process group of its own.
    pub(crate) fn start(mut command: Command) -> Result<Self, ProcessError> {
        #[cfg(unix)]
        {
            use std::os::unix::process::CommandExt;
            command.process_group(0);
        }
        let spawned = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn();
        let mut child = spawned.map_err(|error| ProcessError::Start {
            program: Path::new(command.get_program()).display().to_string(),
            why: error.to_string(),
        })?;
        let (send, answers) = sync_channel(8);
        if let Some(output) = child.stdout.take() {
            thread::spawn(move || {
                let mut output = BufReader::new(output);
                let mut line = Vec::new();
                // Ends with the program's output, or when nobody listens any more.
                while matches!(
                    (&mut output)
                        .take(LONGEST_LINE)
                        .read_until(b'\n', &mut line),
                    Ok(1..)
                ) {
                    let text = String::from_utf8_lossy(&line).trim_end().to_owned();
                    line.clear();
                    if send.send(text).is_err() {
                        break;
                    }
                }
            });
        }
        let said = Arc::default();
        let listener = child.stderr.take().map(|errors| {
            let said = Arc::clone(&said);
            thread::spawn(move || keep_the_end(errors, &said))
        });
        Ok(Self {
            input: child.stdin.take(),
            child,
            answers,
            said,
            listener,
            gone: false,
        })
    }

    /// Sends a line and waits for the answer.
    pub(crate) fn ask(&mut self, line: &str, limit: Duration) -> Result<String, ProcessError> {
        if let Some(input) = &mut self.input {
            // If it has ended, the wait for its answer will say how.
            let _ = writeln!(input, "{line}").and_then(|()| input.flush());
        }
        self.answer(limit)
    }

    /// Waits for a line.
    pub(crate) fn answer(&mut self, limit: Duration) -> Result<String, ProcessError> {
        match self.answers.recv_timeout(limit) {
            Ok(line) => Ok(line),
            Err(RecvTimeoutError::Timeout) => {
                self.end();
                Err(ProcessError::TimeLimit { limit })
            }
            // Its output is closed: it ends by itself, or is of no use any more.
            Err(RecvTimeoutError::Disconnected) => Err(self.ended(Duration::from_secs(2))),
        }
    }

    /// Waits for the program to end by itself and returns its status, and what it said on standard error.
    pub(crate) fn finish(&mut self, limit: Duration) -> Result<ExitStatus, ProcessError> {
        self.input = None;
        match self.wait(limit) {
            Some(status) => Ok(status),
            None => {
                self.end();
                Err(ProcessError::TimeLimit { limit })
            }
        }
    }

    /// The end of what it has said on standard error.
    pub(crate) fn said(&mut self) -> String {
        if let Some(listener) = self.listener.take() {
            // Something that it started may still hold the pipe open: do not wait for ever.
            let patience = Instant::now() + Duration::from_millis(500);
            while !listener.is_finished() && Instant::now() < patience {
                thread::sleep(Duration::from_millis(5));
            }
        }
        let said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        String::from_utf8_lossy(&said).into_owned()
    }

    fn ended(&mut self, patience: Duration) -> ProcessError {
        let status = match self.wait(patience) {
            Some(status) => status.to_string(),
            None => "closed its output and went on".to_owned(),
        };
        self.end();
        ProcessError::Ended {
            status,
            said: telling_line(&self.said()),
        }
    }

    fn wait(&mut self, limit: Duration) -> Option<ExitStatus> {
        let until = Instant::now() + limit;
        let mut pause = Duration::from_millis(1);
        loop {
            if let Ok(Some(status)) = self.child.try_wait() {
                self.gone = true;
                return Some(status);
            }
            let left = until.checked_duration_since(Instant::now())?;
            thread::sleep(pause.min(left));
            pause = (pause * 2).min(Duration::from_millis(50));
        }
    }

    /// Ends the program and everything in its group.
    fn end(&mut self) {
        if self.gone {
            return;
        }
        #[cfg(unix)]
        end_group(self.child.id());
        let _ = self.child.kill();
        self.gone = self.child.wait().is_ok();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // The end of its input asks a peer to end; most do within a moment.
        self.input = None;
        if self.wait(Duration::from_millis(300)).is_none() {
            self.end();
        }
    }
}

#[cfg(unix)]
fn end_group(leader: u32) {
    unsafe extern "C" {
        fn kill(pid: i32, signal: i32) -> i32;
    }
    const SIGKILL: i32 = 9;
    // A group of our own making: 0 and 1 would mean ourselves and everything.
    if let Ok(leader @ 2..) = i32::try_from(leader) {
        // SAFETY: kill takes two plain numbers and touches no memory. The number belongs to our
        // child: it has not been waited for yet.
        unsafe { kill(-leader, SIGKILL) };
    }
}

fn keep_the_end(mut errors: impl Read, said: &Mutex<Vec<u8>>) {
    let mut part = [0; 4096];
    loop {
        match errors.read(&mut part) {
            Ok(0) => break,
            Ok(n) => {
                let mut said = said.lock().unwrap_or_else(PoisonError::into_inner);
                said.extend_from_slice(&part[..n]);
                let too_much = said.len().saturating_sub(KEPT);
                said.drain(..too_much);
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(_) => break,
        }
    }
}

/// The line of an error output that says most: the first that speaks of an error as compilers do, else the last.
pub(crate) fn telling_line(said: &str) -> String {
    // Python draws a frame of bars and dashes around a group of exceptions.
    let framed = |c: char| c.is_whitespace() || matches!(c, '|' | '+' | '-');
    let lines = || {
        let inner = said
            .lines()
            .map(|line| line.trim_start_matches(framed).trim_end());
        inner.filter(|line| !line.is_empty())
    };
    lines()
        .find(|line| line.contains("error: ") && !line.starts_with("error: command"))
        .or_else(|| lines().next_back())
        .unwrap_or_default()
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_line_says_most_also_in_a_frame() {
        let plain = "Traceback …\n  File \"x.py\"\nValueError: no\n\n";
        assert_eq!(telling_line(plain), "ValueError: no");
        let group =
            "  | ExceptionGroup: …\n  +-+---- 1 ----\n    | ValueError: no\n    +-----------\n";
        assert_eq!(telling_line(group), "ValueError: no");
        assert_eq!(
            telling_line("x.c:3: error: what?\nmore\n"),
            "x.c:3: error: what?"
        );
        assert_eq!(telling_line("\n"), "");
    }
}
