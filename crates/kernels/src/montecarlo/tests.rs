//! Every variant against the oracle, bit for bit; and the oracle against mathematics.

use super::*;
use crate::simd::Level;
use crate::threads::{THREADS, pool};

const SAMPLES: [u64; 9] = [1, 2, 3, 7, 8, 9, 1000, 4097, 70_001];

#[test]
fn every_variant_gives_the_value_of_the_oracle() {
    let pools = THREADS.map(|n| pool(n).unwrap());
    for samples in SAMPLES.into_iter().take(if cfg!(miri) { 6 } else { 9 }) {
        for seed in [0, 1, u64::MAX] {
            let (pi, mean) = (pi_naive(samples, seed), distance_naive(samples, seed));
            for level in Level::available() {
                assert_eq!(pi_simd_at(level, samples, seed), pi, "{level}");
            }
            assert_eq!(distance_simd(samples, seed), mean);
            for pool in &pools {
                assert_eq!(pi_par(samples, seed, pool), pi);
                assert_eq!(distance_par(samples, seed, pool), mean);
            }
        }
    }
}

#[test]
#[cfg_attr(miri, ignore = "slow")]
fn estimates_come_near_the_truth() {
    for seed in 0..4 {
        let n = 1_000_000;
        // Four standard errors of a share of π/4.
        let error = pi_simd(n, seed).unwrap() - std::f64::consts::PI;
        assert!(error.abs() < 4.0 * 1.642 / 1000.0, "seed {seed}: {error}");
        let estimate = distance_simd(n, seed).unwrap();
        let error = estimate.mean - 0.661_707_182_267_176_2;
        assert!(
            error.abs() < 4.0 * estimate.error,
            "seed {seed}: {error} ± {}",
            estimate.error
        );
        // The standard deviation of the distance is 0.2494.
        assert!(
            (estimate.error * 1000.0 - 0.2494).abs() < 0.001,
            "{}",
            estimate.error
        );
    }
}

#[test]
fn shares_of_any_size_add_up() {
    let all = pi_hits(0..1000, 5);
    for cut in [0, 1, 9, 500, 999, 1000] {
        assert_eq!(pi_hits(0..cut, 5) + pi_hits(cut..1000, 5), all);
    }
}

#[test]
fn no_samples_and_too_many_are_refused() {
    let two = pool(2).unwrap();
    let none = Err(MonteCarloError::NoSamples);
    assert_eq!(
        [pi_naive(0, 1), pi_simd(0, 1), pi_par(0, 1, &two)],
        [none; 3]
    );
    let too_many = distance_naive(u64::MAX, 1).unwrap_err();
    assert!(too_many.to_string().contains("at most 2147483648"));
    assert!(distance_simd(0, 1).is_err() && distance_par(0, 1, &two).is_err());
}

#[test]
#[cfg_attr(miri, ignore = "slow")]
fn shares_of_a_distance_add_up_on_any_number_of_threads() {
    let all = distance_sums(0..200_000, 5);
    for cut in [0, 1, 99_999, 200_000] {
        assert_eq!(
            distance_sums(0..cut, 5) + distance_sums(cut..200_000, 5),
            all
        );
        for pool in [1, 3].map(|n| pool(n).unwrap()) {
            let rest = distance_sums_par(cut..200_000, 5, &pool);
            assert_eq!(distance_sums_par(0..cut, 5, &pool) + rest, all);
            let rest = pi_hits_par(cut..200_000, 5, &pool);
            assert_eq!(pi_hits_par(0..cut, 5, &pool) + rest, pi_hits(0..200_000, 5));
        }
    }
}
