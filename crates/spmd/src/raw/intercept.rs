//! Every call of MPI that a rank makes passes through here: the standard's profiling interface.
//!
//! An MPI library offers each function under two names, `MPI_Send` and `PMPI_Send`, so that a
//! tool may define the first and call the second (MPI 4.1, chapter 15). That is how a stuck rank
//! can say what it waits for, and where the record of the messages comes from, whatever the
//! program calls. What is done with a call is in `rank::calls`; here its arguments are read.

use std::ffi::{c_int, c_void};

use mpi::ffi::{
    self, MPI_Comm, MPI_Datatype, MPI_Group, MPI_Info, MPI_Message, MPI_Op, MPI_Request, MPI_Status,
};

use crate::rank::calls;
use crate::rank::kind::Kind;

/// What a function of MPI is about, as far as its arguments tell. Whoever makes one, below,
/// fills it with the arguments of a call that lasts longer.
pub(crate) struct Call {
    pub(crate) kind: Kind,
    pub(crate) peer: c_int,
    pub(crate) tag: c_int,
    comm: Option<MPI_Comm>,
    sends: (c_int, Option<MPI_Datatype>),
    receives: (c_int, Option<MPI_Datatype>),
    /// Source and tag of what a call receives that also sends.
    pub(crate) from: (c_int, c_int),
    /// The request that is made.
    begins: *mut MPI_Request,
    /// The requests that are waited for.
    ends: (c_int, *mut MPI_Request),
    statuses: Statuses,
}

/// Where the library says what a receive has received.
enum Statuses {
    None,
    /// Of the one request that is complete.
    One(*const MPI_Status),
    /// Of each request.
    Each(*const MPI_Status),
    /// How many are complete, which ones, and their statuses.
    Some(*const c_int, *const c_int, *const MPI_Status),
}

/// What is known of a message that has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Envelope {
    pub(crate) source: c_int,
    pub(crate) tag: c_int,
    pub(crate) bytes: u64,
}

impl Call {
    const NONE: Self = Self {
        kind: Kind::None,
        peer: -1,
        tag: 0,
        comm: None,
        sends: (0, None),
        receives: (0, None),
        from: (-1, 0),
        begins: std::ptr::null_mut(),
        ends: (0, std::ptr::null_mut()),
        statuses: Statuses::None,
    };

    /// Bytes that it sends.
    pub(crate) fn sent(&self) -> u64 {
        bytes(self.sends)
    }

    /// Bytes that it may receive.
    pub(crate) fn received(&self) -> u64 {
        bytes(self.receives)
    }

    /// A number for the request that it has made; asked when the call has returned.
    pub(crate) fn begun(&self) -> Option<usize> {
        // SAFETY: the library has written the caller's request.
        (!self.begins.is_null()).then(|| number(unsafe { *self.begins }))
    }

    /// A number for each request that it waits for; `None` where there is none, or none any more.
    pub(crate) fn awaited(&self) -> Vec<Option<usize>> {
        let (count, first) = self.ends;
        let each = 0..usize::try_from(count).unwrap_or(0);
        // SAFETY: the caller's own requests, so many of them, and a constant of the library's.
        each.map(|place| unsafe { (*first.add(place), ffi::RSMPI_REQUEST_NULL) })
            .map(|(request, none)| (request != none).then(|| number(request)))
            .collect()
    }

    /// What has come, for the request at this place; asked when the call has returned.
    pub(crate) fn envelope(&self, place: usize) -> Option<Envelope> {
        // SAFETY: the caller's own arrays, which the library has filled.
        unsafe {
            match self.statuses {
                Statuses::None => None,
                Statuses::One(status) => envelope(status, 0),
                Statuses::Each(statuses) => envelope(statuses, place),
                Statuses::Some(done, places, statuses) => {
                    let mut done = 0..usize::try_from(*done).unwrap_or(0);
                    let at = done.find(|&at| *places.add(at) == place as c_int)?;
                    envelope(statuses, at)
                }
            }
        }
    }

    /// The ranks, in the world, of its communicator's processes; `None` without a communicator.
    pub(crate) fn members(&self) -> Option<Vec<u32>> {
        let comm = self.comm?;
        // SAFETY: a live communicator; the groups are freed.
        let there = unsafe {
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
        };
        let known = there
            .into_iter()
            .filter_map(|rank| u32::try_from(rank).ok());
        Some(known.collect())
    }
}

