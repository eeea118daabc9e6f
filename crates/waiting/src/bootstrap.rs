//! Something to compute for each station: enough to keep a processor busy for some milliseconds.

use std::cell::Cell;

use kernels::random::Stream;

use crate::run::is_on_loop;

/// How often [`bootstrap`] draws a day anew.
const RESAMPLES: u64 = 100_000;

thread_local! {
    /// How often [`bootstrap`] was called on the thread of a loop.
    static ON_LOOP: Cell<usize> = const { Cell::new(0) };
}

/// The standard error of the mean of some readings, by the bootstrap: days of the same length are drawn
/// from the readings, with repetition, and the spread of their means is the error.
///
/// Takes some ten milliseconds for a day, all of them on a processor. NaN for no readings. Source:
/// B. Efron, "Bootstrap methods: another look at the jackknife", *Annals of Statistics* 7(1), 1979.
///
/// ```
/// let readings = [1.0, 2.0, 3.0, 4.0];
/// // σ/√n, with σ² = 1.25
/// assert!((waiting::bootstrap(&readings) - (1.25_f64 / 4.0).sqrt()).abs() < 0.01);
/// ```
#[must_use]
pub fn bootstrap(readings: &[f64]) -> f64 {
    if is_on_loop() {
        ON_LOOP.set(ON_LOOP.get() + 1);
    }
    let n = readings.len() as u64;
    let (mut sum, mut squares) = (0.0, 0.0);
    let stream = Stream::new(13);
    for day in 0..RESAMPLES {
        let draw = |k| readings[(stream.uniform(day * n + k) * n as f64) as usize];
        let mean = (0..n).map(draw).sum::<f64>() / n as f64;
        sum += mean;
        squares += mean * mean;
    }
    let mean = sum / RESAMPLES as f64;
    (squares / RESAMPLES as f64 - mean * mean).max(0.0).sqrt()
}

/// How often [`bootstrap`] was called on this thread while a loop waited for it, since the last question.
pub(crate) fn calls_on_loop() -> usize {
    ON_LOOP.replace(0)
}
