//! Clusters of 1, 2, 3, 4 and 6 ranks, with the MPI library that `MPICC` names.

mod answers;
mod cells;
mod checks;
mod endings;
mod failures;
mod hosts;
mod large;
mod look;
mod memory;
#[path = "../network/mod.rs"]
mod network;
mod programs;
mod records;
mod scenes;
mod several;
mod soak;
mod split;

use libtest_mimic::{Arguments, Trial};

/// More than this machine may have processors; odd, even, and no power of two.
const SIZES: [usize; 5] = [1, 2, 3, 4, 6];

fn main() {
    spmd::init();
    scenes::play();
    println!("{}", spmd::library().lines().next().unwrap_or_default());
    let mut arguments = Arguments::from_args();
    // Each test looks for processes and files that are left: one at a time.
    arguments.test_threads = Some(1);
    let mut trials = Vec::new();
    let mut add = |group: &str, tests: &[(&str, fn())]| {
        trials.extend(tests.iter().map(|&(name, test)| {
            Trial::test(format!("{group}::{name}"), move || {
                test();
                look::nothing_is_left();
                Ok(())
            })
        }));
    };
    add("answers", answers::TESTS);
    add("programs", programs::TESTS);
    add("records", records::TESTS);
    add("large", large::TESTS);
    add("failures", failures::TESTS);
    add("memory", memory::TESTS);
    add("endings", endings::TESTS);
    add("cells", cells::TESTS);
    add("checks", checks::TESTS);
    add("hosts", hosts::TESTS);
    add("several", several::TESTS);
    add("soak", soak::TESTS);
    add("split", split::TESTS);
    libtest_mimic::run(&arguments, trials).exit();
}
