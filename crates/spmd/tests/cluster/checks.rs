//! The checks of lesson 08: the solution passes, typical wrong answers are told apart.

use lab::check::{State, Verdict, lesson08};
use spmd::mpi::point_to_point::send_receive;
use spmd::prelude::*;

pub(crate) const TESTS: &[(&str, fn())] =
    &[("ring", ring), ("mean", mean), ("broadcast", broadcast)];

fn ring_of(cluster: &Cluster, yours: fn(&World, &f64) -> f64) -> Verdict {
    lesson08::ring_sum(|numbers| cluster.on(numbers.len()).run_each(numbers, yours))
}

fn mean_of(cluster: &Cluster, yours: fn(&World, &Vec<f64>) -> f64) -> Verdict {
    lesson08::mean(|parts| cluster.on(parts.len()).run_each(parts, yours))
}

fn broadcast_of(cluster: &Cluster, yours: fn(&World, &f64) -> f64) -> Verdict {
    lesson08::broadcast(|numbers| {
        let (numbers, record) = cluster.on(numbers.len()).record_each(numbers, yours)?;
        Ok::<_, spmd::RunError>((numbers, record.sent()))
    })
}

fn wrong(verdict: &Verdict, says: &str) {
    assert_eq!(verdict.state(), State::Wrong, "{}", verdict.text());
    assert!(verdict.text().contains(says), "{}", verdict.text());
}

fn right(verdict: &Verdict) {
    assert!(verdict.state() >= State::Right, "{}", verdict.text());
}

fn neighbours(world: &World) -> (i32, i32) {
    let (rank, size) = (world.rank(), world.size());
    ((rank + 1) % size, (rank + size - 1) % size)
}

fn ring() {
    let cluster = Cluster::local(6).unwrap();
    right(&ring_of(&cluster, |world, mine| {
        let (right, left) = neighbours(world);
        let (mut moving, mut sum) = (*mine, *mine);
        for _ in 1..world.size() {
            (moving, _) = send_receive(
                &moving,
                &world.process_at_rank(right),
                &world.process_at_rank(left),
            );
            sum += moving;
        }
        sum
    }));
    wrong(&ring_of(&cluster, |_, mine| *mine), "nothing was added");
    let one_step = |world: &World, mine: &f64| {
        let (right, left) = neighbours(world);
        let (got, _): (f64, _) = send_receive(
            mine,
            &world.process_at_rank(right),
            &world.process_at_rank(left),
        );
        if world.size() == 1 { *mine } else { mine + got }
    };
    wrong(&ring_of(&cluster, one_step), "one step of the ring");
    let deadlock = |world: &World, mine: &f64| {
        if world.size() == 1 {
            return *mine;
        }
        let (right, left) = neighbours(world);
        let (got, _) = world.process_at_rank(left).receive::<f64>();
        world.process_at_rank(right).send(mine);
        mine + got
    };
    wrong(&ring_of(&cluster, deadlock), "must send before it receives");
    assert_eq!(ring_of(&cluster, |_, _| todo!()).state(), State::NotYet);
}

fn total(world: &World, x: f64) -> f64 {
    let mut sum = 0.0;
    world.all_reduce_into(&x, &mut sum, SystemOperation::sum());
    sum
}

fn mean() {
    let cluster = Cluster::local(6).unwrap();
    right(&mean_of(&cluster, |world, part| {
        total(world, part.iter().sum()) / total(world, part.len() as f64)
    }));
    let means = |world: &World, part: &Vec<f64>| {
        total(world, part.iter().sum::<f64>() / part.len() as f64) / f64::from(world.size())
    };
    wrong(&mean_of(&cluster, means), "mean of the ranks' means");
    let own = |_: &World, part: &Vec<f64>| part.iter().sum::<f64>() / part.len() as f64;
    wrong(&mean_of(&cluster, own), "no message was sent");
    wrong(
        &mean_of(&cluster, |world, part| {
            // One rank has one number, whose sum is its mean.
            total(world, part.iter().sum())
        }),
        "divide by",
    );
    assert_eq!(mean_of(&cluster, |_, _| todo!()).state(), State::NotYet);
}

fn broadcast() {
    let cluster = Cluster::local(6).unwrap();
    right(&broadcast_of(&cluster, |world, mine| {
        let (rank, size) = (world.rank(), world.size());
        let (mut number, mut have) = (*mine, 1);
        while have < size {
            if rank < have && rank + have < size {
                world.process_at_rank(rank + have).send(&number);
            } else if (have..2 * have).contains(&rank) {
                (number, _) = world.process_at_rank(rank - have).receive();
            }
            have *= 2;
        }
        number
    }));
    let star = |world: &World, mine: &f64| {
        if world.rank() > 0 {
            return world.process_at_rank(0).receive().0;
        }
        (1..world.size()).for_each(|rank| world.process_at_rank(rank).send(mine));
        *mine
    };
    wrong(&broadcast_of(&cluster, star), "one after another");
    let library = |world: &World, mine: &f64| {
        let mut number = *mine;
        world.process_at_rank(0).broadcast_into(&mut number);
        number
    };
    wrong(&broadcast_of(&cluster, library), "not sent by send");
    wrong(&broadcast_of(&cluster, |_, mine| *mine), "own numbers");
    assert_eq!(
        broadcast_of(&cluster, |_, _| todo!()).state(),
        State::NotYet
    );
}
