//! Many jobs in a row, some of which are made to fail.

use spmd::RunError;
use spmd::prelude::*;

pub(crate) const TESTS: &[(&str, fn())] = &[("sixty_jobs_of_which_some_fail", || soak(60, 10))];

/// `jobs` jobs, one of `every` of which fails in a way that the draw decides.
pub(crate) fn soak(jobs: u64, every: u64) {
    let cluster = Cluster::local(3)
        .unwrap()
        .limit(std::time::Duration::from_secs(2));
    let mut failed = 0;
    for job in 0..jobs {
        let draw = mixed(job);
        let way = if draw.is_multiple_of(every) {
            1 + (draw / every) % 4
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
            (4, Err(RunError::TimeLimit { .. })) => failed += 1,
            (1..=3, Err(RunError::Failed(failures))) => {
                assert_eq!(
                    failures[0].rank as u64,
                    job % 3,
                    "job {job}, way {way}: {failures:?}"
                );
                failed += 1;
            }
            (way, result) => panic!("job {job}, way {way}: {result:?}"),
        }
    }
    assert!(failed > 0);
}

/// A number without a pattern for each job.
fn mixed(job: u64) -> u64 {
    let x = (job + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x ^ (x >> 27)
}
