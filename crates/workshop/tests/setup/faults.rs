//! What is missing, full, unreachable, old, damaged or interrupted.

use std::fs;

use crate::fake::Fake;

#[test]
fn without_a_c_compiler_nothing_is_begun() {
    let fake = Fake::new().without("cc");
    fake.setup(&[]).bad().says(&[
        "no C compiler",
        "build-essential",
        "xcode-select",
        "without root",
    ]);
    assert_eq!(fake.calls(), [""; 0]);
    assert!(!fake.path(".venv").exists());
}

#[test]
fn a_linker_that_cargo_is_told_to_use_is_enough() {
    let fake = Fake::new();
    fs::rename(fake.path("bin/cc"), fake.path("bin/other-cc")).unwrap();
    fake.setup(&[("CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_LINKER", "other-cc")])
        .good();
}

#[test]
fn python_is_missing_or_too_old_or_has_no_venv() {
    let missing = Fake::new().without("python3");
    missing
        .setup(&[])
        .bad()
        .says(&["no Python", "python3-venv", "conda env create"]);
    let fake = Fake::new();
    fake.setup(&[("STUB_PYTHON", "3.8.10")])
        .bad()
        .says(&["is 3.8.10", "3.10 or newer"]);
    fake.setup(&[("STUB_VENV", "none")])
        .bad()
        .says(&["has no venv module", "apt install python3"]);
    assert_eq!(fake.calls(), [""; 0]);
    // A newer one beside it is found.
    fs::write(
        fake.path("bin/python3.12"),
        fs::read(fake.path("bin/python3")).unwrap(),
    )
    .unwrap();
    fs::write(fake.path("bin/python3"), "#!/bin/sh\necho 3.8.10\n").unwrap();
    let run = std::process::Command::new("chmod")
        .arg("755")
        .arg(fake.path("bin/python3.12"))
        .status();
    assert!(run.unwrap().success());
    fake.setup(&[]).good();
}

#[test]
fn an_old_compiler_is_named() {
    let fake = Fake::new();
    fake.setup(&[("STUB_RUSTC", "1.80.1")])
        .bad()
        .says(&["`rustc` is 1.80.1", "rustup update"]);
}

#[test]
fn several_things_that_are_missing_are_told_at_once() {
    let fake = Fake::new().without("cc").without("python3");
    fake.setup(&[]).bad().says(&["no C compiler", "no Python"]);
}

#[test]
fn without_a_network_both_steps_say_so_and_the_next_try_goes_on() {
    let fake = Fake::new();
    let said = fake
        .setup(&[("STUB_PIP", "offline"), ("STUB_CARGO", "offline")])
        .bad();
    said.says(&[
        "network cannot be reached",
        "Rust kernel: failed",
        "Python packages: failed",
    ]);
    // evcxr is built although pip fails, and not again.
    fake.setup(&[("STUB_PIP", "offline")])
        .bad()
        .says(&["what is done stays done"]);
    fake.calls();
    fake.setup(&[]).good();
    assert_eq!(fake.calls(), ["venv --clear", "pip"]);
}

#[test]
fn a_full_disk_is_told_as_such() {
    Fake::new()
        .setup(&[("STUB_CARGO", "full")])
        .bad()
        .says(&["disk is full", "RUNG_CACHE"]);
}

#[test]
fn a_peer_that_this_python_cannot_have_keeps_nothing_closed() {
    let fake = Fake::new();
    fake.setup(&[("STUB_PIP", "no-numba")])
        .good()
        .says(&["without numba"]);
}

#[test]
fn a_python_module_that_does_not_build_keeps_nothing_closed_but_its_lesson() {
    let fake = Fake::new();
    fake.setup(&[("STUB_MATURIN", "broken")]).good().says(&[
        "Python module: failed",
        "could not compile pyext",
        "only lesson 03",
        "peers: compiled",
    ]);
    assert_eq!(fake.modules(), 0);
    // Mended, it is built at the next set-up, and again when its sources change.
    fake.setup(&[]).good().says(&["built and installed"]);
    fake.setup(&[])
        .good()
        .says(&["Python module: there already"]);
    fake.write("crates/kernels/src/lib.rs", "// edited");
    fake.setup(&[]).good();
    fake.write("crates/pyext/tests/test_x.py", "# no part of it");
    fake.setup(&[]).good();
    assert_eq!(fake.modules(), 2);
}

