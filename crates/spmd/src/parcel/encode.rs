//! A value on its way out.

use std::fmt;

use postcard::ser_flavors::Flavor;
use serde::Serialize;

use crate::bytes;
use crate::raw::{PIECE, Writer};

/// What became of a value.
#[derive(Debug, PartialEq)]
pub(crate) enum Encoded {
    /// These are its bytes.
    Whole(Vec<u8>),
    /// They have gone through a window, and have been read.
    Passed,
    /// They were not all read: a reader is gone, or time is over.
    Abandoned,
}

/// Where a large value goes.
pub(crate) struct Outlet<'a> {
    pub(crate) way: Way<'a>,
    /// Asked while readers let it wait.
    pub(crate) goes_on: &'a dyn Fn() -> bool,
}

pub(crate) enum Way<'a> {
    /// Nowhere: it stays whole.
    Whole,
    /// Through a window that is made, and told to its readers, once the value turns out to be large. `None` if the
    /// system has no such memory.
    Asked(&'a mut dyn FnMut() -> Option<Writer>),
    /// Through this one, large or not: its readers wait there.
    Open(Writer),
}

impl fmt::Debug for Outlet<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.way {
            Way::Whole => "Whole",
            Way::Asked(_) => "Asked",
            Way::Open(_) => "Open",
        })
    }
}

/// Encodes a value; a large one goes through the outlet's window while it is encoded.
///
/// # Errors
/// When serde cannot serialise it. Who reads it already gets an error too.
pub(crate) fn encode<T>(value: &T, outlet: &mut Outlet<'_>) -> postcard::Result<Encoded>
where
    T: Serialize + ?Sized,
{
    if matches!(outlet.way, Way::Whole) {
        return bytes::encode(value).map(Encoded::Whole);
    }
    let mut end = End::Value;
    let pieces = Pieces {
        start: Vec::new(),
        outlet,
        end: &mut end,
    };
    let encoded = postcard::serialize_with_flavor(value, pieces);
    match end {
        End::Value => {}
        End::Readers => return Ok(Encoded::Abandoned),
        End::NoWindow => {
            outlet.way = Way::Whole;
            return bytes::encode(value).map(Encoded::Whole);
        }
    }
    if encoded.is_err() {
        outlet.way = Way::Whole;
    }
    encoded
}

/// Why encoding ended.
enum End {
    /// At the end of the value, or at what serde says against it.
    Value,
    /// Nobody reads any more.
    Readers,
    /// There is no window.
    NoWindow,
}

/// What is encoded so far: the start of a value that may be small, or a piece in a window.
struct Pieces<'a, 'b> {
    start: Vec<u8>,
    outlet: &'a mut Outlet<'b>,
    end: &'a mut End,
}

impl Pieces<'_, '_> {
    /// More than there is room for.
    #[cold]
    fn spill(&mut self, mut bytes: &[u8]) -> postcard::Result<()> {
        if let Way::Asked(open) = &mut self.outlet.way {
            let Some(writer) = open() else {
                return self.fail(End::NoWindow);
            };
            self.outlet.way = Way::Open(writer);
            let start = std::mem::take(&mut self.start);
            self.spill(&start)?;
        }
        let Way::Open(writer) = &mut self.outlet.way else {
            return self.fail(End::NoWindow);
        };
        loop {
            let written = writer.write(bytes);
            bytes = &bytes[written..];
            if bytes.is_empty() {
                return Ok(());
            }
            if writer.post(self.outlet.goes_on).is_err() {
                return self.fail(End::Readers);
            }
        }
    }

    fn fail<T>(&mut self, end: End) -> postcard::Result<T> {
        *self.end = end;
        Err(postcard::Error::SerializeBufferFull)
    }
}

impl Flavor for Pieces<'_, '_> {
    type Output = Encoded;

    #[inline]
    fn try_push(&mut self, byte: u8) -> postcard::Result<()> {
        self.try_extend(&[byte])
    }

    #[inline]
    fn try_extend(&mut self, bytes: &[u8]) -> postcard::Result<()> {
        match &mut self.outlet.way {
            Way::Open(writer) if bytes.len() <= writer.room() => {
                writer.write(bytes);
                Ok(())
            }
            Way::Asked(_) if self.start.len() + bytes.len() <= PIECE => {
                self.start.extend_from_slice(bytes);
                Ok(())
            }
            _ => self.spill(bytes),
        }
    }

    fn finalize(mut self) -> postcard::Result<Encoded> {
        let Way::Open(writer) = &mut self.outlet.way else {
            return Ok(Encoded::Whole(self.start));
        };
        if writer.finish(self.outlet.goes_on).is_err() {
            return self.fail(End::Readers);
        }
        Ok(Encoded::Passed)
    }
}
