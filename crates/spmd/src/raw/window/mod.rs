//! Memory that processes of one machine have in common, through which a long value goes in pieces.
//!
//! One process writes and one or more read, each piece once, in order: a ring of slots. What is in
//! use is as small as a processor's cache, however long the value is. A slot belongs to the writer
//! until the piece in it is posted, then to the readers, and to the writer again when all of
//! them have released it; nobody looks into a slot that belongs to others.

mod reader;
mod writer;

use std::fs::File;
use std::io;
use std::os::fd::AsRawFd;
use std::ptr::NonNull;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

pub(crate) use reader::Reader;
pub(crate) use writer::Writer;

/// Bytes of a piece: what a processor's own cache holds.
pub(crate) const PIECE: usize = 256 << 10;
/// So many pieces may wait to be read: writer and readers need not take turns at each one.
const SLOTS: usize = 8;
/// Of what stands before the slots.
const HEAD: usize = 4096;
const LENGTH: usize = HEAD + SLOTS * PIECE;
/// How often somebody who waits looks whether there is still a reason to.
const LOOK: Duration = Duration::from_millis(20);

/// The value goes on.
const OPEN: u32 = 0;
/// All of it is posted.
const COMPLETE: u32 = 1;
/// Somebody has given up.
const ABANDONED: u32 = 2;

/// New memory is zero, and that is how all of these begin.
#[repr(C)]
struct Head {
    /// Pieces that are posted.
    posted: AtomicU32,
    /// Pieces that all readers have released.
    released: AtomicU32,
    /// [`OPEN`], [`COMPLETE`] or [`ABANDONED`].
    state: AtomicU32,
    slots: [Slot; SLOTS],
}

#[repr(C)]
struct Slot {
    /// Bytes of its piece.
    length: AtomicU32,
    /// How many readers have not released it.
    readers: AtomicU32,
}

/// The memory, for as long as one of its users in this process lives.
#[derive(Debug)]
struct Window {
    file: File,
    start: NonNull<u8>,
}

// SAFETY: it belongs to no thread. The head is made of atomics, and who may touch a slot is said
// there.
unsafe impl Send for Window {}
// SAFETY: as above.
unsafe impl Sync for Window {}

impl Window {
    fn map(file: File) -> io::Result<Self> {
        // SAFETY: the system chooses a place where nothing is; `create` and `open` have seen to it
        // that the file is so long and stays so.
        let start = unsafe {
            libc::mmap(
                std::ptr::null_mut(),
                LENGTH,
                libc::PROT_READ | libc::PROT_WRITE,
                libc::MAP_SHARED,
                file.as_raw_fd(),
                0,
            )
        };
        if start == libc::MAP_FAILED {
            return Err(io::Error::last_os_error());
        }
        let start = NonNull::new(start.cast()).ok_or(io::ErrorKind::OutOfMemory)?;
        Ok(Self { file, start })
    }

    fn head(&self) -> &Head {
        // SAFETY: the mapping begins with it, is aligned to pages, and any bits are atomics.
        unsafe { self.start.cast::<Head>().as_ref() }
    }

    /// The slot of a piece, and where its bytes are.
    fn slot(&self, piece: u32) -> (&Slot, NonNull<u8>) {
        let place = piece as usize % SLOTS;
        // SAFETY: `place` is less than SLOTS, so this lies in the mapping.
        let bytes = unsafe { self.start.add(HEAD + place * PIECE) };
        (&self.head().slots[place], bytes)
    }

    fn state(&self) -> u32 {
        self.head().state.load(Ordering::Acquire)
    }

    /// Ends it for everybody. What is complete stays complete.
    fn set_state(&self, state: u32) {
        let head = self.head();
        let _ = head
            .state
            .compare_exchange(OPEN, state, Ordering::AcqRel, Ordering::Acquire);
        wake(&head.posted);
        wake(&head.released);
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        // SAFETY: what `map` has mapped; nothing of it outlives `self`.
        unsafe { libc::munmap(self.start.as_ptr().cast(), LENGTH) };
    }
}

/// Ends a window from outside.
#[derive(Clone, Debug)]
pub(crate) struct Stop(Arc<Window>);

impl Stop {
    /// Whoever waits at the window gets an error.
    pub(crate) fn abandon(&self) {
        self.0.set_state(ABANDONED);
    }
}

fn abandoned() -> io::Error {
    io::Error::new(io::ErrorKind::BrokenPipe, "the value did not come whole")
}

#[cfg(target_os = "linux")]
mod system {
    use std::fs::File;
    use std::io;
    use std::sync::atomic::AtomicU32;

    use rustix::fs::{MemfdFlags, SealFlags, fcntl_add_seals, fcntl_get_seals, memfd_create};
    use rustix::thread::futex::{self, Flags, Timespec};

    use super::{LENGTH, LOOK};

    /// Memory without a name, which nobody can shorten while others look into it.
    pub(super) fn create() -> io::Result<File> {
        let flags = MemfdFlags::CLOEXEC | MemfdFlags::ALLOW_SEALING;
        let file = File::from(memfd_create("spmd", flags)?);
        file.set_len(LENGTH as u64)?;
        fcntl_add_seals(&file, SealFlags::SEAL | SealFlags::SHRINK | SealFlags::GROW)?;
        Ok(file)
    }

    /// # Errors
    /// When it is not what `create` makes.
    pub(super) fn check(file: &File) -> io::Result<()> {
        let is_sealed = fcntl_get_seals(file).is_ok_and(|seals| seals.contains(SealFlags::SHRINK));
        if is_sealed && file.metadata()?.len() == LENGTH as u64 {
            return Ok(());
        }
        let why = "other memory than was said";
        Err(io::Error::new(io::ErrorKind::InvalidData, why))
    }

    /// Sleeps while the number is what it was, for a short time at most.
    pub(super) fn sleep(number: &AtomicU32, was: u32) {
        let limit = Timespec {
            tv_sec: 0,
            tv_nsec: LOOK.subsec_nanos().into(),
        };
        // Whatever woke it, the caller looks again.
        let _ = futex::wait(number, Flags::empty(), was, Some(&limit));
    }

    pub(super) fn wake(number: &AtomicU32) {
        let _ = futex::wake(number, Flags::empty(), i32::MAX as u32);
    }
}

/// Elsewhere everything takes the socket.
#[cfg(not(target_os = "linux"))]
mod system {
    use std::fs::File;
    use std::io;
    use std::sync::atomic::AtomicU32;

    pub(super) fn create() -> io::Result<File> {
        Err(io::ErrorKind::Unsupported.into())
    }

    pub(super) fn check(_: &File) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }

    pub(super) fn sleep(_: &AtomicU32, _: u32) {
        std::thread::sleep(super::LOOK);
    }

    pub(super) fn wake(_: &AtomicU32) {}
}

use system::{check, create, sleep, wake};
