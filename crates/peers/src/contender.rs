//! A peer's process as a contender in a race.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::rc::Rc;
use std::thread;
use std::time::Duration;

use bench::{Agree, BenchError, Checked, Comparison, Contender, Disagreement, Label, Started};

use crate::compile;
use crate::error::PeerError;
use crate::peer::Peer;
use crate::process::{Process, ProcessError};
use crate::scratch::{Scratch, unique};
use crate::settings::Settings;
use crate::work::Work;

/// OpenMP's threads spin for a while after their work, on the cores that the next in turn needs.
const UNTIL_THREADS_SLEEP: Duration = Duration::from_millis(10);

/// The work of one race, and the folder in which its peers find the input and leave their answers.
#[derive(Debug)]
pub(crate) struct Input {
    work: Work,
    folder: std::io::Result<Scratch>,
}

impl Input {
    pub(crate) fn new(work: Work) -> Self {
        let folder =
            Scratch::new(&std::env::temp_dir(), "rung-peers", work.name).and_then(|folder| {
                let bytes: Vec<u8> = work.input.iter().flat_map(|x| x.to_ne_bytes()).collect();
                fs::write(folder.path().join("input"), bytes).map(|()| folder)
            });
        Self { work, folder }
    }

    fn folder(&self) -> Result<&Path, PeerError> {
        match &self.folder {
            Ok(folder) => Ok(folder.path()),
            Err(error) => Err(std::io::Error::new(error.kind(), error.to_string()).into()),
        }
    }
}

/// A peer that takes part in a race: its process starts with the race and ends with it.
#[derive(Debug)]
pub(crate) struct Guest {
    label: Label,
    peer: Result<Peer, Option<PeerError>>,
    input: Rc<Input>,
    settings: Settings,
    running: Option<Running>,
}

#[derive(Debug)]
struct Running {
    process: Process,
    answer: PathBuf,
}

impl Guest {
    pub(crate) fn new(
        name: &str,
        peer: Result<Peer, PeerError>,
        input: Rc<Input>,
        settings: Settings,
    ) -> Self {
        let mut label = Label::new(name, input.work.cost);
        label.size = input.work.size;
        label.threads = peer.as_ref().map_or(1, |peer| peer.threads(&settings));
        Self {
            label,
            peer: peer.map_err(Some),
            input,
            settings,
            running: None,
        }
    }

    fn begin(&mut self) -> Result<(f64, f64, bool), PeerError> {
        let peer = match &mut self.peer {
            Ok(peer) => *peer,
            Err(why) => return Err(why.take().unwrap_or(PeerError::Nothing)),
        };
        let folder = self.input.folder()?;
        let ready = compile::ready(self.input.work.name, &peer, &self.settings)?;
        let answer = folder.join(format!("answer-{}", unique()));
        let mut command = compile::command(&peer, &ready.folder, &self.settings);
        command.arg(folder.join("input")).arg(&answer);
        // The peer's own watch: a little longer, so that it is this side that says so.
        command.arg((self.settings.limit.as_secs() + 5).to_string());
        let mut process = Process::start(command)?;
        let first = number(&process.answer(self.settings.limit)?, "ready")?;
        self.running = Some(Running { process, answer });
        Ok((first, ready.build, !peer.program.is_just_in_time()))
    }

    /// Reads the answer from its file and compares it with the oracle's.
    fn check(&self) -> Result<Checked, BenchError> {
        let work = &self.input.work;
        let Some(running) = &self.running else {
            return Err(self.failed(&PeerError::Nothing));
        };
        let bytes = fs::read(&running.answer).map_err(|error| self.failed(&error.into()))?;
        let (numbers, rest) = bytes.as_chunks::<8>();
        if numbers.len() != work.oracle.len() || !rest.is_empty() {
            return Err(self.failed(&PeerError::Size {
                expected: work.oracle.len(),
                bytes: bytes.len(),
            }));
        }
        let values = numbers.iter().map(|&one| f64::from_ne_bytes(one)).collect();
        let answer = Answer {
            values,
            shape: &work.shape,
        };
        Checked::against(&answer, &work.oracle, work.tolerance)
            .map(|checked| checked.named("the naive Rust oracle"))
            .map_err(|wrong| self.disagrees(wrong))
    }

    fn ask(&mut self, line: &str) -> Result<String, PeerError> {
        let limit = self.settings.limit;
        match &mut self.running {
            Some(running) => Ok(running.process.ask(line, limit)?),
            None => Err(PeerError::Nothing),
        }
    }

    fn failed(&self, error: &PeerError) -> BenchError {
        BenchError::Failed {
            name: self.label.name.clone(),
            why: error.to_string(),
        }
    }

    fn disagrees(&self, wrong: Disagreement) -> BenchError {
        BenchError::Disagrees {
            name: self.label.name.clone(),
            wrong,
        }
    }
}

impl Contender for Guest {
    fn label(&self) -> &Label {
        &self.label
    }

    fn start(&mut self) -> Result<Started, BenchError> {
        let begun = self.begin().map_err(|error| self.failed(&error));
        let checked = begun.and_then(|begun| Ok((begun, self.check()?)));
        if checked.is_err() {
            // What does not take part must not take the processor either.
            self.running = None;
        }
        let ((first, build, typical), checked) = checked?;
        Ok(Started {
            checked,
            first,
            typical,
            build,
        })
    }

    fn time(&mut self, calls: u32) -> Result<f64, BenchError> {
        self.ask(&format!("time {calls}"))
            .and_then(|line| Ok(number(&line, "took")?))
            .map_err(|error| self.failed(&error))
    }

    fn rest(&mut self) {
        if self.label.threads > 1 {
            thread::sleep(UNTIL_THREADS_SLEEP);
        }
        if self.peer.as_ref().is_ok_and(|peer| peer.on_disk) {
            // Where there is no such command, the next one waits.
            let _ = Command::new("sync").status();
        }
    }

    fn finish(&mut self) -> Result<(), BenchError> {
        let wrote = self.ask("answer").and_then(|line| match line.as_str() {
            "wrote" => Ok(()),
            _ => Err(ProcessError::Rubbish { line }.into()),
        });
        let checked = wrote
            .map_err(|error| self.failed(&error))
            .and_then(|()| self.check());
        self.running = None;
        match checked {
            Err(BenchError::Disagrees { name, wrong }) => Err(BenchError::Drifts { name, wrong }),
            other => other.map(drop),
        }
    }
}

/// The seconds in an answer such as "took 0.25".
fn number(line: &str, word: &str) -> Result<f64, ProcessError> {
    let seconds = line
        .strip_prefix(word)
        .and_then(|rest| rest.trim().parse::<f64>().ok())
        .filter(|seconds| seconds.is_finite() && *seconds >= 0.0);
    seconds.ok_or_else(|| ProcessError::Rubbish {
        line: line.to_owned(),
    })
}

/// A flat answer that knows its shape, for the place in a message.
struct Answer<'a> {
    values: Vec<f64>,
    shape: &'a [usize],
}

impl Agree<Vec<f64>> for Answer<'_> {
    fn compare_into(&self, oracle: &Vec<f64>, to: &mut Comparison) {
        to.array(<Vec<f64> as Agree>::squares(oracle), |to| {
            to.within(self.shape, |to| {
                for (i, (got, expected)) in self.values.iter().zip(oracle).enumerate() {
                    to.element(i, |to| to.number(*got, *expected));
                }
            });
        });
    }
}
