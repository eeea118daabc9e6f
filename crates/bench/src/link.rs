//! What a message costs: a latency and a bandwidth, fitted to measured messages.

use crate::NoFit;
use crate::scaling::line_above_zero;

/// T(n) = α + n/β: a message of n bytes takes a latency and the time of its bytes.
///
/// R. W. Hockney, "The communication challenge for MPP: Intel Paragon and Meiko CS-2", Parallel Computing
/// 20(3), 1994.
///
/// ```
/// use bench::Link;
///
/// // 1 µs and 10 GB/s.
/// let link = Link::fit([(8, 1.0008e-6), (1_000_000, 101e-6)])?;
/// assert!((link.latency - 1e-6).abs() < 1e-12);
/// assert!((link.time(10_000.0) - 2e-6).abs() < 1e-12);
/// assert!((link.half() - 10_000.0).abs() < 1e-3);
/// # Ok::<(), bench::NoFit>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Link {
    /// Seconds of an empty message, α.
    pub latency: f64,
    /// Bytes per second of a long one, β.
    pub bandwidth: f64,
}

impl Link {
    /// A link of a known latency in seconds and bandwidth in bytes per second, for a machine that is not here.
    #[must_use]
    pub fn new(latency: f64, bandwidth: f64) -> Self {
        Self { latency, bandwidth }
    }

    /// Fits pairs of bytes and seconds, so that the sum of squared relative errors is smallest: short
    /// messages count as much as long ones.
    ///
    /// # Errors
    /// [`NoFit`] for fewer than two different sizes, and for times that are none.
    pub fn fit(messages: impl IntoIterator<Item = (usize, f64)>) -> Result<Self, NoFit> {
        let messages: Vec<(usize, f64)> = messages.into_iter().collect();
        // A message of no bytes is possible where no threads are not.
        let counted: Vec<(usize, f64)> = messages.iter().map(|(n, t)| (n + 1, *t)).collect();
        crate::scaling::different(&counted)?;
        let line = messages.iter().map(|(n, t)| (*n as f64, *t));
        let (latency, per_byte) = line_above_zero(&line.collect::<Vec<_>>());
        Ok(Self {
            latency,
            bandwidth: 1.0 / per_byte,
        })
    }

    /// Seconds of a message of `bytes`.
    #[must_use]
    pub fn time(&self, bytes: f64) -> f64 {
        self.latency + bytes / self.bandwidth
    }

    /// Bytes of a message that spends half of its time on latency, n½ = α β.
    #[must_use]
    pub fn half(&self) -> f64 {
        self.latency * self.bandwidth
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_found_again_whatever_its_speed() {
        for (latency, bandwidth) in [(3e-7, 1.4e10), (5e-5, 1.2e8), (0.0, 1e9)] {
            let link = Link::new(latency, bandwidth);
            let sizes = (0..20).map(|k| 8 << k);
            let found = Link::fit(sizes.map(|n| (n, link.time(n as f64)))).unwrap();
            assert!((found.latency - latency).abs() < 1e-12, "{found:?}");
            assert!(
                (found.bandwidth / bandwidth - 1.0).abs() < 1e-9,
                "{found:?}"
            );
        }
    }

    #[test]
    fn short_messages_count_as_much_as_long_ones() {
        // The long ones run at a third of the speed: the latency must not drown in that.
        let time = |n: usize| 1e-6 + n as f64 / if n > 1 << 18 { 4e9 } else { 12e9 };
        let link = Link::fit((0..20).map(|k| (8 << k, time(8 << k)))).unwrap();
        assert!((link.latency / 1e-6 - 1.0).abs() < 0.2, "{link:?}");
    }

    #[test]
    fn messages_that_say_nothing_are_refused() {
        let one = Link::fit([(8, 1e-6), (8, 2e-6)]);
        assert_eq!(one, Err(NoFit::TooFew { different: 1 }));
        assert!(Link::fit([(0, 1e-6), (8, f64::NAN)]).is_err());
        assert!(Link::fit([(0, 1e-6), (8, 1e-6)]).is_ok());
    }
}
