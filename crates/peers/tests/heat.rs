//! The heat equation in Python, as far as it is installed here, on small and odd grids.

use std::time::Duration;

use ndarray::Array2;
use peers::{Settings, Work};

#[test]
fn python_agrees_with_the_oracle() {
    let settings = Settings {
        budget: Duration::from_millis(20),
        ..Settings::default()
    };
    for (rows, cols) in [(3, 3), (3, 7), (8, 4), (17, 33)] {
        let u = Array2::from_shape_fn((rows, cols), |(i, j)| ((7 * i + 3 * j) % 11) as f64 - 4.5);
        let found = Work::heat(&u, 0.23)
            .unwrap()
            .run(&["cpython", "numpy"], &settings);
        for gap in found.gaps() {
            assert!(
                gap.why.starts_with("missing: "),
                "{} on {rows} × {cols}: {}",
                gap.name,
                gap.why
            );
        }
        assert!(found.row("cpython").is_ok(), "{:?}", found.gaps());
        for row in &found {
            assert!(
                row.checked.starts_with("the naive Rust oracle"),
                "{}",
                row.checked
            );
        }
    }
}

#[test]
fn a_grid_without_inner_points_is_no_work() {
    assert!(Work::heat(&Array2::zeros((2, 5)), 0.2).is_err());
}
