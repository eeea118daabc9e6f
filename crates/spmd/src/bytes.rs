//! Values as bytes, in postcard's format.
//!
//! New memory costs more than what is written to it: 100 MB are 24 000 pages that the system clears
//! one by one. So large buffers ask for large pages, which halves the time of such an argument.

use postcard::ser_flavors::Flavor;
use serde::Serialize;

use crate::raw;

/// Below this the usual pages are as good.
const LARGE: usize = 8 << 20;

/// Encodes a value.
///
/// # Errors
/// When serde cannot serialise it.
pub(crate) fn encode(value: &(impl Serialize + ?Sized)) -> postcard::Result<Vec<u8>> {
    postcard::serialize_with_flavor(value, Growing(Vec::new()))
}

/// Makes room for `more` bytes.
///
/// # Errors
/// When there is not as much memory.
pub(crate) fn reserve(
    buffer: &mut Vec<u8>,
    more: usize,
) -> Result<(), std::collections::TryReserveError> {
    buffer.try_reserve_exact(more)?;
    if buffer.capacity() >= LARGE {
        raw::ask_for_large_pages(buffer);
    }
    Ok(())
}

/// What is encoded so far.
struct Growing(Vec<u8>);

impl Growing {
    #[cold]
    fn grow(&mut self, more: usize) -> postcard::Result<()> {
        let more = more.max(self.0.capacity()).max(64);
        reserve(&mut self.0, more).map_err(|_| postcard::Error::SerializeBufferFull)
    }
}

impl Flavor for Growing {
    type Output = Vec<u8>;

    #[inline]
    fn try_push(&mut self, byte: u8) -> postcard::Result<()> {
        self.try_extend(&[byte])
    }

    #[inline]
    fn try_extend(&mut self, bytes: &[u8]) -> postcard::Result<()> {
        if self.0.capacity() - self.0.len() < bytes.len() {
            self.grow(bytes.len())?;
        }
        self.0.extend_from_slice(bytes);
        Ok(())
    }

    fn finalize(self) -> postcard::Result<Vec<u8>> {
        Ok(self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_those_of_postcard_at_any_size() {
        for length in [0, 1, 7, 63, 64, 65, 1000, 3_000_001] {
            let value: (String, Vec<f64>) = (
                "é".into(),
                (0..length).map(|i| f64::from(i).sqrt()).collect(),
            );
            assert!(
                encode(&value).unwrap() == postcard::to_stdvec(&value).unwrap(),
                "{length} numbers"
            );
        }
    }
}
