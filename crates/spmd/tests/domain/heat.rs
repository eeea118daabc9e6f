//! A plate on ranks has the bits of one in one piece.

use kernels::heat::sweeps_naive;
use ndarray::{Array2, s};
use serde::{Deserialize, Serialize};
use spmd::decomposition::{Cartesian, near_square};
use spmd::heat::{Manner, Plate, PlateError};
use spmd::prelude::*;

use crate::SIZES;
use crate::counting::allocations;

pub(crate) const TESTS: &[(&str, fn())] = &[
    ("has_the_bits_of_one_rank", same_bits),
    ("goes_on_where_it_stopped", in_parts),
    ("allocates_nothing_after_the_first_sweep", no_allocation),
    ("that_cannot_be_is_refused_on_every_rank", refused),
];

const MANNERS: [Manner; 5] = [
    Manner::InTurns,
    Manner::InPieces(1),
    Manner::InPieces(5),
    Manner::Deep(1),
    Manner::Deep(3),
];
const R: f64 = 0.23;
const SWEEPS: usize = 20;

/// Neither symmetric nor smooth, with a rim of its own.
fn start([i, j]: [usize; 2]) -> f64 {
    ((i * 37 + j * 101) % 89) as f64 / 7.0 - 3.0
}

fn serial(shape: [usize; 2]) -> Array2<f64> {
    let mut u = Array2::from_shape_fn(shape, |(i, j)| start([i, j]));
    let mut scratch = u.clone();
    let (values, scratch) = (u.as_slice_mut().unwrap(), scratch.as_slice_mut().unwrap());
    sweeps_naive(values, scratch, shape[1], R, SWEEPS).unwrap();
    u
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Case {
    split: Cartesian,
    manner: usize,
    /// Sweeps of each piece of the run.
    at_once: usize,
}

/// What differs from the plate in one piece: strips of rows, of columns, and tiles.
fn compare(at_once: usize) {
    let cluster = Cluster::local(6).unwrap();
    for ranks in SIZES {
        for grid in [[ranks, 1], [1, ranks], near_square(ranks)] {
            for shape in [[23, 22], [21, 40], [44, 21]] {
                let (split, whole) = (Cartesian::inside(shape, grid).unwrap(), serial(shape));
                let cases: Vec<Case> = (0..MANNERS.len())
                    .map(|manner| Case {
                        split,
                        manner,
                        at_once,
                    })
                    .collect();
                let all = cluster.on(ranks).run(&cases, |world, cases| {
                    cases
                        .iter()
                        .map(|case| part(world, case))
                        .collect::<Vec<_>>()
                });
                for (rank, parts) in all.unwrap().into_iter().enumerate() {
                    let [rows, columns] = split.owned(rank);
                    let expected = whole.slice(s![rows, columns]);
                    for (manner, part) in MANNERS.iter().zip(parts) {
                        let same = expected
                            .iter()
                            .zip(&part)
                            .all(|(a, b)| a.to_bits() == b.to_bits());
                        assert!(
                            same && part.len() == expected.len(),
                            "{shape:?} on {grid:?}, {manner:?}, rank {rank}"
                        );
                    }
                }
            }
        }
    }
}

fn part(world: &World, case: &Case) -> Vec<f64> {
    let mut plate = Plate::new(world, &case.split, MANNERS[case.manner], R, start).unwrap();
    for done in (0..SWEEPS).step_by(case.at_once) {
        plate.sweeps(case.at_once.min(SWEEPS - done));
    }
    plate.own().iter().copied().collect()
}

fn same_bits() {
    compare(SWEEPS);
}

fn in_parts() {
    compare(7);
}

fn no_allocation() {
    let cluster = Cluster::local(4).unwrap();
    let counts = cluster.run(&(), |world, ()| {
        let split = Cartesian::inside([30, 31], [2, 2]).unwrap();
        let each = [Manner::InTurns, Manner::InPieces(3)].map(|manner| {
            let mut plate = Plate::new(world, &split, manner, R, start).unwrap();
            plate.sweeps(1);
            allocations(|| plate.sweeps(10))
        });
        each.iter().sum::<u64>()
    });
    assert_eq!(counts.unwrap(), [0; 4]);
}

fn refused() {
    let cluster = Cluster::local(3).unwrap();
    let errors = cluster.run(&(), |world, ()| {
        let error = |grid, manner, r| -> PlateError {
            let split = Cartesian::inside([8, 9], grid).unwrap();
            Plate::new(world, &split, manner, r, start).unwrap_err()
        };
        [
            error([3, 1], Manner::InTurns, 0.3),
            error([3, 1], Manner::InTurns, f64::NAN),
            error([3, 1], Manner::InPieces(0), R),
            error([3, 1], Manner::Deep(3), R),
            error([2, 1], Manner::Deep(1), R),
        ]
        .map(|error| error.to_string())
        .to_vec()
    });
    for errors in errors.unwrap() {
        let parts = [
            "r = 0.3: ",
            "r = NaN: ",
            "at least 1 piece",
            "a halo of depth 3 needs 3",
            "2",
        ];
        for (error, part) in errors.iter().zip(parts) {
            assert!(error.contains(part), "{error}");
        }
    }
}
