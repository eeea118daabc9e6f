//! Encoded arguments on their way to ranks.
//!
//! A small value goes over the socket. A large one would be copied into the socket and out of it
//! for every rank; for ranks of this machine it is written once into memory without a name instead
//! (`memfd`), sealed, and each rank decodes it from there. There is no file: the memory is gone with
//! the last process that has it open. Others of this user find it as `/proc/PROCESS/fd/NUMBER`.
//!
//! Results take the socket at any size: each has one reader, and shared they took longer.

use std::fs::{self, File};
use std::io::{self, Write};
use std::os::fd::AsRawFd;
use std::os::unix::fs::MetadataExt;

use postcard::ser_flavors::Flavor;
use serde::{Deserialize, Serialize};

use crate::bytes;
use crate::raw::Mapped;

/// So much is encoded in a processor's cache and then written. What is not longer stays there.
const CHUNK: usize = 256 << 10;

/// An encoded value.
#[derive(Debug)]
pub(crate) enum Parcel {
    /// In this process.
    Own(Vec<u8>),
    /// Where other processes of this machine find it.
    Shared(Shared),
}

/// Sealed memory.
#[derive(Debug)]
pub(crate) struct Shared {
    file: File,
    length: u64,
}

/// Where another process finds it, for as long as the first one holds it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Address {
    process: u32,
    descriptor: i32,
    inode: u64,
    length: u64,
}

/// Encodes a value; a large one into shared memory if it `may_share` and the system has some.
///
/// # Errors
/// When serde cannot serialise it.
pub(crate) fn encode(
    value: &(impl Serialize + ?Sized),
    may_share: bool,
) -> postcard::Result<Parcel> {
    if may_share {
        let room = Vec::with_capacity(CHUNK);
        let parcel = postcard::serialize_with_flavor(value, Chunks { room, file: None });
        if parcel.is_ok() {
            return parcel;
        }
    }
    bytes::encode(value).map(Parcel::Own)
}

/// Whether this process sees a rank under the number that the rank gives: the environment there
/// holds the token. Then the rank, of the same user, can open this process's memory too.
pub(crate) fn can_share(process: u32, token: &str) -> bool {
    fs::read(format!("/proc/{process}/environ")).is_ok_and(|environment| {
        environment
            .split(|&byte| byte == 0)
            .any(|variable| variable.ends_with(token.as_bytes()))
    })
}

impl Parcel {
    pub(crate) fn address(&self) -> io::Result<Option<Address>> {
        match self {
            Self::Own(_) => Ok(None),
            Self::Shared(shared) => shared.address().map(Some),
        }
    }

    pub(crate) fn is_shared(&self) -> bool {
        matches!(self, Self::Shared(_))
    }

    /// What goes over the socket.
    pub(crate) fn own(&self) -> &[u8] {
        match self {
            Self::Own(bytes) => bytes,
            Self::Shared(_) => &[],
        }
    }
}

impl Shared {
    fn address(&self) -> io::Result<Address> {
        Ok(Address {
            process: std::process::id(),
            descriptor: self.file.as_raw_fd(),
            inode: self.file.metadata()?.ino(),
            length: self.length,
        })
    }
}

impl Address {
    /// The memory that another process holds.
    ///
    /// # Errors
    /// When that process is gone or holds something else.
    pub(crate) fn open(&self) -> io::Result<Mapped> {
        let file = File::open(format!("/proc/{}/fd/{}", self.process, self.descriptor))?;
        if file.metadata()?.ino() != self.inode {
            return Err(io::Error::new(
                io::ErrorKind::InvalidData,
                "other memory than was said",
            ));
        }
        let length = usize::try_from(self.length).map_err(io::Error::other)?;
        Mapped::of(&file, length)
    }
}

/// What is encoded so far: the last chunk, and the memory with those before it.
struct Chunks {
    room: Vec<u8>,
    file: Option<Shared>,
}

impl Chunks {
    fn write(&mut self, more: &[u8]) -> io::Result<()> {
        if self.file.is_none() {
            let file = create()?;
            self.file = Some(Shared { file, length: 0 });
        }
        if let Some(Shared { file, length }) = &mut self.file {
            for part in [&self.room, more] {
                file.write_all(part)?;
                *length += part.len() as u64;
            }
        }
        self.room.clear();
        Ok(())
    }

