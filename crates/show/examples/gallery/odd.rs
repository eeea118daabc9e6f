//! Data that nobody would draw on purpose: none, constant, not numbers, far apart.

use crate::Named;
use crate::made_up::noise;
use show::ndarray::Array2;
use show::{bar_chart, heatmap, histogram, lines, side_by_side};

pub(crate) fn odd() -> Vec<Named> {
    let none: [f64; 0] = [];
    vec![
        ("no points", lines("Empty").series("a", none, none).figure()),
        (
            "nothing above zero",
            lines("Logarithm of nothing")
                .log_y()
                .series("a", [1, 2], [0, -1])
                .figure(),
        ),
        (
            "one point, constant, gaps",
            side_by_side(&[
                lines("One point")
                    .small()
                    .x("x", "")
                    .y("time", "s")
                    .series("only", [2], [1e-3])
                    .small()
                    .figure(),
                lines("Constant")
                    .small()
                    .x("x", "")
                    .y("y", "K")
                    .series("flat", 0..10, [300.0; 10])
                    .figure(),
                lines("Gaps")
                    .small()
                    .x("x", "")
                    .y("y", "")
                    .series("holes", 0..6, [1.0, 2.0, f64::NAN, 2.0, f64::INFINITY, 1.0])
                    .figure(),
            ]),
        ),
        (
            "constant array",
            heatmap("Constant", &Array2::from_elem((3, 9), 2.0)).figure(),
        ),
        (
            "one cell",
            heatmap("One cell", &Array2::from_elem((1, 1), 2.0)).figure(),
        ),
        (
            "empty array",
            heatmap("Empty", &Array2::zeros((0, 4))).figure(),
        ),
        (
            "a thread",
            heatmap(
                "2 × 400",
                &Array2::from_shape_fn((2, 400), |(i, j)| (i + j) as f64),
            )
            .figure(),
        ),
        (
            "bars with odd values",
            bar_chart("Odd", "s")
                .bar("not a number", f64::NAN)
                .bar("negative", -2.0)
                .bar("zero", 0.0)
                .bar("one", 1.0)
                .figure(),
        ),
        (
            "one value many times",
            histogram("Constant", "time", "s", [2e-6; 50]),
        ),
        (
            "an outlier",
            histogram(
                "An outlier",
                "time",
                "s",
                (0..99).map(|i| 1e-3 + 1e-6 * noise(i)).chain([0.5]),
            ),
        ),
        (
            "huge and tiny",
            lines("Huge and tiny")
                .log_y()
                .series("a", 0..4, [1e-300, 1.0, 1e150, 1e300])
                .figure(),
        ),
    ]
}
