//! What the made-up weather stations have measured: the same on both ends of every connection.

use std::fmt::Write;

use kernels::random::Stream;

/// Readings of one station: one an hour.
pub const HOURS: usize = 24;

/// The temperatures of a station, one an hour, in °C with one decimal.
///
/// A daily wave of 8 K around a mean that depends on the station, with a little noise. Any `station`
/// has readings.
///
/// ```
/// let day = waiting::readings_of(17);
/// assert_eq!(day.len(), waiting::HOURS);
/// assert!(day[14] > day[3], "the afternoon is warmer than the night");
/// assert_eq!(day, waiting::readings_of(17));
/// ```
#[must_use]
pub fn readings_of(station: u64) -> Vec<f64> {
    let noise = Stream::new(5).split(station);
    let mean = 4.0 + 18.0 * noise.uniform(0);
    (0..HOURS)
        .map(|hour| {
            let wave = ((hour as f64 - 8.5) / HOURS as f64 * std::f64::consts::TAU).sin();
            let value = mean + 8.0 * wave + noise.uniform(hour as u64 + 1);
            (10.0 * value).round() / 10.0
        })
        .collect()
}

/// The sum of a station's readings: what every client must find.
///
/// ```
/// let sum: f64 = waiting::readings_of(3).iter().sum();
/// assert_eq!(waiting::sum_of(3), sum);
/// ```
#[must_use]
pub fn sum_of(station: u64) -> f64 {
    readings_of(station).iter().sum()
}

/// The readings as the server sends them: a number a line.
pub(crate) fn body_of(station: u64) -> String {
    let mut body = String::with_capacity(6 * HOURS);
    for value in readings_of(station) {
        // Writing to a string does not fail.
        let _ = writeln!(body, "{value:.1}");
    }
    body
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sent_is_what_was_measured() {
        for station in [0, 1, 17, u64::MAX] {
            let sent: Vec<f64> = body_of(station)
                .lines()
                .map(|line| line.parse().unwrap())
                .collect();
            assert_eq!(sent, readings_of(station));
        }
    }

    #[test]
    fn stations_differ() {
        assert_ne!(readings_of(1), readings_of(2));
    }
}
