//! Pools, and teams that must neither lose a task nor wait for ever.

use super::*;
use rayon::prelude::*;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

const ROUNDS: usize = if cfg!(miri) { 3 } else { 500 };

/// Rounds of tasks that build on the round before, on this pool from this thread.
fn count_up(pool: &rayon::ThreadPool, tasks: usize) {
    let slots: Vec<Mutex<usize>> = (0..tasks).map(|_| Mutex::new(0)).collect();
    let task = |phase: usize, index: usize| {
        // Phase 0 counts; phase 1 copies the neighbour's count, which must be there by then.
        if phase == 0 {
            *slots[index].lock().unwrap() += 1;
        } else {
            let next = *slots[(index + 1) % tasks].lock().unwrap();
            assert_eq!(*slots[index].lock().unwrap(), next);
        }
    };
    let seen = team(pool, &task, |team| {
        for _ in 0..ROUNDS {
            team.round(0, tasks);
            team.round(1, tasks);
        }
        *slots[0].lock().unwrap()
    });
    assert_eq!(seen, ROUNDS);
    for slot in slots {
        assert_eq!(slot.into_inner().unwrap(), ROUNDS);
    }
}

#[test]
fn every_task_of_every_round_is_done_once_and_in_its_round() {
    // Also more threads than this machine has processors, and more than there are tasks.
    for threads in if cfg!(miri) { 1..3 } else { 1..10 } {
        let pool = pool(threads).unwrap();
        for tasks in [1, 2, 7] {
            count_up(&pool, tasks);
        }
    }
}

/// The caller takes the first task and the helper, awake after the first round, the last and slower one.
#[test]
fn the_caller_waits_for_what_a_helper_took() {
    let done = AtomicUsize::new(0);
    let task = |_: usize, index: usize| {
        std::thread::sleep(std::time::Duration::from_millis(1 + 20 * index as u64));
        done.fetch_add(1, Ordering::Relaxed);
    };
    team(&pool(2).unwrap(), &task, |team| {
        for round in 1..=3 {
            team.round(0, 2);
            assert_eq!(done.load(Ordering::Relaxed), 2 * round);
        }
    });
}

#[test]
fn a_team_works_inside_its_own_pool_and_inside_another() {
    for (inner, outer) in [(1, 1), (2, 1), (2, 2), (1, 3)] {
        let (inner, outer) = (pool(inner).unwrap(), pool(outer).unwrap());
        inner.install(|| count_up(&inner, 5));
        outer.install(|| count_up(&inner, 5));
        // Each thread of the pool leads a team of its own; no helper is free for any of them.
        inner.broadcast(|_| count_up(&inner, 5));
    }
}

#[test]
fn parts_are_shared_out_once_each() {
    for threads in THREADS {
        let pool = pool(threads).unwrap();
        for parts in [0, 1, 2, 50] {
            let mut numbers = vec![0; parts];
            share(&pool, numbers.iter_mut(), |index, number| {
                *number += index + 1;
            });
            assert_eq!(numbers, (1..=parts).collect::<Vec<_>>());
        }
    }
}

#[test]
fn a_panic_reaches_the_caller_and_leaves_the_pool_usable() {
    let two = pool(2).unwrap();
    for culprit in 0..4 {
        let done = AtomicUsize::new(0);
        let run = || {
            share(&two, 0..4, |index, _| {
                assert!(index != culprit, "on purpose");
                done.fetch_add(1, Ordering::Relaxed);
            });
        };
        assert!(catch_unwind(AssertUnwindSafe(run)).is_err());
        assert!(done.into_inner() <= 3);
    }
    let lead = || team(&two, &|_, _| (), |_| panic!("on purpose"));
    assert!(catch_unwind(AssertUnwindSafe(lead)).is_err());
    count_up(&two, 3);
}

#[test]
fn zero_threads_are_refused() {
    assert_eq!(pool(0).unwrap_err(), ThreadsError::Zero);
    assert!(ThreadsError::Zero.to_string().contains("at least 1"));
}

#[cfg(all(target_os = "linux", not(miri)))]
#[test]
fn members_keep_the_processors_that_they_may_use() {
    let before = rustix::thread::sched_getaffinity(None).unwrap();
    let two = pool(2).unwrap();
    let allowed = Mutex::new(Vec::new());
    share(&two, 0..64, |_, _| {
        let now = rustix::thread::sched_getaffinity(None).unwrap();
        allowed.lock().unwrap().push(now);
    });
    assert!(
        allowed
            .into_inner()
            .unwrap()
            .iter()
            .all(|now| *now == before)
    );
}

#[test]
fn a_panic_of_one_thread_is_an_error_and_the_others_end() {
    let pool = pool(3).unwrap();
    let running = AtomicUsize::new(0);
    for round in 0..20 {
        let outcome = run(&pool, || {
            (0..100).into_par_iter().for_each(|k| {
                running.fetch_add(1, Ordering::SeqCst);
                let panics = k == 57;
                running.fetch_sub(1, Ordering::SeqCst);
                assert!(!panics, "item {k}");
            });
        });
        let message = "item 57".to_owned();
        assert_eq!(outcome, Err(ThreadsError::Panicked { message }), "{round}");
        assert_eq!(running.load(Ordering::SeqCst), 0);
        assert_eq!(run(&pool, || (0..10).into_par_iter().sum::<i32>()), Ok(45));
    }
}

#[test]
fn a_panic_without_words_is_one_too() {
    let outcome = run(&pool(1).unwrap(), || std::panic::panic_any(7));
    assert!(outcome.unwrap_err().to_string().contains("without words"));
}

#[test]
#[cfg(all(target_os = "linux", not(miri)))]
fn pinned_threads_stay_on_a_processor_each() {
    use rustix::thread::{CpuSet, sched_getaffinity};
    let allowed = || {
        let set = sched_getaffinity(None).unwrap();
        (0..CpuSet::MAX_CPU)
            .filter(|cpu| set.is_set(*cpu))
            .collect::<Vec<_>>()
    };
    let here = allowed();
    for n in [1, 2, 5] {
        let pool = super::pinned(n).unwrap();
        assert_eq!(pool.current_num_threads(), n);
        let each = pool.broadcast(|_| allowed());
        for (index, processors) in each.iter().enumerate() {
            assert_eq!(processors, &[here[index % here.len()]]);
        }
    }
    assert_eq!(allowed(), here, "this thread is free");
    assert!(super::pinned(0).is_err());
}
