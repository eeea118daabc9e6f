//! The checks of lesson 09 on ranks, and its peers.

use std::ops::Range;

use lab::check::{State, Verdict, lesson09};
use spmd::decomposition::{Blocks, Held};
use spmd::mpi;
use spmd::peers::{Heat, Player};
use spmd::prelude::*;

pub(crate) const TESTS: &[(&str, fn())] = &[
    ("exchange", exchange),
    ("largest_change", largest_change),
    ("seldom", seldom),
    ("your_own", your_own),
    ("peers", peers),
];

fn wrong(verdict: &Verdict, says: &str) {
    assert_eq!(verdict.state(), State::Wrong, "{}", verdict.text());
    assert!(verdict.text().contains(says), "{}", verdict.text());
}

fn right(verdict: &Verdict) {
    assert!(verdict.state() >= State::Right, "{}", verdict.text());
}

/// A neighbour above (−1) or below (1).
fn beside(world: &World, step: i32) -> Option<mpi::topology::Process<'_>> {
    let there = world.rank() + step;
    (0..world.size())
        .contains(&there)
        .then(|| world.process_at_rank(there))
}

/// Sends two pieces of a strip, up and down, and puts what comes into its ends.
fn swap(world: &World, u: &mut [f64], sent: [Range<usize>; 2], halo: [usize; 2]) {
    let [up, down] = sent.map(|piece| u[piece].to_vec());
    let end = u.len() - halo[1];
    let (above, below) = (beside(world, -1), beside(world, 1));
    mpi::request::scope(|scope| {
        let _sends = [(&above, &up), (&below, &down)].map(|(to, rows)| {
            to.as_ref()
                .map(|to| WaitGuard::from(to.immediate_send(scope, &rows[..])))
        });
        if let Some(above) = &above {
            above.receive_into(&mut u[..halo[0]]);
        }
        if let Some(below) = &below {
            below.receive_into(&mut u[end..]);
        }
    });
}

/// Sends the rows that begin at `up` and `down`.
fn exchange_rows(world: &World, u: &mut [f64], n: usize, (up, down): (usize, usize)) {
    swap(world, u, [up..up + n, down..down + n], [n, n]);
}

fn right_rows(world: &World, u: &mut [f64], n: usize) {
    let last = u.len() - 2 * n;
    exchange_rows(world, u, n, (n, last));
}

fn exchange_of(cluster: &Cluster, yours: fn(&World, &lesson09::Strip) -> Vec<f64>) -> Verdict {
    lesson09::exchange(|strips| cluster.on(strips.len()).run_each(strips, yours))
}

fn exchange() {
    let cluster = Cluster::local(6).unwrap();
    right(&exchange_of(&cluster, |world, (u, n)| {
        let mut u = u.clone();
        right_rows(world, &mut u, *n);
        u
    }));
    let far = exchange_of(&cluster, |world, (u, n)| {
        let mut u = u.clone();
        let last = u.len() - 2 * n;
        exchange_rows(world, &mut u, *n, (last, *n));
        u
    });
    wrong(&far, "wrong neighbour");
    let off_by_one = exchange_of(&cluster, |world, (u, n)| {
        let mut u = u.clone();
        let last = u.len() - n;
        exchange_rows(world, &mut u, *n, (0, last));
        u
    });
    wrong(&off_by_one, "Off by one");
    let deadlock = exchange_of(&cluster, |world, (u, n)| {
        let mut u = u.clone();
        if let Some(above) = beside(world, -1) {
            above.receive_into(&mut u[..*n]);
        }
        if let Some(below) = beside(world, 1) {
            let end = u.len() - n;
            below.receive_into(&mut u[end..]);
        }
        u
    });
    wrong(&deadlock, "must send before it receives");
    let unwritten = exchange_of(&cluster, |_, _| todo!());
    assert_eq!(unwritten.state(), State::NotYet);
}

fn own_change((old, new, n): &lesson09::Change) -> f64 {
    let own = *n..old.len() - n;
    let pairs = old[own.clone()].iter().zip(&new[own]);
    pairs
        .map(|(old, new)| (new - old).abs())
        .fold(0.0, f64::max)
}

fn largest_change() {
    let cluster = Cluster::local(6).unwrap();
    let of = |yours: fn(&World, &lesson09::Change) -> f64| {
        lesson09::largest_change(|changes| cluster.on(changes.len()).run_each(changes, yours))
    };
    right(&of(|world, change| {
        let mut all = 0.0;
        world.all_reduce_into(&own_change(change), &mut all, SystemOperation::max());
        all
    }));
    wrong(&of(|_, change| own_change(change)), "wait for it for ever");
    wrong(
        &of(|world, change| {
            let mut all = 0.0;
            world.all_reduce_into(&own_change(change), &mut all, SystemOperation::sum());
            all
        }),
        "the sum over the ranks",
    );
}

