use super::*;

/// All numbers of points and blocks up to some; also more blocks than points.
fn all() -> impl Iterator<Item = (usize, usize)> {
    (1..=40).flat_map(|points| (1..=45).map(move |blocks| (points, blocks)))
}

#[test]
fn every_point_has_one_owner_and_sizes_differ_by_one_at_most() {
    for (points, blocks) in all() {
        for (rim, split) in [
            (0, Blocks::new(points, blocks)),
            (1, Blocks::inside(points + 2, blocks)),
        ] {
            let split = split.unwrap();
            let mut next = rim;
            let mut sizes = Vec::new();
            for block in 0..blocks {
                let owned = split.owned(block);
                assert_eq!(owned.start, next, "{points} in {blocks}");
                for point in owned.clone() {
                    assert_eq!(split.owner(point), Some(block));
                }
                next = owned.end;
                sizes.push(owned.len());
            }
            assert_eq!(next, rim + points);
            assert!(sizes.is_sorted_by(|a, b| a >= b) && sizes[0] - sizes[blocks - 1] <= 1);
            assert_eq!(split.owner(next), None);
            assert_eq!(rim > 0, split.owner(0).is_none());
        }
    }
}

#[test]
fn a_halo_holds_what_its_neighbours_own_at_any_depth() {
    for (points, blocks) in all() {
        for periodic in [false, true] {
            let mut split = Blocks::new(points, blocks).unwrap();
            if periodic {
                split = split.periodic();
            }
            for depth in 0..5 {
                let smallest = points / blocks;
                for block in 0..blocks {
                    let held = split.held(block, depth);
                    let needed = if blocks == 1 && !periodic {
                        1
                    } else {
                        depth.max(1)
                    };
                    if smallest < needed {
                        assert_eq!(
                            held,
                            Err(SplitError::Shallow {
                                points,
                                blocks,
                                smallest,
                                depth
                            })
                        );
                        continue;
                    }
                    let held = held.unwrap();
                    assert_eq!(held.owned(), split.owned(block));
                    for local in 0..held.len() {
                        let point = held.point(local);
                        let step = match local {
                            local if local < held.before => -1,
                            local if local < held.before + held.owned().len() => 0,
                            _ => 1,
                        };
                        assert_eq!(split.owner(point), split.neighbour(block, step));
                        let distance = local as isize - held.before as isize;
                        let expected = held.owned().start as isize + distance;
                        assert_eq!(point as isize, expected.rem_euclid(points as isize));
                    }
                    for (width, step) in [(held.before, -1), (held.after, 1)] {
                        let has_neighbour = split.neighbour(block, step).is_some();
                        assert_eq!(width, if has_neighbour { depth } else { 0 });
                    }
                }
            }
        }
    }
}

#[test]
fn the_blocks_at_the_ends_hold_the_rim() {
    for (points, blocks) in all().filter(|(points, blocks)| points >= blocks) {
        let split = Blocks::inside(points + 2, blocks).unwrap();
        for depth in 1..=points / blocks {
            let first = split.held(0, depth).unwrap();
            let last = split.held(blocks - 1, depth).unwrap();
            assert_eq!((first.before, last.after), (1, 1));
            assert_eq!(
                (first.point(0), last.point(last.len() - 1)),
                (0, points + 1)
            );
            for block in 1..blocks {
                assert_eq!(split.held(block, depth).unwrap().before, depth);
            }
        }
    }
}

#[test]
fn neighbours_know_each_other() {
    for grid in [[1, 1], [2, 1], [1, 3], [2, 2], [3, 2], [4, 5]] {
        let plane = Cartesian::new([23, 17], grid).unwrap();
        for plane in [plane, plane.periodic()] {
            for rank in 0..plane.ranks() {
                assert_eq!(plane.rank(plane.coordinates(rank)), rank);
                for down in -1..=1 {
                    for right in -1..=1 {
                        let there = plane.neighbour(rank, [down, right]);
                        let [row, column] = plane.coordinates(rank).map(|c| c as isize);
                        let inside = (0..grid[0] as isize).contains(&(row + down))
                            && (0..grid[1] as isize).contains(&(column + right));
                        assert_eq!(there.is_some(), inside || plane.rows().is_periodic());
                        if let Some(there) = there {
                            assert_eq!(plane.neighbour(there, [-down, -right]), Some(rank));
                        }
                    }
                }
            }
        }
    }
}

#[test]
fn every_point_of_a_plane_is_in_the_tile_of_its_owner() {
    for shape in [[1, 1], [7, 5], [12, 31]] {
        for ranks in 1..=shape[0].min(6) {
            for grid in [[ranks, 1], near_square(ranks)] {
                let Ok(plane) = Cartesian::new(shape, grid) else {
                    panic!("{shape:?} on {grid:?}");
                };
                let mut owners = vec![0; shape[0] * shape[1]];
                for rank in 0..ranks {
                    let Ok(tile) = plane.tile(rank, 1) else {
                        assert!(shape[1] < grid[1]);
                        owners.fill(1);
                        break;
                    };
                    for row in tile.rows.inner() {
                        for column in tile.columns.inner() {
                            let [i, j] = tile.point([row, column]);
                            assert_eq!(plane.owner([i, j]), Some(rank));
                            owners[i * shape[1] + j] += 1;
                        }
                    }
                }
                assert!(
                    owners.iter().all(|&owners| owners == 1),
                    "{shape:?} on {grid:?}"
                );
            }
        }
    }
}

#[test]
fn a_process_grid_is_as_near_to_a_square_as_it_can_be() {
    for ranks in 1..500 {
        let [rows, columns] = near_square(ranks);
        assert_eq!(rows * columns, ranks);
        assert!(rows >= columns);
        assert!((columns + 1..=ranks.isqrt()).all(|better| ranks % better != 0));
    }
    assert_eq!(near_square(0), [0, 1]);
}

#[test]
fn what_cannot_be_divided_is_said_in_one_line() {
    assert_eq!(Blocks::new(5, 0), Err(SplitError::NoRanks));
    assert_eq!(Blocks::new(0, 2), Err(SplitError::NoPoints { points: 0 }));
    assert_eq!(
        Blocks::inside(2, 2),
        Err(SplitError::NoPoints { points: 2 })
    );
    let shallow = Cartesian::inside([6, 6], [5, 1])
        .unwrap()
        .tile(0, 1)
        .unwrap_err();
    assert_eq!(
        shallow.to_string(),
        "4 points in 5 blocks leave 0 for the smallest, and a halo of depth 1 needs 1; \
         take at most 4 ranks along this axis"
    );
    let deep = Blocks::new(10, 4).unwrap().held(0, 3).unwrap_err();
    assert!(
        deep.to_string()
            .ends_with("take at most 3 ranks along this axis")
    );
    let plane = Cartesian::new([6, 6], [2, 2]).unwrap();
    let nobody = plane.tile(4, 1).unwrap_err().to_string();
    assert_eq!(nobody, "there is no rank 4: the ranks are 0 to 3");
}
