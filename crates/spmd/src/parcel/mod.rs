//! Encoded arguments and results on their way between notebook and ranks.
//!
//! A small value goes over the socket, whole. A large one would be three buffers of its size, and new
//! memory costs more than what is written to it. So on one machine it goes through a window
//! ([`Writer`], [`Reader`]) in pieces that stay in a processor's cache: it is decoded while it is encoded, and
//! by all ranks at once. A window is memory without a name (`memfd`): there is no file, and it is
//! gone with the last process that has it open. Others of this user find it as
//! `/proc/PROCESS/fd/NUMBER`.

mod bulk;
mod decode;
mod encode;

use std::fs::{self, File};
use std::io;
use std::os::fd::AsRawFd;
use std::os::unix::fs::MetadataExt;

use serde::{Deserialize, Serialize};

use crate::raw::{Reader, Writer};

pub(crate) use bulk::Bulk;
pub(crate) use decode::decode;
pub(crate) use encode::{Encoded, Outlet, Way, encode};

/// Where another process finds a window, for as long as its writer holds it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Address {
    process: u32,
    descriptor: i32,
    inode: u64,
}

impl Address {
    /// Of a window of this process.
    ///
    /// # Errors
    /// When the system does not tell.
    pub(crate) fn of(writer: &Writer) -> io::Result<Self> {
        let file = writer.file();
        Ok(Self {
            process: std::process::id(),
            descriptor: file.as_raw_fd(),
            inode: file.metadata()?.ino(),
        })
    }

    /// The window that another process holds.
    ///
    /// # Errors
    /// When that process is gone or holds something else.
    pub(crate) fn open(&self) -> io::Result<Reader> {
        let path = format!("/proc/{}/fd/{}", self.process, self.descriptor);
        let file = File::options().read(true).write(true).open(path)?;
        if file.metadata()?.ino() != self.inode {
            return Err(io::Error::new(
                io::ErrorKind::InvalidData,
                "other memory than was said",
            ));
        }
        Reader::open(file)
    }
}

/// Whether this process sees a rank under the number that the rank gives: the environment there
/// holds the token. Then both, of the same user, can open each other's memory.
pub(crate) fn can_share(process: u32, token: &str) -> bool {
    fs::read(format!("/proc/{process}/environ")).is_ok_and(|environment| {
        environment
            .split(|&byte| byte == 0)
            .any(|variable| variable.ends_with(token.as_bytes()))
    })
}

#[cfg(all(test, target_os = "linux"))]
mod tests;
