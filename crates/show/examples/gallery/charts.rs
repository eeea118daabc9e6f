//! Lines, points, bars, and a drawing of one's own.

use crate::Named;
use crate::made_up::{bell, noise};
use show::{Table, bar_chart, histogram, lines, scatter};
use std::error::Error;

pub(crate) fn charts() -> Vec<Named> {
    let t: Vec<f64> = (0..200).map(|i| f64::from(i) * 0.05).collect();
    let wave = |k: f64| {
        t.iter()
            .map(|t| (-0.2 * t).exp() * (k * t).cos())
            .collect::<Vec<_>>()
    };
    let n = [100, 200, 500, 1000, 2000, 5000];
    let square = |c: f64| n.map(|n| c * f64::from(n).powi(2));
    let bytes: Vec<u64> = (10..28).map(|e| 1 << e).collect();
    let speed = bytes
        .iter()
        .map(|&b| 9.0 + 40.0 / (1.0 + b as f64 / 3e5))
        .collect::<Vec<_>>();
    vec![
        (
            "lines",
            lines("Three damped waves, one name too long for its place")
                .x("time", "s")
                .y("displacement", "m")
                .series("slow", &t, wave(1.0))
                .series("a name that goes on and on and never ends", &t, wave(2.0))
                .series("fast", &t, wave(4.0))
                .figure(),
        ),
        (
            "log-log",
            lines("Time of one n-body step")
                .x("bodies", "")
                .y("time", "s")
                .log_log()
                .marked("naive", n, square(4e-9))
                .marked("structure of arrays", n, square(1.6e-9))
                .marked("vector instructions", n, square(4.5e-10))
                .dashed("n²", n, square(1e-10))
                .figure(),
        ),
        (
            "log x in bytes",
            lines("Speed of a copy")
                .x("array", "B")
                .y("bandwidth", "GB/s")
                .log_x()
                .from_zero()
                .marked("copy", &bytes, &speed)
                .figure(),
        ),
        (
            "scatter",
            scatter("Two clouds")
                .x("width", "mm")
                .y("length", "mm")
                .points("one", (0..150).map(bell), (150..300).map(bell))
                .points(
                    "two",
                    (300..450).map(|i| bell(i) + 3.0),
                    (450..600).map(|i| bell(i) + 2.0),
                )
                .figure(),
        ),
        (
            "a million points",
            scatter("A million points")
                .x("x", "")
                .y("y", "")
                .series(
                    "",
                    (0..1_000_000).map(bell),
                    (1_000_000..2_000_000).map(bell),
                )
                .figure(),
        ),
        (
            "a line of a million points",
            lines("A walk of a million steps")
                .x("step", "")
                .y("place", "")
                .series(
                    "walk",
                    0..1_000_000,
                    (0..1_000_000).scan(0.0, |x, i| {
                        *x += noise(i) - 0.5;
                        Some(*x)
                    }),
                )
                .figure(),
        ),
        (
            "bars",
            bar_chart("Speed-up over naive", "×")
                .axis("speed-up")
                .bar("naive", 1.0)
                .bar_with_spread("structure of arrays", 2.1, 2.0, 2.3)
                .bar_with_spread("vector instructions", 7.93, 7.0, 8.5)
                .bar_with_spread("vector instructions, two threads", 15.2, 13.0, 16.0)
                .figure(),
        ),
        (
            "bars of times",
            bar_chart("One step", "s")
                .bar("CPython", 2.1)
                .bar("NumPy", 0.035)
                .bar("Rust", 0.0008)
                .figure(),
        ),
        (
            "histogram",
            histogram(
                "10 000 samples",
                "time",
                "s",
                (0..10_000).map(|i| 1.2e-3 + 4e-5 * bell(i).exp()),
            ),
        ),
    ]
}

pub(crate) fn others() -> Result<Vec<Named>, Box<dyn Error>> {
    use show::plotters::prelude::*;
    let own = show::plot("A parabola, drawn with plotters", (640, 360), |root| {
        let mut chart = ChartBuilder::on(root)
            .caption("A parabola", ("sans-serif", 22))
            .margin(12)
            .x_label_area_size(40)
            .y_label_area_size(50)
            .build_cartesian_2d(-1.0..1.0, 0.0..1.0)?;
        chart.configure_mesh().x_desc("x").y_desc("x²").draw()?;
        let points = (-50..=50).map(|i| f64::from(i) / 50.0).map(|x| (x, x * x));
        chart.draw_series(LineSeries::new(points, &BLUE))?;
        Ok(())
    })?;
    let table = Table::new("Three planets", &["planet", "radius", "moons"])
        .row(&["Venus", "6050 km", "0"])
        .row(&["Earth", "6370 km", "1"])
        .strong()
        .row(&["Mars", "3390 km", "2"])
        .note("Mean radii, rounded.");
    Ok(vec![("own drawing", own), ("table", table.into())])
}
