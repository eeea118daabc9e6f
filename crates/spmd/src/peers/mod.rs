//! The ping-pong of [`ping_pong`](crate::ping_pong) in C and in Python with mpi4py, on the same MPI library.

use std::env;
use std::fmt;
use std::fs;
use std::io;
use std::path::PathBuf;
use std::process::{Command, Output};

use crate::Cluster;
use crate::cluster::Session;
use crate::ping_pong::Point;

/// Who plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Player {
    /// C, compiled by the library's own `mpicc -O2`.
    C,
    /// Python with mpi4py and NumPy buffers.
    Mpi4py,
}

/// Why a peer has no times.
#[derive(Debug)]
#[non_exhaustive]
pub enum PeerError {
    /// A file could not be written or a program not be started.
    System(io::Error),
    /// It did not compile, or ran and failed.
    Failed {
        /// The program.
        program: String,
        /// What it said.
        said: String,
    },
}

impl fmt::Display for PeerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::System(source) => write!(f, "the peer cannot be run: {source}"),
            Self::Failed { program, said } => write!(f, "{program} failed: {said}"),
        }
    }
}

impl std::error::Error for PeerError {}

impl From<io::Error> for PeerError {
    fn from(source: io::Error) -> Self {
        Self::System(source)
    }
}

impl Player {
    /// What a chart calls it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::C => "C",
            Self::Mpi4py => "mpi4py",
        }
    }

    /// The times of one message of each size between two ranks that are started for it, by the
    /// launcher and with the settings of `cluster`.
    ///
    /// # Errors
    /// When the peer is not there or fails; what is missing is said.
    pub fn play(self, cluster: &Cluster, sizes: &[usize]) -> Result<Vec<Point>, PeerError> {
        let session = Session::new();
        let _held = session.create()?;
        let points = self.play_in(cluster, sizes, &session);
        session.remove();
        points
    }

    fn play_in(
        self,
        cluster: &Cluster,
        sizes: &[usize],
        session: &Session,
    ) -> Result<Vec<Point>, PeerError> {
        let folder = session.temporary();
        let program = match self {
            Self::C => {
                let source = folder.join("ping_pong.c");
                fs::write(&source, include_str!("ping_pong.c"))?;
                let mpicc = PathBuf::from(env!("SPMD_MPI_BIN")).join("mpicc");
                let program = folder.join("ping_pong");
                let mut compile = Command::new(&mpicc);
                compile.args(["-O2", "-o"]).arg(&program).arg(&source);
                said("mpicc", &compile.output()?)?;
                vec![program]
            }
            Self::Mpi4py => {
                let script = folder.join("ping_pong.py");
                fs::write(&script, include_str!("ping_pong.py"))?;
                let python = env::var_os("WORKSHOP_PYTHON").filter(|path| !path.is_empty());
                vec![
                    python.map_or_else(|| "python3".into(), PathBuf::from),
                    script,
                ]
            }
        };
        let words = cluster.launcher().command(2);
        let mut command = Command::new(&words[0]);
        command
            .args(&words[1..])
            .args(program)
            .args(sizes.iter().map(ToString::to_string));
        command.envs(cluster.launcher().variables(session));
        let text = said(self.name(), &command.output()?)?;
        let point = |line: &str| {
            let (bytes, seconds) = line.split_once(' ')?;
            Some(Point {
                bytes: bytes.parse().ok()?,
                seconds: seconds.trim().parse().ok()?,
            })
        };
        Ok(text.lines().filter_map(point).collect())
    }
}

/// What a program printed, or that it failed.
fn said(program: &str, output: &Output) -> Result<String, PeerError> {
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let text = String::from_utf8_lossy(&output.stderr);
    let telling = text
        .lines()
        .rev()
        .find(|line| line.contains("Error") || line.contains("error"));
    let said = telling
        .or(text.lines().last())
        .unwrap_or("it said nothing")
        .trim()
        .to_owned();
    Err(PeerError::Failed {
        program: program.to_owned(),
        said,
    })
}
