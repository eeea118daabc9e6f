//! Why a program ends.

use std::fmt;

use mpi::topology::SimpleCommunicator;
use mpi::traits::{Communicator, CommunicatorCollectives, Root};

/// Why a program ends; all ranks have the same kind, and rank 0 knows the words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Error {
    /// It cannot be done as asked, and nothing was computed: exit code 2.
    Input(String),
    /// It went wrong on the way: exit code 1.
    Failed(String),
}

impl Error {
    /// Of something that cannot be done.
    pub fn input(why: impl fmt::Display) -> Self {
        Self::Input(why.to_string())
    }

    /// Of something that went wrong.
    pub fn failed(why: impl fmt::Display) -> Self {
        Self::Failed(why.to_string())
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Input(why) | Self::Failed(why) => write!(f, "{why}"),
        }
    }
}

impl std::error::Error for Error {}

/// What ranks tell each other of an error; 0 is none.
const INPUT: i32 = 1;
const FAILED: i32 = 2;

fn kind<T>(done: &Result<T, Error>) -> i32 {
    match done {
        Ok(_) => 0,
        Err(Error::Input(_)) => INPUT,
        Err(Error::Failed(_)) => FAILED,
    }
}

/// Tells all ranks whether rank 0 has done something: all call it, and all succeed or none.
///
/// # Errors
/// That of rank 0; on the others one of the same kind.
pub fn agree<T>(world: &SimpleCommunicator, done: Result<T, Error>) -> Result<T, Error> {
    let mut kind = kind(&done);
    world.process_at_rank(0).broadcast_into(&mut kind);
    match (kind, done) {
        (0, done) => done,
        (_, Err(why)) => Err(why),
        (INPUT, _) => Err(Error::input("said by rank 0")),
        _ => Err(Error::failed("said by rank 0")),
    }
}

/// Whether any rank has failed: then all have, with the words of the first that has.
///
/// # Errors
/// The same on all ranks.
pub fn all_of<T>(world: &SimpleCommunicator, done: Result<T, Error>) -> Result<T, Error> {
    let (rank, ranks) = (world.rank(), world.size());
    let (mine, mut first) = (if done.is_err() { rank } else { ranks }, ranks);
    world.all_reduce_into(&mine, &mut first, mpi::collective::SystemOperation::min());
    if first == ranks {
        return done;
    }
    let root = world.process_at_rank(first);
    let mut words = match &done {
        Err(why) if first == 0 => why.to_string().into_bytes(),
        Err(why) => format!("rank {rank}: {why}").into_bytes(),
        Ok(_) => Vec::new(),
    };
    let (mut kind, mut length) = (kind(&done), words.len() as u64);
    root.broadcast_into(&mut kind);
    root.broadcast_into(&mut length);
    words.resize(length as usize, 0);
    root.broadcast_into(&mut words[..]);
    let words = String::from_utf8_lossy(&words);
    Err(if kind == INPUT {
        Error::input(words)
    } else {
        Error::failed(words)
    })
}
