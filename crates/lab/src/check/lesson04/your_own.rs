//! Exercise 04.4: a loop of the reader's own.

use super::super::{Exercise, Verdict};
use super::{THREADS, all_threads, on};
use bench::{Agree, Cost, compare};
use kernels::threads::pool;
use show::units::counted;
use std::fmt::Debug;

/// Exercise 04.4: a computation of the reader's own, plainly and on several threads.
///
/// The plain one is the oracle. The parallel one must agree with it on 1, 2, 3 and 8 threads, in at
/// most three quarters of its time on this machine's.
///
/// ```
/// use lab::check::{State, lesson04::your_own};
/// use lab::rayon::prelude::*;
/// let plain = || (0..1000_u64).map(|k| k * k).sum::<u64>();
/// assert!(your_own(plain, || (0..1000_u64).into_par_iter().map(|k| k * k).sum::<u64>()).state() >= State::Right);
/// assert_eq!(your_own(plain, || 0).state(), State::Wrong);
/// ```
pub fn your_own<T>(plain: impl Fn() -> T + Sync, parallel: impl Fn() -> T + Sync) -> Verdict
where
    T: Agree + Clone + Debug + PartialEq + Send,
{
    let mut check = Exercise::new("04.4")
        .tolerance(1e-9)
        .allow(0.75)
        .beside("your plain one");
    let mut oracle = None;
    check = check.that("the plain one answers the same twice", || {
        let (first, second) = (plain(), plain());
        let same = compare(&first, &second).error() == 0.0;
        // Only what is not a number differs from itself.
        if first.clone() != first {
            return Err(
                "The plain answer has a NaN in it, as of 0/0: nothing can be compared with that."
                    .to_owned(),
            );
        }
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
    let mut verdict = check
        .race(
            "yours, beside your plain one",
            Cost::NONE,
            || on(pool.as_ref(), &parallel),
            &plain,
        )
        .verdict();
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
