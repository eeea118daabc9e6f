//! Slices lent to the kernel, as a rank of a cluster lends its share.

use super::*;

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
