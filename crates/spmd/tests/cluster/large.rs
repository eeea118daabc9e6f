//! Values too large for one message, when all goes well and when something breaks off.

use std::time::{Duration, Instant};

use spmd::RunError;
use spmd::cluster::{Ending, Failure};
use spmd::prelude::*;
use spmd::serde::de::Error as _;
use spmd::serde::ser::{Error as _, SerializeSeq};
use spmd::serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::SIZES;

pub(crate) const TESTS: &[(&str, fn())] = &[
    ("large_arrays_arrive_bit_by_bit", large),
    #[cfg(target_os = "linux")]
    ("what_large_values_went_through_is_given_back", given_back),
    (
        "data_goes_to_the_ranks_and_back_without_a_function",
        to_and_back,
    ),
    (
        "a_rank_that_ends_while_arguments_come_is_named",
        ends_meanwhile,
    ),
    (
        "arguments_that_are_not_read_in_time_are_not_waited_for",
        not_in_time,
    ),
    (
        "an_argument_that_breaks_off_is_an_error_here_and_the_next_job_works",
        argument_breaks,
    ),
    (
        "a_result_that_breaks_off_is_an_error_of_its_rank",
        result_breaks,
    ),
    (
        "a_result_that_cannot_be_read_is_an_error_of_its_rank_and_ranks_stay",
        result_is_refused,
    ),
];

/// Numbers of which each can be told to do something where it is read or written.
#[derive(Clone, Debug, PartialEq)]
struct Numbers(Vec<f64>);

/// Longer than everything that may wait to be read.
const MANY: usize = 1_000_000;
/// Ends the process that reads it, if that is a rank.
const KILL: f64 = -1.0;
/// Is not read for a long time.
const WAIT: f64 = -2.0;
/// Cannot be written.
const STOP: f64 = -3.0;
/// Panics where it is written.
const PANIC: f64 = -4.0;
/// Cannot be read.
const REFUSE: f64 = -5.0;

impl Numbers {
    /// With one of them in the middle.
    fn with(word: f64) -> Self {
        let mut numbers = vec![1.0; MANY];
        numbers[MANY / 2] = word;
        Self(numbers)
    }
}

impl Serialize for Numbers {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut seq = to.serialize_seq(Some(self.0.len()))?;
        for number in &self.0 {
            assert_ne!(*number, PANIC, "this is the one");
            if *number == STOP {
                return Err(S::Error::custom("cannot be written"));
            }
            seq.serialize_element(number)?;
        }
        seq.end()
    }
}

/// One of [`Numbers`].
struct Number(f64);

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let number = f64::deserialize(from)?;
        if number == KILL {
            crate::scenes::kill(std::process::id(), "KILL");
        }
        if number == WAIT {
            std::thread::sleep(Duration::from_secs(60));
        }
        if number == REFUSE {
            return Err(D::Error::custom("cannot be read"));
        }
        Ok(Self(number))
    }
}

impl<'de> Deserialize<'de> for Numbers {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let numbers = Vec::<Number>::deserialize(from)?;
        Ok(Self(numbers.iter().map(|number| number.0).collect()))
    }
}

fn works(cluster: &Cluster) {
    let sum = |_: &World, numbers: &Numbers| numbers.0.iter().sum::<f64>();
    let sums = cluster.run(&Numbers(vec![1.0; MANY]), sum).unwrap();
    assert_eq!(sums, vec![MANY as f64; cluster.size()]);
    #[cfg(target_os = "linux")]
    assert_eq!(shared_memory(), [0, 0]);
}

fn ends_meanwhile() {
    let cluster = Cluster::local(3).unwrap();
    let mut each = vec![Numbers(vec![1.0; MANY]); 3];
    each[1] = Numbers::with(KILL);
    let begin = Instant::now();
    let error = cluster.run_each(&each, |_, _| ()).unwrap_err();
    assert!(
        begin.elapsed() < Duration::from_secs(30),
        "it was waited for"
    );
    let RunError::Failed(failures) = error else {
        panic!("{error}")
    };
    assert_eq!(failures.len(), 1, "{failures:?}");
    assert_eq!(failures[0].rank, 1);
    let Failure::Ended { ending, .. } = &failures[0].failure else {
        panic!("{failures:?}")
    };
    assert!(
        matches!(ending, Ending::Signal { number: 9, .. }),
        "{ending}"
    );
    works(&cluster);
}

fn not_in_time() {
    let cluster = Cluster::local(2).unwrap().limit(Duration::from_secs(2));
    let begin = Instant::now();
    let error = cluster.run(&Numbers::with(WAIT), |_, _| ()).unwrap_err();
    assert!(matches!(error, RunError::TimeLimit { .. }), "{error}");
    assert!(begin.elapsed() < Duration::from_secs(30));
    works(&cluster);
}

fn argument_breaks() {
    let cluster = Cluster::local(2).unwrap();
    for _ in 0..2 {
        let error = cluster.run(&Numbers::with(STOP), |_, _| ()).unwrap_err();
        assert!(matches!(error, RunError::Encode { .. }), "{error}");
        works(&cluster);
        // The first rank has its argument then, and would wait for the other one.
        let each = [Numbers(vec![1.0; MANY]), Numbers::with(STOP)];
        let error = cluster.run_each(&each, |world, _| world.barrier());
        assert!(matches!(error, Err(RunError::Encode { .. })), "{error:?}");
        works(&cluster);
    }
    // What breaks off before ranks know of the job leaves them alone.
    let before = cluster.processes();
    let short = Numbers(vec![1.0, STOP]);
    assert!(cluster.run(&short, |_, _| ()).is_err());
    assert_eq!(cluster.processes(), before);
}

