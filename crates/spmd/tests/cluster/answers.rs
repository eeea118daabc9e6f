//! What comes back when all goes well.

use std::collections::BTreeMap;

use spmd::prelude::*;
use spmd::serde::{Deserialize, Serialize};

use crate::SIZES;

pub(crate) const TESTS: &[(&str, fn())] = &[
    ("every_size_reduces_gathers_and_passes_around", every_size),
    ("arguments_and_results_are_any_serde_type", any_type),
    ("each_rank_may_have_an_argument_of_its_own", each),
    ("the_first_ranks_may_work_alone", parts),
    ("what_a_rank_keeps_is_there_in_the_next_job", kept),
    (
        "a_message_that_nobody_received_is_gone_in_the_next_job",
        strays,
    ),
    ("ranks_stay_the_same_processes", same_processes),
    ("function_pointers_work_like_functions", pointers),
];

/// Each rank sends its number to the right and adds up what comes from the left.
fn ring_sum(world: &World, _: &()) -> i32 {
    let (rank, size) = (world.rank(), world.size());
    let (right, left) = ((rank + 1) % size, (rank + size - 1) % size);
    let (mut sum, mut mine) = (rank, rank);
    for _ in 1..size {
        let (received, _) = spmd::mpi::point_to_point::send_receive::<i32, _, _, _>(
            &mine,
            &world.process_at_rank(right),
            &world.process_at_rank(left),
        );
        mine = received;
        sum += mine;
    }
    sum
}

fn every_size() {
    for size in SIZES {
        let cluster = Cluster::local(size).unwrap();
        assert_eq!(cluster.size(), size);
        let n = size as i32;
        let expected = n * (n - 1) / 2;
        let sums = cluster.run(&(), |world, ()| {
            let mut sum = 0;
            world.all_reduce_into(&world.rank(), &mut sum, SystemOperation::sum());
            sum
        });
        assert_eq!(sums.unwrap(), vec![expected; size]);
        assert_eq!(cluster.run(&(), ring_sum).unwrap(), vec![expected; size]);
        let gathered = cluster.run(&10, |world, factor| {
            let mine = world.rank() * factor;
            let root = world.process_at_rank(0);
            if world.rank() == 0 {
                let mut all = vec![0; world.size() as usize];
                root.gather_into_root(&mine, &mut all[..]);
                all
            } else {
                root.gather_into(&mine);
                Vec::new()
            }
        });
        let gathered = gathered.unwrap();
        assert_eq!(
            gathered[0],
            (0..n).map(|rank| rank * 10).collect::<Vec<_>>()
        );
        assert!(gathered[1..].iter().all(Vec::is_empty));
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(crate = "spmd::serde")]
struct Case {
    name: String,
    sizes: Vec<(usize, Option<f64>)>,
    map: BTreeMap<i64, char>,
}

fn any_type() {
    let cluster = Cluster::local(2).unwrap();
    let case = Case {
        name: "é ".into(),
        sizes: vec![(7, None), (usize::MAX, Some(f64::NEG_INFINITY))],
        map: BTreeMap::from([(-1, 'x'), (i64::MIN, '\u{10ffff}')]),
    };
    let back = cluster
        .run(&case, |world, case| (world.rank(), case.clone()))
        .unwrap();
    assert_eq!(back, [(0, case.clone()), (1, case)]);
    let units = cluster.run(&(), |_, ()| ()).unwrap();
    assert_eq!(units.len(), 2);
    let nested = cluster.run(&1_u8, |world, _| {
        if world.rank() == 0 {
            Ok(1_u8)
        } else {
            Err("no".to_owned())
        }
    });
    assert_eq!(nested.unwrap(), [Ok(1), Err("no".to_owned())]);
}

fn each() {
    let cluster = Cluster::local(3).unwrap();
    let parts = [vec![1.0], vec![2.0, 3.0], vec![]];
    let sums = cluster
        .run_each(&parts, |world, part| {
            (world.rank(), part.iter().sum::<f64>())
        })
        .unwrap();
    assert_eq!(sums, [(0, 1.0), (1, 5.0), (2, 0.0)]);
    let error = cluster
        .run_each(&parts[..2], |_, part| part.len())
        .unwrap_err();
    assert!(
        error.to_string().contains("3 ranks, 2 arguments"),
        "{error}"
    );
}

fn parts() {
    let cluster = Cluster::local(6).unwrap();
    for size in SIZES {
        let sizes = cluster.on(size).run(&(), |world, ()| {
            let mut sum = 0;
            world.all_reduce_into(&1, &mut sum, SystemOperation::sum());
            (world.rank(), world.size(), sum)
        });
        let n = size as i32;
        assert_eq!(
            sizes.unwrap(),
            (0..n).map(|rank| (rank, n, n)).collect::<Vec<_>>()
        );
        assert_eq!(
            cluster.on(size).run(&(), ring_sum).unwrap(),
            vec![n * (n - 1) / 2; size]
        );
    }
    // It may be kept for longer than the cluster that it is part of.
    let two = cluster.on(4).on(2);
    assert_eq!(two.processes(), cluster.processes()[..2]);
    drop(cluster);
    assert_eq!(
        (two.size(), two.run(&(), ring_sum).unwrap()),
        (2, vec![1; 2])
    );
}

fn kept() {
    let cluster = Cluster::local(3).unwrap();
    cluster
        .run(&2.5, |world, x| {
            world.keep("grid", vec![x * f64::from(world.rank()); 4]);
        })
        .unwrap();
    for _ in 0..3 {
        cluster
            .run(&(), |world, ()| {
                let mut grid: Vec<f64> = world.take("grid");
                grid[0] += 1.0;
                world.keep("grid", grid);
            })
            .unwrap();
    }
    let grids = cluster
        .run(&(), |world, ()| world.take::<Vec<f64>>("grid"))
        .unwrap();
    assert_eq!(grids[2], [8.0, 5.0, 5.0, 5.0]);
    let names = cluster.run(&(), |world, ()| {
        world.keep("n", 1_u32);
        (
            world.try_take::<u64>("n"),
            world.try_take::<u32>("n"),
            world.try_take::<u32>("n"),
        )
    });
    let (wrong, right, gone) = names.unwrap().swap_remove(0);
    assert!(wrong.unwrap_err().contains("u32, not as a u64"));
    assert_eq!(right, Ok(1));
    assert!(gone.unwrap_err().contains("nothing"));
}

fn strays() {
    let cluster = Cluster::local(2).unwrap();
    cluster
        .run(&(), |world, ()| {
            if world.rank() == 0 {
                world.process_at_rank(1).send(&13);
            }
        })
        .unwrap();
    let received = cluster.run(&(), |world, ()| {
        if world.rank() == 0 {
            world.process_at_rank(1).send(&42);
            0
        } else {
            world.process_at_rank(0).receive::<i32>().0
        }
    });
    assert_eq!(received.unwrap(), [0, 42]);
}

fn same_processes() {
    let cluster = Cluster::local(2).unwrap();
    let first = cluster.run(&(), |_, ()| std::process::id()).unwrap();
    let again = cluster.run(&(), |_, ()| std::process::id()).unwrap();
    assert_eq!(first, again);
    assert_eq!(first, cluster.processes());
    assert_ne!(first[0], first[1]);
}

fn pointers() {
    let cluster = Cluster::local(2).unwrap();
    let functions: [fn(&World, &i32) -> i32; 2] = [|_, x| x + 1, |world, x| x * world.rank()];
    let results = functions.map(|function| cluster.run(&5, function).unwrap());
    assert_eq!(results, [[6, 6], [0, 5]]);
}
