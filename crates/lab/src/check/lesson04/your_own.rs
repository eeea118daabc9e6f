//! Exercise 04.4: a loop of the reader's own.

use super::super::speed::has_work;
use super::super::{Exercise, State, Verdict};
use super::{THREADS, all_threads, on};
use bench::machine::Machine;
use bench::{Agree, Cost, Row, compare};
use kernels::threads::pool;
use show::units::counted;
use std::fmt::Debug;

/// Work that is over sooner than this, in seconds, is seldom worth several threads.
const LITTLE_WORK: f64 = 50e-6;

/// Refuses a gain that is more than a few times the number of threads: caches give something, not that much.
fn threads_did_it(yours: &Row, plain: &Row) -> Result<(), String> {
    let threads = Machine::here().threads.max(1);
    let gain = plain.median / yours.median;
    if gain <= 4.0 * threads as f64 {
        return Ok(());
    }
    Err(format!(
        "Yours is {} as fast as your plain one, on {}. Threads alone do not do that: do both do the same work, at \
         each call?",
        show::units::times(gain),
        counted(threads, "thread", "threads")
    ))
}

/// Exercise 04.4: a computation of the reader's own, plainly and on several threads.
///
/// The plain one is the oracle. The parallel one must agree with it on 1, 2, 3 and 8 threads, in at
/// most three quarters of its time on this machine's.
///
/// ```
/// use lab::check::{State, lesson04::your_own};
/// use lab::rayon::prelude::*;
/// let x: Vec<u64> = (0..100_000).collect();
/// let plain = || x.iter().map(|k| k * k).sum::<u64>();
/// assert!(your_own(plain, || x.par_iter().map(|k| k * k).sum::<u64>()).state() >= State::Right);
/// assert_eq!(your_own(plain, || 0).state(), State::Wrong);
/// ```
pub fn your_own<T>(plain: impl Fn() -> T + Sync, parallel: impl Fn() -> T + Sync) -> Verdict
where
    T: Agree + Clone + Debug + PartialEq + Send,
{
    let mut check = Exercise::new("04.4")
        .tolerance(1e-9)
        .allow(0.75)
        .functions(&["my_plain", "my_parallel"])
        .beside("your plain one")
        .when_slow(
            "Is a piece of it so small that handing it out costs as much, or do all wait for the memory or for one lock? Or is \
             the machine busy: does the plain one take other times, too, when you run the cell again?",
        );
    let mut oracle = None;
    check = check.that("the plain one answers the same twice", || {
        let (first, second) = (plain(), plain());
        let same = compare(&first, &second);
        if let Some((value, place)) = same.not_finite() {
            let at = if place.is_empty() { "" } else { " at " };
            return Err(format!(
                "The plain answer is {value}{at}{place}, as of a division by 0: no digit can be compared with that."
            ));
        }
        if same.compared() == 0 && same.error() == 0.0 {
            return Err("There is no number in the plain answer: nothing can be compared.".to_owned());
        }
        let same = same.error() == 0.0;
        oracle = Some(first);
        same.then_some(()).ok_or_else(|| {
            "Two calls of the plain one differ: begin from the same input at every call.".to_owned()
        })
    });
    let mut answers: Vec<T> = Vec::new();
    for threads in THREADS {
        let (Some(oracle), Ok(pool)) = (oracle.clone(), pool(threads)) else {
            continue;
        };
        check = check.case(counted(threads, "thread", "threads"), oracle, || {
            let answer = pool.install(&parallel);
            answers.push(answer.clone());
            answer
        });
    }
    let pool = all_threads();
    check = check.race(
        "yours, beside your plain one",
        Cost::NONE,
        || on(pool.as_ref(), &parallel),
        &plain,
    );
    check = check.shared(pool.as_ref(), || {
        std::hint::black_box(parallel());
    });
    let rows = check.rows().map_or(Vec::new(), |rows| rows.to_vec());
    if let [yours, row] = &rows[..] {
        check = check
            .that("there is work in it", || has_work(row))
            .that("both do the same work", || threads_did_it(yours, row));
    }
    let mut verdict = check.verdict();
    let little = rows.get(1).filter(|row| row.median < LITTLE_WORK);
    if let (State::Right, Some(row)) = (verdict.state(), little) {
        verdict.remarks.push(format!(
            "Your plain one takes {}. To share it out costs some microseconds: give it more to do.",
            show::units::seconds(row.median)
        ));
    }
    if verdict.failure.is_empty() && answers.len() == THREADS.len() {
        let same = answers.windows(2).all(|two| two[0] == two[1]);
        verdict.remarks.push(
            if same {
                "The answers on 1, 2, 3 and 8 threads are equal."
            } else {
                "The answers on 1, 2, 3 and 8 threads differ in their last digits; section 3 says how to avoid that."
            }
            .to_owned(),
        );
    }
    verdict
}
