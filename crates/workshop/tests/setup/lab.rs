//! Opening lessons: which one, where it listens, what is wrong with it.

use std::net::TcpListener;

use crate::fake::Fake;

#[test]
fn lab_sets_up_and_opens_the_first_lesson() {
    let fake = Fake::new();
    fake.run(&["lab", "--no-browser", "--", "--debug"], &[])
        .good();
    let calls = fake.calls();
    let opened = calls
        .iter()
        .find(|call| call.starts_with("jupyterlab"))
        .unwrap();
    for part in [
        "--no-browser",
        "--debug",
        "127.0.0.1",
        "notebooks/00-start-here.ipynb",
    ] {
        assert!(opened.contains(part), "no {part} in {opened}");
    }
}

#[test]
fn a_port_that_is_taken_is_told() {
    let fake = Fake::new();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    fake.run(&["lab", "--port", &port], &[])
        .good()
        .says(&[&format!("port {port} is taken")]);
}

#[test]
fn an_unknown_lesson_is_told_before_anything_is_set_up() {
    let fake = Fake::new();
    let said = fake.run(&["lab", "02-complie"], &[]).bad();
    said.says(&[
        "no lesson `02-complie`",
        "did you mean `02-compile`?",
        "01-measure",
    ]);
    fake.run(&["lab", "zebra"], &[])
        .bad()
        .says(&["no lesson `zebra`", "lessons: 00-start-here"]);
    assert_eq!(fake.calls(), [""; 0]);
}

#[test]
fn a_damaged_lesson_keeps_the_others_open() {
    let fake = Fake::new();
    fake.write(
        "notebooks/01-measure.ipynb",
        "{\"cells\": [\n<<<<<<< HEAD\n",
    );
    fake.run(&["lab", "measure"], &[])
        .bad()
        .says(&["01-measure.ipynb", "line 2", "git checkout"]);
    fake.run(&["lab"], &[])
        .good()
        .says(&["left out", "01-measure.ipynb"]);
}
