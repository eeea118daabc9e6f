//! What the machine can do at most: arithmetic and memory, on one core and on all.

use std::fmt;
use std::sync::Barrier;
use std::thread;

use super::{Machine, binary_size, memory, peak};

/// The most this machine does, measured: the two roofs of a roofline.
///
/// Arithmetic is f64 multiply-adds on registers (each counts 2); memory is the STREAM triad
/// `a = b + s·c`, counted as 24 bytes an element, with the better of ordinary and streaming stores. Source: McCalpin, STREAM,
/// <https://www.cs.virginia.edu/stream/>; Williams, Waterman, Patterson, "Roofline", CACM 2009.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Limits {
    /// GFLOP/s of one core.
    pub gflops_one: f64,
    /// GFLOP/s of all threads together.
    pub gflops_all: f64,
    /// GB/s (10⁹ bytes) that one core moves.
    pub gbytes_one: f64,
    /// GB/s (10⁹ bytes) that all threads move together.
    pub gbytes_all: f64,
    /// Threads that "all" means.
    pub threads: usize,
    /// Bytes of the three arrays of the triad together.
    pub bytes: u64,
    /// Whether those arrays exceed the last cache; if not, the bandwidth is partly the cache's.
    pub beyond_cache: bool,
}

impl Limits {
    /// GFLOP/s of `threads` threads: 1 or all are measured, between them a straight line.
    pub fn gflops(&self, threads: usize) -> f64 {
        self.between(self.gflops_one, self.gflops_all, threads)
    }

    /// GB/s of `threads` threads: 1 or all are measured, between them a straight line.
    pub fn gbytes(&self, threads: usize) -> f64 {
        self.between(self.gbytes_one, self.gbytes_all, threads)
    }

    /// The roof at `intensity` flops a byte on `threads` threads, in GFLOP/s: `min(peak, intensity · bandwidth)`.
    ///
    /// ```
    /// # use bench::machine::Limits;
    /// let limits = Limits::of(1, [10.0, 10.0], [5.0, 5.0]);
    /// assert_eq!(limits.roof(0.5, 1), 2.5);
    /// assert_eq!(limits.roof(8.0, 1), 10.0);
    /// ```
    pub fn roof(&self, intensity: f64, threads: usize) -> f64 {
        self.gflops(threads).min(intensity * self.gbytes(threads))
    }

    /// Limits that are known from elsewhere: `[one, all]` GFLOP/s and `[one, all]` GB/s.
    pub fn of(threads: usize, gflops: [f64; 2], gbytes: [f64; 2]) -> Self {
        Self {
            gflops_one: gflops[0],
            gflops_all: gflops[1],
            gbytes_one: gbytes[0],
            gbytes_all: gbytes[1],
            threads,
            bytes: 0,
            beyond_cache: true,
        }
    }

    fn between(&self, one: f64, all: f64, threads: usize) -> f64 {
        if self.threads <= 1 {
            return one;
        }
        let share = (threads.clamp(1, self.threads) - 1) as f64 / (self.threads - 1) as f64;
        one + (all - one) * share
    }
}

impl fmt::Display for Limits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "arithmetic: {:.1} GFLOP/s on one core, {:.1} on {} threads",
            self.gflops_one, self.gflops_all, self.threads
        )?;
        write!(
            f,
            "memory: {:.1} GB/s from one core, {:.1} from {} threads (triad over {}",
            self.gbytes_one,
            self.gbytes_all,
            self.threads,
            binary_size(self.bytes)
        )?;
        let where_from = if self.beyond_cache {
            ""
        } else {
            ", which the last cache could hold"
        };
        write!(f, "{where_from})")
    }
}

/// Largest array of the triad, in elements: 64 MiB. Larger ones take too long to be handed out by the system.
const LARGEST: usize = 8 << 20;

pub(super) fn measure_limits(machine: &Machine) -> Limits {
    // A sixteenth of the memory for each array at most, so that a small machine does not swap.
    let fits = if machine.memory == 0 {
        LARGEST
    } else {
        (machine.memory / 128) as usize
    };
    // Three arrays of 4/3 of the last cache are the four times that STREAM asks for.
    let wanted = ((4 * machine.last_cache() / 24) as usize).max(1 << 20);
    let n = wanted.min(LARGEST).min(fits).max(1 << 10);
    let [gbytes_one, gbytes_all] =
        memory::bytes_per_second(n, machine.threads).map(|bytes| bytes / 1e9);
    let gflops_one = peak::flops_per_second(0.05) / 1e9;
    let gflops_all = all_cores(machine.threads, 0.08) / 1e9;
    Limits {
        gflops_one,
        // A busy machine can make all threads together look slower than one; they never are.
        gflops_all: gflops_all.max(gflops_one),
        gbytes_one,
        gbytes_all: gbytes_all.max(gbytes_one),
        threads: machine.threads,
        bytes: 24 * n as u64,
        beyond_cache: 24 * n as u64 > machine.last_cache(),
    }
}

/// FLOP/s of `n` threads that start together.
fn all_cores(n: usize, seconds: f64) -> f64 {
    let barrier = Barrier::new(n);
    thread::scope(|scope| {
        let running: Vec<_> = (0..n)
            .map(|_| {
                scope.spawn(|| {
                    barrier.wait();
                    peak::flops_per_second(seconds)
                })
            })
            .collect();
        running
            .into_iter()
            .map(|thread| thread.join().unwrap_or(0.0))
            .sum()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn between_one_and_all_lies_a_line() {
        let limits = Limits::of(4, [10.0, 40.0], [6.0, 12.0]);
        assert_eq!(
            (limits.gflops(1), limits.gflops(4), limits.gflops(2)),
            (10.0, 40.0, 20.0)
        );
        assert_eq!(
            (limits.gbytes(0), limits.gbytes(99)),
            (6.0, 12.0),
            "outside: the nearer end"
        );
        assert_eq!(Limits::of(1, [10.0, 10.0], [6.0, 6.0]).gflops(1), 10.0);
    }

    #[test]
    fn several_threads_give_a_rate() {
        assert!(all_cores(2, 1e-3) > 0.0);
    }

    #[test]
    fn says_when_the_cache_could_hold_the_arrays() {
        let mut limits = Limits::of(2, [1.0, 2.0], [3.0, 4.0]);
        assert!(!limits.to_string().contains("cache"));
        limits.beyond_cache = false;
        assert!(limits.to_string().contains("cache could hold"));
    }
}
