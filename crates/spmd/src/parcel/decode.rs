//! A value on its way in.

use bumpalo::Bump;
use postcard::Error::DeserializeUnexpectedEnd;
use postcard::de_flavors::Flavor;
use serde::de::DeserializeOwned;

use crate::raw::Reader;

/// Decodes a value that comes through a window, while it comes.
///
/// # Errors
/// When it does not come whole, or is no `T`.
pub(crate) fn decode<T: DeserializeOwned>(reader: Reader) -> postcard::Result<T> {
    let texts = Bump::new();
    let pieces = Pieces {
        reader,
        texts: &texts,
        across: Vec::new(),
    };
    let mut from = postcard::Deserializer::from_flavor(pieces);
    let value = T::deserialize(&mut from);
    // The writer waits until all is read, wanted or not.
    from.finalize().and(value)
}

/// What has come and is not decoded yet.
struct Pieces<'de> {
    reader: Reader,
    /// What serde may hold on to until the value is complete: texts and byte strings.
    texts: &'de Bump,
    /// What lies in two pieces or more.
    across: Vec<u8>,
}

impl Pieces<'_> {
    fn advance(&mut self) -> postcard::Result<()> {
        match self.reader.advance() {
            Ok(true) => Ok(()),
            Ok(false) | Err(_) => Err(DeserializeUnexpectedEnd),
        }
    }

    /// Collects what does not lie in one piece.
    #[cold]
    fn join(&mut self, count: usize) -> postcard::Result<&[u8]> {
        self.across.clear();
        while self.across.len() < count {
            if self.reader.left() == 0 {
                self.advance()?;
            }
            let more = self.reader.take(count - self.across.len());
            self.across.extend_from_slice(more);
        }
        Ok(&self.across)
    }
}

impl<'de> Flavor<'de> for Pieces<'de> {
    type Remainder = ();
    type Source = ();

    #[inline]
    fn pop(&mut self) -> postcard::Result<u8> {
        Ok(self.try_take_n_temp(1)?[0])
    }

    #[inline]
    fn try_take_n(&mut self, count: usize) -> postcard::Result<&'de [u8]> {
        let texts = self.texts;
        Ok(texts.alloc_slice_copy(self.try_take_n_temp(count)?))
    }

    #[inline]
    fn try_take_n_temp<'a>(&'a mut self, count: usize) -> postcard::Result<&'a [u8]>
    where
        'de: 'a,
    {
        if count <= self.reader.left() {
            return Ok(self.reader.take(count));
        }
        self.join(count)
    }

    fn finalize(mut self) -> postcard::Result<()> {
        while self
            .reader
            .advance()
            .map_err(|_| DeserializeUnexpectedEnd)?
        {}
        Ok(())
    }
}
