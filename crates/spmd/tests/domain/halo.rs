//! What is in the halo after an exchange.

use ndarray::{Array1, Array2, s};
use serde::{Deserialize, Serialize};
use spmd::decomposition::{Blocks, Cartesian, SplitError, near_square};
use spmd::halo::Halo;
use spmd::prelude::*;

use crate::SIZES;
use crate::counting::allocations;

pub(crate) const TESTS: &[(&str, fn())] = &[
    ("holds_what_the_neighbours_own", planes),
    ("of_a_line_holds_what_the_neighbours_own", lines),
    ("without_corners_leaves_them_alone", no_corners),
    ("can_be_that_of_any_view", views),
    ("takes_what_was_there_at_the_start", starts),
    ("survives_a_flight_that_is_dropped_or_forgotten", dropped),
    ("allocates_nothing_after_the_plan", no_allocation),
    ("that_cannot_be_is_refused_on_every_rank", refused),
];

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Case {
    plane: Cartesian,
    depth: usize,
}

/// Grids of processes for some ranks: bands of rows, bands of columns, tiles.
fn cases(ranks: usize) -> Vec<Case> {
    let mut cases = Vec::new();
    for grid in [[ranks, 1], [1, ranks], near_square(ranks)] {
        for shape in [[21, 20], [7, 25], [37, 8]] {
            for depth in [0, 1, 2, 3] {
                let plane = Cartesian::new(shape, grid).unwrap();
                let inside = Cartesian::inside(shape, grid).unwrap();
                let columns = Blocks::new(shape[1], grid[1]).unwrap().periodic();
                let pipe = Cartesian::of(inside.rows(), columns);
                let planes = [plane, plane.periodic(), inside, pipe];
                cases.extend(
                    planes
                        .into_iter()
                        .filter(|plane| plane.tile(0, depth).is_ok())
                        .map(|plane| Case { plane, depth }),
                );
            }
        }
    }
    cases
}

/// A number of its own for each point and round.
fn value([row, column]: [usize; 2], round: usize) -> f64 {
    (row * 1000 + column) as f64 + 1e6 * round as f64
}

const OLD: f64 = -1.0;

/// The tile before an exchange: own points have their value, all others are old.
fn fresh(world: &World, case: &Case, round: usize) -> Array2<f64> {
    let rank = world.rank() as usize;
    let tile = case.plane.tile(rank, case.depth).unwrap();
    Array2::from_shape_fn(tile.shape(), |(row, column)| {
        let is_own = tile.rows.inner().contains(&row) && tile.columns.inner().contains(&column);
        let point = tile.point([row, column]);
        if is_own { value(point, round) } else { OLD }
    })
}

/// Looks at every point of a tile after an exchange.
fn check(world: &World, case: &Case, round: usize, u: &Array2<f64>) -> Result<(), String> {
    let rank = world.rank() as usize;
    let tile = case.plane.tile(rank, case.depth).unwrap();
    for ((row, column), &got) in u.indexed_iter() {
        let point = tile.point([row, column]);
        // The rim is nobody's: an exchange leaves it as it is.
        let expected = match case.plane.owner(point) {
            Some(_) => value(point, round),
            None => OLD,
        };
        if got != expected {
            return Err(format!(
                "{case:?}, round {round}, rank {rank}, place {row} {column}: {got} for {expected}"
            ));
        }
    }
    Ok(())
}

fn planes() {
    let cluster = Cluster::local(6).unwrap();
    for ranks in SIZES {
        let done = cluster.on(ranks).try_run(&cases(ranks), |world, cases| {
            for case in cases {
                let mut halo = Halo::new(world, &case.plane, case.depth).unwrap();
                for round in 0..3 {
                    let mut u = fresh(world, case, round);
                    halo.exchange(u.view_mut());
                    check(world, case, round, &u)?;
                }
            }
            Ok::<_, String>(cases.len())
        });
        assert!(done.unwrap()[0] >= 36);
    }
}

fn lines() {
    let cluster = Cluster::local(6).unwrap();
    for ranks in SIZES {
        let mut lines = Vec::new();
        for depth in [1, 2, 3] {
            let line = Blocks::new(23, ranks).unwrap();
            lines.extend([line, line.periodic()].map(|line| (line, depth)));
        }
        let done = cluster.on(ranks).try_run(&lines, |world, lines| {
            for &(line, depth) in lines {
                let held = line.held(world.rank() as usize, depth).unwrap();
                let mut halo = Halo::line(world, &line, depth).unwrap();
                let mut u = Array1::from_elem(held.len(), -1);
                for local in held.inner() {
                    u[local] = 10 * held.point(local) as i32;
                }
                halo.exchange(u.view_mut());
                let expected = (0..held.len()).map(|local| 10 * held.point(local) as i32);
                if !u.iter().copied().eq(expected) {
                    return Err(format!("{line:?} {depth}: {u}"));
                }
            }
            Ok(())
        });
        done.unwrap();
    }
}