/// A number for a request: the handle itself, which is an int in one library and a pointer in another.
fn number(request: MPI_Request) -> usize {
    // SAFETY: as many bytes are read as a handle has, and any bytes are a number.
    unsafe {
        if size_of::<MPI_Request>() == size_of::<usize>() {
            std::mem::transmute_copy::<MPI_Request, usize>(&request)
        } else {
            std::mem::transmute_copy::<MPI_Request, u32>(&request) as usize
        }
    }
}

fn bytes((count, datatype): (c_int, Option<MPI_Datatype>)) -> u64 {
    let Some(datatype) = datatype else { return 0 };
    let mut size = 0;
    // SAFETY: the datatype is the one that the call itself was made with.
    unsafe { ffi::PMPI_Type_size(datatype, &mut size) };
    u64::try_from(count).unwrap_or(0) * u64::try_from(size).unwrap_or(0)
}

/// # Safety
/// `first` is one of the constants that ask for no status, or so many statuses that were filled.
unsafe fn envelope(first: *const MPI_Status, place: usize) -> Option<Envelope> {
    // SAFETY: the caller's promise. MPI counts in any datatype whose size divides the message.
    unsafe {
        let ignored = [ffi::RSMPI_STATUS_IGNORE, ffi::RSMPI_STATUSES_IGNORE];
        if first.is_null() || ignored.contains(&first.cast_mut()) {
            return None;
        }
        let status = &*first.add(place);
        let mut count = 0;
        ffi::PMPI_Get_count(status, ffi::RSMPI_UINT8_T, &mut count);
        Some(Envelope {
            source: status.MPI_SOURCE,
            tag: status.MPI_TAG,
            bytes: u64::try_from(count).unwrap_or(0),
        })
    }
}

macro_rules! intercept {
    ($($name:ident = $real:ident($($argument:ident: $type:ty),*) => $kind:ident { $($field:ident: $value:expr),* })*) => { $(
        // SAFETY: the name is the standard's; this crate is the one tool in the program that defines it.
        #[unsafe(no_mangle)]
        unsafe extern "C" fn $name($($argument: $type),*) -> c_int {
            let call = Call { kind: Kind::$kind, $($field: $value,)* ..Call::NONE };
            // SAFETY: the arguments go on as they came.
            calls::through(&call, || unsafe { ffi::$real($($argument),*) })
        }
    )* };
}

type In = *const c_void;
type Out = *mut c_void;
type Ints = *const c_int;
type Requests = *mut MPI_Request;
type Status = *mut MPI_Status;

