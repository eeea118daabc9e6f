//! All `unsafe` code of this crate, and nothing else: everywhere else the compiler refuses it.
//!
//! One file for each thing that the compiler cannot check. `image`: code in another file.
//! `function`: a function's types, forgotten and restored. `intercept`: the arguments of MPI calls.
//! `communicator`: handles of MPI. `process`: fork. `socket`: options.
//! `memory`: advice on pages. `window`: memory that processes have in common.
//! (`host` is a program of its own, of one jump.)
//!
//! Why calling code of another file is sound here: a cell and the rank that runs it are two
//! copies of one build. The rank loads the very file that the cell is in; before it calls
//! anything there it compares that file's fingerprint (the sources of this crate, the compiler,
//! the MPI library) with its own. Within a file, an offset is an address.

mod communicator;
mod function;
mod image;
mod intercept;
mod memory;
mod process;
mod socket;
mod window;

pub(crate) use communicator::{
    any_source_or_tag, communicator_of_first, duplicate, free, library, on_mpi_error, strays, wrap,
};
pub(crate) use function::{Function, Portable};
pub(crate) use image::{FINGERPRINT, mismatch, own_image};
pub(crate) use intercept::{Call, Envelope};
pub(crate) use memory::ask_for_large_pages;
pub(crate) use process::{flush_c, fork, leave, now, wait};
pub(crate) use socket::notice_loss;
pub(crate) use window::{PIECE, Reader, Stop, Writer};
