//! What the system offers to processes and the standard library does not: fork, the most memory a
//! child held, an end without ceremony, a clock that all processes share.

use std::ffi::c_int;
use std::io;
use std::mem;
use std::time::Duration;

/// Splits this process in two: `None` in the new one, the number of the new one in the old one.
///
/// # Errors
/// When there is no room for another process.
pub(crate) fn fork() -> io::Result<Option<i32>> {
    // SAFETY: this process has one thread yet, so nothing is half done in the copy.
    match unsafe { libc::fork() } {
        -1 => Err(io::Error::last_os_error()),
        0 => Ok(None),
        child => Ok(Some(child)),
    }
}

/// How a process ended, and the most memory that it held, in bytes.
pub(crate) fn wait(child: i32) -> (c_int, u64) {
    let mut status = 0;
    // SAFETY: both are filled by the system; the child is ours and not waited for elsewhere.
    unsafe {
        let mut usage = mem::zeroed::<libc::rusage>();
        while libc::wait4(child, &mut status, 0, &mut usage) == -1
            && io::Error::last_os_error().kind() == io::ErrorKind::Interrupted
        {}
        let unit = if cfg!(target_os = "macos") { 1 } else { 1024 };
        (status, usage.ru_maxrss as u64 * unit)
    }
}

/// Ends this process at once: no destructor, no `MPI_Finalize`, nothing that could wait.
pub(crate) fn leave(code: c_int) -> ! {
    // SAFETY: never returns.
    unsafe { libc::_exit(code) }
}

/// Writes out what C code has printed on standard output.
pub(crate) fn flush_c() {
    // SAFETY: NULL stands for all streams.
    unsafe { libc::fflush(std::ptr::null_mut()) };
}

/// A clock that only goes forward, the same for all processes of this machine.
pub(crate) fn now() -> Duration {
    let mut time = libc::timespec {
        tv_sec: 0,
        tv_nsec: 0,
    };
    // SAFETY: filled by the system, which knows this clock.
    unsafe { libc::clock_gettime(libc::CLOCK_MONOTONIC, &mut time) };
    Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
}
