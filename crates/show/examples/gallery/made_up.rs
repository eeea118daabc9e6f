//! Data that looks measured, and is the same each time.

use bench::{Checked, Cost, Row};

/// Samples around `time` with a noise of about `noise` of it.
pub(crate) fn row(name: &str, time: f64, spread: f64, cost: Cost) -> Row {
    let samples: Vec<f64> = (0..31).map(|i| time * (1.0 + spread * bell(i))).collect();
    Row::from_times(name, &samples, cost, Checked::on_trust("made up"))
}

/// Numbers that look random and are the same each time.
pub(crate) fn noise(i: u64) -> f64 {
    let mut z = i.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    (z >> 11) as f64 / (1u64 << 53) as f64
}

/// Roughly normal.
pub(crate) fn bell(i: u64) -> f64 {
    (0..12).map(|k| noise(12 * i + k)).sum::<f64>() - 6.0
}
