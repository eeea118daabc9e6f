//! Many jobs in a row, some of which are made to fail.

use spmd::RunError;
use spmd::prelude::*;

use crate::look;

pub(crate) const TESTS: &[(&str, fn())] = &[("many_jobs_of_which_some_fail", || {
    let jobs = std::env::var("SPMD_SOAK_JOBS").ok();
    soak(jobs.map_or(200, |jobs| jobs.parse().unwrap()), 20);
})];

/// `jobs` jobs, one of each `every` of which fails, by chance in the way that it does: by a panic, an exit,
/// a kill or a time-out. `SPMD_SOAK_JOBS=500 cargo test -p spmd --test cluster soak` has more.
fn soak(jobs: u64, every: u64) {
    let count = |folder: &str| std::fs::read_dir(folder).map(Iterator::count).ok();
    let held = || (count("/proc/self/task"), count("/proc/self/fd"));
    let before = held();
    let cluster = Cluster::local(3)
        .unwrap()
        .limit(std::time::Duration::from_secs(2));
    let mut failed = [0; 4];
    let mut memory = None;
    for job in 0..jobs {
        // The first failures find pages that were never used.
        if job == jobs / 4 {
            memory = look::memory();
        }
        // One job of each `every`, by chance; all four ways among four of those.
        let block = job / every;
        let way = if job % every == mixed(block) % every {
            1 + (block + mixed(block / 4)) % 4
        } else {
            0
        };
        let result = cluster.run(&(job, way), |world, &(job, way)| {
            if world.rank() == (job % 3) as i32 {
                match way {
                    1 => panic!("job {job}"),
                    2 => std::process::exit(5),
                    3 => crate::scenes::kill(std::process::id(), "KILL"),
                    4 => loop {
                        std::hint::black_box(job);
                    },
                    _ => {}
                }
            }
            let mut sum = 0;
            world.all_reduce_into(
                &(job + world.rank() as u64),
                &mut sum,
                SystemOperation::sum(),
            );
            sum
        });
        match (way, result) {
            (0, result) => assert_eq!(result.unwrap(), [3 * job + 3; 3], "job {job}"),
            (4, Err(RunError::TimeLimit { .. })) => failed[3] += 1,
            (1..=3, Err(RunError::Failed(failures))) => {
                assert_eq!(
                    failures[0].rank as u64,
                    job % 3,
                    "job {job}, way {way}: {failures:?}"
                );
                failed[way as usize - 1] += 1;
            }
            (way, result) => panic!("job {job}, way {way}: {result:?}"),
        }
    }
    println!("{jobs} jobs, failed by panic, exit, kill, time-out: {failed:?}");
    assert!(
        jobs < 200 || failed.iter().all(|&count| count > 0),
        "{failed:?}"
    );
    drop(cluster);
    look::nothing_is_left();
    // Readers end with the connections that they read.
    for _ in 0..100 {
        if held() == before {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    assert_eq!(held(), before, "threads and open files of the notebook");
    if let (Some(before), Some(after)) = (memory, look::memory()) {
        // A leak of one page for each job, or of one start's buffers, would be more.
        println!("memory of the notebook: {before} kB after a quarter, {after} kB at the end");
        assert!(
            after < before + 4 * jobs.max(512),
            "{before} kB, then {after} kB"
        );
    }
}

/// A number without a pattern for each number.
fn mixed(n: u64) -> u64 {
    let x = (n + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x ^ (x >> 27)
}
