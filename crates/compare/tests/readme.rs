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
    let figure = compare::picture(&root.join("data/results"))
        .unwrap()
        .expect("rows of n-body");
    let fresh = compare::illustrate(&fresh, &figure, "data/results/nbody.svg").unwrap();
    let drawn = fs::read_to_string(root.join("data/results/nbody.svg")).unwrap();
    assert!(
        figure.svg().unwrap() == drawn,
        "the picture is an old one: `cargo workshop compare --readme`"
    );
    assert!(
        readme == fresh,
        "run `cargo workshop compare --readme` and commit README.md"
    );
}
