//! Every call of MPI that a rank makes passes through here: the standard's profiling interface.
//!
//! An MPI library offers each function under two names, `MPI_Send` and `PMPI_Send`, so that a
//! tool may define the first and call the second (MPI 4.1, chapter 15). That is how a stuck rank
//! can say what it waits for, and where the record of the messages comes from, whatever the
//! program calls. Noting a call costs some stores; only a job that is recorded is timed.

use std::os::raw::{c_int, c_void};
use std::sync::atomic::Ordering;
use std::time::Instant;

use mpi::ffi::{self, MPI_Comm, MPI_Datatype, MPI_Message, MPI_Op, MPI_Request, MPI_Status};

use super::activity::{current, lock};
use super::kind::Kind;
use super::recorder::{self, Ending};

/// What a function of MPI is about, as far as its arguments tell.
struct Call {
    kind: Kind,
    peer: c_int,
    tag: c_int,
    comm: Option<MPI_Comm>,
    sends: (c_int, Option<MPI_Datatype>),
    receives: (c_int, Option<MPI_Datatype>),
    status: *mut MPI_Status,
    request: *mut MPI_Request,
}

impl Call {
    const NONE: Self = Self {
        kind: Kind::None,
        peer: -1,
        tag: 0,
        comm: None,
        sends: (0, None),
        receives: (0, None),
        status: std::ptr::null_mut(),
        request: std::ptr::null_mut(),
    };
}

#[inline]
fn through(call: &Call, real: impl FnOnce() -> c_int) -> c_int {
    let activity = current();
    activity.enter(call.kind, call.peer, call.tag);
    let code = if activity.recording.load(Ordering::Relaxed) {
        recorded(call, real)
    } else {
        real()
    };
    activity.leave();
    code
}

#[cold]
fn recorded(call: &Call, real: impl FnOnce() -> c_int) -> c_int {
    let began = Instant::now();
    // A request is gone when the call that waited for it returns.
    let request = request_of(call);
    let code = real();
    let activity = current();
    let mut recorder = lock(&activity.recorder);
    if let Kind::Wait | Kind::Test = call.kind {
        // SAFETY: the caller's own request; Wait and Test overwrite it when it is complete.
        let is_gone = unsafe { *call.request } == unsafe { ffi::RSMPI_REQUEST_NULL };
        if is_gone {
            recorder.complete(request, status_of(call));
        }
    }
    let Some(comm) = call
        .comm
        .filter(|_| !matches!(call.kind, Kind::Probe | Kind::Mprobe))
    else {
        // What was received is known from the calls that began it.
        if matches!(
            call.kind,
            Kind::Mrecv | Kind::Wait | Kind::Waitall | Kind::Waitany | Kind::Waitsome
        ) {
            let (peer, tag, bytes) = match (call.kind, status_of(call)) {
                (Kind::Mrecv, Some((source, tag, bytes))) => {
                    (u32::try_from(source).ok(), tag, bytes)
                }
                _ => (None, 0, 0),
            };
            recorder.push(Ending {
                kind: call.kind,
                peer,
                tag,
                bytes,
                began,
                members: Vec::new(),
                request: None,
            });
        }
        return code;
    };
    let members = members(comm);
    let place = |rank: c_int| {
        usize::try_from(rank)
            .ok()
            .and_then(|rank| members.get(rank).copied())
    };
    let mut ending = Ending {
        kind: call.kind,
        peer: place(call.peer),
        tag: call.tag,
        bytes: size(call.sends),
        began,
        members: Vec::new(),
        request: None,
    };
    match call.kind {
        Kind::Recv => {
            if let Some((source, tag, bytes)) = status_of(call) {
                (ending.peer, ending.tag, ending.bytes) = (place(source), tag, bytes);
            }
        }
        Kind::Irecv => {
            ending.bytes = size(call.receives);
            ending.request = Some(request_of(call));
        }
        _ => {}
    }
    let source = status_of(call).filter(|_| call.kind == Kind::Sendrecv);
    if members.len() != recorder.ranks || (0..).zip(&members).any(|(rank, member)| rank != *member)
    {
        ending.members.clone_from(&members);
    }
    let both = ending.members.clone();
    recorder.push(ending);
    if let Some((source, tag, bytes)) = source {
        recorder.push(Ending {
            kind: Kind::Recv,
            peer: place(source),
            tag,
            bytes,
            began,
            members: both,
            request: None,
        });
    }
    code
}