fn result_breaks() {
    let cluster = Cluster::local(3).unwrap();
    let error = cluster.run(&(), |world, ()| match world.rank() {
        1 => Numbers::with(STOP),
        _ => Numbers(vec![1.0; MANY]),
    });
    let text = error.unwrap_err().to_string();
    assert!(
        text.starts_with("rank 1") && text.contains("the result cannot be sent"),
        "{text}"
    );
    works(&cluster);
    let error = cluster.run(&(), |world, ()| match world.rank() {
        2 => Numbers::with(PANIC),
        _ => Numbers(vec![1.0; MANY]),
    });
    let text = error.unwrap_err().to_string();
    assert!(
        text.starts_with("rank 2 panicked") && text.contains("this is the one"),
        "{text}"
    );
    works(&cluster);
}

fn result_is_refused() {
    let cluster = Cluster::local(2).unwrap();
    let before = cluster.processes();
    let error = cluster.run(&(), |world, ()| match world.rank() {
        1 => Numbers::with(REFUSE),
        _ => Numbers(vec![1.0; MANY]),
    });
    assert!(
        matches!(error, Err(RunError::Decode { rank: 1, .. })),
        "{error:?}"
    );
    works(&cluster);
    assert_eq!(cluster.processes(), before);
}

fn large() {
    let cluster = Cluster::local(3).unwrap();
    let numbers: Vec<f64> = (0..1_500_001)
        .map(|i| f64::from(i).sqrt() * if i % 7 == 0 { -1.0 } else { 1.0 })
        .collect();
    let back = cluster.run(&numbers, |_, numbers| numbers.clone()).unwrap();
    assert_eq!(back.len(), 3);
    for numbers_back in back {
        assert!(
            numbers_back
                .iter()
                .zip(&numbers)
                .all(|(a, b)| a.to_bits() == b.to_bits())
        );
        assert_eq!(numbers_back.len(), numbers.len());
    }
}

/// The shared memory that this process has open and that it has mapped.
#[cfg(target_os = "linux")]
fn shared_memory() -> [usize; 2] {
    let open = std::fs::read_dir("/proc/self/fd").unwrap().flatten();
    let open = open.filter_map(|entry| std::fs::read_link(entry.path()).ok());
    let open = open.filter(|target| target.to_string_lossy().starts_with("/memfd:spmd "));
    let mapped = std::fs::read_to_string("/proc/self/maps").unwrap();
    let mapped = mapped.lines().filter(|line| line.contains("/memfd:spmd "));
    [open.count(), mapped.count()]
}

#[cfg(target_os = "linux")]
fn given_back() {
    let cluster = Cluster::local(2).unwrap();
    for round in 0..3 {
        let sent: Vec<f64> = (0..200_000).map(|i| f64::from(i + round)).collect();
        let during = cluster.run(&sent, |_, _| shared_memory()).unwrap();
        assert_eq!(during, [[0, 0]; 2], "read before the function begins");
        assert_eq!(shared_memory(), [0, 0], "here");
        let after = cluster.run(&(), |_, ()| shared_memory()).unwrap();
        assert_eq!(after, [[0, 0]; 2], "on the ranks");
        // One over the socket and one not, whichever comes first, and back.
        let mut own = [sent, vec![f64::from(round)]];
        assert_eq!(cluster.run_each(&own, |_, own| own.clone()).unwrap(), own);
        own.reverse();
        assert_eq!(cluster.run_each(&own, |_, own| own.clone()).unwrap(), own);
        own.reverse();
        let failed = cluster.run(&own[0], |_, _| panic!("on purpose"));
        let failed: Result<Vec<()>, _> = failed;
        assert!(failed.is_err());
        assert_eq!(shared_memory(), [0, 0], "after a failure");
    }
}

fn to_and_back() {
    for size in SIZES {
        let cluster = Cluster::local(size).unwrap();
        for length in [0, 1, 100_000] {
            let bits: Vec<u64> = (0..length)
                .map(|i: u64| i.wrapping_mul(0x9e37_79b9_7f4a_7c15))
                .collect();
            let numbers: Vec<f64> = bits.iter().map(|bits| f64::from_bits(*bits)).collect();
            cluster.keep("numbers", &numbers).unwrap();
            cluster.keep("name", &"plate".to_owned()).unwrap();
            for _ in 0..2 {
                let back = cluster.kept::<Vec<f64>>("numbers").unwrap();
                assert_eq!(back.len(), size);
                let same =
                    |each: &Vec<f64>| each.iter().map(|x| x.to_bits()).eq(bits.iter().copied());
                assert!(back.iter().all(same), "{length} numbers, {size} ranks");
            }
        }
        let names = cluster.run(&(), |world, ()| world.take::<String>("name"));
        assert_eq!(names.unwrap(), vec!["plate"; size]);
        let other = cluster.kept::<Vec<f32>>("numbers").unwrap_err();
        assert!(other.to_string().contains("Vec<f64>"), "{other}");
    }
}
