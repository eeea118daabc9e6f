//! Every variant against the oracle: tiny, odd, random, degenerate; and what physics asks for.

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
fn forces_add_up_to_nothing() {
    let bodies = random(33, 2);
    each_variant(&bodies, |name, a| {
        for axis in 0..3 {
            let forces = || a.iter().zip(bodies.mass()).map(|(a, m)| m * a[axis]);
            let (sum, size) = (forces().sum::<f64>(), forces().map(f64::abs).sum::<f64>());
            assert!(sum.abs() <= 1e-14 * size, "{name}: {sum} of {size}");
        }
    });
}

/// How far the energy goes in a short run, for each variant beside the naive one.
#[test]
#[cfg_attr(miri, ignore = "slow")]
fn energy_is_kept_as_well_as_by_the_naive_variant() {
    let start = plummer(96, 1);
    let before = energy(&start);
    let (dt, steps) = (1e-4, 300);
    let mut naive = start.to_vec();
    advance_naive(&mut naive, dt, steps);
    let drift = |bodies: &Bodies| (energy(bodies) / before - 1.0).abs();
    let expected = drift(&Bodies::from(naive.as_slice()));
    assert!(
        expected < 1e-4,
        "the step is too long for this test: {expected:e}"
    );
    let check = |name: &str, bodies: &Bodies| {
        let got = drift(bodies);
        assert!(
            (got - expected).abs() < 1e-11,
            "{name}: {got:e}, naive {expected:e}"
        );
        for (a, b) in bodies.to_vec().iter().zip(&naive) {
            for axis in 0..3 {
                let apart = (a.position[axis] - b.position[axis]).abs();
                assert!(apart < 1e-10, "{name}: {a:?} beside {b:?}");
            }
        }
    };
    let run = |advance: &dyn Fn(&mut Bodies)| {
        let mut bodies = start.clone();
        advance(&mut bodies);
        bodies
    };
    check("soa", &run(&|b| advance_soa(b, dt, steps)));
    check("simd", &run(&|b| advance_simd(b, dt, steps)));
    let two = pool(2).unwrap();
    check("par", &run(&|b| advance_par(b, dt, steps, &two)));
}

/// Half the step, a quarter of the error: the method is of second order, and so is its code.
#[test]
#[cfg_attr(miri, ignore = "slow")]
fn the_error_falls_with_the_square_of_the_step() {
    let orbit = || {
        let body = |x, v| Body {
            mass: 0.5,
            position: [x, 0.0, 0.0],
            velocity: [0.0, v, 0.0],
        };
        Bodies::from(&[body(0.5, 0.5), body(-0.5, -0.5)][..])
    };
    // Two equal masses on a circle of radius ½ with speed ½: back at the start after t = 2π.
    let miss = |steps: usize| {
        let mut bodies = orbit();
        advance_simd(
            &mut bodies,
            2.0 * std::f64::consts::PI / steps as f64,
            steps,
        );
        bodies.position()[1][0].abs()
    };
    let ratio = miss(100) / miss(200);
    assert!((3.8..4.2).contains(&ratio), "{ratio}");
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

#[test]
fn plummer_spheres_rest_at_the_origin() {
    for n in [1, 2, 3, 100] {
        let bodies = plummer(n, 7);
        assert_eq!(bodies.len(), n);
        for axis in bodies.position().into_iter().chain(bodies.velocity()) {
            assert!(axis.iter().sum::<f64>().abs() < 1e-12);
        }
        assert!((bodies.mass().iter().sum::<f64>() - 1.0).abs() < 1e-12);
    }
    assert!(plummer(0, 7).is_empty());
    assert_ne!(plummer(4, 7), plummer(4, 8));
    // In equilibrium, 2 T + U = 0.
    let bodies = plummer(if cfg!(miri) { 100 } else { 2000 }, 1);
    let virial = 2.0 * kinetic_energy(&bodies) / -potential_energy(&bodies);
    assert!((virial - 1.0).abs() < 0.1, "{virial}");
}

#[test]
fn lent_slices_take_the_same_steps_in_any_pieces() {
    for n in [0, 1, 2, 7, 17, 130, 300] {
        let pool = pool(2).unwrap();
        let start = plummer(n, 5);
        for pieces in [vec![12], vec![0, 5, 1, 6]] {
            let (mut whole, mut whole_par) = (start.clone(), start.clone());
            advance_simd(&mut whole, 1e-3, 12);
            advance_par(&mut whole_par, 1e-3, 12, &pool);
            for (expected, on_pool) in [(&whole, false), (&whole_par, true)] {
                let mut x = start.position().map(<[f64]>::to_vec);
                let mut v = start.velocity().map(<[f64]>::to_vec);
                let places = x.each_mut().map(Vec::as_mut_slice);
                let speeds = v.each_mut().map(Vec::as_mut_slice);
                let mut verlet = Verlet::new(start.mass(), places, speeds).unwrap();
                for &steps in &pieces {
                    let done = match on_pool {
                        true => verlet.advance_par(1e-3, steps, &pool),
                        false => verlet.advance(1e-3, steps),
                    };
                    assert_eq!(done, steps);
                }
                assert_eq!(
                    x.each_ref().map(Vec::as_slice),
                    expected.position(),
                    "N = {n}"
                );
                assert_eq!(
                    v.each_ref().map(Vec::as_slice),
                    expected.velocity(),
                    "N = {n}"
                );
            }
        }
    }
}

#[test]
fn lent_slices_that_fit_no_bodies_are_refused() {
    let (three, two) = ([0.0; 3], [0.0; 2]);
    let wrong = View::new(&three, [&three, &three, &two]).unwrap_err();
    assert!(
        wrong
            .to_string()
            .starts_with("z has 2 numbers for 3 masses")
    );
    let bodies = plummer(3, 1);
    let (mut a, mut b, mut short) = ([0.0; 3], [0.0; 3], [0.0; 2]);
    let out = [&mut a[..], &mut b, &mut short];
    let wrong = accelerations_simd_view(bodies.view(), out).unwrap_err();
    assert!(wrong.to_string().starts_with("az has 2"));
    let out = [&mut a[..], &mut short, &mut b];
    assert!(accelerations_par_view(bodies.view(), out, &pool(2).unwrap()).is_err());
    let mut places = [[0.0], [f64::INFINITY], [0.0]];
    let mut speeds = [[0.0]; 3];
    let wrong = Verlet::new(
        &[1.0],
        places.each_mut().map(|axis| &mut axis[..]),
        speeds.each_mut().map(|axis| &mut axis[..]),
    );
    let wrong = wrong.unwrap_err().to_string();
    assert!(wrong.starts_with("body 0: y is inf"), "{wrong}");
}
