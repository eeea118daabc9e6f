//! The same work in C and in Python with mpi4py, on the same MPI library: the ping-pong of
//! [`ping_pong`](crate::ping_pong), and sweeps over a plate.

mod heat;

use std::env;
use std::fmt;
use std::fs;
use std::io;
use std::path::PathBuf;
use std::process::{Command, Output};

use crate::Cluster;
use crate::beside::Beside;
use crate::cluster::Session;
use crate::ping_pong::Point;
use crate::tail::own_words;

pub use heat::{Cooled, Heat};

/// Who plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Player {
    /// C, compiled by the library's own `mpicc -O3`.
    C,
    /// Python with mpi4py and NumPy buffers.
    Mpi4py,
    /// Python with mpi4py, and the loop compiled by Numba.
    Numba,
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
    ///
    /// ```
    /// assert_eq!(spmd::peers::Player::Mpi4py.name(), "mpi4py");
    /// ```
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::C => "C",
            Self::Mpi4py => "mpi4py",
            Self::Numba => "mpi4py+numba",
        }
    }

    /// The times of one message of each size between two ranks that are started for it, by the
    /// launcher and with the settings of `cluster`.
    ///
    /// ```
    /// # spmd::init();
    /// use spmd::prelude::*;
    ///
    /// let pair = Cluster::local(2)?;
    /// let points = Player::C.play(&pair, &[8, 64])?;
    /// assert_eq!(points.iter().map(|point| point.bytes).collect::<Vec<_>>(), [8, 64]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// When the peer is not there or fails; what is missing is said.
    pub fn play(self, cluster: &Cluster, sizes: &[usize]) -> Result<Vec<Point>, PeerError> {
        let session = cluster.folders()?;
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
        let sizes: Vec<String> = sizes.iter().map(ToString::to_string).collect();
        let text = self.start(&PING_PONG, cluster, 2, &sizes, session)?;
        let point = |line: &str| {
            let (bytes, seconds) = line.split_once(' ')?;
            Some(Point {
                bytes: bytes.parse().ok()?,
                seconds: seconds.trim().parse().ok()?,
            })
        };
        Ok(text.lines().filter_map(point).collect())
    }

    /// Starts a program on some ranks, and returns what it printed.
    fn start(
        self,
        program: &Program,
        cluster: &Cluster,
        ranks: usize,
        arguments: &[String],
        session: &Session,
    ) -> Result<String, PeerError> {
        let folder = session.temporary();
        let place = |ending: &str| folder.join(format!("{}{ending}", program.name));
        let started = match self {
            Self::C => {
                fs::write(place(".c"), program.c)?;
                let mpicc = PathBuf::from(env!("SPMD_MPI_BIN")).join("mpicc");
                let mut compile = Command::new(&mpicc);
                compile.args(["-O3", "-march=native", "-ffp-contract=off", "-o"]);
                compile.arg(place("")).arg(place(".c"));
                said("mpicc", &compile.output()?)?;
                vec![place("")]
            }
            Self::Mpi4py | Self::Numba => {
                if let Some(part) = &program.part {
                    let text = match self {
                        Self::Numba => part.numba,
                        _ => part.numpy,
                    };
                    fs::write(folder.join(part.module).with_extension("py"), text)?;
                } else if self == Self::Numba {
                    return Err(PeerError::Failed {
                        program: self.name().to_owned(),
                        said: format!("there is nothing to compile in {}", program.name),
                    });
                }
                fs::write(place(".py"), program.python)?;
                let python = env::var_os("WORKSHOP_PYTHON").filter(|path| !path.is_empty());
                let python = python.map_or_else(|| "python3".into(), PathBuf::from);
                vec![python, place(".py")]
            }
        };
        let words = cluster.launcher().command(ranks).into_iter();
        let started = started
            .into_iter()
            .map(|path| path.to_string_lossy().into_owned());
        let words = words.chain(started).chain(arguments.iter().cloned());
        let program = Beside {
            command: words.collect(),
            variables: cluster.launcher().variables(session),
            folder: session.folder().to_owned(),
            place: None,
        };
        let output = cluster.run_beside(session, &program, || ())?;
        said(self.name(), &output)
    }
}

/// The same work in two languages.
struct Program {
    name: &'static str,
    c: &'static str,
    python: &'static str,
    /// Where there is a loop to compile.
    part: Option<Part>,
}

/// What the Python of a [`Program`] imports: its arithmetic, the rest is the same for both.
struct Part {
    module: &'static str,
    numpy: &'static str,
    numba: &'static str,
}

const PING_PONG: Program = Program {
    name: "ping_pong",
    c: include_str!("ping_pong.c"),
    python: include_str!("ping_pong.py"),
    part: None,
};

/// What a program printed, or that it failed.
fn said(program: &str, output: &Output) -> Result<String, PeerError> {
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let said = match own_words(&String::from_utf8_lossy(&output.stderr)) {
        said if said.is_empty() => "it said nothing".to_owned(),
        said => said,
    };
    Err(PeerError::Failed {
        program: program.to_owned(),
        said,
    })
}
