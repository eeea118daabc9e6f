//! The timer, the signal, and the buffer in which the signal handler keeps the stacks.

use crate::ProfileError;
use std::io;
use std::mem::MaybeUninit;
use std::ptr;
use std::sync::atomic::{AtomicPtr, AtomicUsize, Ordering};
use std::sync::{Mutex, TryLockError};

/// Samples are this far apart in processor time; a prime number of microseconds does not fall in
/// step with what the program does. Many systems cannot do better than 4 ms.
const PERIOD_MICROSECONDS: libc::suseconds_t = 1009;
/// Frames kept of one stack, from the innermost.
const DEEPEST: usize = 96;
/// Words for all stacks together (each takes its depth and one): some ten seconds of samples.
const ROOM: usize = 1 << 20;

/// Where the handler writes: `ROOM` words, or null while no profile is being taken.
static BUFFER: AtomicPtr<AtomicUsize> = AtomicPtr::new(ptr::null_mut());
/// The first free word.
static FREE: AtomicUsize = AtomicUsize::new(0);
/// Samples taken.
static TAKEN: AtomicUsize = AtomicUsize::new(0);
/// Handlers that are at work just now.
static INSIDE: AtomicUsize = AtomicUsize::new(0);
/// The timer and the signal are one for the whole process.
static ALONE: Mutex<()> = Mutex::new(());

/// Runs `work` and gives back the stacks seen meanwhile: addresses from the innermost frame on.
pub(crate) fn sample(work: impl FnOnce()) -> Result<Vec<Vec<usize>>, ProfileError> {
    let _alone = match ALONE.try_lock() {
        Ok(guard) => guard,
        Err(TryLockError::Poisoned(guard)) => guard.into_inner(),
        Err(TryLockError::WouldBlock) => return Err(ProfileError::Busy),
    };
    // The unwinder may allocate when it is used for the first time: not within a signal, please.
    backtrace::trace(|_| false);
    let buffer: Box<[AtomicUsize]> = (0..ROOM).map(|_| AtomicUsize::new(0)).collect();
    FREE.store(0, Ordering::Relaxed);
    TAKEN.store(0, Ordering::Relaxed);
    BUFFER.store(buffer.as_ptr().cast_mut(), Ordering::Release);
    let running = Running::start()?;
    work();
    drop(running);
    Ok(read(&buffer))
}

/// How many samples there are so far.
pub(crate) fn count() -> usize {
    TAKEN.load(Ordering::Relaxed)
}

/// While it lives the timer runs; dropped also when the work panics.
struct Running {
    before: libc::sigaction,
}

impl Running {
    fn start() -> Result<Self, ProfileError> {
        let failed = || ProfileError::System(io::Error::last_os_error());
        // SAFETY: an all-zero sigaction is a valid one; its fields are set before it is used.
        let mut action: libc::sigaction = unsafe { MaybeUninit::zeroed().assume_init() };
        action.sa_sigaction = on_tick as extern "C" fn(libc::c_int) as usize;
        // What the signal interrupts is taken up again instead of failing with EINTR.
        action.sa_flags = libc::SA_RESTART;
        let mut before = MaybeUninit::uninit();
        // SAFETY: both pointers are to live sigactions; the handler only does what a handler may do.
        if unsafe { libc::sigaction(libc::SIGPROF, &raw const action, before.as_mut_ptr()) } != 0 {
            BUFFER.store(ptr::null_mut(), Ordering::Release);
            return Err(failed());
        }
        // SAFETY: sigaction succeeded, so it filled in the old action.
        let before = unsafe { before.assume_init() };
        let running = Self { before };
        if set_timer(PERIOD_MICROSECONDS) {
            Ok(running)
        } else {
            Err(failed())
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        set_timer(0);
        if self.before.sa_sigaction == libc::SIG_DFL {
            // The usual action ends the process, and a last tick may still be on its way.
            self.before.sa_sigaction = libc::SIG_IGN;
        }
        // SAFETY: `before` is what sigaction gave, or that with the signal ignored.
        unsafe { libc::sigaction(libc::SIGPROF, &raw const self.before, ptr::null_mut()) };
        BUFFER.store(ptr::null_mut(), Ordering::SeqCst);
        // A handler on another thread may still be writing into the buffer.
        while INSIDE.load(Ordering::SeqCst) > 0 {
            std::thread::yield_now();
        }
    }
}

fn set_timer(microseconds: libc::suseconds_t) -> bool {
    let period = libc::timeval {
        tv_sec: 0,
        tv_usec: microseconds,
    };
    let timer = libc::itimerval {
        it_interval: period,
        it_value: period,
    };
    // SAFETY: the pointer is to a live itimerval; the old one is not asked for.
    unsafe { libc::setitimer(libc::ITIMER_PROF, &raw const timer, ptr::null_mut()) == 0 }
}

/// Keeps the stack of the thread that the tick interrupted. It runs in the middle of anything, so it
/// takes no lock and no memory.
extern "C" fn on_tick(_signal: libc::c_int) {
    INSIDE.fetch_add(1, Ordering::SeqCst);
    let buffer = BUFFER.load(Ordering::SeqCst);
    if !buffer.is_null() {
        let mut stack = [0usize; DEEPEST];
        let mut depth = 0;
        // SAFETY: this variant does without the lock that keeps threads from naming frames at the
        // same time; nothing is named here, and walking one's own stack needs no lock.
        unsafe {
            backtrace::trace_unsynchronized(|frame| {
                stack[depth] = frame.ip() as usize;
                depth += 1;
                depth < DEEPEST
            });
        }
        let start = FREE.fetch_add(depth + 1, Ordering::Relaxed);
        if start + depth < ROOM {
            // SAFETY: `start + depth` is within the buffer, which lives while `INSIDE` is not zero,
            // and these words belong to this handler alone.
            let words = unsafe { std::slice::from_raw_parts(buffer.add(start), depth + 1) };
            for (word, address) in words[1..].iter().zip(&stack) {
                word.store(*address, Ordering::Relaxed);
            }
            words[0].store(depth, Ordering::Release);
            TAKEN.fetch_add(1, Ordering::Relaxed);
        }
    }
    INSIDE.fetch_sub(1, Ordering::SeqCst);
}

fn read(buffer: &[AtomicUsize]) -> Vec<Vec<usize>> {
    let mut samples = Vec::new();
    let mut at = 0;
    while let Some(depth) = buffer
        .get(at)
        .map(|word| word.load(Ordering::Acquire))
        .filter(|&d| d > 0)
    {
        let Some(words) = buffer.get(at + 1..at + 1 + depth) else {
            break;
        };
        samples.push(
            words
                .iter()
                .map(|word| word.load(Ordering::Relaxed))
                .collect(),
        );
        at += depth + 1;
    }
    samples
}
