//! Every variant against the oracle: tiny, odd, random, degenerate.

mod lent;
mod physics;

use super::*;
use crate::random::Stream;
use crate::simd::Level;
use crate::threads::{THREADS, pool};

/// Bodies of very different masses (a tenth of them massless), anywhere in a cube.
fn random(n: usize, seed: u64) -> Bodies {
    let all = Stream::new(seed);
    let axis = |k: u64| {
        (0..n as u64)
            .map(|i| all.split(k).uniform(i) - 0.5)
            .collect()
    };
    let mass = |i: u64| {
        if i % 10 == 9 {
            0.0
        } else {
            (10.0 * all.split(9).uniform(i)).exp2()
        }
    };
    Bodies::new(
        (0..n as u64).map(mass).collect(),
        [axis(0), axis(1), axis(2)],
        [axis(3), axis(4), axis(5)],
    )
    .unwrap()
}

/// Each component right to the rounding of a sum of n terms, as a share of the sum of their sizes.
fn assert_agree(name: &str, bodies: &Bodies, got: &[[f64; 3]]) {
    let all = bodies.to_vec();
    let expected = accelerations_naive(&all);
    let tolerance = (4.0 + (all.len() as f64).sqrt()) * f64::EPSILON;
    assert_eq!(got.len(), expected.len(), "{name}");
    for (i, (got, expected)) in got.iter().zip(&expected).enumerate() {
        let scale: f64 = all
            .iter()
            .filter(|b| b.position != all[i].position)
            .map(|b| {
                b.mass
                    / (0..3)
                        .map(|k| (b.position[k] - all[i].position[k]).powi(2))
                        .sum::<f64>()
            })
            .sum();
        for axis in 0..3 {
            let error = (got[axis] - expected[axis]).abs();
            let n = all.len();
            assert!(
                error <= tolerance * scale,
                "{name}, {n} bodies, body {i}, axis {axis}: {} beside {}",
                expected[axis],
                got[axis]
            );
        }
    }
}

fn each_variant(bodies: &Bodies, mut check: impl FnMut(&str, &[[f64; 3]])) {
    check("soa", &accelerations_soa(bodies));
    for level in Level::available() {
        check(
            &format!("simd {level}"),
            &accelerations_simd_at(level, bodies),
        );
    }
    for threads in THREADS {
        check(
            &format!("par {threads}"),
            &accelerations_par(bodies, &pool(threads).unwrap()),
        );
    }
}

#[test]
fn all_sizes_up_to_forty_agree_with_the_oracle() {
    let most = if cfg!(miri) { 10 } else { 40 };
    for n in 0..=most {
        let bodies = random(n, n as u64);
        each_variant(&bodies, |name, got| assert_agree(name, &bodies, got));
    }
}

#[test]
#[cfg_attr(miri, ignore = "slow")]
fn larger_odd_sizes_agree_with_the_oracle() {
    for n in [127, 128, 129, 255, 257, 511, 515, 1001] {
        for bodies in [random(n, 5), plummer(n, 6)] {
            each_variant(&bodies, |name, got| assert_agree(name, &bodies, got));
        }
    }
}

#[test]
fn very_near_and_very_far_agree_with_the_oracle() {
    for scale in [1e-90, 1e-30, 1.0, 1e30, 1e90] {
        let mut bodies = random(13, 3);
        for axis in bodies.position_mut() {
            axis.iter_mut().for_each(|x| *x *= scale);
        }
        each_variant(&bodies, |name, got| assert_agree(name, &bodies, got));
    }
}

#[test]
fn two_at_one_place_give_no_finite_number_and_spoil_no_other() {
    for n in [2, 7, 8, 9, 20] {
        let mut bodies = random(n, 4);
        for axis in bodies.position_mut() {
            axis[n - 1] = axis[0];
        }
        each_variant(&bodies, |name, got| {
            for i in [0, n - 1] {
                assert!(
                    got[i].iter().all(|a| !a.is_finite()),
                    "{name}: {:?}",
                    got[i]
                );
            }
            for (i, a) in got.iter().enumerate().take(n - 1).skip(1) {
                assert!(
                    a.iter().all(|a| a.is_finite()),
                    "{name}, {n} bodies, body {i}: {a:?}"
                );
            }
        });
    }
}

#[test]
#[cfg_attr(miri, ignore = "slow")]
fn any_number_of_threads_gives_the_same_bits() {
    let bodies = random(1500, 8);
    let one = accelerations_par(&bodies, &pool(1).unwrap());
    for threads in 2..6 {
        assert_eq!(accelerations_par(&bodies, &pool(threads).unwrap()), one);
    }
}

#[test]
fn nothing_to_do_does_nothing() {
    let mut none = Bodies::default();
    advance_simd(&mut none, 0.1, 3);
    advance_par(&mut none, 0.1, 3, &pool(2).unwrap());
    assert_eq!(energy(&none), 0.0);
    let mut some = plummer(5, 1);
    advance_simd(&mut some, 0.1, 0);
    assert_eq!(some, plummer(5, 1));
}
