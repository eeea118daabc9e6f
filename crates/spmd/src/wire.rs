//! What notebook and ranks say to each other, and how it travels.
//!
//! A frame is two lengths, a header in postcard's format, and bytes that nobody looks into but
//! who asked for them: arguments, results, records.

use std::io::{self, IoSlice, Read, Write};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::bytes;
use crate::parcel::Address;
use crate::raw::Portable;

/// The first frame on every connection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Hello {
    /// Proves that this process was started by this notebook.
    pub(crate) token: String,
    /// The same on both connections of a rank, and different from all others.
    pub(crate) instance: u64,
    /// What the connection is for.
    pub(crate) line: Line,
}

/// What a connection is for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Line {
    /// Standard output and error of the rank, then how it ended.
    Output,
    /// Orders and reports.
    Control(Introduction),
}

/// What a rank says of itself when MPI is initialised.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Introduction {
    pub(crate) rank: u32,
    pub(crate) size: u32,
    pub(crate) host: String,
    pub(crate) process: u32,
    pub(crate) fingerprint: String,
    pub(crate) library: String,
}

/// What the notebook asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Order {
    /// Run this; the payload is the argument.
    Run(Job),
    /// Say what you are doing.
    Status,
    /// Finalise MPI and end.
    Quit,
}

/// One call of a function.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Job {
    pub(crate) number: u64,
    /// The first so many ranks take part.
    pub(crate) ranks: u32,
    pub(crate) function: Portable,
    /// Whether to keep a record of every message.
    pub(crate) record: bool,
    /// The window that the argument comes through, if it is not the payload.
    pub(crate) argument: Option<Address>,
    /// Whether a large result may go through a window.
    pub(crate) may_share: bool,
}

/// What a rank answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) enum Report {
    /// The function has returned a large value, which comes through this window.
    Comes { number: u64, result: Address },
    /// The function returned; the payload is its result, unless that came through a window, and after
    /// `result` bytes when it began, on its machine's clock, and its record.
    Done { number: u64, result: u64 },
    /// It did not.
    Failed { number: u64, why: Why },
    /// What this rank is doing.
    Status(Doing),
}

/// Why a function did not return a value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Why {
    Panic { message: String, at: String },
    Error { message: String },
    Mpi { call: String, message: String },
    Refused { message: String },
}

/// What a rank is doing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Doing {
    /// Counts calls of MPI: the same number twice means that nothing happened in between.
    pub(crate) count: u64,
    /// In words, e.g. "in MPI_Recv: waits for a message from rank 1"; `None` outside MPI.
    pub(crate) call: Option<String>,
    /// Whether that call waits for other ranks.
    pub(crate) waits: bool,
    /// What the program said of itself with `world.doing(…)`.
    pub(crate) said: String,
}

/// A frame's length is refused above this: rubbish on the line must not ask for all memory.
const LONGEST_HEADER: u32 = 1 << 20;

/// Sends a frame.
///
/// # Errors
/// When the other side is gone.
pub(crate) fn send(
    line: &mut impl Write,
    header: &impl Serialize,
    payload: &[&[u8]],
) -> io::Result<()> {
    let header = postcard::to_stdvec(header).map_err(io::Error::other)?;
    let length: usize = payload.iter().map(|part| part.len()).sum();
    let mut start = Vec::with_capacity(12 + header.len());
    start.extend((header.len() as u32).to_le_bytes());
    start.extend((length as u64).to_le_bytes());
    start.extend(header);
    let mut slices: Vec<IoSlice<'_>> = std::iter::once(&start[..])
        .chain(payload.iter().copied())
        .map(IoSlice::new)
        .collect();
    let mut left = &mut slices[..];
    while left.iter().any(|slice| !slice.is_empty()) {
        match line.write_vectored(left) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(written) => IoSlice::advance_slices(&mut left, written),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    line.flush()
}

/// Receives a frame.
///
/// # Errors
/// When the other side is gone, or sends what is no frame.
pub(crate) fn receive<H: DeserializeOwned>(line: &mut impl Read) -> io::Result<(H, Vec<u8>)> {
    let mut lengths = [0; 12];
    line.read_exact(&mut lengths)?;
    let header = u32::from_le_bytes([lengths[0], lengths[1], lengths[2], lengths[3]]);
    let payload = lengths[4..]
        .iter()
        .rev()
        .fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte));
    let rubbish = || io::Error::new(io::ErrorKind::InvalidData, "not a frame of spmd's");
    if header > LONGEST_HEADER {
        return Err(rubbish());
    }
    let mut bytes = vec![0; header as usize];
    line.read_exact(&mut bytes)?;
    let header = postcard::from_bytes(&bytes).map_err(|_| rubbish())?;
    let mut bytes = Vec::new();
    let length = usize::try_from(payload).map_err(|_| rubbish())?;
    bytes::reserve(&mut bytes, length).map_err(io::Error::other)?;
    if line.take(payload).read_to_end(&mut bytes)? as u64 != payload {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok((header, bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_comes_back_whole() {
        let hello = Hello {
            token: "t".into(),
            instance: u64::MAX,
            line: Line::Output,
        };
        let mut line = Vec::new();
        send(&mut line, &hello, &[&[1, 2], &[], &[3]]).unwrap();
        send(&mut line, &Order::Quit, &[]).unwrap();
        let mut reader = &line[..];
        assert_eq!(
            receive::<Hello>(&mut reader).unwrap(),
            (hello, vec![1, 2, 3])
        );
        assert_eq!(
            receive::<Order>(&mut reader).unwrap(),
            (Order::Quit, vec![])
        );
        assert!(receive::<Order>(&mut reader).is_err());
    }

    #[test]
    fn rubbish_and_half_a_frame_are_errors() {
        assert!(receive::<Order>(&mut &b"GET / HTTP/1.1\r\n\r\n"[..]).is_err());
        let mut line = Vec::new();
        send(&mut line, &Order::Status, &[&[7; 100]]).unwrap();
        assert!(receive::<Order>(&mut &line[..50]).is_err());
    }
}
