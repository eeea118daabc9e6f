//! Copy and triad: how fast memory is, and so the limit of every kernel that waits for memory.
//!
//! J. D. McCalpin, "Memory bandwidth and machine balance in current high performance computers",
//! IEEE TCCA Newsletter, 1995.

mod simd;
#[cfg(test)]
mod tests;

use crate::cost::Cost;
use crate::simd::worth_streaming;
use crate::threads::share;
use rayon::ThreadPool;
use simd::{copy_part, triad_part};
use std::fmt;

/// Why a stream kernel did nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum StreamError {
    /// The arrays are not of one length.
    Lengths {
        /// Elements of the array written to.
        written: usize,
        /// Elements of the array read that does not fit it.
        read: usize,
    },
}

impl fmt::Display for StreamError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let StreamError::Lengths { written, read } = self;
        write!(
            f,
            "arrays of {written} (written) and {read} (read) elements; give them one length"
        )
    }
}

impl std::error::Error for StreamError {}

fn same(written: usize, read: &[f64]) -> Result<(), StreamError> {
    if written == read.len() {
        Ok(())
    } else {
        Err(StreamError::Lengths {
            written,
            read: read.len(),
        })
    }
}

/// Elements one thread takes at a time: 512 KiB, large beside the cost of handing work out.
const CHUNK: usize = 1 << 16;

/// Cost of a copy of `n` f64: 8 bytes read and 8 written each, as STREAM counts.
///
/// Ordinary stores also read the line they are about to overwrite, 8 bytes more that are not counted.
///
/// ```
/// assert_eq!(kernels::stream::cost_copy(10).bytes, 160.0);
/// ```
#[must_use]
pub fn cost_copy(n: usize) -> Cost {
    Cost::new(16.0 * n as f64, 0.0)
}

/// Cost of a triad of `n` f64: two arrays read, one written, a multiplication and an addition each.
///
/// ```
/// assert_eq!(kernels::stream::cost_triad(10).intensity(), 2.0 / 24.0);
/// ```
#[must_use]
pub fn cost_triad(n: usize) -> Cost {
    Cost::new(24.0 * n as f64, 2.0 * n as f64)
}

/// Copies `b` into `a`, one element after the other: aᵢ = bᵢ.
///
/// # Errors
/// [`StreamError::Lengths`] if the arrays differ in length.
///
/// ```
/// let mut a = [0.0; 3];
/// kernels::stream::copy(&mut a, &[1.0, 2.0, 3.0])?;
/// assert_eq!(a, [1.0, 2.0, 3.0]);
/// # Ok::<(), kernels::stream::StreamError>(())
/// ```
pub fn copy(a: &mut [f64], b: &[f64]) -> Result<(), StreamError> {
    same(a.len(), b)?;
    a.copy_from_slice(b);
    Ok(())
}

/// The triad aᵢ = bᵢ + s cᵢ.
///
/// # Errors
/// [`StreamError::Lengths`] if the arrays differ in length.
///
/// ```
/// let mut a = [0.0; 2];
/// kernels::stream::triad(&mut a, &[1.0, 2.0], &[10.0, 20.0], 0.5)?;
/// assert_eq!(a, [6.0, 12.0]);
/// # Ok::<(), kernels::stream::StreamError>(())
/// ```
pub fn triad(a: &mut [f64], b: &[f64], c: &[f64], s: f64) -> Result<(), StreamError> {
    same(a.len(), b)?;
    same(a.len(), c)?;
    for ((a, b), c) in a.iter_mut().zip(b).zip(c) {
        *a = b + s * c;
    }
    Ok(())
}

/// [`copy`] with vector instructions; with streaming stores where the array is larger than caches.
///
/// An ordinary store reads the line that it overwrites, a third of all traffic, for nothing.
///
/// # Errors
/// [`StreamError::Lengths`] if the arrays differ in length.
///
/// ```
/// let mut a = [0.0; 3];
/// kernels::stream::copy_simd(&mut a, &[1.0, 2.0, 3.0])?;
/// assert_eq!(a, [1.0, 2.0, 3.0]);
/// # Ok::<(), kernels::stream::StreamError>(())
/// ```
pub fn copy_simd(a: &mut [f64], b: &[f64]) -> Result<(), StreamError> {
    same(a.len(), b)?;
    copy_part(a, b, worth_streaming(a.len()));
    Ok(())
}

/// [`triad`] with vector instructions; with streaming stores where the array is larger than caches.
///
/// # Errors
/// [`StreamError::Lengths`] if the arrays differ in length.
///
/// ```
/// let mut a = [0.0; 2];
/// kernels::stream::triad_simd(&mut a, &[1.0, 2.0], &[10.0, 20.0], 0.5)?;
/// assert_eq!(a, [6.0, 12.0]);
/// # Ok::<(), kernels::stream::StreamError>(())
/// ```
pub fn triad_simd(a: &mut [f64], b: &[f64], c: &[f64], s: f64) -> Result<(), StreamError> {
    same(a.len(), b)?;
    same(a.len(), c)?;
    triad_part(a, [b, c], s, worth_streaming(a.len()));
    Ok(())
}

/// [`copy_simd`] on the threads of `pool`.
///
/// # Errors
/// [`StreamError::Lengths`] if the arrays differ in length.
///
/// ```
/// let pool = kernels::threads::pool(2)?;
/// let mut a = vec![0.0; 1000];
/// kernels::stream::copy_par(&mut a, &vec![7.0; 1000], &pool)?;
/// assert_eq!(a, vec![7.0; 1000]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn copy_par(a: &mut [f64], b: &[f64], pool: &ThreadPool) -> Result<(), StreamError> {
    same(a.len(), b)?;
    let streaming = worth_streaming(a.len());
    let parts = a.chunks_mut(CHUNK).zip(b.chunks(CHUNK));
    share(pool, parts, |_, (a, b)| copy_part(a, b, streaming));
    Ok(())
}

/// [`triad_simd`] on the threads of `pool`.
///
/// # Errors
/// [`StreamError::Lengths`] if the arrays differ in length.
///
/// ```
/// let pool = kernels::threads::pool(2)?;
/// let mut a = vec![0.0; 1000];
/// kernels::stream::triad_par(&mut a, &vec![1.0; 1000], &vec![2.0; 1000], 3.0, &pool)?;
/// assert_eq!(a, vec![7.0; 1000]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn triad_par(
    a: &mut [f64],
    b: &[f64],
    c: &[f64],
    s: f64,
    pool: &ThreadPool,
) -> Result<(), StreamError> {
    same(a.len(), b)?;
    same(a.len(), c)?;
    let streaming = worth_streaming(a.len());
    let read = b.chunks(CHUNK).zip(c.chunks(CHUNK));
    share(pool, a.chunks_mut(CHUNK).zip(read), |_, (a, (b, c))| {
        triad_part(a, [b, c], s, streaming);
    });
    Ok(())
}
