//! Every variant against the plain loops, bit for bit.

use super::*;
use crate::random::Stream;
use crate::threads::{THREADS, pool};

#[test]
fn every_variant_has_the_bits_of_the_plain_loops() {
    let stream = Stream::new(4);
    let numbers = |n: usize, from: u64| -> Vec<f64> {
        (0..n as u64).map(|k| stream.uniform(from + k)).collect()
    };
    let pools = THREADS.map(|n| pool(n).unwrap());
    let longest = if cfg!(miri) { 20 } else { CHUNK + 3 };
    for n in [0, 1, 2, 7, 8, 9, 17, longest] {
        let (b, c) = (numbers(n, 0), numbers(n, 1 << 32));
        let (mut copied, mut sum) = (vec![9.0; n], vec![9.0; n]);
        copy(&mut copied, &b).unwrap();
        triad(&mut sum, &b, &c, 0.3).unwrap();
        let mut a = vec![0.0; n];
        copy_simd(&mut a, &b).unwrap();
        assert_eq!(a, copied);
        triad_simd(&mut a, &b, &c, 0.3).unwrap();
        assert_eq!(a, sum);
        for pool in &pools {
            copy_par(&mut a, &b, pool).unwrap();
            assert_eq!(a, copied);
            triad_par(&mut a, &b, &c, 0.3, pool).unwrap();
            assert_eq!(a, sum);
        }
        // Streaming stores are for large arrays; here they are asked for on small ones, at every
        // distance from a cache line.
        for from in 0..n.min(9) {
            let mut a = vec![9.0; n];
            copy_part(&mut a[from..], &b[from..], true);
            assert_eq!(
                (&a[from..], a.iter().take(from).all(|a| *a == 9.0)),
                (&b[from..], true)
            );
            triad_part(&mut a[from..], [&b[from..], &c[from..]], 0.3, true);
            assert_eq!(a[from..], sum[from..]);
        }
    }
}

#[test]
fn arrays_of_other_lengths_are_refused() {
    let (two, mut a) = (pool(2).unwrap(), [0.0; 3]);
    let (long, short) = ([0.0; 3], [0.0; 2]);
    let results = [
        copy(&mut a, &short),
        copy_simd(&mut a, &short),
        copy_par(&mut a, &short, &two),
        triad(&mut a, &short, &long, 1.0),
        triad(&mut a, &long, &short, 1.0),
        triad_simd(&mut a, &short, &long, 1.0),
        triad_simd(&mut a, &long, &short, 1.0),
        triad_par(&mut a, &short, &long, 1.0, &two),
        triad_par(&mut a, &long, &short, 1.0, &two),
    ];
    for result in results {
        assert_eq!(
            result,
            Err(StreamError::Lengths {
                written: 3,
                read: 2
            })
        );
    }
    assert!(
        copy(&mut a, &short)
            .unwrap_err()
            .to_string()
            .contains("3 (written) and 2 (read)")
    );
}
