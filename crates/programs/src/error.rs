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

/// Tells all ranks whether rank 0 has done something: all call it, and all succeed or none.
///
/// # Errors
/// That of rank 0; on the others one of the same kind.
pub fn agree<T>(world: &SimpleCommunicator, done: Result<T, Error>) -> Result<T, Error> {
    let mut kind = match &done {
        Ok(_) => 0,
        Err(Error::Input(_)) => 2,
        Err(Error::Failed(_)) => 1,
    };
    world.process_at_rank(0).broadcast_into(&mut kind);
    match (kind, done) {
        (0, done) => done,
        (_, Err(why)) => Err(why),
        (2, _) => Err(Error::input("said by rank 0")),
        _ => Err(Error::failed("said by rank 0")),
    }
}

/// Whether any rank has failed: then all have, with the words of each.
///
/// # Errors
/// Its own, or that another one has one.
pub fn all_of<T>(world: &SimpleCommunicator, done: Result<T, Error>) -> Result<T, Error> {
    let (mine, mut any) = (i32::from(done.is_err()), 0);
    world.all_reduce_into(&mine, &mut any, mpi::collective::SystemOperation::max());
    if any == 0 || done.is_err() {
        return done;
    }
    let rank = world.rank();
    Err(Error::input(format!("rank {rank} is well, another is not")))
}
