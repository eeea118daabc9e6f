//! The pages of a sealed file, read where they are.

use std::fs::File;
use std::io;
use std::ops::Deref;
use std::os::fd::AsRawFd;
use std::ptr::NonNull;
use std::slice;

/// Bytes of a file that nobody can change or shorten any more.
#[derive(Debug)]
pub(crate) struct Mapped {
    start: NonNull<u8>,
    length: usize,
}

// SAFETY: nobody writes these bytes, and they belong to no thread.
unsafe impl Send for Mapped {}
// SAFETY: as above.
unsafe impl Sync for Mapped {}

impl Mapped {
    /// The first `length` bytes of a file.
    ///
    /// # Errors
    /// When the file is not sealed, is shorter, or when the system refuses.
    pub(crate) fn of(file: &File, length: usize) -> io::Result<Self> {
        let rubbish = |why| Err(io::Error::new(io::ErrorKind::InvalidData, why));
        if !is_sealed(file) {
            return rubbish("the memory is not sealed");
        }
        if length == 0 || file.metadata()?.len() < length as u64 {
            return rubbish("the memory is not as long as was said");
        }
        #[cfg(target_os = "linux")]
        let flags = libc::MAP_PRIVATE | libc::MAP_POPULATE;
        #[cfg(not(target_os = "linux"))]
        let flags = libc::MAP_PRIVATE;
        // SAFETY: the system chooses a place where nothing is; the file has so many bytes.
        let start = unsafe {
            libc::mmap(
                std::ptr::null_mut(),
                length,
                libc::PROT_READ,
                flags,
                file.as_raw_fd(),
                0,
            )
        };
        if start == libc::MAP_FAILED {
            return Err(io::Error::last_os_error());
        }
        let start = NonNull::new(start.cast()).ok_or(io::ErrorKind::OutOfMemory)?;
        Ok(Self { start, length })
    }
}

impl Deref for Mapped {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        // SAFETY: mapped for as long as `self` lives. The file's seals, which cannot be taken off,
        // forbid to write to it and to shorten it.
        unsafe { slice::from_raw_parts(self.start.as_ptr(), self.length) }
    }
}

impl Drop for Mapped {
    fn drop(&mut self) {
        // SAFETY: what `of` has mapped; no reference to it outlives `self`.
        unsafe { libc::munmap(self.start.as_ptr().cast(), self.length) };
    }
}

#[cfg(target_os = "linux")]
fn is_sealed(file: &File) -> bool {
    use rustix::fs::SealFlags;
    rustix::fs::fcntl_get_seals(file)
        .is_ok_and(|seals| seals.contains(SealFlags::SHRINK | SealFlags::WRITE))
}

#[cfg(not(target_os = "linux"))]
fn is_sealed(_: &File) -> bool {
    false
}