/// The own rows of this rank's strip after the sweeps, with an exchange before every `every`-th one.
fn strip(world: &World, task: &lesson09::Task, every: usize) -> Vec<f64> {
    let (plate, n, sweeps, depth) = task;
    let (rank, size) = (world.rank() as usize, world.size() as usize);
    let rows = plate.len() / n;
    let blocks = Blocks::inside(rows, size).unwrap();
    let held = blocks.held(rank, *depth).unwrap();
    let mut u = plate[held.range().start * n..held.range().end * n].to_vec();
    let mut next = u.clone();
    for k in 0..*sweeps {
        if k % every == 0 {
            deep_rows(world, &mut u, *n, *depth, held);
        }
        lab::kernels::heat::sweep_naive(&u, &mut next, *n, 0.25).unwrap();
        // The outermost rows are not swept: what the halo held stays.
        let end = u.len() - n;
        next[..*n].copy_from_slice(&u[..*n]);
        next[end..].copy_from_slice(&u[end..]);
        std::mem::swap(&mut u, &mut next);
    }
    u[held.inner().start * n..held.inner().end * n].to_vec()
}

fn deep_rows(world: &World, u: &mut [f64], n: usize, depth: usize, held: Held) {
    let inner = held.inner();
    let rows = [
        inner.start..inner.start + depth,
        inner.end - depth..inner.end,
    ];
    let sent = rows.map(|rows| rows.start * n..rows.end * n);
    swap(world, u, sent, [held.before * n, held.after * n]);
}

fn seldom() {
    let cluster = Cluster::local(6).unwrap();
    let of = |yours: fn(&World, &lesson09::Task) -> Vec<f64>| {
        lesson09::seldom(|ranks, task| {
            let (rows, record) = cluster.on(ranks).record(task, yours)?;
            Ok::<_, spmd::RunError>((rows, record.sent()))
        })
    };
    right(&of(|world, task| strip(world, task, task.3)));
    wrong(&of(|world, task| strip(world, task, 1)), "would do");
    wrong(&of(|world, task| strip(world, task, task.3 + 1)), "used up");
}

fn your_own() {
    let cluster = Cluster::local(6).unwrap();
    let plate: Vec<f64> = (0..21 * 6).map(|k| f64::from(k * 37 % 101)).collect();
    let task = (plate.clone(), 6, 3, 1);
    let plain = || {
        let (mut u, mut scratch) = (plate.clone(), plate.clone());
        lab::kernels::heat::sweeps_naive(&mut u, &mut scratch, 6, 0.25, 3).unwrap();
        u[6..20 * 6].to_vec()
    };
    right(&lesson09::your_own(plain, |ranks| {
        let parts = cluster
            .on(ranks)
            .run(&task, |world, task| strip(world, task, 1))?;
        Ok::<_, spmd::RunError>(parts.concat())
    }));
    let once = |ranks: usize| {
        let parts = cluster
            .on(ranks)
            .run(&task, |world, task| strip(world, task, 9))?;
        Ok::<_, spmd::RunError>(parts.concat())
    };
    wrong(&lesson09::your_own(plain, once), "beside a border");
}

/// Peers that are there give the kernel's answer, bit for bit, on any number of ranks.
fn peers() {
    let cluster = Cluster::local(2).unwrap();
    let (rows, columns) = (11, 7);
    let plate: Vec<f64> = (0..rows * columns)
        .map(|k| (k * k % 89) as f64 / 7.0)
        .collect();
    let (mut u, mut scratch) = (plate.clone(), plate.clone());
    lab::kernels::heat::sweeps_naive(&mut u, &mut scratch, columns, 0.2, 5).unwrap();
    let heat = Heat {
        plate: &plate,
        columns,
        r: 0.2,
        sweeps: 5,
        samples: 3,
    };
    for player in [Player::C, Player::Mpi4py, Player::Numba] {
        for ranks in [1, 2, 3] {
            match player.heat(&cluster, ranks, &heat) {
                Ok(cooled) => {
                    assert!(cooled.plate == u, "{} on {ranks} ranks", player.name());
                    assert_eq!(cooled.times.len(), 3);
                }
                // A machine without mpi4py or Numba has no such peer.
                Err(why) => {
                    let missing = why.to_string();
                    let is_missing = missing.contains("No module named");
                    assert!(player != Player::C && is_missing, "{missing}");
                }
            }
        }
    }
}
