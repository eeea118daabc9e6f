//! What the tables and pictures of measured rows say.

use bench::machine::Limits;
use bench::{Checked, Cost, Row, Rows};

fn row(name: &str, time: f64, threads: usize) -> Row {
    let cost = Cost::new(1e6, 2e7);
    let mut row = Row::from_times(name, &[time; 5], cost, Checked::on_trust("made up"));
    row.threads = threads;
    row
}

fn steps() -> Rows {
    let mut rows = Rows::new("one step");
    rows.push(row("naive", 8e-3, 1));
    rows.push(row("simd", 2e-3, 1));
    rows.push(row("simd", 1e-3, 2));
    rows.push_gap("Numba", "not installed");
    rows
}

#[test]
fn bars_say_speed_ups_over_the_baseline() {
    assert_eq!(
        show::bars(&steps()).alt,
        "one step: naive 1× (8 ms), simd 4× (2 ms), simd, 2 threads 8× (1 ms), Numba: not installed."
    );
    let other = steps().baseline("simd").unwrap();
    assert!(show::bars(&other).alt.contains("naive 0.25×"));
}

#[test]
fn the_ladder_says_how_much_of_the_limit_of_its_threads_a_row_reached() {
    // Intensity 20 is beyond both ridges, so the roof is the arithmetic: 20 and 80 GFLOP/s.
    let limits = Limits::of(2, [20.0, 80.0], [10.0, 10.0]);
    let alt = show::ladder(&steps(), &limits).alt;
    assert!(alt.contains("simd 4× (2 ms, 50 % of the limit)"), "{alt}");
    assert!(
        alt.contains("simd, 2 threads 8× (1 ms, 25 % of the limit)"),
        "{alt}"
    );
    let text = show::table_with_limits(&steps(), &limits).text();
    assert!(
        text.contains("of the limit") && text.contains("25 %"),
        "{text}"
    );
}

#[test]
fn times_over_several_sizes_are_lines_and_each_size_has_its_baseline() {
    let mut rows = Rows::new("sizes");
    for n in [10, 100] {
        for (name, each) in [("naive", 4e-6), ("simd", 1e-6)] {
            let mut row = row(name, each * n as f64, 1);
            row.size = n;
            rows.push(row);
        }
    }
    let figure = show::times(&rows);
    assert!(
        figure.alt.contains("simd: 10 µs at 10 to 100 µs at 100"),
        "{}",
        figure.alt
    );
    assert_eq!(figure.text.matches("4×").count(), 2, "{}", figure.text);
}

#[test]
fn times_of_one_size_are_bars() {
    let alt = show::times(&steps()).alt;
    assert!(alt.starts_with("one step: naive 8 ms, simd 2 ms"), "{alt}");
}

#[test]
fn a_table_has_only_the_columns_that_say_something() {
    let mut rows = Rows::new("plain");
    let made_up = Checked::on_trust("made up");
    rows.push(Row::from_times("only", &[1e-3, 1e-3], Cost::NONE, made_up));
    let text = show::table(&rows).text();
    for absent in ["threads", "size", "GFLOP/s", "GB/s", "speed-up"] {
        assert!(!text.contains(absent), "{absent} in {text}");
    }
    assert!(text.contains("not checked: made up"));
}

#[test]
fn the_roof_leaves_out_what_has_no_place_under_it() {
    let mut rows = steps();
    rows.push(Row::from_times(
        "sort",
        &[1e-3],
        Cost::NONE,
        Checked::on_trust("made up"),
    ));
    let alt = show::roofline(&rows, &Limits::of(2, [20.0, 80.0], [10.0, 10.0])).alt;
    assert!(alt.ends_with("not shown: sort."), "{alt}");
    assert!(
        alt.contains("naive 2.5 GFLOP/s at 20 FLOP/byte, 12 % of the limit"),
        "{alt}"
    );
}
