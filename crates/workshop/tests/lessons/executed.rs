//! What happens in a cell is what is told of it.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

use serde_json::{Value, json};

use crate::notebook::{code, exercise, lesson, notebook, text};
use crate::place::{Place, Said};

/// Runs a lesson whose second cell is `source`, and a third that must not be run.
fn second_cell(name: &str, source: &str, words: &[&str]) -> Option<Said> {
    let place = Place::new(name)?;
    let cells = [
        code("let one = 1;", &[]),
        code(source, &[]),
        code("println!(\"{}\", one);", &[]),
    ];
    place.put("09-fixture", &notebook(cells));
    let before = place.get("09-fixture");
    let said = place.workshop(&[&["run", "fixture", "--write"], words].concat());
    said.fails().has(&[
        "09-fixture, cell 2 (c1): ",
        &format!("> {}", source.lines().next().unwrap()),
        " of 3 cells",
        "FAILED: 1 problem",
        "lessons: 0 passed, 1 failed",
    ]);
    assert_eq!(before, place.get("09-fixture"), "a failed lesson was saved");
    Some(said)
}

#[test]
fn a_panic_fails_though_the_kernel_says_ok() {
    let source = "fn third(v: Vec<i32>) -> i32 { v[2] }\nthird(vec![one])";
    if let Some(said) = second_cell("panic", source, &[]) {
        said.has(&[
            ": panic",
            "index out of bounds: the len is 1 but the index is 2",
        ]);
        assert!(!said.text.contains("stack backtrace"), "{}", said.text);
    }
}

#[test]
fn an_assertion_fails() {
    if let Some(said) = second_cell("assert", "assert_eq!(one, 2, \"not two\");", &[]) {
        said.has(&[": assertion", "not two", "left: 1", "right: 2"]);
    }
}

#[test]
fn an_error_met_by_a_question_mark_fails() {
    if let Some(said) = second_cell("question", "let n: i32 = \"x\".parse()?;", &[]) {
        said.has(&[": error", "invalid digit found in string"]);
    }
}

#[test]
fn a_compile_error_fails_in_the_compilers_words() {
    if let Some(said) = second_cell("compile", "let n: i32 = \"x\";", &[]) {
        said.has(&[": compile error", "[E0308]", "expected `i32`, found `&str`"]);
        assert!(!said.text.contains('\x1b'), "colours: {}", said.text);
    }
}

#[test]
fn a_cell_that_ends_its_process_fails() {
    if let Some(said) = second_cell("abort", "std::process::abort()", &[]) {
        said.has(&[": crash", "SIGABRT"]);
    }
}

#[test]
fn a_killed_kernel_is_told_with_its_last_words() {
    // The cell's parent is the kernel.
    let source = "let kernel = std::os::unix::process::parent_id().to_string();\n\
                  std::process::Command::new(\"kill\").args([\"-9\", &kernel]).status()?;\n\
                  std::thread::sleep(std::time::Duration::from_secs(60));";
    if let Some(said) = second_cell("killed", source, &[]) {
        said.has(&[": kernel died", "signal 9", "No configuration file found"]);
    }
}

#[test]
fn an_endless_loop_is_ended_and_nothing_of_it_stays() {
    // The name of the thread tells the process from that of any other test.
    let mark = format!("turns-{}", std::process::id());
    let source = format!(
        "fn turn() {{ loop {{ std::hint::spin_loop(); }} }}\n\
         std::thread::Builder::new().name(\"{mark}\".into()).spawn(turn)?.join().is_ok()"
    );
    let Some(said) = second_cell("loop", &source, &["--limit", "15"]) else {
        return;
    };
    said.has(&[": time-out", "no answer after 15 s"]);
    let threads = Command::new("ps").args(["-eLo", "comm"]).output().unwrap();
    let threads = String::from_utf8_lossy(&threads.stdout).into_owned();
    assert!(threads.contains("ps"), "{threads}");
    assert!(!threads.contains(&mark), "{threads}");
}

