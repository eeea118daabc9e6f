//! Whatever the data, there is a picture or a sentence: no panic, no number that is none in the SVG,
//! no page of megabytes.

use bench::machine::Limits;
use bench::{Checked, Cost, Row, Rows};
use show::ndarray::Array2;
use show::{Figure, bar_chart, heatmap, histogram, lines, scatter};

/// Values at the edges of what a float can be, in groups that meet on one axis.
fn odd() -> Vec<Vec<f64>> {
    let (nan, inf) = (f64::NAN, f64::INFINITY);
    vec![
        vec![],
        vec![0.0],
        vec![-0.0, 0.0],
        vec![nan],
        vec![nan, 1.0, nan, 2.0],
        vec![inf, -inf, 3.0],
        vec![1.0; 5],
        vec![-5.0, -1.0],
        vec![f64::MIN, f64::MAX],
        vec![f64::MIN_POSITIVE, 5e-324, 1e-300],
        vec![1e300, 1e-300],
        vec![1.0, 1.0 + f64::EPSILON],
        vec![1e15, 1e15 + 1.0],
        (0..5000).map(|i| f64::from(i % 7) * 1e-9).collect(),
    ]
}

/// The SVG documents within a figure's HTML.
fn drawings(figure: &Figure) -> Vec<String> {
    let parts = figure.html.split("image/svg+xml;base64,").skip(1);
    parts
        .map(|part| decode(part.split('"').next().unwrap()))
        .collect()
}

fn decode(text: &str) -> String {
    let value = |c: u8| match c {
        b'A'..=b'Z' => u32::from(c - b'A'),
        b'a'..=b'z' => u32::from(c - b'a') + 26,
        b'0'..=b'9' => u32::from(c - b'0') + 52,
        b'+' => 62,
        b'/' => 63,
        _ => 0,
    };
    let mut bytes = Vec::new();
    for chunk in text.as_bytes().chunks(4) {
        let word = chunk.iter().fold(0, |word, &c| word << 6 | value(c));
        let padding = chunk.iter().filter(|&&c| c == b'=').count();
        bytes.extend(&word.to_be_bytes()[1..4 - padding]);
    }
    String::from_utf8(bytes).unwrap()
}

fn check(what: &str, figure: &Figure) {
    assert!(!figure.alt.is_empty() && !figure.text.is_empty(), "{what}");
    assert!(
        figure.html.len() < 500_000,
        "{what}: {} bytes",
        figure.html.len()
    );
    for drawing in drawings(figure) {
        assert!(
            drawing.starts_with("<svg") && drawing.ends_with("</svg>"),
            "{what}"
        );
        for attribute in drawing.split('=').skip(1) {
            let value = attribute
                .trim_start_matches('\'')
                .split('\'')
                .next()
                .unwrap();
            // A bitmap's letters may spell anything.
            let number = !value.starts_with("data:");
            assert!(
                !number || !value.contains("NaN") && !value.contains("inf"),
                "{what}: {value}"
            );
        }
    }
}

#[test]
fn charts() {
    for (i, x) in odd().iter().enumerate() {
        for (j, y) in odd().iter().enumerate() {
            for kind in 0..4 {
                let chart = lines("odd").x("x", "s").y("y", "B").from_zero();
                let chart = if kind & 1 > 0 { chart.log_x() } else { chart };
                let chart = if kind & 2 > 0 { chart.log_y() } else { chart };
                check(
                    &format!("line {i} {j} {kind}"),
                    &chart.series("a", x, y).figure(),
                );
            }
            check(
                &format!("points {i} {j}"),
                &scatter("odd").series("a", x, y).small().figure(),
            );
        }
    }
}

#[test]
fn histograms_bars_and_maps() {
    for (i, values) in odd().iter().enumerate() {
        check(
            &format!("histogram {i}"),
            &histogram("odd", "x", "s", values),
        );
        let chart = |unit| {
            values
                .iter()
                .take(9)
                .fold(bar_chart("odd", unit), |chart, v| chart.bar("a", v))
        };
        for unit in ["", "s", "B", "×", "%", "K"] {
            check(&format!("bars {i} {unit}"), &chart(unit).figure());
            check(&format!("log bars {i} {unit}"), &chart(unit).log().figure());
        }
        let map = Array2::from_shape_fn((2, values.len()), |(_, j)| values[j]);
        check(
            &format!("map {i}"),
            &heatmap("odd", &map).unit("s").figure(),
        );
        check(
            &format!("log map {i}"),
            &heatmap("odd", &map).log().small().figure(),
        );
    }
}

#[test]
fn rows() {
    for (i, values) in odd().iter().enumerate() {
        let mut rows = Rows::new("odd");
        for (k, &value) in values.iter().take(9).enumerate() {
            let made_up = Checked::on_trust("made up");
            let mut row = Row::from_times(
                &format!("row {k}"),
                &[value, 2.0 * value],
                Cost::new(value, value),
                made_up,
            );
            row.size = k % 3;
            rows.push(row);
        }
        rows.push_gap("missing", "not installed");
        for limits in [
            Limits::of(1, [1.0; 2], [1.0; 2]),
            Limits::of(2, [0.0; 2], [f64::NAN; 2]),
        ] {
            check(&format!("roofline {i}"), &show::roofline(&rows, &limits));
            check(&format!("ladder {i}"), &show::ladder(&rows, &limits));
            assert!(
                show::table_with_limits(&rows, &limits)
                    .text()
                    .contains("not installed")
            );
        }
        check(&format!("bars {i}"), &show::bars(&rows));
        check(&format!("times {i}"), &show::times(&rows));
    }
}

#[test]
fn many_points_stay_small() {
    let zigzag = |i: u32| f64::from(i.wrapping_mul(2_654_435_761) >> 8);
    let n = 300_000;
    let line = lines("wild").series("a", (0..n).map(zigzag), (0..n).map(|i| zigzag(i + 7)));
    check("a line to and fro", &line.figure());
    let cloud = scatter("wild").series("a", (0..n).map(zigzag), (0..n).map(|i| zigzag(i + 7)));
    check("a cloud", &cloud.figure());
    let noise = Array2::from_shape_fn((600, 600), |(i, j)| zigzag((i * 600 + j) as u32));
    check("noise", &heatmap("wild", &noise).figure());
}
