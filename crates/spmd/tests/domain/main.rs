//! Domains divided among 1, 2, 3, 4 and 6 ranks, with the MPI library that `MPICC` names.

mod counting;
mod halo;
mod heat;
mod nbody;

use libtest_mimic::{Arguments, Trial};

/// More than this machine may have processors; odd, even, and no power of two.
const SIZES: [usize; 5] = [1, 2, 3, 4, 6];

#[global_allocator]
static ALLOCATOR: counting::Counting = counting::Counting;

fn main() {
    spmd::init();
    let mut arguments = Arguments::from_args();
    // Each test starts its own ranks.
    arguments.test_threads = Some(1);
    let mut trials = Vec::new();
    let mut add = |group: &str, tests: &[(&str, fn())]| {
        trials.extend(tests.iter().map(|&(name, test)| {
            Trial::test(format!("{group}::{name}"), move || {
                test();
                Ok(())
            })
        }));
    };
    add("halo", halo::TESTS);
    add("heat", heat::TESTS);
    add("nbody", nbody::TESTS);
    libtest_mimic::run(&arguments, trials).exit();
}
