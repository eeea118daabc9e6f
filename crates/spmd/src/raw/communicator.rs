//! Communicators that `spmd` makes beside the program's, and what the MPI library says of itself.

use std::ffi::{CStr, c_char, c_int};
use std::mem::{self, ManuallyDrop};

use mpi::ffi;
use mpi::topology::SimpleCommunicator;
use mpi::traits::FromRaw;

/// A communicator of the same ranks, whose messages meet no others; called by all of them.
pub(crate) fn duplicate(communicator: ffi::MPI_Comm) -> ffi::MPI_Comm {
    // SAFETY: a live communicator of ours.
    unsafe {
        let mut new = ffi::RSMPI_COMM_NULL;
        ffi::PMPI_Comm_dup(communicator, &mut new);
        new
    }
}

/// A communicator of the first `count` ranks; called by these and no others.
pub(crate) fn communicator_of_first(count: i32) -> ffi::MPI_Comm {
    // SAFETY: MPI is initialised; the handles are local and every group is freed.
    unsafe {
        let mut world_group = ffi::RSMPI_GROUP_NULL;
        let mut group = ffi::RSMPI_GROUP_NULL;
        let mut communicator = ffi::RSMPI_COMM_NULL;
        let ranks: Vec<c_int> = (0..count).collect();
        ffi::PMPI_Comm_group(ffi::RSMPI_COMM_WORLD, &mut world_group);
        ffi::PMPI_Group_incl(world_group, count, ranks.as_ptr(), &mut group);
        ffi::PMPI_Comm_create_group(ffi::RSMPI_COMM_WORLD, group, 0, &mut communicator);
        ffi::PMPI_Group_free(&mut group);
        ffi::PMPI_Group_free(&mut world_group);
        communicator
    }
}

/// The safe wrapper of one; [`free`] does what its drop would do.
pub(crate) fn wrap(communicator: ffi::MPI_Comm) -> ManuallyDrop<SimpleCommunicator> {
    // SAFETY: made by `duplicate`, and freed after the last use of this.
    ManuallyDrop::new(unsafe { SimpleCommunicator::from_raw(communicator) })
}

/// Receives what was sent and never received: source, tag and bytes of each message. `service`
/// has the same ranks, and nobody else uses it.
pub(crate) fn strays(
    communicator: ffi::MPI_Comm,
    service: ffi::MPI_Comm,
) -> Vec<(i32, i32, usize)> {
    let mut found = Vec::new();
    // SAFETY: a live communicator, whose every rank comes here; the buffer has the message's size.
    unsafe {
        // What every rank has sent before it comes here is there when it has.
        ffi::PMPI_Barrier(service);
        loop {
            let (mut flag, mut bytes) = (0, 0);
            let mut status = mem::MaybeUninit::<ffi::MPI_Status>::zeroed();
            let (source, tag) = any_source_or_tag();
            ffi::PMPI_Iprobe(source, tag, communicator, &mut flag, status.as_mut_ptr());
            if flag == 0 {
                return found;
            }
            let status = status.assume_init();
            ffi::PMPI_Get_count(&status, ffi::RSMPI_UINT8_T, &mut bytes);
            let mut buffer = vec![0_u8; usize::try_from(bytes).unwrap_or(0)];
            let (source, tag) = (status.MPI_SOURCE, status.MPI_TAG);
            let into = buffer.as_mut_ptr().cast();
            ffi::PMPI_Recv(
                into,
                bytes,
                ffi::RSMPI_UINT8_T,
                source,
                tag,
                communicator,
                ffi::RSMPI_STATUS_IGNORE,
            );
            found.push((source, tag, buffer.len()));
        }
    }
}

/// What stands for any source, and for any tag.
pub(crate) fn any_source_or_tag() -> (c_int, c_int) {
    // SAFETY: constants of the MPI library.
    unsafe { (ffi::RSMPI_ANY_SOURCE, ffi::RSMPI_ANY_TAG) }
}

/// Frees a communicator of [`duplicate`].
pub(crate) fn free(mut communicator: ffi::MPI_Comm) {
    // SAFETY: nobody has it any more.
    unsafe { ffi::PMPI_Comm_free(&mut communicator) };
}

/// Calls `handler` with the error's text whenever a call of MPI fails, instead of ending everything.
pub(crate) fn on_mpi_error() {
    unsafe extern "C" fn failed(_: *mut ffi::MPI_Comm, code: *mut c_int) {
        // SAFETY: MPI passes the error's code.
        crate::rank::mpi_failed(&mpi_error(unsafe { *code }));
    }
    type Named = unsafe extern "C" fn(*mut ffi::MPI_Comm, *mut c_int);
    type Variadic = unsafe extern "C" fn(*mut ffi::MPI_Comm, *mut c_int, ...);
    // SAFETY: the further arguments are left alone, as the standard allows; a C function that is
    // called with more arguments than it takes finds the first ones where it looks for them on
    // every ABI that MPI libraries are built for.
    unsafe {
        let failed = mem::transmute::<Named, Variadic>(failed);
        let mut handler = ffi::RSMPI_ERRORS_ARE_FATAL;
        ffi::PMPI_Comm_create_errhandler(Some(failed), &mut handler);
        ffi::PMPI_Comm_set_errhandler(ffi::RSMPI_COMM_WORLD, handler);
    }
}

fn mpi_error(code: c_int) -> String {
    // Both libraries need less than 512 bytes.
    let mut text = [0 as c_char; 2048];
    let mut length = 0;
    // SAFETY: the buffer is longer than MPI_MAX_ERROR_STRING, and zero at its end.
    unsafe {
        ffi::PMPI_Error_string(code, text.as_mut_ptr(), &mut length);
        CStr::from_ptr(text.as_ptr()).to_string_lossy().into_owned()
    }
}

/// The library's own name and version. May be asked before MPI is initialised.
pub(crate) fn library() -> String {
    let mut text = vec![0 as c_char; 16 * 1024];
    let mut length = 0;
    // SAFETY: the buffer is longer than MPI_MAX_LIBRARY_VERSION_STRING, and zero at its end.
    let text = unsafe {
        ffi::PMPI_Get_library_version(text.as_mut_ptr(), &mut length);
        CStr::from_ptr(text.as_ptr()).to_string_lossy().into_owned()
    };
    text.trim().to_owned()
}
