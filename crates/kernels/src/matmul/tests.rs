//! Every variant against the oracle.

use super::*;
use crate::random::Stream;
use crate::simd::Level;
use crate::threads::{THREADS, pool};

fn random(len: usize, seed: u64) -> Vec<f64> {
    let stream = Stream::new(seed);
    (0..len as u64).map(|k| stream.uniform(k) - 0.5).collect()
}

type Matmul<'a> = dyn Fn(Shape, &[f64], &[f64], &mut [f64]) -> Result<(), MatmulError> + 'a;

/// What `matmul` gives, from a C that held NaN.
fn product(shape: Shape, matmul: &Matmul<'_>) -> Vec<f64> {
    let (a, b) = (random(shape.m * shape.k, 1), random(shape.k * shape.n, 2));
    let mut c = vec![f64::NAN; shape.m * shape.n];
    matmul(shape, &a, &b, &mut c).unwrap();
    c
}

fn check_shape(shape: Shape) {
    let expected = product(shape, &matmul_naive);
    let near = |name: &str, got: &[f64]| {
        for (k, (a, b)) in got.iter().zip(&expected).enumerate() {
            // Rounding of a sum of k terms of size ¼.
            let tolerance = f64::EPSILON * shape.k as f64;
            assert!(
                (a - b).abs() <= tolerance,
                "{name}, {shape:?}, element {k}: {b} beside {a}"
            );
        }
    };
    assert_eq!(
        product(shape, &matmul_slices),
        expected,
        "slices, {shape:?}"
    );
    if !cfg!(miri) {
        near("library", &product(shape, &matmul_library));
    }
    for level in Level::available() {
        near(
            &level.to_string(),
            &product(shape, &|s, a, b, c| matmul_simd_at(level, s, a, b, c)),
        );
    }
    let simd = product(shape, &matmul_simd);
    for threads in THREADS {
        let pool = pool(threads).unwrap();
        let got = product(shape, &|s, a, b, c| matmul_par(s, a, b, c, &pool));
        assert_eq!(got, simd, "{threads} threads, {shape:?}");
    }
}

#[test]
fn every_variant_agrees_with_the_oracle() {
    let sides: &[usize] = if cfg!(miri) {
        &[1, 5]
    } else {
        &[1, 2, 3, 8, 17, 25]
    };
    for &m in sides {
        for &k in sides {
            for &n in sides {
                check_shape(Shape { m, k, n });
            }
        }
    }
}

#[test]
#[cfg_attr(miri, ignore = "slow")]
fn several_blocks_agree_with_the_oracle() {
    for (m, k, n) in [(97, 257, 49), (200, 10, 100), (3, 600, 5), (191, 256, 24)] {
        check_shape(Shape { m, k, n });
    }
}

#[test]
fn empty_and_unfit_matrices_are_refused() {
    let two = pool(2).unwrap();
    let all: [&Matmul<'_>; 5] = [
        &matmul_naive,
        &matmul_slices,
        &matmul_library,
        &matmul_simd,
        &|s, a, b, c| matmul_par(s, a, b, c, &two),
    ];
    let shape = Shape { m: 2, k: 3, n: 1 };
    let huge = Shape {
        m: usize::MAX,
        k: 2,
        n: 1,
    };
    for matmul in all {
        let said = |shape, a: usize, b: usize, c: usize| {
            matmul(shape, &vec![0.0; a], &vec![0.0; b], &mut vec![0.0; c])
                .unwrap_err()
                .to_string()
        };
        assert!(said(shape, 5, 3, 2).contains("A holds 5 numbers, which is not 2 × 3"));
        assert!(said(shape, 6, 4, 2).contains("B holds 4 numbers, which is not 3 × 1"));
        assert!(said(shape, 6, 3, 0).contains("C holds 0 numbers, which is not 2 × 1"));
        assert!(said(Shape { k: 0, ..shape }, 0, 0, 2).contains("every side must be at least 1"));
        assert!(said(huge, 4, 2, 1).contains("A holds 4 numbers"));
    }
}
