//! What the system offers to sockets and the standard library does not: to notice that nobody answers any more.

use std::ffi::c_int;
use std::io;
use std::net::TcpStream;
use std::os::fd::AsRawFd;

/// Has a connection fail about 20 s after the other host has said its last word, also while nothing is sent.
///
/// # Errors
/// When the system does not know one of the options.
pub(crate) fn notice_loss(stream: &TcpStream) -> io::Result<()> {
    set(stream, libc::SOL_SOCKET, libc::SO_KEEPALIVE, 1)?;
    #[cfg(target_os = "linux")]
    for (option, value) in [
        (libc::TCP_KEEPIDLE, 5),
        (libc::TCP_KEEPINTVL, 5),
        (libc::TCP_KEEPCNT, 3),
        // Milliseconds: for what has been sent.
        (libc::TCP_USER_TIMEOUT, 20_000),
    ] {
        set(stream, libc::IPPROTO_TCP, option, value)?;
    }
    Ok(())
}

fn set(stream: &TcpStream, level: c_int, option: c_int, value: c_int) -> io::Result<()> {
    let length = size_of::<c_int>() as libc::socklen_t;
    // SAFETY: the descriptor is open as long as the stream is borrowed; the system reads one c_int.
    let done = unsafe {
        libc::setsockopt(
            stream.as_raw_fd(),
            level,
            option,
            (&raw const value).cast(),
            length,
        )
    };
    match done {
        0 => Ok(()),
        _ => Err(io::Error::last_os_error()),
    }
}
