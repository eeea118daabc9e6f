//! Every variant against the oracle to rounding, and against each other bit for bit.

use super::tree::{LANES, LEAF, cut};
use super::*;
use crate::random::Stream;
use crate::simd::Level;
use crate::threads::pool;

/// Around each border of the tree: lanes, leaves, branches, tasks.
const LENGTHS: [usize; 18] = [
    0,
    1,
    2,
    3,
    LANES - 1,
    LANES,
    LANES + 1,
    100,
    LEAF - 1,
    LEAF,
    LEAF + 1,
    2 * LEAF + 5,
    3 * LEAF,
    5 * LEAF - 7,
    1 << 16,
    (1 << 16) + 1,
    (1 << 17) + LEAF + 3,
    400_003,
];

/// Of both signs and many sizes, so that another order gives other bits.
fn numbers(n: usize, seed: u64) -> Vec<f64> {
    let stream = Stream::new(seed);
    (0..n as u64)
        .map(|k| (stream.uniform(2 * k) - 0.4) * 10f64.powf(6.0 * stream.uniform(2 * k + 1)))
        .collect()
}

fn lengths() -> &'static [usize] {
    &LENGTHS[..if cfg!(miri) { 8 } else { LENGTHS.len() }]
}

#[test]
fn every_variant_sums_as_the_oracle_and_with_the_same_bits_as_the_others() {
    let pools = [1, 2, 3, 8].map(|n| pool(n).unwrap());
    for &n in lengths() {
        let (x, y) = (numbers(n, 1), numbers(n, 2));
        let near = |got: f64, oracle: f64, size: f64| {
            assert!(
                (got - oracle).abs() <= 1e-13 * size,
                "{n}: {got} beside {oracle}"
            );
        };
        let size = |terms: &mut dyn Iterator<Item = f64>| terms.map(f64::abs).sum::<f64>();
        let (sum, dot) = (sum_slices(&x), dot_slices(&x, &y).unwrap());
        near(sum, sum_naive(&x), size(&mut x.iter().copied()));
        let products = &mut x.iter().zip(&y).map(|(x, y)| x * y);
        near(dot, dot_naive(&x, &y).unwrap(), size(products));
        for level in Level::available() {
            assert_eq!(sum_simd_at(level, &x), sum, "{level}, {n}");
            assert_eq!(dot_simd_at(level, &x, &y), Ok(dot), "{level}, {n}");
        }
        for pool in &pools {
            // Again and again: who takes which branch is another each time.
            for _ in 0..5 {
                let inside = pool.install(|| (sum_par(&x, pool), dot_par(&x, &y, pool)));
                assert_eq!(inside.0.to_bits(), sum.to_bits(), "{pool:?}, {n}");
                assert_eq!(inside.1, Ok(dot), "{pool:?}, {n}");
            }
            assert_eq!(sum_par(&x, pool), sum, "{pool:?}, {n}");
            assert_eq!(dot_par(&x, &y, pool), Ok(dot), "{pool:?}, {n}");
        }
    }
}

#[test]
fn another_order_would_give_other_bits() {
    // Else the test above would prove nothing.
    let x = numbers(400_003, 1);
    assert_ne!(sum_slices(&x), sum_naive(&x));
    let by_threads = |n: usize| x.chunks(x.len().div_ceil(n)).map(sum_naive).sum::<f64>();
    assert_ne!(by_threads(2), by_threads(3));
}

#[test]
fn a_tree_is_more_accurate_than_a_walk() {
    // A million times 0.1 is 100 000 to the rounding of 0.1 itself, 5.6e-12.
    let x = vec![0.1; 1_000_000];
    let error = |sum: f64| (sum - 100_000.0).abs();
    assert!(error(sum_simd(&x)) < 1e-9, "{}", error(sum_simd(&x)));
    assert!(error(sum_naive(&x)) > 1e-7);
}

#[test]
#[cfg_attr(miri, ignore = "too long")]
fn what_is_worth_waking_threads_for_has_the_same_bits_too() {
    let x = numbers((1 << 21) + 77, 3);
    for n in [1, 2, 3, 8] {
        let pool = pool(n).unwrap();
        assert_eq!(sum_par(&x, &pool), sum_simd(&x), "{n} threads");
        assert_eq!(dot_par(&x, &x, &pool), dot_simd(&x, &x), "{n} threads");
    }
}

#[test]
fn a_cut_leaves_something_on_both_sides() {
    for leaves in 2..70 {
        for len in [(leaves - 1) * LEAF + 1, leaves * LEAF] {
            assert!(cut(len) > 0 && cut(len) < len, "{len}");
            assert!(
                cut(len) >= len - cut(len),
                "{len}: the left side is the full one"
            );
        }
    }
}

#[test]
fn nothing_infinity_and_nan_are_what_they_are() {
    let two = pool(2).unwrap();
    assert_eq!(sum_par(&[], &two), 0.0);
    assert_eq!(dot_par(&[], &[], &two), Ok(0.0));
    let mut x = vec![1.0; 200_000];
    x[150_000] = f64::INFINITY;
    assert_eq!(sum_par(&x, &two), f64::INFINITY);
    x[3] = f64::NEG_INFINITY;
    assert!(sum_par(&x, &two).is_nan() && sum_simd(&x).is_nan());
}

#[test]
fn arrays_of_two_lengths_are_refused() {
    let why = ReduceError::Lengths { x: 3, y: 2 };
    assert_eq!(dot_naive(&[1.0; 3], &[1.0; 2]), Err(why));
    assert_eq!(dot_slices(&[1.0; 3], &[1.0; 2]), Err(why));
    assert_eq!(dot_simd(&[1.0; 3], &[1.0; 2]), Err(why));
    assert_eq!(dot_par(&[1.0; 3], &[1.0; 2], &pool(2).unwrap()), Err(why));
    assert!(why.to_string().contains("3 and 2"));
}
