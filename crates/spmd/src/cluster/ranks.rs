//! The connected ranks of a cluster.

use std::collections::{HashMap, VecDeque};
use std::env;
use std::io::{self, BufRead, BufReader};
use std::net::UdpSocket;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::error::StartError;
use super::launch::Launcher;
use super::output::{self, Piece};
use super::session::{self, Session};
use crate::keeper::{self, READY, Task};
use crate::line::{self, Listener, Stream};
use crate::rank::{ADDRESS, ROLE, TOKEN, random};
use crate::raw;
use crate::wire::{self, Hello, Introduction, Line, Order, Report};

/// What every rank finds in its environment.
pub(super) const VARIABLES: [&str; 3] = [ROLE, ADDRESS, TOKEN];

/// Ranks on this machine are up within a second; a cold file system takes longer.
const START_LIMIT: Duration = Duration::from_secs(60);
/// A process that connects says at once who it is.
const HELLO_LIMIT: Duration = Duration::from_secs(5);
/// How much of what the launcher says is kept.
const SAID: usize = 40;

/// What arrives from the ranks.
#[derive(Debug)]
pub(super) enum Event {
    /// A rank's answer, with its payload.
    Report(usize, Report, Vec<u8>),
    /// A rank's connection has ended.
    Gone(usize),
    /// Something in a rank's output.
    Output(usize, Piece),
}

/// Ranks that wait for orders.
#[derive(Debug)]
pub(super) struct Ranks {
    lines: Vec<Stream>,
    introductions: Vec<Introduction>,
    pub(super) events: Receiver<Event>,
    keeper: Keeper,
    /// Counts jobs.
    pub(super) job: u64,
}

/// The process that ends the ranks, and what goes with it.
#[derive(Debug)]
struct Keeper {
    child: Child,
    /// Closing it ends the cluster.
    line: Option<ChildStdin>,
    session: Session,
    said: Arc<Mutex<VecDeque<String>>>,
}

/// Says what was being done when the system refused.
fn system(doing: &'static str) -> impl Fn(io::Error) -> StartError {
    move |source| StartError::System { doing, source }
}

impl Ranks {
    /// Starts them and waits until all are there.
    pub(super) fn start(launcher: &Launcher, size: usize) -> Result<Self, StartError> {
        let token = format!("{:016x}{:016x}", random(), random());
        let mut keeper = Keeper::start()?;
        let started = keeper.launch(launcher, size, &token);
        let (listener, command) = match started {
            Ok(started) => started,
            Err(why) => {
                keeper.end();
                return Err(why);
            }
        };
        let met = meet(&listener, &mut keeper, size, &token, &command);
        let connected = match met {
            Ok(connected) => connected,
            Err(why) => {
                keeper.end();
                return Err(why);
            }
        };
        let (tell, events) = mpsc::channel();
        let mut lines = Vec::new();
        let mut introductions = Vec::new();
        for (rank, (control, output, introduction)) in connected.into_iter().enumerate() {
            let reader = control.try_clone().map_err(system("connect a rank"))?;
            listen(rank, reader, output, token.clone(), &tell).map_err(system("start a thread"))?;
            lines.push(control);
            introductions.push(introduction);
        }
        Ok(Self {
            lines,
            introductions,
            events,
            keeper,
            job: 0,
        })
    }

    pub(super) fn processes(&self) -> Vec<u32> {
        self.introductions.iter().map(|rank| rank.process).collect()
    }

    /// The connections that orders are sent on.
    pub(super) fn lines(&self) -> &[Stream] {
        &self.lines
    }

    /// Whether no rank has ended since the last job.
    pub(super) fn are_well(ranks: &Self) -> bool {
        loop {
            match ranks.events.try_recv() {
                Ok(Event::Gone(_) | Event::Output(_, Piece::Ended(_))) => return false,
                // Threads of an earlier job may go on printing.
                Ok(Event::Output(rank, Piece::Line(line))) => println!("[rank {rank}] {line}"),
                Ok(_) => {}
                Err(_) => return true,
            }
        }
    }

    /// Ends the ranks at once.
    pub(super) fn end(mut self) {
        self.close();
    }

    fn close(&mut self) {
        for line in &self.lines {
            line.close();
        }
        self.keeper.end();
    }
}

impl Drop for Ranks {
    fn drop(&mut self) {
        self.close();
    }
}