#[test]
fn a_good_lesson_is_saved_the_same_each_time_and_what_is_meant_to_fail_may() {
    let Some(place) = Place::new("good") else {
        return;
    };
    let mut cells = lesson()["cells"].as_array().unwrap().clone();
    let meant = ["raises-exception"];
    cells.push(code("let n: i32 = \"x\";", &meant));
    cells.push(code("panic!(\"on purpose\")", &meant));
    cells.push(code("let n: i32 = \"x\".parse()?;", &meant));
    cells.push(code("eprintln!(\"a word\");", &["stderr"]));
    let mut noisy = code("println!(\"{side}\");", &[]);
    noisy["metadata"]["execution"] = json!({"shell.execute_reply": "2026-11-23"});
    cells.push(noisy);
    place.put("09-square", &notebook(cells));
    fs::set_permissions(place.path("09-square"), fs::Permissions::from_mode(0o640)).unwrap();
    place.workshop(&["run", "9", "--write"]).passes().has(&[
        "8 cells",
        "2 solutions",
        "passed, saved",
    ]);
    let first = place.get("09-square");
    place.workshop(&["run", "--write"]).passes();
    assert_eq!(first, place.get("09-square"));

    let mode = fs::metadata(place.path("09-square"))
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o640);
    let saved: Value = serde_json::from_str(&first).unwrap();
    let outputs = |cell: usize| &saved["cells"][cell]["outputs"];
    assert_eq!(outputs(1)[0]["data"]["text/plain"][0], "9");
    // What is stored is the unsolved exercise.
    assert_eq!(outputs(2)[0]["text"][0], "exercise 09.1: wrong\n");
    let panic = outputs(10)[0]["text"].to_string();
    assert!(panic.contains("'<unnamed>' panicked at src"), "{panic}");
    assert!(!panic.contains("backtrace"), "{panic}");
    assert_eq!(outputs(13)[0]["text"][0], "3\n");
    assert_eq!(saved["cells"][13]["execution_count"], 8);
    assert!(saved["cells"][13]["metadata"].get("execution").is_none());
    assert!(first.starts_with("{\n \"cells\": [\n  {\n") && first.ends_with("\n}\n"));

    // The same file passes as saved; and stays as it is where it cannot be written to.
    place.workshop(&["test", "--only", "lesson-files"]).passes();
    let left: Vec<_> = fs::read_dir(place.path("x").parent().unwrap())
        .unwrap()
        .collect();
    assert_eq!(left.len(), 1, "temporary files: {left:?}");
}

#[test]
fn exercises_and_tags_that_do_not_hold_are_all_told() {
    let Some(place) = Place::new("exercises") else {
        return;
    };
    let mut cells = vec![code("let quiet = 1;", &["raises-exception"])];
    cells.extend(exercise("09.1", "x * x", "x * x"));
    cells.extend(exercise("09.2", "x + x", "x + 1"));
    cells.extend(exercise("09.3", "x + x", "todo!()"));
    let mut silent = exercise("09.4", "x + x", "x * x");
    silent[0]["source"] = "let silent = true;".into();
    cells.extend(silent);
    // The check of another exercise, copied and not renumbered.
    let mut copied = exercise("09.5", "x + x", "x * x");
    for cell in &mut copied {
        cell["source"] = cell["source"]
            .as_str()
            .unwrap()
            .replace("09.5", "09.1")
            .into();
    }
    cells.extend(copied);
    cells.push(text("# The end"));
    place.put("09-square", &notebook(cells));
    place.workshop(&["run"]).fails().has(&[
        "cell 1 (c0): no error",
        "cell 2 (c1): exercise\n",
        "exercise 09.1 as it stands must be not yet right, but its check said `right`",
        "the solution of 09.2 must be right, but its check said `wrong`",
        "in the solution of 09.3: panicked at",
        "exercise 09.4 as it stands must be not yet right, but its check said nothing",
        "exercise 09.5 as it stands must be not yet right, but its check said nothing of it, but spoke of 09.1",
        "the solution of 09.5 must be right, but its check said nothing of it, but spoke of 09.1",
        "FAILED: 7 problems",
    ]);
}