#[test]
fn a_killed_build_goes_on_where_it_was() {
    let fake = Fake::new();
    fake.setup(&[("STUB_CARGO", "killed")])
        .bad()
        .says(&["signal 9"]);
    assert!(
        fake.cache("evcxr-0.22.0-rustc-1.95.0.part/target/half")
            .is_file()
    );
    fake.run(&["doctor"], &[]).bad().says(&["unfinished build"]);
    fake.setup(&[])
        .good()
        .says(&["goes on with the interrupted build"]);
    assert!(!fake.cache("evcxr-0.22.0-rustc-1.95.0.part").exists());
}

#[test]
fn what_a_killed_pip_left_is_made_anew() {
    let fake = Fake::new();
    fake.setup(&[("STUB_PIP", "killed")]).bad();
    fake.write(".venv/lib/half-written", "");
    fake.calls();
    fake.run(&["doctor"], &[]).bad().says(&["is not complete"]);
    fake.setup(&[]).good();
    assert_eq!(fake.calls(), ["venv --clear", "pip"]);
}

#[test]
fn a_cache_of_another_evcxr_is_kept_and_not_used() {
    let fake = Fake::new();
    let old = fake.cache("evcxr-0.21.1-rustc-1.95.0/bin");
    fs::create_dir_all(&old).unwrap();
    fs::copy(fake.path("bin/cc"), old.join("evcxr_jupyter")).unwrap();
    fake.setup(&[]).good().says(&["evcxr 0.22.0 built"]);
    assert!(old.join("evcxr_jupyter").is_file());
    fake.run(&["doctor"], &[])
        .good()
        .says(&["evcxr-0.21.1-rustc-1.95.0: not used by this clone"]);
}

#[test]
fn an_evcxr_of_another_compiler_serves_as_well() {
    let fake = Fake::new();
    let other = fake.cache("evcxr-0.22.0-rustc-1.94.0/bin");
    fs::create_dir_all(&other).unwrap();
    fs::copy(fake.path("bin/cc"), other.join("evcxr_jupyter")).unwrap();
    fake.setup(&[]).good().says(&["built by another rustc"]);
    assert!(!fake.calls().contains(&"cargo install".to_owned()));
}

#[test]
fn the_readers_own_evcxr_is_used_only_in_the_same_version() {
    let fake = Fake::new();
    fs::copy(fake.path("bin/cc"), fake.path("bin/evcxr_jupyter")).unwrap();
    fake.write(
        ".crates2.json",
        r#"{"installs": {"evcxr_jupyter 0.21.0 (registry)": {}}}"#,
    );
    fake.setup(&[]).good().says(&["evcxr 0.22.0 built"]);
    let fake = Fake::new();
    fs::copy(fake.path("bin/cc"), fake.path("bin/evcxr_jupyter")).unwrap();
    fake.write(
        ".crates2.json",
        r#"{"installs": {"evcxr_jupyter 0.22.0 (registry)": {}}}"#,
    );
    fake.setup(&[]).good().says(&["on the PATH"]);
}

#[test]
fn a_moved_clone_gets_its_environment_anew() {
    let fake = Fake::new();
    fake.setup(&[]).good();
    fs::create_dir(fake.path("moved")).unwrap();
    for name in [
        ".venv",
        "notebooks",
        "crates",
        "environment.yml",
        "Cargo.toml",
        "Cargo.lock",
    ] {
        fs::rename(fake.path(name), fake.path("moved").join(name)).unwrap();
    }
    fake.calls();
    let mut command = fake.command(&["setup"], &[]);
    let said = command.current_dir(fake.path("moved")).output().unwrap();
    crate::fake::Said::from(said).good();
    assert_eq!(fake.calls(), ["venv --clear", "pip"]);
}

#[test]
fn a_damaged_list_is_named_with_its_line() {
    let fake = Fake::new();
    fake.write("environment.yml", "dependencies:\n  - [\n");
    fake.setup(&[])
        .bad()
        .says(&["environment.yml", "line", "git checkout"]);
}
