//! Median, spread and minimum of a set of samples.
//!
//! Run times have a hard floor and a long tail to the right (interrupts, other programs), so the
//! mean and the standard deviation describe them badly. The median and the median absolute
//! deviation (MAD) ignore up to half of the samples going wild.
//! Source: Rousseeuw and Croux, "Alternatives to the Median Absolute Deviation", JASA 1993.

/// The middle value: half of the samples lie on each side; for an even count the mean of the middle two.
///
/// Returns NaN for no samples.
///
/// ```
/// assert_eq!(bench::stats::median(&[3.0, 1.0, 100.0]), 3.0);
/// assert_eq!(bench::stats::median(&[4.0, 1.0]), 2.5);
/// ```
pub fn median(samples: &[f64]) -> f64 {
    let mut sorted = samples.to_vec();
    sorted.sort_by(f64::total_cmp);
    let n = sorted.len();
    match n {
        0 => f64::NAN,
        _ if n % 2 == 1 => sorted[n / 2],
        _ => sorted[n / 2 - 1].midpoint(sorted[n / 2]),
    }
}

/// Median absolute deviation: `median(|xᵢ − median(x)|)`, in the unit of the samples.
///
/// Not scaled by 1.4826: it is read as "half of the samples lie within ± MAD of the median".
/// Returns NaN for no samples.
///
/// ```
/// assert_eq!(bench::stats::mad(&[1.0, 2.0, 3.0, 4.0, 1000.0]), 1.0);
/// ```
pub fn mad(samples: &[f64]) -> f64 {
    let middle = median(samples);
    let away: Vec<f64> = samples.iter().map(|x| (x - middle).abs()).collect();
    median(&away)
}

/// The smallest sample: for run times, the one least disturbed. Returns NaN for no samples.
///
/// ```
/// assert_eq!(bench::stats::min(&[3.0, 1.0, 2.0]), 1.0);
/// ```
pub fn min(samples: &[f64]) -> f64 {
    samples.iter().copied().fold(f64::NAN, f64::min)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A short deterministic stream of odd-looking samples in [0, 1).
    fn samples(n: usize, mut state: u64) -> Vec<f64> {
        (0..n)
            .map(|_| {
                state = state
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1);
                (state >> 11) as f64 / (1u64 << 53) as f64
            })
            .collect()
    }

    #[test]
    fn a_shift_moves_the_median_and_not_the_spread() {
        for n in 1..40 {
            let a = samples(n, n as u64);
            let b: Vec<f64> = a.iter().map(|x| x + 8.0).collect();
            assert!((median(&b) - median(&a) - 8.0).abs() < 1e-12);
            assert!((mad(&b) - mad(&a)).abs() < 1e-12);
            assert!((min(&b) - min(&a) - 8.0).abs() < 1e-12);
        }
    }

    #[test]
    fn a_factor_scales_all_three() {
        for n in 1..40 {
            let a = samples(n, 7 + n as u64);
            let b: Vec<f64> = a.iter().map(|x| x * 4.0).collect();
            assert_eq!(median(&b), 4.0 * median(&a));
            assert_eq!(mad(&b), 4.0 * mad(&a));
            assert_eq!(min(&b), 4.0 * min(&a));
        }
    }

    #[test]
    fn fewer_than_half_wild_samples_do_not_move_them_far() {
        let mut a = samples(21, 3);
        for x in a.iter_mut().take(10) {
            *x = 1e9;
        }
        assert!(median(&a) <= 1.0 && mad(&a) <= 1.0);
    }

    #[test]
    fn order_does_not_matter_and_no_samples_is_nan() {
        let a = samples(17, 5);
        let mut b = a.clone();
        b.reverse();
        assert_eq!(
            (median(&a), mad(&a), min(&a)),
            (median(&b), mad(&b), min(&b))
        );
        assert!(median(&[]).is_nan() && mad(&[]).is_nan() && min(&[]).is_nan());
    }
}
