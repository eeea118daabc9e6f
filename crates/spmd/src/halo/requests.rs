//! Messages under way: raw requests of MPI, kept beside their buffers.
//!
//! The crate `mpi` ties a request to the borrow of its buffer. Here both live in one structure for as
//! long as a program runs, which borrows cannot say.

use std::os::raw::c_int;

use mpi::ffi::{self, MPI_Request};
use mpi::topology::SimpleCommunicator;
use mpi::traits::AsRaw;

/// Requests that are not complete yet.
#[derive(Debug)]
pub(super) struct Requests(Vec<MPI_Request>);

impl Requests {
    /// Room for so many, so that none is made later.
    pub(super) fn with_room(count: usize) -> Self {
        Self(Vec::with_capacity(count))
    }

    /// Begins to receive into `buffer`.
    ///
    /// # Safety
    /// `buffer` stays where it is, and nobody looks at it, until [`wait`](Self::wait) has returned.
    /// `datatype` is that of a `T`.
    pub(super) unsafe fn receive<T>(
        &mut self,
        world: &SimpleCommunicator,
        from: i32,
        tag: i32,
        buffer: &mut [T],
        datatype: &impl AsRaw<Raw = ffi::MPI_Datatype>,
    ) {
        // SAFETY: a constant of the library.
        let mut request = unsafe { ffi::RSMPI_REQUEST_NULL };
        // SAFETY: a live communicator; the caller keeps the buffer.
        unsafe {
            ffi::MPI_Irecv(
                buffer.as_mut_ptr().cast(),
                length(buffer),
                datatype.as_raw(),
                from,
                tag,
                world.as_raw(),
                &mut request,
            );
        }
        self.0.push(request);
    }

    /// Begins to send `buffer`.
    ///
    /// # Safety
    /// `buffer` stays where it is, and nobody writes to it, until [`wait`](Self::wait) has returned.
    /// `datatype` is that of a `T`.
    pub(super) unsafe fn send<T>(
        &mut self,
        world: &SimpleCommunicator,
        to: i32,
        tag: i32,
        buffer: &[T],
        datatype: &impl AsRaw<Raw = ffi::MPI_Datatype>,
    ) {
        // SAFETY: a constant of the library.
        let mut request = unsafe { ffi::RSMPI_REQUEST_NULL };
        // SAFETY: a live communicator; the caller keeps the buffer.
        unsafe {
            ffi::MPI_Isend(
                buffer.as_ptr().cast(),
                length(buffer),
                datatype.as_raw(),
                to,
                tag,
                world.as_raw(),
                &mut request,
            );
        }
        self.0.push(request);
    }

    /// Whether all are complete; gives MPI the processor for a moment.
    pub(super) fn test(&mut self) -> bool {
        self.0.retain_mut(|request| {
            let mut is_complete = 0;
            // SAFETY: a request that was begun and is not complete.
            unsafe { ffi::MPI_Test(request, &mut is_complete, ffi::RSMPI_STATUS_IGNORE) };
            is_complete == 0
        });
        self.0.is_empty()
    }

    /// Returns when all are complete.
    pub(super) fn wait(&mut self) {
        for mut request in self.0.drain(..) {
            // SAFETY: as above. One after the other, so that a record sees each of them end.
            unsafe { ffi::MPI_Wait(&mut request, ffi::RSMPI_STATUS_IGNORE) };
        }
    }
}

/// MPI counts in `int`.
fn length<T>(buffer: &[T]) -> c_int {
    c_int::try_from(buffer.len()).expect("a halo of fewer than 2³¹ points")
}