fn size((count, datatype): (c_int, Option<MPI_Datatype>)) -> u64 {
    datatype.map_or(0, |datatype| recorder::bytes(count, datatype))
}

/// Source, tag and bytes of a status that was asked for.
fn status_of(call: &Call) -> Option<(c_int, c_int, u64)> {
    let status = call.status;
    // SAFETY: constants of the MPI library.
    let ignored =
        unsafe { status == ffi::RSMPI_STATUS_IGNORE || status == ffi::RSMPI_STATUSES_IGNORE };
    if status.is_null() || ignored {
        return None;
    }
    // SAFETY: the call has filled it. MPI counts in any datatype whose size divides the message.
    unsafe {
        let mut count = 0;
        ffi::PMPI_Get_count(status, ffi::RSMPI_UINT8_T, &mut count);
        Some((
            (*status).MPI_SOURCE,
            (*status).MPI_TAG,
            u64::try_from(count).unwrap_or(0),
        ))
    }
}

/// A number for a request: its handle.
fn request_of(call: &Call) -> usize {
    if call.request.is_null() {
        return 0;
    }
    // SAFETY: the caller's own request; handles are an int or a pointer.
    unsafe {
        if size_of::<MPI_Request>() == size_of::<usize>() {
            *call.request.cast::<usize>()
        } else {
            *call.request.cast::<u32>() as usize
        }
    }
}

/// The ranks, in the world, of a communicator's processes.
fn members(comm: MPI_Comm) -> Vec<u32> {
    // SAFETY: a live communicator; the groups are freed.
    unsafe {
        let mut count = 0;
        ffi::PMPI_Comm_size(comm, &mut count);
        let (mut group, mut world) = (ffi::RSMPI_GROUP_NULL, ffi::RSMPI_GROUP_NULL);
        ffi::PMPI_Comm_group(comm, &mut group);
        ffi::PMPI_Comm_group(ffi::RSMPI_COMM_WORLD, &mut world);
        let here: Vec<c_int> = (0..count).collect();
        let mut there = here.clone();
        ffi::PMPI_Group_translate_ranks(group, count, here.as_ptr(), world, there.as_mut_ptr());
        ffi::PMPI_Group_free(&mut group);
        ffi::PMPI_Group_free(&mut world);
        there
            .into_iter()
            .filter_map(|rank| u32::try_from(rank).ok())
            .collect()
    }
}

macro_rules! intercept {
    ($($name:ident = $real:ident($($argument:ident: $type:ty),*) => $kind:ident { $($field:ident: $value:expr),* })*) => { $(
        // SAFETY: the name is the standard's; this crate is the one tool in the program that defines it.
        #[unsafe(no_mangle)]
        unsafe extern "C" fn $name($($argument: $type),*) -> c_int {
            let call = Call { kind: Kind::$kind, $($field: $value,)* ..Call::NONE };
            // SAFETY: the arguments go on as they came.
            through(&call, || unsafe { ffi::$real($($argument),*) })
        }
    )* };
}

type In = *const c_void;
type Out = *mut c_void;
type Ints = *const c_int;

