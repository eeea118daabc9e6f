//! Two ranks that send a message back and forth: the latency and the bandwidth of what lies between.

use std::time::Instant;

use mpi::traits::*;

use crate::World;
use crate::raw;

/// The time of one message of a size.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Point {
    /// Size of the message in bytes.
    pub bytes: usize,
    /// Seconds for one way: half of there and back, the median of some runs.
    pub seconds: f64,
}

impl Point {
    /// Bytes per second.
    ///
    /// ```
    /// let point = spmd::ping_pong::Point { bytes: 1000, seconds: 1e-6 };
    /// assert_eq!(point.bandwidth(), 1e9);
    /// ```
    #[must_use]
    pub fn bandwidth(&self) -> f64 {
        self.bytes as f64 / self.seconds
    }
}

/// Sizes 8 B, 16 B, … up to `largest` bytes.
///
/// ```
/// assert_eq!(spmd::ping_pong::sizes(40), [8, 16, 32]);
/// ```
#[must_use]
pub fn sizes(largest: usize) -> Vec<usize> {
    std::iter::successors(Some(8), |size| Some(size * 2))
        .take_while(|&size| size <= largest)
        .collect()
}

/// Messages of each size between the ranks 0 and 1, checked once for each size, then timed.
///
/// Only rank 0 has the times; the others return nothing.
///
/// ```
/// # spmd::init();
/// use spmd::ping_pong::{ping_pong, sizes};
/// use spmd::prelude::*;
///
/// let pair = Cluster::local(2)?;
/// let points = pair.run(&sizes(16), |world, sizes| ping_pong(world, sizes))?;
/// assert_eq!(points[0].iter().map(|point| point.bytes).collect::<Vec<_>>(), [8, 16]);
/// assert!(points[0].iter().all(|point| point.seconds > 0.0) && points[1].is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Panics
/// With fewer than two ranks, or when a message does not arrive as it was sent.
#[must_use]
pub fn ping_pong(world: &World, sizes: &[usize]) -> Vec<Point> {
    assert!(world.size() >= 2, "a ping-pong needs two ranks");
    let rank = world.rank();
    if rank > 1 {
        return Vec::new();
    }
    let other = world.process_at_rank(1 - rank);
    let largest = sizes.iter().copied().max().unwrap_or(0);
    // Whole pages, so that the last one may be huge too.
    let room = (largest / HUGE_PAGE + 2) * HUGE_PAGE;
    let (mut balls, mut hands) = (zeros(room), zeros(room));
    let (balls, hands) = (in_huge_pages(&mut balls), in_huge_pages(&mut hands));
    let mut points = Vec::new();
    for &bytes in sizes {
        let (ball, hand) = (&mut balls[..bytes], &mut hands[..bytes]);
        for (i, byte) in ball.iter_mut().enumerate() {
            *byte = (i % 251) as u8 + 1;
        }
        hand.fill(0);
        let mut rounds = |count: usize| {
            let begin = Instant::now();
            for _ in 0..count {
                if rank == 0 {
                    other.send(&ball[..]);
                    other.receive_into(&mut hand[..]);
                } else {
                    other.receive_into(&mut hand[..]);
                    other.send(&ball[..]);
                }
            }
            begin.elapsed().as_secs_f64() / (2 * count) as f64
        };
        // The first messages of a size find caches cold and buffers not yet made; the first of all
        // find a rank that has just woken up.
        rounds(if points.is_empty() { 2000 } else { 10 });
        let first = rounds(10);
        // Both ranks must count alike, so rank 0 tells.
        let mut count = ((2e-3 / first) as u64).clamp(5, 5000);
        if rank == 0 {
            other.send(&count);
        } else {
            other.receive_into(&mut count);
        }
        let mut times: Vec<f64> = (0..7).map(|_| rounds(count as usize)).collect();
        times.sort_by(f64::total_cmp);
        assert_eq!(ball, hand, "{bytes} bytes did not arrive as they were sent");
        points.push(Point {
            bytes,
            seconds: times[times.len() / 2],
        });
    }
    if rank == 0 { points } else { Vec::new() }
}

/// Pages of 2 MiB: a message that is copied from one process to the other page by page takes a third of the time in
/// them. NumPy asks for them by itself.
const HUGE_PAGE: usize = 2 << 20;

/// New memory, in huge pages where the system has them. Ranks ask for them anyway ([`Cluster`](crate::Cluster) sets
/// glibc's `malloc.hugetlb`), but memory that was in use before may lie in small ones.
fn zeros(room: usize) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(room);
    raw::ask_for_large_pages(&mut bytes);
    bytes.resize(room, 0);
    bytes
}

/// From where such a page may begin.
fn in_huge_pages(room: &mut [u8]) -> &mut [u8] {
    let start = room.as_ptr().align_offset(HUGE_PAGE).min(HUGE_PAGE);
    &mut room[start..]
}
