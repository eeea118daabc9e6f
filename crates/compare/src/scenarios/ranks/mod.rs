//! Work on MPI ranks, where this program was built with an MPI library (feature `mpi`).

#[cfg(feature = "mpi")]
mod heat;
#[cfg(feature = "mpi")]
mod messages;
#[cfg(feature = "mpi")]
mod nbody;

use bench::{BenchError, Rows};

use crate::plan::Plan;

/// The peers, by the names of their rows.
pub(crate) const PEERS: [&str; 2] = ["c-mpi", "mpi4py"];

/// The peers of the plate.
pub(crate) const HEAT_PEERS: [&str; 3] = ["c-mpi", "mpi4py", "mpi4py+numba"];

/// Ranks of every row: as many as a message needs.
#[cfg(feature = "mpi")]
const RANKS: usize = 2;

#[cfg(feature = "mpi")]
pub(super) fn messages(plan: &Plan) -> Result<Vec<Rows>, BenchError> {
    messages::run(plan)
}

#[cfg(feature = "mpi")]
pub(super) fn heat(plan: &Plan) -> Result<Vec<Rows>, BenchError> {
    heat::run(plan)
}

#[cfg(feature = "mpi")]
pub(super) fn nbody(plan: &Plan) -> Result<Vec<Rows>, BenchError> {
    nbody::run(plan)
}

#[cfg(not(feature = "mpi"))]
pub(super) fn nbody(_: &Plan) -> Result<Vec<Rows>, BenchError> {
    Ok(vec![no_library("gravity on two ranks")])
}

#[cfg(not(feature = "mpi"))]
pub(super) fn heat(_: &Plan) -> Result<Vec<Rows>, BenchError> {
    Ok(vec![no_library("heat on two ranks")])
}

#[cfg(not(feature = "mpi"))]
pub(super) fn messages(_: &Plan) -> Result<Vec<Rows>, BenchError> {
    Ok(vec![no_library("messages between two ranks")])
}

/// All rows missing, and why.
#[cfg(not(feature = "mpi"))]
fn no_library(title: &str) -> Rows {
    let mut rows = Rows::new(title);
    for name in ["rust ranks"].iter().chain(&PEERS) {
        rows.push_gap(
            name,
            "no MPI library when this was built; `cargo workshop setup` installs one",
        );
    }
    rows
}

/// What a cluster or a peer says, as the error of a row.
#[cfg(feature = "mpi")]
fn failed(error: impl std::fmt::Display) -> BenchError {
    BenchError::Failed {
        name: "rust ranks".to_owned(),
        why: error.to_string(),
    }
}

/// The peer behind a row's name.
#[cfg(feature = "mpi")]
fn player(name: &str) -> spmd::peers::Player {
    match name {
        "c-mpi" => spmd::peers::Player::C,
        "mpi4py+numba" => spmd::peers::Player::Numba,
        _ => spmd::peers::Player::Mpi4py,
    }
}