impl Keeper {
    /// Starts it, and waits until the cluster's folders are there.
    fn start() -> Result<Self, StartError> {
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
    fn launch(
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

    fn said(&self) -> String {
        let said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        let lines: Vec<&str> = said
            .iter()
            .map(String::as_str)
            .filter(|line| !line.trim().is_empty())
            .collect();
        lines.join("\n")
    }

    /// Ends every process and removes every file.
    fn end(&mut self) {
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

/// What is needed before anything runs: the socket, and the keeper's task.
fn prepare(
    session: &Session,
    launcher: &Launcher,
    size: usize,
    token: &str,
) -> Result<(Listener, Task), StartError> {
    let (listener, address) = if launcher.is_local() {
        let socket = session.socket();
        let listener = line::listen_here(&socket).map_err(system("make a socket"))?;
        (listener, format!("unix:{}", socket.display()))
    } else {
        let (listener, port) = line::listen_to_hosts().map_err(system("listen to the hosts"))?;
        (
            listener,
            format!("tcp:{port}:{}", own_names(launcher).join(",")),
        )
    };
    let program = match raw::own_image() {
        Some(image) => {
            // Other hosts see the folder of the cell, if any of this machine's.
            let beside = image.parent().filter(|_| !launcher.is_local());
            let host = session::write_host(beside.unwrap_or(session.folder()));
            let host = host.map_err(system("write the program of the ranks"))?;
            vec![
                host.to_string_lossy().into_owned(),
                image.to_string_lossy().into_owned(),
            ]
        }
        None => {
            let program = env::current_exe().map_err(system("find this program"))?;
            vec![program.to_string_lossy().into_owned()]
        }
    };
    let mut variables = launcher.variables(session);
    for (name, value) in VARIABLES.iter().zip(["rank", &address, token]) {
        variables.push(((*name).to_owned(), value.to_owned()));
    }
    let task = Task {
        command: launcher.command(size).into_iter().chain(program).collect(),
        variables,
        patience: launcher.patience(),
    };
    Ok((listener, task))
}

/// The addresses of this machine as the other hosts reach it.
fn own_names(launcher: &Launcher) -> Vec<String> {
    let mut names = vec![
        rustix::system::uname()
            .nodename()
            .to_string_lossy()
            .into_owned(),
    ];
    let elsewhere = launcher
        .host_names()
        .into_iter()
        .chain(["192.0.2.1".to_owned()]);
    for host in elsewhere {
        // Nothing is sent: the system says from which address it would be.
        let own = UdpSocket::bind("0.0.0.0:0").and_then(|socket| {
            socket
                .connect((host.as_str(), 9))
                .and_then(|()| socket.local_addr())
        });
        names.extend(own.ok().map(|address| address.ip().to_string()));
    }
    names.push("127.0.0.1".into());
    let mut seen = Vec::new();
    names.retain(|name| {
        let is_new = !seen.contains(name);
        seen.push(name.clone());
        is_new
    });
    names
}

/// Waits until every rank has connected twice, and makes sure that they are what they should be.
fn meet(
    listener: &Listener,
    keeper: &mut Keeper,
    size: usize,
    token: &str,
    command: &str,
) -> Result<Vec<(Stream, Stream, Introduction)>, StartError> {
    let begin = Instant::now();
    let mut outputs: HashMap<u64, Stream> = HashMap::new();
    let mut controls: Vec<(u64, Stream, Introduction)> = Vec::new();
    while controls.len() < size {
        let Some(mut stream) = listener.accept().map_err(system("connect a rank"))? else {
            let ended = match keeper.child.try_wait() {
                Ok(Some(_)) => "their launcher has ended".to_owned(),
                _ if begin.elapsed() > START_LIMIT => format!(
                    "{} of {size} ranks are there after {} s",
                    controls.len(),
                    START_LIMIT.as_secs()
                ),
                _ => {
                    thread::sleep(Duration::from_millis(1));
                    continue;
                }
            };
            // What the ranks themselves said is in their output.
            let mut said = keeper.said();
            for output in outputs.values_mut() {
                said += &remains(output);
            }
            return Err(StartError::Launch {
                command: command.to_owned(),
                ended,
                said,
            });
        };
        let greeting = stream
            .patience(Some(HELLO_LIMIT))
            .and_then(|()| wire::receive::<Hello>(&mut stream));
        let Ok((hello, _)) = greeting else { continue };
        if hello.token != token || stream.patience(None).is_err() {
            continue;
        }
        match hello.line {
            Line::Output => {
                outputs.insert(hello.instance, stream);
            }
            Line::Control(introduction) => {
                check(&introduction, size)?;
                controls.push((hello.instance, stream, introduction));
            }
        }
    }
    controls.sort_by_key(|(_, _, introduction)| introduction.rank);
    let pairs = controls
        .into_iter()
        .map(|(instance, control, introduction)| {
            let output = outputs
                .remove(&instance)
                .ok_or_else(|| StartError::Library {
                    why: format!(
                        "rank {} has connected without its output",
                        introduction.rank
                    ),
                })?;
            Ok((control, output, introduction))
        });
    pairs.collect()
}

/// What a rank that has ended printed.
fn remains(output: &mut Stream) -> String {
    let mut text = Vec::new();
    // It ends with the process; a rank that still runs is not waited for.
    let _ = output.patience(Some(Duration::from_millis(100)));
    let _ = io::Read::read_to_end(output, &mut text);
    let text = String::from_utf8_lossy(&text);
    let lines = text
        .lines()
        .filter(|line| !line.starts_with('\u{2}'))
        .take(SAID);
    lines.map(|line| format!("\n{line}")).collect()
}

/// Refuses a rank that is not what this cell was built for.
fn check(rank: &Introduction, size: usize) -> Result<(), StartError> {
    let library = crate::library();
    if rank.fingerprint != raw::FINGERPRINT {
        return Err(StartError::Mismatch {
            ranks: rank.fingerprint.clone(),
        });
    }
    if rank.library != library {
        return Err(StartError::Library {
            why: format!(
                "the rank on {} has loaded another MPI library than this cell:\n  there: {}\n  here:  {library}",
                rank.host, rank.library
            ),
        });
    }
    if rank.size as usize != size {
        return Err(StartError::Library {
            why: format!(
                "{size} processes were started, but they see a world of {}: the launcher and the MPI library do not \
                 belong together. SPMD_MPIRUN names the launcher of {library}",
                rank.size
            ),
        });
    }
    Ok(())
}

/// Sends an order to a rank.
pub(super) fn order(mut line: &Stream, order: &Order, payload: &[u8]) -> io::Result<()> {
    wire::send(&mut line, order, &[payload])
}

/// Reads what a rank sends, in threads that end with the connections.
fn listen(
    rank: usize,
    mut control: Stream,
    output: Stream,
    token: String,
    tell: &Sender<Event>,
) -> io::Result<()> {
    let (tell, tell_output) = (tell.clone(), tell.clone());
    thread::Builder::new()
        .name(format!("spmd-rank-{rank}"))
        .spawn(move || {
            while let Ok((report, payload)) = wire::receive(&mut control) {
                if tell.send(Event::Report(rank, report, payload)).is_err() {
                    return;
                }
            }
            let _ = tell.send(Event::Gone(rank));
        })?;
    thread::Builder::new()
        .name(format!("spmd-output-{rank}"))
        .spawn(move || output::read(output, rank, &token, &tell_output))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rank() -> Introduction {
        Introduction {
            rank: 0,
            size: 2,
            host: "there".into(),
            process: 1,
            fingerprint: raw::FINGERPRINT.into(),
            library: crate::library(),
        }
    }

    #[test]
    fn ranks_of_another_build_library_or_world_are_refused_with_the_reason() {
        assert!(check(&rank(), 2).is_ok());
        let other = Introduction {
            fingerprint: "spmd 0.0.9, rustc 1.0".into(),
            ..rank()
        };
        let why = check(&other, 2).unwrap_err().to_string();
        assert!(
            why.contains("rustc 1.0") && why.contains(raw::FINGERPRINT),
            "{why}"
        );
        let other = Introduction {
            library: "Some MPI 1".into(),
            ..rank()
        };
        assert!(
            check(&other, 2)
                .unwrap_err()
                .to_string()
                .contains("Some MPI 1")
        );
        let other = Introduction { size: 1, ..rank() };
        assert!(
            check(&other, 2)
                .unwrap_err()
                .to_string()
                .contains("SPMD_MPIRUN")
        );
    }
}
