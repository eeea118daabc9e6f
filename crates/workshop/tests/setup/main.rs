//! The set-up on machines that lack something, are interrupted, or are used twice at once.
//!
//! Compilers, Python and JupyterLab are stubs (`tests/stubs`): what is tested here is what
//! `workshop` does around them, always below a path with a blank and a letter beyond ASCII.

mod fake;
mod faults;
mod lab;

use std::fs;

use fake::Fake;

#[test]
fn a_fresh_clone_is_set_up_once() {
    let fake = Fake::new();
    fake.setup(&[]).good().says(&["[5/5]"]);
    assert_eq!(
        sorted(fake.calls()),
        ["cargo install", "pip", "venv --clear"]
    );
    let spec =
        fs::read_to_string(fake.path(".venv/share/jupyter/kernels/rust/kernel.json")).unwrap();
    assert!(
        spec.contains("rung é ") && spec.contains("{connection_file}"),
        "{spec}"
    );
    assert!(!fake.cache("evcxr-0.22.0-rustc-1.95.0.part").exists());

    fake.setup(&[])
        .good()
        .says(&["in the cache", "there already"]);
    assert_eq!(
        fake.calls(),
        [""; 0],
        "the second time there is nothing to do"
    );
    assert_eq!(fake.modules(), 1);
    fake.run(&["doctor"], &[])
        .good()
        .says(&["everything is there"]);
}

#[test]
fn doctor_fails_before_the_set_up_and_says_what_to_do() {
    let said = Fake::new().run(&["doctor"], &[]).bad();
    said.says(&[
        "MISSING  evcxr",
        "MISSING  packages",
        "MISSING  kernelspec",
        "cargo workshop setup",
    ]);
}

#[test]
fn a_changed_list_is_installed_into_the_same_environment() {
    let fake = Fake::new();
    fake.setup(&[]).good();
    fake.calls();
    let list = fs::read_to_string(fake.path("environment.yml")).unwrap();
    fake.write(
        "environment.yml",
        &list.replace("numpy >=2.0", "numpy >=2.1"),
    );
    fake.run(&["doctor"], &[])
        .bad()
        .says(&["older than environment.yml"]);
    fake.setup(&[]).good();
    assert_eq!(fake.calls(), ["pip"]);
}

#[test]
fn the_environment_of_the_reader_is_never_emptied() {
    let fake = Fake::new();
    fs::create_dir_all(fake.path(".venv/bin")).unwrap();
    fs::copy(fake.path("bin/python3"), fake.path(".venv/bin/python")).unwrap();
    fake.write(".venv/pyvenv.cfg", "");
    fake.setup(&[]).good();
    assert_eq!(sorted(fake.calls()), ["cargo install", "pip"]);
}

#[test]
fn a_conda_environment_is_used_and_not_changed() {
    let fake = Fake::new();
    let prefix = fake.path("conda/envs/rung");
    fs::create_dir_all(prefix.join("bin")).unwrap();
    fs::copy(fake.path("bin/python3"), prefix.join("bin/python")).unwrap();
    let prefix = prefix.to_str().unwrap();
    fake.setup(&[("CONDA_PREFIX", prefix)])
        .good()
        .says(&["conda environment has everything"]);
    assert_eq!(fake.calls(), ["cargo install"]);
    assert!(
        fake.path("conda/envs/rung/share/jupyter/kernels/rust/kernel.json")
            .is_file()
    );
    assert!(!fake.path(".venv").exists());
}

#[test]
fn two_set_ups_at_once_do_it_once() {
    let fake = Fake::new();
    let slow = [("STUB_CARGO", "slow")];
    let run = || fake::Said::from(fake.command(&["setup"], &slow).output().unwrap());
    let (first, second) = std::thread::scope(|scope| {
        let first = scope.spawn(run);
        let second = scope.spawn(run);
        (first.join().unwrap().good(), second.join().unwrap().good())
    });
    assert_eq!(
        sorted(fake.calls()),
        ["cargo install", "pip", "venv --clear"]
    );
    let both = first.text + &second.text;
    assert!(
        both.contains("another setup of this clone (process "),
        "{both}"
    );
}

#[test]
fn two_clones_build_evcxr_once() {
    let (one, other) = (Fake::new(), Fake::new());
    let cache = one.path("shared cache");
    let variables = [
        ("STUB_CARGO", "slow"),
        ("RUNG_CACHE", cache.to_str().unwrap()),
    ];
    std::thread::scope(|scope| {
        for fake in [&one, &other] {
            scope.spawn(|| fake.setup(&variables).good());
        }
    });
    let builds = [one.calls(), other.calls()].concat();
    assert_eq!(
        builds
            .iter()
            .filter(|call| *call == "cargo install")
            .count(),
        1
    );
}

fn sorted(mut calls: Vec<String>) -> Vec<String> {
    calls.sort();
    calls
}