intercept! {
    MPI_Send = PMPI_Send(data: In, n: c_int, t: MPI_Datatype, to: c_int, tag: c_int, comm: MPI_Comm) => Send { peer: to, tag: tag, comm: Some(comm), sends: (n, Some(t)) }
    MPI_Ssend = PMPI_Ssend(data: In, n: c_int, t: MPI_Datatype, to: c_int, tag: c_int, comm: MPI_Comm) => Ssend { peer: to, tag: tag, comm: Some(comm), sends: (n, Some(t)) }
    MPI_Bsend = PMPI_Bsend(data: In, n: c_int, t: MPI_Datatype, to: c_int, tag: c_int, comm: MPI_Comm) => Bsend { peer: to, tag: tag, comm: Some(comm), sends: (n, Some(t)) }
    MPI_Rsend = PMPI_Rsend(data: In, n: c_int, t: MPI_Datatype, to: c_int, tag: c_int, comm: MPI_Comm) => Rsend { peer: to, tag: tag, comm: Some(comm), sends: (n, Some(t)) }
    MPI_Isend = PMPI_Isend(data: In, n: c_int, t: MPI_Datatype, to: c_int, tag: c_int, comm: MPI_Comm, request: Requests) => Isend { peer: to, tag: tag, comm: Some(comm), sends: (n, Some(t)) }
    MPI_Issend = PMPI_Issend(data: In, n: c_int, t: MPI_Datatype, to: c_int, tag: c_int, comm: MPI_Comm, request: Requests) => Issend { peer: to, tag: tag, comm: Some(comm), sends: (n, Some(t)) }
    MPI_Ibsend = PMPI_Ibsend(data: In, n: c_int, t: MPI_Datatype, to: c_int, tag: c_int, comm: MPI_Comm, request: Requests) => Ibsend { peer: to, tag: tag, comm: Some(comm), sends: (n, Some(t)) }
    MPI_Irsend = PMPI_Irsend(data: In, n: c_int, t: MPI_Datatype, to: c_int, tag: c_int, comm: MPI_Comm, request: Requests) => Irsend { peer: to, tag: tag, comm: Some(comm), sends: (n, Some(t)) }
    MPI_Recv = PMPI_Recv(data: Out, n: c_int, t: MPI_Datatype, from: c_int, tag: c_int, comm: MPI_Comm, status: Status) => Recv { peer: from, tag: tag, comm: Some(comm), receives: (n, Some(t)), statuses: Statuses::One(status) }
    MPI_Irecv = PMPI_Irecv(data: Out, n: c_int, t: MPI_Datatype, from: c_int, tag: c_int, comm: MPI_Comm, request: Requests) => Irecv { peer: from, tag: tag, comm: Some(comm), receives: (n, Some(t)), begins: request }
    MPI_Probe = PMPI_Probe(from: c_int, tag: c_int, comm: MPI_Comm, status: Status) => Probe { peer: from, tag: tag, comm: Some(comm), statuses: Statuses::One(status) }
    MPI_Mprobe = PMPI_Mprobe(from: c_int, tag: c_int, comm: MPI_Comm, message: *mut MPI_Message, status: Status) => Mprobe { peer: from, tag: tag, comm: Some(comm), statuses: Statuses::One(status) }
    MPI_Mrecv = PMPI_Mrecv(data: Out, n: c_int, t: MPI_Datatype, message: *mut MPI_Message, status: Status) => Mrecv { receives: (n, Some(t)), statuses: Statuses::One(status) }
    MPI_Imrecv = PMPI_Imrecv(data: Out, n: c_int, t: MPI_Datatype, message: *mut MPI_Message, request: Requests) => Imrecv { receives: (n, Some(t)), begins: request }
    MPI_Sendrecv = PMPI_Sendrecv(data: In, n: c_int, t: MPI_Datatype, to: c_int, tag: c_int, into: Out, m: c_int, u: MPI_Datatype, from: c_int, from_tag: c_int, comm: MPI_Comm, status: Status) => Sendrecv { peer: to, tag: tag, from: (from, from_tag), comm: Some(comm), sends: (n, Some(t)), receives: (m, Some(u)), statuses: Statuses::One(status) }
    MPI_Sendrecv_replace = PMPI_Sendrecv_replace(data: Out, n: c_int, t: MPI_Datatype, to: c_int, tag: c_int, from: c_int, from_tag: c_int, comm: MPI_Comm, status: Status) => SendrecvReplace { peer: to, tag: tag, from: (from, from_tag), comm: Some(comm), sends: (n, Some(t)), receives: (n, Some(t)), statuses: Statuses::One(status) }
    MPI_Wait = PMPI_Wait(request: Requests, status: Status) => Wait { ends: (1, request), statuses: Statuses::One(status) }
    MPI_Waitall = PMPI_Waitall(n: c_int, requests: Requests, statuses: Status) => Waitall { ends: (n, requests), statuses: Statuses::Each(statuses) }
    MPI_Waitany = PMPI_Waitany(n: c_int, requests: Requests, index: *mut c_int, status: Status) => Waitany { ends: (n, requests), statuses: Statuses::One(status) }
    MPI_Waitsome = PMPI_Waitsome(n: c_int, requests: Requests, done: *mut c_int, places: *mut c_int, statuses: Status) => Waitsome { ends: (n, requests), statuses: Statuses::Some(done, places, statuses) }
    MPI_Test = PMPI_Test(request: Requests, flag: *mut c_int, status: Status) => Test { ends: (1, request), statuses: Statuses::One(status) }
    MPI_Testall = PMPI_Testall(n: c_int, requests: Requests, flag: *mut c_int, statuses: Status) => Testall { ends: (n, requests), statuses: Statuses::Each(statuses) }
    MPI_Testany = PMPI_Testany(n: c_int, requests: Requests, index: *mut c_int, flag: *mut c_int, status: Status) => Testany { ends: (n, requests), statuses: Statuses::One(status) }
    MPI_Testsome = PMPI_Testsome(n: c_int, requests: Requests, done: *mut c_int, places: *mut c_int, statuses: Status) => Testsome { ends: (n, requests), statuses: Statuses::Some(done, places, statuses) }
    MPI_Barrier = PMPI_Barrier(comm: MPI_Comm) => Barrier { comm: Some(comm) }
    MPI_Ibarrier = PMPI_Ibarrier(comm: MPI_Comm, request: Requests) => Ibarrier { comm: Some(comm), begins: request }
    MPI_Bcast = PMPI_Bcast(data: Out, n: c_int, t: MPI_Datatype, root: c_int, comm: MPI_Comm) => Bcast { peer: root, comm: Some(comm), sends: (n, Some(t)) }
    MPI_Ibcast = PMPI_Ibcast(data: Out, n: c_int, t: MPI_Datatype, root: c_int, comm: MPI_Comm, request: Requests) => Ibcast { peer: root, comm: Some(comm), sends: (n, Some(t)), begins: request }
    MPI_Gather = PMPI_Gather(data: In, n: c_int, t: MPI_Datatype, into: Out, m: c_int, u: MPI_Datatype, root: c_int, comm: MPI_Comm) => Gather { peer: root, comm: Some(comm), sends: (n, Some(t)) }
    MPI_Igather = PMPI_Igather(data: In, n: c_int, t: MPI_Datatype, into: Out, m: c_int, u: MPI_Datatype, root: c_int, comm: MPI_Comm, request: Requests) => Igather { peer: root, comm: Some(comm), sends: (n, Some(t)), begins: request }
    MPI_Gatherv = PMPI_Gatherv(data: In, n: c_int, t: MPI_Datatype, into: Out, m: Ints, at: Ints, u: MPI_Datatype, root: c_int, comm: MPI_Comm) => Gatherv { peer: root, comm: Some(comm), sends: (n, Some(t)) }
    MPI_Igatherv = PMPI_Igatherv(data: In, n: c_int, t: MPI_Datatype, into: Out, m: Ints, at: Ints, u: MPI_Datatype, root: c_int, comm: MPI_Comm, request: Requests) => Igatherv { peer: root, comm: Some(comm), sends: (n, Some(t)), begins: request }
    MPI_Scatter = PMPI_Scatter(data: In, n: c_int, t: MPI_Datatype, into: Out, m: c_int, u: MPI_Datatype, root: c_int, comm: MPI_Comm) => Scatter { peer: root, comm: Some(comm), sends: (m, Some(u)) }
    MPI_Iscatter = PMPI_Iscatter(data: In, n: c_int, t: MPI_Datatype, into: Out, m: c_int, u: MPI_Datatype, root: c_int, comm: MPI_Comm, request: Requests) => Iscatter { peer: root, comm: Some(comm), sends: (m, Some(u)), begins: request }
    MPI_Scatterv = PMPI_Scatterv(data: In, n: Ints, at: Ints, t: MPI_Datatype, into: Out, m: c_int, u: MPI_Datatype, root: c_int, comm: MPI_Comm) => Scatterv { peer: root, comm: Some(comm), sends: (m, Some(u)) }
    MPI_Iscatterv = PMPI_Iscatterv(data: In, n: Ints, at: Ints, t: MPI_Datatype, into: Out, m: c_int, u: MPI_Datatype, root: c_int, comm: MPI_Comm, request: Requests) => Iscatterv { peer: root, comm: Some(comm), sends: (m, Some(u)), begins: request }
    MPI_Allgather = PMPI_Allgather(data: In, n: c_int, t: MPI_Datatype, into: Out, m: c_int, u: MPI_Datatype, comm: MPI_Comm) => Allgather { comm: Some(comm), sends: (n, Some(t)) }
    MPI_Iallgather = PMPI_Iallgather(data: In, n: c_int, t: MPI_Datatype, into: Out, m: c_int, u: MPI_Datatype, comm: MPI_Comm, request: Requests) => Iallgather { comm: Some(comm), sends: (n, Some(t)), begins: request }
    MPI_Allgatherv = PMPI_Allgatherv(data: In, n: c_int, t: MPI_Datatype, into: Out, m: Ints, at: Ints, u: MPI_Datatype, comm: MPI_Comm) => Allgatherv { comm: Some(comm), sends: (n, Some(t)) }
    MPI_Iallgatherv = PMPI_Iallgatherv(data: In, n: c_int, t: MPI_Datatype, into: Out, m: Ints, at: Ints, u: MPI_Datatype, comm: MPI_Comm, request: Requests) => Iallgatherv { comm: Some(comm), sends: (n, Some(t)), begins: request }
    MPI_Alltoall = PMPI_Alltoall(data: In, n: c_int, t: MPI_Datatype, into: Out, m: c_int, u: MPI_Datatype, comm: MPI_Comm) => Alltoall { comm: Some(comm), sends: (n, Some(t)) }
    MPI_Ialltoall = PMPI_Ialltoall(data: In, n: c_int, t: MPI_Datatype, into: Out, m: c_int, u: MPI_Datatype, comm: MPI_Comm, request: Requests) => Ialltoall { comm: Some(comm), sends: (n, Some(t)), begins: request }
    MPI_Alltoallv = PMPI_Alltoallv(data: In, n: Ints, at: Ints, t: MPI_Datatype, into: Out, m: Ints, to: Ints, u: MPI_Datatype, comm: MPI_Comm) => Alltoallv { comm: Some(comm) }
    MPI_Ialltoallv = PMPI_Ialltoallv(data: In, n: Ints, at: Ints, t: MPI_Datatype, into: Out, m: Ints, to: Ints, u: MPI_Datatype, comm: MPI_Comm, request: Requests) => Ialltoallv { comm: Some(comm), begins: request }
    MPI_Reduce = PMPI_Reduce(data: In, into: Out, n: c_int, t: MPI_Datatype, op: MPI_Op, root: c_int, comm: MPI_Comm) => Reduce { peer: root, comm: Some(comm), sends: (n, Some(t)) }
    MPI_Ireduce = PMPI_Ireduce(data: In, into: Out, n: c_int, t: MPI_Datatype, op: MPI_Op, root: c_int, comm: MPI_Comm, request: Requests) => Ireduce { peer: root, comm: Some(comm), sends: (n, Some(t)), begins: request }
    MPI_Allreduce = PMPI_Allreduce(data: In, into: Out, n: c_int, t: MPI_Datatype, op: MPI_Op, comm: MPI_Comm) => Allreduce { comm: Some(comm), sends: (n, Some(t)) }
    MPI_Iallreduce = PMPI_Iallreduce(data: In, into: Out, n: c_int, t: MPI_Datatype, op: MPI_Op, comm: MPI_Comm, request: Requests) => Iallreduce { comm: Some(comm), sends: (n, Some(t)), begins: request }
    MPI_Reduce_scatter_block = PMPI_Reduce_scatter_block(data: In, into: Out, n: c_int, t: MPI_Datatype, op: MPI_Op, comm: MPI_Comm) => ReduceScatterBlock { comm: Some(comm), sends: (n, Some(t)) }
    MPI_Ireduce_scatter_block = PMPI_Ireduce_scatter_block(data: In, into: Out, n: c_int, t: MPI_Datatype, op: MPI_Op, comm: MPI_Comm, request: Requests) => IreduceScatterBlock { comm: Some(comm), sends: (n, Some(t)), begins: request }
    MPI_Scan = PMPI_Scan(data: In, into: Out, n: c_int, t: MPI_Datatype, op: MPI_Op, comm: MPI_Comm) => Scan { comm: Some(comm), sends: (n, Some(t)) }
    MPI_Iscan = PMPI_Iscan(data: In, into: Out, n: c_int, t: MPI_Datatype, op: MPI_Op, comm: MPI_Comm, request: Requests) => Iscan { comm: Some(comm), sends: (n, Some(t)), begins: request }
    MPI_Exscan = PMPI_Exscan(data: In, into: Out, n: c_int, t: MPI_Datatype, op: MPI_Op, comm: MPI_Comm) => Exscan { comm: Some(comm), sends: (n, Some(t)) }
    MPI_Iexscan = PMPI_Iexscan(data: In, into: Out, n: c_int, t: MPI_Datatype, op: MPI_Op, comm: MPI_Comm, request: Requests) => Iexscan { comm: Some(comm), sends: (n, Some(t)), begins: request }
    MPI_Comm_dup = PMPI_Comm_dup(comm: MPI_Comm, new: *mut MPI_Comm) => CommDup { comm: Some(comm) }
    MPI_Comm_split = PMPI_Comm_split(comm: MPI_Comm, colour: c_int, key: c_int, new: *mut MPI_Comm) => CommSplit { comm: Some(comm) }
    MPI_Comm_split_type = PMPI_Comm_split_type(comm: MPI_Comm, kind: c_int, key: c_int, info: MPI_Info, new: *mut MPI_Comm) => CommSplit { comm: Some(comm) }
    MPI_Comm_create = PMPI_Comm_create(comm: MPI_Comm, group: MPI_Group, new: *mut MPI_Comm) => CommCreate { comm: Some(comm) }
    MPI_Cart_create = PMPI_Cart_create(comm: MPI_Comm, n: c_int, sizes: Ints, periods: Ints, reorder: c_int, new: *mut MPI_Comm) => CartCreate { comm: Some(comm) }
    MPI_Cart_sub = PMPI_Cart_sub(comm: MPI_Comm, keep: Ints, new: *mut MPI_Comm) => CartSub { comm: Some(comm) }
}
