//! The launcher's part in a kernel's life: the private copy, and what is left at the end,
//! however it ends. evcxr is a stand-in here; the lessons' tests run the real one.
#![cfg(target_os = "linux")]

mod connections;
mod place;

use std::fs;
use std::io::Write;
use std::process::{Child, Output, Stdio};

use place::{Place, is_alive, python, read_soon, soon};
use rustix::process::{Pid, Signal, kill_process};

/// Tells its process id, then stays until it is ended.
const STAYS: &str = r#"echo $$ > "$EVCXR_TMPDIR/pid"; exec sleep 600"#;

fn signal(child: &Child, signal: Signal) {
    kill_process(Pid::from_child(child), signal).unwrap();
}

fn pid_of_kernel(place: &Place) -> String {
    soon("a build folder is there", || place.kernels().len() == 1);
    read_soon(&place.kernels()[0].join("pid"))
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn a_kernel_works_in_a_copy_and_leaves_nothing() {
    let place = Place::new(
        r#"cat "$EVCXR_TMPDIR/built"; echo "$2"; echo "$CARGO_PROFILE_DEV_OVERFLOW_CHECKS"
           echo harm > "$EVCXR_TMPDIR/built"; ls "$EVCXR_TMPDIR""#,
    )
    .with_template();
    let output = place.kernel().wait_with_output().unwrap();
    assert!(output.status.success(), "{}", said(&output));
    assert_eq!(
        String::from_utf8_lossy(&output.stdout),
        "from the templateconnection.json\nfalse\nbuilt\ncargo\n"
    );
    assert_eq!(place.kernels().len(), 0);
    let kept = fs::read_to_string(place.template().join("built")).unwrap();
    assert_eq!(kept, "from the template");
}

#[test]
fn a_clone_that_is_not_set_up_starts_cold_and_says_so() {
    let place = Place::new("true");
    let output = place.kernel().wait_with_output().unwrap();
    assert!(output.status.success());
    assert!(said(&output).contains("cargo workshop setup"));
}

#[test]
fn without_evcxr_the_way_to_get_it_is_said() {
    let place = Place::new("true").without_evcxr();
    let output = place.kernel().wait_with_output().unwrap();
    assert!(!output.status.success());
    assert!(
        said(&output).contains("cargo workshop setup"),
        "{}",
        said(&output)
    );
}

#[test]
fn several_kernels_have_a_folder_each() {
    let place = Place::new(STAYS).with_template();
    let mut kernels = [place.kernel(), place.kernel(), place.kernel()];
    soon("three folders are there", || {
        place
            .kernels()
            .iter()
            .filter(|folder| folder.join("pid").is_file())
            .count()
            == 3
    });
    for kernel in &mut kernels {
        signal(kernel, Signal::TERM);
        assert!(kernel.wait().unwrap().success());
    }
    assert_eq!(place.kernels().len(), 0);
}

#[test]
fn a_kernel_that_is_ended_takes_its_folder_along() {
    for how in [Signal::TERM, Signal::HUP] {
        let place = Place::new(STAYS).with_template();
        let mut kernel = place.kernel();
        let pid = pid_of_kernel(&place);
        signal(&kernel, how);
        assert!(kernel.wait().unwrap().success());
        assert!(!is_alive(&pid));
        assert_eq!(place.kernels().len(), 0);
    }
}

#[test]
fn a_kernel_that_crashes_is_reported_and_leaves_nothing() {
    let place = Place::new("kill -SEGV $$").with_template();
    let output = place.kernel().wait_with_output().unwrap();
    assert!(!output.status.success());
    assert!(said(&output).contains("SIGSEGV"), "{}", said(&output));
    assert_eq!(place.kernels().len(), 0);
}

#[test]
fn a_kernel_started_by_who_gives_way_gives_way_to_other_sessions_too() {
    let Some(python) = python() else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let told = folder.path().join("told");
    let kernel = format!(
        "sleep 1; {{ nice; cat /proc/self/autogroup; }} > '{}'; sleep 9",
        told.display()
    );
    let spec = serde_json::json!({
        "argv": ["sh", "-c", kernel], "env": {}, "cwd": folder.path(), "cells": [], "timeout": 3,
    });
    let mut session = std::process::Command::new("nice")
        .args(["-n", "7"])
        .arg(python)
        .args(["-c", include_str!("../../python/session.py")])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    session
        .stdin
        .take()
        .unwrap()
        .write_all(spec.to_string().as_bytes())
        .unwrap();
    session.wait().unwrap();
    let told = fs::read_to_string(told).unwrap();
    let (own, of_session) = told.split_once('\n').unwrap();
    // A Linux without groups of sessions has nothing to tell.
    let same = of_session.ends_with(&format!(" nice {own}\n"));
    assert!(of_session.is_empty() || same, "{told}");
}

#[test]
fn a_killed_launcher_takes_its_kernel_along_and_leaves_nothing() {
    let place = Place::new(STAYS).with_template();
    let mut kernel = place.kernel();
    let pid = pid_of_kernel(&place);
    signal(&kernel, Signal::KILL);
    kernel.wait().unwrap();
    soon("its kernel is gone too", || !is_alive(&pid));
    soon("its folder is gone", || place.kernels().is_empty());
}

#[test]
fn what_a_machine_that_went_down_has_left_the_next_start_sweeps() {
    let place = Place::new(STAYS).with_template();
    // A folder whose lock nobody holds.
    let left = place.kernels_folder().join("1-1");
    std::fs::create_dir_all(&left).unwrap();
    std::fs::write(left.with_extension("lock"), "").unwrap();
    let mut next = place.kernel();
    soon("the next one runs, in the only folder there is", || {
        let now = place.kernels();
        now.len() == 1 && now[0] != left && now[0].join("pid").is_file()
    });
    signal(&next, Signal::TERM);
    next.wait().unwrap();
}

#[test]
fn a_kernel_whose_jupyter_was_killed_ends_and_leaves_nothing() {
    let place = Place::new(STAYS).with_template();
    let mut jupyter = place.shell(r#""$0" kernel connection.json & wait"#);
    let pid = pid_of_kernel(&place);
    assert!(is_alive(&pid));
    jupyter.kill().unwrap();
    jupyter.wait().unwrap();
    soon("the kernel has ended", || !is_alive(&pid));
    soon("its folder is gone", || place.kernels().is_empty());
}

#[test]
fn a_kernel_whose_jupyter_was_killed_while_it_started_ends_too() {
    let place = Place::new(STAYS).with_template();
    // The shell is gone when the launcher begins.
    let mut jupyter = place.shell(
        r#"(sleep 0.3; JPY_PARENT_PID=$$ exec "$0" kernel connection.json; ) & echo "$$"; exit 0"#,
    );
    jupyter.wait().unwrap();
    // It may have ended before there was anything to see.
    std::thread::sleep(std::time::Duration::from_secs(1));
    soon("its folder is gone", || place.kernels().is_empty());
    soon("nothing runs in the clone", || {
        runs_in(&place.clone_root()) == 0
    });
}

/// How many processes have their working folder in a clone.
fn runs_in(clone: &std::path::Path) -> usize {
    let processes = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    let folders = processes.filter_map(|one| std::fs::read_link(one.path().join("cwd")).ok());
    folders.filter(|folder| folder.starts_with(clone)).count()
}

/// What evcxr's rust-analyzer does: it takes `$CARGO`.
#[test]
fn cargo_leaves_out_of_its_metadata_what_no_cell_sees_and_does_the_rest_as_ever() {
    let place = Place::new(
        r#"cd "$EVCXR_TMPDIR" && mkdir cell dep mute && touch cell/lib.rs dep/lib.rs mute/lib.rs
           package() { printf '[package]\nname = "%s"\nedition = "2024"\n[lib]\npath = "lib.rs"\n' "$1"; }
           { package ctx; echo '[dependencies]'; echo 'dep = { path = "../dep" }'; echo '[workspace]'; } > cell/Cargo.toml
           { package dep; echo '[build-dependencies]'; echo 'mute = { path = "../mute" }'; } > dep/Cargo.toml
           package mute > mute/Cargo.toml
           cd cell
           "$CARGO" --version
           "$CARGO" metadata --format-version 1 --offline --quiet | tr ',' '\n' | grep -c 'manifest_path.*/mute/'
           cargo metadata --format-version 1 --offline --quiet | tr ',' '\n' | grep -c 'manifest_path.*/mute/'
           "$CARGO" metadata --format-version 1 --manifest-path nowhere/Cargo.toml > told; echo "$? $(wc -c < told)""#,
    )
    .with_template();
    let output = place.kernel().wait_with_output().unwrap();
    let told = String::from_utf8_lossy(&output.stdout);
    let lines: Vec<&str> = told.lines().collect();
    assert!(lines[0].starts_with("cargo 1."), "{told}{}", said(&output));
    assert_eq!(lines[1], "0", "{told}");
    assert_eq!(lines[2], "1", "{told}");
    assert_eq!(lines[3], "101 0", "{told}");
    assert!(said(&output).contains("nowhere/Cargo.toml"));
}