fn no_corners() {
    let cluster = Cluster::local(6).unwrap();
    for ranks in SIZES {
        let done = cluster.on(ranks).try_run(&cases(ranks), |world, cases| {
            for case in cases {
                let mut halo = Halo::new(world, &case.plane, case.depth)
                    .unwrap()
                    .without_corners();
                let mut u = fresh(world, case, 7);
                halo.exchange(u.view_mut());
                let tile = halo.tile();
                for row in (0..tile.rows.len()).filter(|row| !tile.rows.inner().contains(row)) {
                    for column in 0..tile.columns.len() {
                        let point = tile.point([row, column]);
                        if !tile.columns.inner().contains(&column) {
                            if u[[row, column]] != OLD {
                                return Err(format!("{case:?}: corner {row} {column}"));
                            }
                            // For the check of all the others.
                            if case.plane.owner(point).is_some() {
                                u[[row, column]] = value(point, 7);
                            }
                        }
                    }
                }
                check(world, case, 7, &u)?;
            }
            Ok(())
        });
        done.unwrap();
    }
}

fn views() {
    let cluster = Cluster::local(4).unwrap();
    let done = cluster.try_run(&cases(4), |world, cases| {
        for case in cases {
            let mut halo = Halo::new(world, &case.plane, case.depth).unwrap();
            let tile = fresh(world, case, 1);
            let (rows, columns) = tile.dim();
            // Column after column, and every second point of something larger.
            let mut large = Array2::from_elem((2 * columns, rows + 3), 0.5);
            let mut view = large.slice_mut(s![..;2, 3..]).reversed_axes();
            view.assign(&tile);
            halo.exchange(view.view_mut());
            check(world, case, 1, &view.to_owned())?;
            let others: usize = large.iter().filter(|&&x| x == 0.5).count();
            assert_eq!(others, large.len() - rows * columns);
        }
        Ok::<_, String>(())
    });
    done.unwrap();
}

fn starts() {
    let cluster = Cluster::local(6).unwrap();
    for ranks in SIZES {
        let done = cluster.on(ranks).try_run(&cases(ranks), |world, cases| {
            for case in cases {
                let mut halo = Halo::new(world, &case.plane, case.depth).unwrap();
                let mut u = fresh(world, case, 1);
                let mut flight = halo.start(u.view());
                // Nobody sees this.
                let own = u.clone();
                u.fill(f64::NAN);
                while !flight.progress() {}
                u.assign(&own);
                flight.finish(u.view_mut());
                check(world, case, 1, &u)?;
            }
            Ok::<_, String>(())
        });
        done.unwrap();
    }
}

fn dropped() {
    let cluster = Cluster::local(4).unwrap();
    let done = cluster.try_run(&cases(4), |world, cases| {
        for case in cases {
            let mut halo = Halo::new(world, &case.plane, case.depth).unwrap();
            drop(halo.start(fresh(world, case, 1).view()));
            std::mem::forget(halo.start(fresh(world, case, 2).view()));
            let mut u = fresh(world, case, 3);
            halo.exchange(u.view_mut());
            check(world, case, 3, &u)?;
            let last = halo.start(u.view());
            std::mem::forget(last);
        }
        Ok::<_, String>(())
    });
    done.unwrap();
}

fn no_allocation() {
    assert_eq!(allocations(|| drop(std::hint::black_box(vec![1]))), 1);
    let cluster = Cluster::local(6).unwrap();
    for ranks in SIZES {
        let counts = cluster.on(ranks).run(&cases(ranks), |world, cases| {
            let counts = cases.iter().map(|case| {
                let mut halo = Halo::new(world, &case.plane, case.depth).unwrap();
                let mut u = fresh(world, case, 0);
                allocations(|| {
                    for _ in 0..3 {
                        halo.exchange(u.view_mut());
                        let mut flight = halo.start(u.view());
                        flight.progress();
                        flight.finish(u.view_mut());
                    }
                })
            });
            counts.sum::<u64>()
        });
        assert_eq!(counts.unwrap(), vec![0; ranks]);
    }
}

fn refused() {
    let cluster = Cluster::local(3).unwrap();
    let errors = cluster.run(&(), |world, ()| {
        let error = |plane: Cartesian, depth| match Halo::<f64>::new(world, &plane, depth) {
            Ok(_) => panic!("this cannot be"),
            Err(error) => error,
        };
        let other = error(Cartesian::new([9, 9], [2, 2]).unwrap(), 1);
        assert_eq!(
            other,
            SplitError::ProcessGrid {
                grid: [2, 2],
                ranks: 3
            }
        );
        error(Cartesian::new([8, 9], [3, 1]).unwrap(), 3).to_string()
    });
    let expected = "8 points in 3 blocks leave 2 for the smallest, and a halo of depth 3 needs 3; \
                    take at most 2 ranks along this axis";
    assert_eq!(errors.unwrap(), [expected; 3]);
    let error = cluster.run(&(), |world, ()| {
        let mut halo = Halo::new(world, &Cartesian::new([9, 9], [3, 1]).unwrap(), 1).unwrap();
        halo.exchange(Array2::<f64>::zeros((9, 9)).view_mut());
    });
    let error = error.unwrap_err().to_string();
    assert!(error.contains("this rank's tile is [4, 9]"), "{error}");
}
