//! The program itself: unknown names, missing peers, an interrupt in the middle.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Output, Stdio};

fn compare(root: &Path, options: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_compare"));
    command.arg("--root").arg(root).arg("--quick").args(options);
    // No Python: its peers are rows with a reason, and the test is quick.
    command.env("WORKSHOP_PYTHON", "/no/such/python");
    command
}

fn text(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn an_unknown_name_is_said_and_the_rest_goes_on() {
    let root = tempfile::tempdir().unwrap();
    let output = compare(root.path(), &["--only", "nunba,pi,numpy"])
        .output()
        .unwrap();
    let text = text(&output);
    assert!(output.status.success(), "{text}");
    assert!(
        text.contains("nunba: unknown: there are the scenarios nbody, "),
        "{text}"
    );
    assert!(
        text.contains("rust par") && text.contains("missing: no working Python"),
        "{text}"
    );
    // Not all peers took part: these rows do not take the place of a whole run's.
    assert!(
        root.path()
            .join("data/results/part/compare-pi-200000.csv")
            .exists()
    );
}

#[test]
fn unknown_names_alone_are_refused_before_anything_runs() {
    let root = tempfile::tempdir().unwrap();
    let output = compare(root.path(), &["--only", "mpj,nunba"])
        .output()
        .unwrap();
    let text = text(&output);
    assert!(!output.status.success() && !text.contains("== "), "{text}");
    assert!(
        text.contains("mpj: unknown: ") && text.contains(", mpi and the peers "),
        "{text}"
    );
    assert!(!root.path().join("data").exists());
}

#[test]
fn more_threads_than_cores_is_said() {
    let root = tempfile::tempdir().unwrap();
    let output = compare(root.path(), &["--only", "pi,c", "--threads", "300"])
        .output()
        .unwrap();
    let text = text(&output);
    assert!(output.status.success(), "{text}");
    assert!(text.contains("300 threads: this machine runs "), "{text}");
    let none = compare(root.path(), &["--threads", "0"]).output().unwrap();
    assert!(!none.status.success());
}

#[test]
fn an_interrupt_keeps_what_is_finished() {
    let root = tempfile::tempdir().unwrap();
    let mut child = compare(root.path(), &["--only", "pi,nbody,heat"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    for line in lines.map_while(Result::ok) {
        if line.starts_with("saved in ") {
            break;
        }
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let folder = root.path().join("data/results/quick");
    let rows = bench::csv::read(&folder.join("compare-nbody-512.csv")).unwrap();
    assert!(rows.row("rust simd").is_ok());
    assert!(bench::csv::read_machine(&folder.join("compare-nbody-512.csv")).is_ok());
    // Nothing half-written.
    for entry in fs::read_dir(&folder).unwrap().flatten() {
        let name = entry.file_name().into_string().unwrap();
        assert!(!name.contains("tmp"), "{name}");
    }
}

#[test]
fn the_readme_needs_its_marks() {
    let root = tempfile::tempdir().unwrap();
    let readme = root.path().join("README.md");
    fs::write(&readme, "no marks\n").unwrap();
    let output = compare(root.path(), &["--readme"]).output().unwrap();
    assert!(!output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains("no marks for the table"));
    assert_eq!(fs::read_to_string(&readme).unwrap(), "no marks\n");
}
