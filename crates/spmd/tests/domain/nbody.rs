//! Bodies on ranks, and on threads of each, move as on one.

use kernels::nbody::{accelerations_naive, advance_naive, energy, plummer};
use kernels::threads::pool;
use spmd::nbody::Share;
use spmd::prelude::*;

use crate::SIZES;

pub(crate) const TESTS: &[(&str, fn())] = &[
    ("has_the_same_bits_on_any_ranks_and_threads", same_bits),
    ("moves_as_the_oracle_says", oracle),
    ("refuses_more_ranks_than_bodies", refused),
];

const STEPS: usize = 5;
const DT: f64 = 1e-3;

/// The bits of all bodies after some steps, and of their energy.
fn moved(world: &World, &(n, threads): &(usize, usize)) -> Vec<u64> {
    let pool = pool(threads).unwrap();
    let mut share = Share::new(world, plummer(n, 3), &pool).unwrap();
    share.advance(DT, 2);
    share.advance(DT, STEPS - 2);
    let bodies = share.bodies();
    let numbers = bodies
        .position()
        .into_iter()
        .chain(bodies.velocity())
        .flatten();
    numbers
        .copied()
        .chain([share.energy()])
        .map(f64::to_bits)
        .collect()
}

fn same_bits() {
    let cluster = Cluster::local(6).unwrap();
    for n in [6, 37, 150] {
        let one = cluster.on(1).run(&(n, 1), moved).unwrap().swap_remove(0);
        for ranks in SIZES {
            for threads in [1, 3] {
                for all in cluster.on(ranks).run(&(n, threads), moved).unwrap() {
                    assert_eq!(all, one, "{n} bodies on {ranks} ranks of {threads} threads");
                }
            }
        }
    }
}

fn oracle() {
    let (n, cluster) = (60, Cluster::local(3).unwrap());
    let got = cluster.run(&(n, 2), moved).unwrap().swap_remove(0);
    let mut expected = plummer(n, 3).to_vec();
    assert_eq!(accelerations_naive(&expected).len(), n);
    advance_naive(&mut expected, DT, STEPS);
    for (i, body) in expected.iter().enumerate() {
        for axis in 0..3 {
            for (at, value) in [(axis, body.position[axis]), (3 + axis, body.velocity[axis])] {
                let got = f64::from_bits(got[at * n + i]);
                assert!(
                    (got - value).abs() < 1e-12,
                    "body {i}: {got} beside {value}"
                );
            }
        }
    }
    let total = f64::from_bits(got[6 * n]);
    let expected = energy(&kernels::nbody::Bodies::from(&expected[..]));
    assert!(
        (total - expected).abs() < 1e-12,
        "{total} beside {expected}"
    );
}

fn refused() {
    let cluster = Cluster::local(3).unwrap();
    let errors = cluster.run(&(), |world, ()| {
        let pool = pool(1).unwrap();
        Share::new(world, plummer(2, 1), &pool)
            .unwrap_err()
            .to_string()
    });
    for error in errors.unwrap() {
        assert!(error.contains("at most 2 ranks"), "{error}");
    }
}