intercept! {
    MPI_Send = PMPI_Send(data: In, n: c_int, t: MPI_Datatype, to: c_int, tag: c_int, comm: MPI_Comm) => Send { peer: to, tag: tag, comm: Some(comm), sends: (n, Some(t)) }
    MPI_Ssend = PMPI_Ssend(data: In, n: c_int, t: MPI_Datatype, to: c_int, tag: c_int, comm: MPI_Comm) => Ssend { peer: to, tag: tag, comm: Some(comm), sends: (n, Some(t)) }
    MPI_Bsend = PMPI_Bsend(data: In, n: c_int, t: MPI_Datatype, to: c_int, tag: c_int, comm: MPI_Comm) => Bsend { peer: to, tag: tag, comm: Some(comm), sends: (n, Some(t)) }
    MPI_Rsend = PMPI_Rsend(data: In, n: c_int, t: MPI_Datatype, to: c_int, tag: c_int, comm: MPI_Comm) => Rsend { peer: to, tag: tag, comm: Some(comm), sends: (n, Some(t)) }
    MPI_Isend = PMPI_Isend(data: In, n: c_int, t: MPI_Datatype, to: c_int, tag: c_int, comm: MPI_Comm, request: *mut MPI_Request) => Isend { peer: to, tag: tag, comm: Some(comm), sends: (n, Some(t)) }
    MPI_Issend = PMPI_Issend(data: In, n: c_int, t: MPI_Datatype, to: c_int, tag: c_int, comm: MPI_Comm, request: *mut MPI_Request) => Issend { peer: to, tag: tag, comm: Some(comm), sends: (n, Some(t)) }
    MPI_Ibsend = PMPI_Ibsend(data: In, n: c_int, t: MPI_Datatype, to: c_int, tag: c_int, comm: MPI_Comm, request: *mut MPI_Request) => Ibsend { peer: to, tag: tag, comm: Some(comm), sends: (n, Some(t)) }
    MPI_Irsend = PMPI_Irsend(data: In, n: c_int, t: MPI_Datatype, to: c_int, tag: c_int, comm: MPI_Comm, request: *mut MPI_Request) => Irsend { peer: to, tag: tag, comm: Some(comm), sends: (n, Some(t)) }
    MPI_Recv = PMPI_Recv(data: Out, n: c_int, t: MPI_Datatype, from: c_int, tag: c_int, comm: MPI_Comm, status: *mut MPI_Status) => Recv { peer: from, tag: tag, comm: Some(comm), receives: (n, Some(t)), status: status }
    MPI_Irecv = PMPI_Irecv(data: Out, n: c_int, t: MPI_Datatype, from: c_int, tag: c_int, comm: MPI_Comm, request: *mut MPI_Request) => Irecv { peer: from, tag: tag, comm: Some(comm), receives: (n, Some(t)), request: request }
    MPI_Probe = PMPI_Probe(from: c_int, tag: c_int, comm: MPI_Comm, status: *mut MPI_Status) => Probe { peer: from, tag: tag, comm: Some(comm), status: status }
    MPI_Mprobe = PMPI_Mprobe(from: c_int, tag: c_int, comm: MPI_Comm, message: *mut MPI_Message, status: *mut MPI_Status) => Mprobe { peer: from, tag: tag, comm: Some(comm), status: status }
    MPI_Mrecv = PMPI_Mrecv(data: Out, n: c_int, t: MPI_Datatype, message: *mut MPI_Message, status: *mut MPI_Status) => Mrecv { receives: (n, Some(t)), status: status }
    MPI_Sendrecv = PMPI_Sendrecv(data: In, n: c_int, t: MPI_Datatype, to: c_int, tag: c_int, into: Out, m: c_int, u: MPI_Datatype, from: c_int, from_tag: c_int, comm: MPI_Comm, status: *mut MPI_Status) => Sendrecv { peer: to, tag: tag, comm: Some(comm), sends: (n, Some(t)), receives: (m, Some(u)), status: status }
    MPI_Wait = PMPI_Wait(request: *mut MPI_Request, status: *mut MPI_Status) => Wait { request: request, status: status }
    MPI_Waitall = PMPI_Waitall(n: c_int, requests: *mut MPI_Request, statuses: *mut MPI_Status) => Waitall { }
    MPI_Waitany = PMPI_Waitany(n: c_int, requests: *mut MPI_Request, index: *mut c_int, status: *mut MPI_Status) => Waitany { }
    MPI_Waitsome = PMPI_Waitsome(n: c_int, requests: *mut MPI_Request, done: *mut c_int, indices: *mut c_int, statuses: *mut MPI_Status) => Waitsome { }
    MPI_Test = PMPI_Test(request: *mut MPI_Request, flag: *mut c_int, status: *mut MPI_Status) => Test { request: request, status: status }
    MPI_Barrier = PMPI_Barrier(comm: MPI_Comm) => Barrier { comm: Some(comm) }
    MPI_Bcast = PMPI_Bcast(data: Out, n: c_int, t: MPI_Datatype, root: c_int, comm: MPI_Comm) => Bcast { peer: root, comm: Some(comm), sends: (n, Some(t)) }
    MPI_Gather = PMPI_Gather(data: In, n: c_int, t: MPI_Datatype, into: Out, m: c_int, u: MPI_Datatype, root: c_int, comm: MPI_Comm) => Gather { peer: root, comm: Some(comm), sends: (n, Some(t)) }
    MPI_Gatherv = PMPI_Gatherv(data: In, n: c_int, t: MPI_Datatype, into: Out, m: Ints, at: Ints, u: MPI_Datatype, root: c_int, comm: MPI_Comm) => Gatherv { peer: root, comm: Some(comm), sends: (n, Some(t)) }
    MPI_Scatter = PMPI_Scatter(data: In, n: c_int, t: MPI_Datatype, into: Out, m: c_int, u: MPI_Datatype, root: c_int, comm: MPI_Comm) => Scatter { peer: root, comm: Some(comm), sends: (m, Some(u)) }
    MPI_Scatterv = PMPI_Scatterv(data: In, n: Ints, at: Ints, t: MPI_Datatype, into: Out, m: c_int, u: MPI_Datatype, root: c_int, comm: MPI_Comm) => Scatterv { peer: root, comm: Some(comm), sends: (m, Some(u)) }
    MPI_Allgather = PMPI_Allgather(data: In, n: c_int, t: MPI_Datatype, into: Out, m: c_int, u: MPI_Datatype, comm: MPI_Comm) => Allgather { comm: Some(comm), sends: (n, Some(t)) }
    MPI_Allgatherv = PMPI_Allgatherv(data: In, n: c_int, t: MPI_Datatype, into: Out, m: Ints, at: Ints, u: MPI_Datatype, comm: MPI_Comm) => Allgatherv { comm: Some(comm), sends: (n, Some(t)) }
    MPI_Alltoall = PMPI_Alltoall(data: In, n: c_int, t: MPI_Datatype, into: Out, m: c_int, u: MPI_Datatype, comm: MPI_Comm) => Alltoall { comm: Some(comm), sends: (n, Some(t)) }
    MPI_Alltoallv = PMPI_Alltoallv(data: In, n: Ints, at: Ints, t: MPI_Datatype, into: Out, m: Ints, to: Ints, u: MPI_Datatype, comm: MPI_Comm) => Alltoallv { comm: Some(comm) }
    MPI_Reduce = PMPI_Reduce(data: In, into: Out, n: c_int, t: MPI_Datatype, op: MPI_Op, root: c_int, comm: MPI_Comm) => Reduce { peer: root, comm: Some(comm), sends: (n, Some(t)) }
    MPI_Allreduce = PMPI_Allreduce(data: In, into: Out, n: c_int, t: MPI_Datatype, op: MPI_Op, comm: MPI_Comm) => Allreduce { comm: Some(comm), sends: (n, Some(t)) }
    MPI_Reduce_scatter_block = PMPI_Reduce_scatter_block(data: In, into: Out, n: c_int, t: MPI_Datatype, op: MPI_Op, comm: MPI_Comm) => ReduceScatterBlock { comm: Some(comm), sends: (n, Some(t)) }
    MPI_Scan = PMPI_Scan(data: In, into: Out, n: c_int, t: MPI_Datatype, op: MPI_Op, comm: MPI_Comm) => Scan { comm: Some(comm), sends: (n, Some(t)) }
    MPI_Exscan = PMPI_Exscan(data: In, into: Out, n: c_int, t: MPI_Datatype, op: MPI_Op, comm: MPI_Comm) => Exscan { comm: Some(comm), sends: (n, Some(t)) }
    MPI_Comm_dup = PMPI_Comm_dup(comm: MPI_Comm, new: *mut MPI_Comm) => CommDup { comm: Some(comm) }
    MPI_Comm_split = PMPI_Comm_split(comm: MPI_Comm, colour: c_int, key: c_int, new: *mut MPI_Comm) => CommSplit { comm: Some(comm) }
    MPI_Cart_create = PMPI_Cart_create(comm: MPI_Comm, n: c_int, sizes: Ints, periods: Ints, reorder: c_int, new: *mut MPI_Comm) => CartCreate { comm: Some(comm) }
}
