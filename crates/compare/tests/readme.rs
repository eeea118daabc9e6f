//! The table in the README is that of the rows in `data/results`.

use std::fs;
use std::path::Path;

#[test]
fn the_table_is_that_of_the_saved_rows() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .nth(2)
        .unwrap();
    let readme = fs::read_to_string(root.join("README.md")).unwrap();
    let table = compare::tables(&root.join("data/results")).unwrap();
    let fresh = compare::splice(&readme, &table).expect("the README has its marks");
    assert!(
        readme == fresh,
        "run `cargo workshop compare --readme` and commit README.md"
    );
}
