//! Rows written to files and read back; what is wrong with a file is said with its line.

use std::fs;
use std::path::{Path, PathBuf};

use bench::csv::{self, CsvError};
use bench::{Checked, Cost, Row, Rows};

/// A folder of its own for each test, removed at the end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("bench-{name}-{}", std::process::id()));
        fs::remove_dir_all(&folder).ok();
        Self(folder)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).ok();
    }
}

fn example() -> Rows {
    let mut rows = Rows::new("n-body, \"one\" step");
    let cost = Cost::new(1e-7, 2e9);
    let mut row = Row::from_times(
        "a, b\nc",
        &[0.1, 1.0 / 3.0, 7e-9],
        cost,
        Checked::on_trust("x"),
    );
    row.size = 1024;
    row.threads = 2;
    row.build = 12.5;
    rows.push(row);
    rows.push(Row::from_times(
        "plain",
        &[2.0],
        Cost::NONE,
        Checked::on_trust("y"),
    ));
    rows.push_gap("numba", "not installed: pip install numba, then \"again\"");
    rows
}

#[test]
fn what_was_written_is_read_back() {
    let folder = Folder::new("round-trip");
    let path = folder.0.join("deep/er/rows.csv");
    let mut rows = example();
    csv::write(&path, &rows).unwrap();
    let back = csv::read(&path).unwrap();
    // Single samples stay behind; all that is derived from them comes back to the last bit.
    let mut kept = Rows::new(&rows.title);
    for row in &rows {
        let mut row = row.clone();
        row.times.clear();
        kept.push(row);
    }
    for gap in rows.gaps() {
        kept.push_gap(&gap.name, &gap.why);
    }
    assert_eq!(back, kept);
    assert!(csv::read_machine(&path).unwrap().starts_with("date: 2"));

    // Writing again replaces, and leaves no temporary file behind.
    rows.push(Row::from_times(
        "more",
        &[1.0],
        Cost::NONE,
        Checked::on_trust("z"),
    ));
    csv::write(&path, &rows).unwrap();
    assert_eq!(csv::read(&path).unwrap().len(), 3);
    assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 2);
}

#[test]
fn a_write_that_fails_leaves_what_was_there() {
    let folder = Folder::new("fails");
    let path = folder.0.join("rows.csv");
    csv::write(&path, &example()).unwrap();
    let before = fs::read(&path).unwrap();
    // A folder where the description should go cannot be replaced by a file.
    let sidecar = csv::machine_path(&path);
    fs::remove_file(&sidecar).unwrap();
    fs::create_dir_all(sidecar.join("in the way")).unwrap();
    let error = csv::write(&path, &Rows::new("other")).unwrap_err();
    assert!(error.to_string().contains("cannot write"), "{error}");
    assert_eq!(fs::read(&path).unwrap(), before);
    assert_eq!(
        fs::read_dir(&folder.0).unwrap().count(),
        2,
        "a temporary file was left"
    );
}

#[test]
fn several_writers_at_once_leave_one_whole_file() {
    let folder = Folder::new("writers");
    let path = folder.0.join("rows.csv");
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..10 {
                    csv::write(&path, &example()).unwrap();
                    csv::read(&path).unwrap();
                }
            });
        }
    });
    assert_eq!(fs::read_dir(&folder.0).unwrap().count(), 2);
}

/// The example's text with `from` replaced, and what reading it says.
fn complaint(from: &str, to: &str) -> CsvError {
    let text = csv::to_text(&example());
    assert!(text.contains(from), "{from:?} is not in {text}");
    csv::parse(&text.replacen(from, to, 1), Path::new("some.csv")).unwrap_err()
}

#[test]
fn each_fault_is_named_with_its_line() {
    for (from, to, says) in [
        (
            "group,name",
            "groop,name",
            "some.csv, line 1: these are no measured rows",
        ),
        // The name of the first row has a line break in it: the second begins on line 4.
        (
            ",plain,0,1,2.0,",
            ",plain,0,1,fast,",
            "some.csv, line 4, column median_s: expected a finite number",
        ),
        (
            ",plain,0,1,2.0,",
            ",plain,0,1,NaN,",
            "line 4, column median_s",
        ),
        (
            ",plain,0,1,2.0,",
            ",plain,0,1,-2.0,",
            "line 4, column median_s",
        ),
        (
            ",plain,0,1,",
            ",plain,0,1.5,",
            "line 4, column threads: expected a whole number, got \"1.5\"",
        ),
        (
            ",plain,0,1,",
            ",plain,0,",
            "line 4: expected 14 fields, got 13",
        ),
        ("\"a, b\nc\"", "\"a, b\nc\"x", "line 2: a quoted field"),
        ("then \"\"again\"\"\"", "then", "line 5: a quoted field"),
    ] {
        let error = complaint(from, to).to_string();
        assert!(error.contains(says), "{from:?} → {to:?}: {error}");
    }
    let empty = csv::parse("", Path::new("some.csv")).unwrap_err();
    assert!(matches!(empty, CsvError::Header { .. }));
    let missing = csv::read(Path::new("/no/such/rows.csv")).unwrap_err();
    assert!(
        missing
            .to_string()
            .contains("cannot read /no/such/rows.csv"),
        "{missing}"
    );
}

#[test]
fn line_ends_of_a_spreadsheet_and_empty_lines_are_fine() {
    let text = csv::to_text(&example());
    let odd = text
        .replace(",\n", ",\r\n")
        .replace("checked,missing\n", "checked,missing\r\n\r\n")
        + "\n\n";
    let rows = csv::parse(&odd, Path::new("some.csv")).unwrap();
    assert_eq!((rows.len(), rows.gaps().len()), (2, 1));
    assert_eq!(rows.title, "n-body, \"one\" step");
}
