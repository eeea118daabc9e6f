//! The keeper, from the notebook's side: the process that ends the ranks, whatever happens here.

use std::collections::VecDeque;
use std::env;
use std::io::{self, BufRead, BufReader};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use super::error::StartError;
use super::launch::Launcher;
use super::prepare::prepare;
use super::session::{self, Session};
use crate::beside::Beside;
use crate::keeper::{self, READY};
use crate::line::Listener;
use crate::rank::ROLE;
use crate::raw;
use crate::wire;

/// How much of what the launcher says is kept.
pub(super) const SAID: usize = 40;

/// The process that ends the ranks, and what goes with it.
#[derive(Debug)]
pub(super) struct Keeper {
    child: Child,
    /// Closing it ends the cluster.
    line: Option<ChildStdin>,
    session: Session,
    said: Arc<Mutex<VecDeque<String>>>,
}

/// Says what was being done when the system refused.
pub(super) fn system(doing: &'static str) -> impl Fn(io::Error) -> StartError {
    move |source| StartError::System { doing, source }
}

impl Keeper {
    /// Starts it, and waits until the cluster's folders are there.
    pub(super) fn start() -> Result<Self, StartError> {
        let begin = || -> io::Result<_> {
            let (reader, writer) = io::pipe()?;
            let (mut command, _held) = match raw::own_image() {
                Some(image) => {
                    let (mut command, program) = session::host_in_memory()?;
                    command.arg(image);
                    (command, Some(program))
                }
                None => (Command::new(env::current_exe()?), None),
            };
            let child = command
                .env(ROLE, "keeper")
                .stdin(Stdio::piped())
                .stdout(writer.try_clone()?)
                .stderr(writer)
                .spawn()?;
            Ok((child, reader))
        };
        if raw::own_image().is_none() && !crate::is_initialised() {
            return Err(StartError::NotInitialised);
        }
        let (mut child, reader) = begin().map_err(system("start the keeper"))?;
        let session = Session::new();
        let mut line = child.stdin.take();
        let mut reader = BufReader::new(reader);
        let mut answer = String::new();
        let ready = line
            .as_mut()
            .map_or(Ok(()), |line| wire::send(line, &session, &[]))
            .and_then(|()| reader.read_line(&mut answer));
        let mut keeper = Self {
            child,
            line,
            session,
            said: Arc::default(),
        };
        match ready {
            Ok(_) if answer.trim_end() == READY => {}
            Ok(_) => {
                let _ = io::Read::read_to_string(&mut reader, &mut answer);
                keeper.end();
                return Err(system("make a folder for the cluster")(io::Error::other(
                    answer,
                )));
            }
            Err(error) => {
                keeper.end();
                return Err(system("start the keeper")(error));
            }
        }
        let keep = Arc::clone(&keeper.said);
        thread::spawn(move || {
            for line in reader.lines().map_while(Result::ok) {
                let mut said = keep.lock().unwrap_or_else(PoisonError::into_inner);
                said.push_back(line);
                if said.len() > SAID {
                    said.pop_front();
                }
            }
        });
        Ok(keeper)
    }

    /// Has it start the ranks; where they connect to, and the command.
    pub(super) fn launch(
        &mut self,
        launcher: &Launcher,
        size: usize,
        token: &str,
    ) -> Result<(Listener, String), StartError> {
        let (listener, task) = prepare(&self.session, launcher, size, token)?;
        if let Some(line) = &mut self.line {
            wire::send(line, &task, &[]).map_err(system("start the ranks"))?;
        }
        Ok((listener, task.command.join(" ")))
    }

    /// Has it start a program beside the ranks.
    pub(super) fn start_beside(&mut self, program: &Beside) -> io::Result<()> {
        let line = self.line.as_mut().ok_or(io::ErrorKind::BrokenPipe)?;
        wire::send(line, program, &[])
    }

    pub(super) fn said(&self) -> String {
        let said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        let lines: Vec<&str> = said
            .iter()
            .map(String::as_str)
            .filter(|line| !line.trim().is_empty())
            .collect();
        lines.join("\n")
    }

    /// The files that it removes.
    pub(super) fn session(&self) -> &Session {
        &self.session
    }

    /// Whether it has ended by itself, as it does when the launcher has.
    pub(super) fn has_ended(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(Some(_)))
    }

    /// Ends every process and removes every file.
    pub(super) fn end(&mut self) {
        if self.line.take().is_none() {
            return;
        }
        if !keeper::wait_for(&mut self.child, Duration::from_secs(20)) {
            // Its children are orphans then, and see that the notebook's connections are closed.
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
        self.session.remove();
    }
}
