//! A connection between notebook and rank: a Unix socket on one machine, TCP between hosts.

use std::io::{self, IoSlice, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::Path;
use std::time::Duration;

use crate::raw;

/// One end of a connection.
#[derive(Debug)]
pub(crate) enum Stream {
    Unix(UnixStream),
    Tcp(TcpStream),
}

/// Where ranks connect to.
#[derive(Debug)]
pub(crate) enum Listener {
    Unix(UnixListener),
    Tcp(TcpListener),
}

impl Listener {
    /// The next connection, if one is waiting.
    pub(crate) fn accept(&self) -> io::Result<Option<Stream>> {
        let accepted = match self {
            Self::Unix(listener) => listener.accept().map(|(stream, _)| Stream::Unix(stream)),
            Self::Tcp(listener) => listener.accept().map(|(stream, _)| Stream::Tcp(stream)),
        };
        match accepted {
            Ok(stream) => stream.ready().map(Some),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// Listens on a socket file that only this user can open.
///
/// # Errors
/// When the file cannot be made.
pub(crate) fn listen_here(file: &Path) -> io::Result<Listener> {
    let listener = UnixListener::bind(file)?;
    listener.set_nonblocking(true)?;
    Ok(Listener::Unix(listener))
}

/// Listens on every network of this machine; returns the port.
///
/// # Errors
/// When there is no network.
pub(crate) fn listen_to_hosts() -> io::Result<(Listener, u16)> {
    let listener = TcpListener::bind(("0.0.0.0", 0))?;
    listener.set_nonblocking(true)?;
    let port = listener.local_addr()?.port();
    Ok((Listener::Tcp(listener), port))
}

/// Connects to an address as [`crate::cluster`] writes it: `unix:PATH` or `tcp:PORT:HOST,HOST…`.
///
/// # Errors
/// When nobody answers there.
pub(crate) fn connect(address: &str) -> io::Result<Stream> {
    if let Some(path) = address.strip_prefix("unix:") {
        return UnixStream::connect(path).map(Stream::Unix);
    }
    let rubbish = || {
        io::Error::new(
            io::ErrorKind::InvalidInput,
            format!("no address: {address}"),
        )
    };
    let (port, hosts) = address
        .strip_prefix("tcp:")
        .and_then(|rest| rest.split_once(':'))
        .ok_or_else(rubbish)?;
    let port: u16 = port.parse().map_err(|_| rubbish())?;
    let mut last = rubbish();
    for host in hosts.split(',') {
        match TcpStream::connect((host, port)) {
            Ok(stream) => return Stream::Tcp(stream).ready(),
            Err(error) => last = error,
        }
    }
    Err(last)
}

impl Stream {
    fn ready(self) -> io::Result<Self> {
        match &self {
            Self::Unix(stream) => stream.set_nonblocking(false)?,
            Self::Tcp(stream) => {
                stream.set_nonblocking(false)?;
                // Orders are short and wait for an answer.
                stream.set_nodelay(true)?;
                // A host that is cut off does not close it.
                raw::notice_loss(stream)?;
            }
        }
        Ok(self)
    }

    pub(crate) fn try_clone(&self) -> io::Result<Self> {
        match self {
            Self::Unix(stream) => stream.try_clone().map(Self::Unix),
            Self::Tcp(stream) => stream.try_clone().map(Self::Tcp),
        }
    }

    /// Wakes whoever reads from a clone of this.
    pub(crate) fn close(&self) {
        // It may be closed already.
        let _ = match self {
            Self::Unix(stream) => stream.shutdown(Shutdown::Both),
            Self::Tcp(stream) => stream.shutdown(Shutdown::Both),
        };
    }

    pub(crate) fn patience(&self, limit: Option<Duration>) -> io::Result<()> {
        match self {
            Self::Unix(stream) => stream.set_read_timeout(limit),
            Self::Tcp(stream) => stream.set_read_timeout(limit),
        }
    }
}

impl AsFd for Stream {
    fn as_fd(&self) -> BorrowedFd<'_> {
        match self {
            Self::Unix(stream) => stream.as_fd(),
            Self::Tcp(stream) => stream.as_fd(),
        }
    }
}

impl Read for Stream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Unix(stream) => stream.read(buffer),
            Self::Tcp(stream) => stream.read(buffer),
        }
    }
}

impl Write for &Stream {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Stream::Unix(stream) => (&*stream).write(bytes),
            Stream::Tcp(stream) => (&*stream).write(bytes),
        }
    }

    fn write_vectored(&mut self, parts: &[IoSlice<'_>]) -> io::Result<usize> {
        match self {
            Stream::Unix(stream) => (&*stream).write_vectored(parts),
            Stream::Tcp(stream) => (&*stream).write_vectored(parts),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Write for Stream {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        (&*self).write(bytes)
    }

    fn write_vectored(&mut self, parts: &[IoSlice<'_>]) -> io::Result<usize> {
        (&*self).write_vectored(parts)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
