//! What physics asks for: Newton's third law, the energy, the order of the method, a sphere at rest.

use super::*;

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
