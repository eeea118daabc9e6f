//! What a record says of the messages of a job.

use spmd::prelude::*;

pub(crate) const TESTS: &[(&str, fn())] = &[
    ("a_record_says_who_sent_what_to_whom", record),
    ("a_begun_receive_ends_when_its_message_is_there", begun),
    ("a_record_knows_ranks_by_their_place_in_the_world", split),
];

fn record() {
    let cluster = Cluster::local(3).unwrap();
    let (_, record) = cluster
        .record(&(), |world, ()| {
            let rank = world.rank();
            if rank < 2 {
                world
                    .process_at_rank(2)
                    .send_with_tag(&[1.0_f64; 10][..], 7 + rank);
            } else {
                let mut buffer = [0.0_f64; 10];
                for _ in 0..2 {
                    world.any_process().receive_into(&mut buffer[..]);
                }
            }
            world.barrier();
            let mut all = vec![0; world.size() as usize];
            world.all_gather_into(&rank, &mut all[..]);
        })
        .unwrap();
    let mut messages = record.messages();
    messages.sort_by_key(|message| message.from);
    assert_eq!(messages.len(), 2);
    for (from, message) in messages.iter().enumerate() {
        assert_eq!(
            (message.from, message.to, message.bytes),
            (from as u32, 2, 80)
        );
        assert_eq!(message.tag, 7 + from as i32);
        // The ranks have one clock.
        assert!(message.received.unwrap() > message.sent);
    }
    use spmd::record::Kind;
    let kinds: Vec<Kind> = record.ranks[2].iter().map(|event| event.kind).collect();
    assert_eq!(
        kinds,
        [Kind::Recv, Kind::Recv, Kind::Barrier, Kind::Allgather]
    );
    assert_eq!(record.ranks[0][2].bytes, 4);
    let (_, nothing) = cluster.record(&(), |_, ()| ()).unwrap();
    assert!(nothing.ranks.iter().all(Vec::is_empty));
}

/// How rank 1 waits for its receives.
type Waiting = fn(&World, &u8) -> [i32; 3];

fn begun() {
    use spmd::mpi::request::multiple_scope;

    let waits: Waiting = |world, &way| {
        let other = world.process_at_rank(1 - world.rank());
        let mut numbers = [0; 3];
        if world.rank() == 0 {
            std::thread::sleep(std::time::Duration::from_millis(60));
            (0..3).for_each(|tag| other.send_with_tag(&(10 + tag), tag));
            return numbers;
        }
        multiple_scope(3, |scope, requests| {
            for (tag, number) in (0..).zip(&mut numbers) {
                let request = world.any_process();
                requests.add(request.immediate_receive_into_with_tag(scope, number, tag));
            }
            let mut done = Vec::new();
            match way {
                0 => requests.wait_all(&mut done),
                1 => (0..3).for_each(|_| _ = requests.wait_any()),
                2 => {
                    let mut missing = 3;
                    while missing > 0 {
                        requests.wait_some(&mut done);
                        missing -= done.len();
                    }
                }
                3 => while !requests.test_all(&mut done) {},
                4 => {
                    let mut missing = 3;
                    while missing > 0 {
                        requests.test_some(&mut done);
                        missing -= done.len();
                    }
                }
                _ => unreachable!(),
            }
        });
        numbers
    };
    let cluster = Cluster::local(2).unwrap();
    for way in 0..5 {
        let (numbers, record) = cluster.record(&way, waits).unwrap();
        assert_eq!(numbers[1], [10, 11, 12]);
        let messages = record.messages();
        assert_eq!(messages.len(), 3, "way {way}");
        for (tag, message) in (0..).zip(&messages) {
            assert_eq!(
                (message.from, message.to, message.tag, message.bytes),
                (0, 1, tag, 4),
                "way {way}"
            );
            let (sent, received) = (message.sent, message.received.unwrap());
            assert!(sent > 0.05 && received > sent, "way {way}: {message:?}");
        }
    }
}

fn split() {
    use spmd::mpi::topology::Color;

    let cluster = Cluster::local(4).unwrap();
    let (_, record) = cluster
        .record(&(), |world, ()| {
            // The ranks 1 and 3 are the ranks 0 and 1 of a communicator.
            let odd = world
                .split_by_color(Color::with_value(world.rank() % 2))
                .unwrap();
            if world.rank() % 2 == 0 {
                return;
            }
            let other = odd.process_at_rank(1 - odd.rank());
            if odd.rank() == 0 {
                other.send(&1.5);
            } else {
                let mut number = 0.0;
                spmd::mpi::request::scope(|scope| {
                    let begun = odd.any_process().immediate_receive_into(scope, &mut number);
                    begun.wait();
                });
                assert_eq!(number, 1.5);
            }
            let mut mine = odd.rank();
            spmd::mpi::point_to_point::send_receive_replace_into(&mut mine, &other, &other);
            assert_eq!(mine, 1 - odd.rank());
            let mut sum = 0;
            spmd::mpi::request::scope(|scope| {
                let begun =
                    odd.immediate_all_reduce_into(scope, &mine, &mut sum, SystemOperation::sum());
                begun.wait();
            });
        })
        .unwrap();
    let messages = record.messages();
    let ends: Vec<(u32, u32, u64)> = messages.iter().map(|m| (m.from, m.to, m.bytes)).collect();
    assert_eq!(ends[0], (1, 3, 8));
    let mut replaced = ends[1..].to_vec();
    replaced.sort_unstable();
    assert_eq!(replaced, [(1, 3, 4), (3, 1, 4)]);
    assert!(
        messages
            .iter()
            .all(|message| message.received > Some(message.sent))
    );
    use spmd::record::Kind;
    let reduced = record.ranks[1]
        .iter()
        .find(|event| event.kind == Kind::Iallreduce);
    assert_eq!(reduced.unwrap().members, [1, 3]);
    // It means an arrow from each of the two to the other.
    let arrows: Vec<(usize, usize)> = record
        .arrows()
        .into_iter()
        .filter(|arrow| arrow.4.is_none())
        .map(|(from, to, ..)| (from, to))
        .collect();
    assert_eq!(arrows, [(1, 3), (3, 1)]);
}