    #[cold]
    fn make_room(&mut self, bytes: &[u8]) -> postcard::Result<()> {
        self.write(bytes)
            .map_err(|_| postcard::Error::SerializeBufferFull)
    }
}

impl Flavor for Chunks {
    type Output = Parcel;

    #[inline]
    fn try_push(&mut self, byte: u8) -> postcard::Result<()> {
        self.try_extend(&[byte])
    }

    #[inline]
    fn try_extend(&mut self, bytes: &[u8]) -> postcard::Result<()> {
        if self.room.capacity() - self.room.len() < bytes.len() {
            return self.make_room(bytes);
        }
        self.room.extend_from_slice(bytes);
        Ok(())
    }

    fn finalize(mut self) -> postcard::Result<Parcel> {
        if self.file.is_some() {
            self.make_room(&[])?;
        }
        let Some(shared) = self.file else {
            return Ok(Parcel::Own(self.room));
        };
        seal(&shared.file).map_err(|_| postcard::Error::SerializeBufferFull)?;
        Ok(Parcel::Shared(shared))
    }
}

#[cfg(target_os = "linux")]
fn create() -> io::Result<File> {
    use rustix::fs::MemfdFlags;
    let flags = MemfdFlags::CLOEXEC | MemfdFlags::ALLOW_SEALING;
    Ok(File::from(rustix::fs::memfd_create("spmd", flags)?))
}

#[cfg(target_os = "linux")]
fn seal(file: &File) -> io::Result<()> {
    use rustix::fs::SealFlags;
    let seals = SealFlags::SEAL | SealFlags::SHRINK | SealFlags::GROW | SealFlags::WRITE;
    Ok(rustix::fs::fcntl_add_seals(file, seals)?)
}

#[cfg(not(target_os = "linux"))]
fn create() -> io::Result<File> {
    Err(io::ErrorKind::Unsupported.into())
}

#[cfg(not(target_os = "linux"))]
fn seal(_: &File) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_those_of_postcard_at_any_size() {
        for length in [0, 1, 31_000, 32_767, 32_768, 32_769, 1_000_001] {
            let value: (Vec<f64>, String) = ((0..length).map(f64::from).collect(), "é".into());
            let parcel = encode(&value, true).unwrap();
            let plain = postcard::to_stdvec(&value).unwrap();
            match parcel.address().unwrap() {
                Some(address) => {
                    assert!(plain.len() > CHUNK);
                    assert!(address.open().unwrap()[..] == plain[..], "{length} numbers");
                }
                None => assert!(parcel.own() == plain, "{length} numbers"),
            }
        }
    }

    #[test]
    fn one_long_text_is_whole() {
        let text = "é".repeat(CHUNK);
        let parcel = encode(&(1_u8, &text), true).unwrap();
        let bytes = parcel.address().unwrap().unwrap().open().unwrap();
        assert_eq!(
            postcard::from_bytes::<(u8, String)>(&bytes).unwrap(),
            (1, text)
        );
    }

    #[test]
    fn memory_that_is_open_to_change_shorter_or_another_is_refused() {
        let mut file = create().unwrap();
        file.write_all(&[7; 100]).unwrap();
        let shared = Shared { file, length: 100 };
        let address = shared.address().unwrap();
        assert!(address.open().is_err(), "not sealed");
        seal(&shared.file).unwrap();
        assert_eq!(address.open().unwrap()[..], [7; 100]);
        let long = Address {
            length: 101,
            ..address.clone()
        };
        assert!(long.open().is_err());
        let other = Address {
            inode: address.inode + 1,
            ..address.clone()
        };
        assert!(other.open().is_err());
        let memory = address.open().unwrap();
        drop(shared);
        assert!(address.open().is_err(), "nobody holds it");
        assert_eq!(memory[..], [7; 100], "but what is mapped stays");
    }

    #[test]
    fn a_process_without_the_token_shares_nothing() {
        assert!(!can_share(std::process::id(), "no such token, surely"));
        assert!(!can_share(u32::MAX, ""));
    }
}
