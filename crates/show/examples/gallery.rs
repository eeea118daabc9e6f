//! Every picture of the crate on one page, with ordinary and with odd data:
//! `cargo run -p show --example gallery > gallery.html`, then look at it in a browser.

use bench::machine::{Limits, Machine};
use bench::{Amdahl, Checked, Cost, Gustafson, Row, Rows, Span, Spans};
use show::ndarray::Array2;
use show::{Figure, Table, bar_chart, heatmap, histogram, lines, scatter, side_by_side};
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    println!(
        "<!DOCTYPE html><html lang=\"en\"><meta charset=\"utf-8\"><title>show: gallery</title>"
    );
    println!("<body style=\"font-family:sans-serif;width:840px;margin:1em;background:#f4f4f4\">");
    for (name, figure) in measured()
        .into_iter()
        .chain(charts())
        .chain(maps())
        .chain(odd())
        .chain(others()?)
    {
        let size = figure.html.len() / 1024;
        println!("<h3>{name} ({size} KiB)</h3>{}", figure.html);
        println!(
            "<pre style=\"white-space:pre-wrap\">{}</pre>",
            show::escape(&figure.text)
        );
    }
    println!("</body></html>");
    Ok(())
}

type Named = (&'static str, Figure);

/// Samples around `time` with a noise of about `noise` of it.
fn row(name: &str, time: f64, spread: f64, cost: Cost) -> Row {
    let samples: Vec<f64> = (0..31).map(|i| time * (1.0 + spread * bell(i))).collect();
    Row::from_times(name, &samples, cost, Checked::on_trust("made up"))
}

fn measured() -> Vec<Named> {
    let cost = Cost::new(5.6e4, 2.0e7);
    let mut rows = Rows::new("n-body, one step of 1000 bodies");
    rows.push(row("naive", 9.1e-3, 0.05, cost));
    rows.push(row("structure of arrays", 3.9e-3, 0.02, cost));
    rows.push(row("vector instructions", 1.1e-3, 0.1, cost));
    let mut par = row("vector instructions", 5.8e-4, 0.15, cost);
    par.threads = 2;
    rows.push(par);
    rows.push_gap("Numba", "not installed");
    let mut peers = Rows::new("the same step in other languages");
    for (name, time) in [
        ("CPython", 2.3),
        ("NumPy", 0.035),
        ("Numba", 3.9e-3),
        ("Cython", 4.2e-3),
        ("Rust", 1.1e-3),
    ] {
        peers.push(row(name, time, 0.03, cost));
    }
    let mut sizes = Rows::new("sizes");
    for n in [64, 256, 1024, 4096] {
        for (name, each) in [("naive", 9e-9), ("simd", 1.1e-9)] {
            let mut row = row(name, each * (n * n) as f64, 0.02, Cost::NONE);
            row.size = n;
            sizes.push(row);
        }
    }
    let mut kernels = Rows::new("Kernels under the roof");
    kernels.push(row("triad", 2.1e-3, 0.1, Cost::new(2.4e7, 2e6)));
    kernels.push(row("heat, naive", 4.0e-3, 0.1, Cost::new(1.6e7, 6e6)));
    kernels.push(row("heat, slices", 1.9e-3, 0.1, Cost::new(1.6e7, 6e6)));
    kernels.push(row("matmul", 5e-2, 0.1, Cost::new(2.4e7, 2e9)));
    kernels.push(row("sort", 5e-2, 0.1, Cost::NONE));
    let limits = Limits::of(2, [52.0, 101.0], [11.5, 16.0]);
    vec![
        ("table", show::table(&rows).into()),
        (
            "table with limits",
            show::table_with_limits(&kernels, &limits).into(),
        ),
        ("speed-ups", show::bars(&rows)),
        ("ladder", show::ladder(&rows, &limits)),
        ("times", show::times(&rows)),
        ("times that differ much", show::times(&peers)),
        ("times over sizes", show::times(&sizes)),
        ("roofline", show::roofline(&kernels, &limits)),
        ("flame graph", flames()),
        (
            "threads, in lanes",
            show::timeline("Uneven tasks", &uneven()).figure(),
        ),
        (
            "threads, task by task",
            show::timeline("Uneven tasks", &uneven())
                .tasks("task")
                .small()
                .figure(),
        ),
        ("who waited for whom", waits()),
        ("scaling", scaling()),
        ("strong and weak scaling", ranks()),
        ("sub-domains", domains()),
        ("a field that changes", cooling()),
        ("no rows", show::bars(&Rows::new("empty"))),
        ("machine", show::machine_card(Machine::here()).into()),
    ]
}

/// Tasks that grow longer, taken in turns by three threads.
fn uneven() -> Spans {
    let mut free = [0.0; 3];
    let mut spans = Vec::new();
    for task in 0..60 {
        let thread = (0..3)
            .min_by(|a, b| f64::total_cmp(&free[*a], &free[*b]))
            .unwrap_or(0);
        let (start, takes) = (free[thread], 1e-4 * (1.0 + 0.2 * task as f64));
        free[thread] += takes;
        spans.push(Span {
            task,
            thread,
            start,
            end: start + takes,
        });
    }
    Spans::new((0..3).map(|k| format!("worker-{k}")).collect(), spans)
}

fn scaling() -> Figure {
    let times = [(1, 1.0), (2, 0.56), (3, 0.41), (4, 0.34), (8, 0.35)];
    let rows: Rows = (times.iter())
        .map(|&(threads, time)| {
            let mut row = row("sum", time, 0.0, Cost::NONE);
            row.threads = threads;
            row
        })
        .collect();
    let law = Amdahl::of(&rows, 4).ok();
    show::scaling("Four cores", &rows, 4, law.as_ref()).figure()
}

fn waits() -> Figure {
    let waits: Vec<show::Wait> = (0..12)
        .map(|k| {
            let start = 1e-4 * (1.0 + 3.0 * (k / 3) as f64);
            let peer = [Some(1), Some(2), None][k % 3];
            (k % 3, peer, start, start + 2e-5 * (1 + k) as f64)
        })
        .collect();
    show::waits("Three ranks", 3, 1.5e-3, &waits)
}

fn ranks() -> Figure {
    let row = |ranks: usize, size: usize, time: f64| {
        let mut row = row("heat", time, 0.0, Cost::NONE);
        (row.threads, row.size) = (ranks, size);
        row
    };
    let strong: Rows = [row(1, 100, 1.0), row(2, 100, 0.53), row(4, 100, 0.55)]
        .into_iter()
        .collect();
    let weak: Rows = [row(1, 100, 1.0), row(2, 200, 1.06)].into_iter().collect();
    let (amdahl, gustafson) = (Amdahl::of(&strong, 2).ok(), Gustafson::of(&weak, 2).ok());
    side_by_side(&[
        show::strong_scaling("The same plate", &strong, 2, amdahl.as_ref())
            .small()
            .figure(),
        show::weak_scaling("A plate that grows", &weak, 2, gustafson.as_ref())
            .small()
            .figure(),
    ])
}

/// Inner points of a plate, two by three ranks.
fn six(rows: usize, columns: usize) -> Vec<show::Part> {
    let (r, c) = (
        [1, rows / 2, rows - 1],
        [1, columns / 3, 2 * columns / 3, columns - 1],
    );
    let part = |k: usize| [r[k / 3]..r[k / 3 + 1], c[k % 3]..c[k % 3 + 1]];
    (0..6).map(part).collect()
}

fn domains() -> Figure {
    let strips: Vec<show::Part> = (0..3).map(|k| [1 + 4 * k..5 + 4 * k, 1..25]).collect();
    show::stack(&[
        show::subdomains("Three strips", (14, 26), &strips)
            .halo(1, false)
            .figure(),
        side_by_side(&[
            show::subdomains("Six tiles", (14, 20), &six(14, 20))
                .small()
                .figure(),
            show::subdomains("with halos", (14, 20), &six(14, 20))
                .halo(1, true)
                .small()
                .figure(),
        ]),
        show::subdomains("Large tiles", (1400, 2000), &six(1400, 2000))
            .halo(60, false)
            .figure(),
    ])
}

fn cooling() -> Figure {
    let value = |t: usize, i: usize, j: usize| {
        let (x, y) = (i as f64 - 30.0, j as f64 - 70.0);
        let width = 40.0 + 30.0 * t as f64;
        293.0 + 100.0 * 40.0 / width * (-(x * x + y * y) / width).exp()
    };
    let frames: Vec<Array2<f64>> = (0..24)
        .map(|t| Array2::from_shape_fn((64, 128), |(i, j)| value(t, i, j)))
        .collect();
    let film = show::film("A plate cools", &frames).unit("K");
    let times = (0..24).map(|t| 20 * t);
    let still = heatmap("The last frame", &frames[23])
        .unit("K")
        .parts(&six(64, 128));
    show::stack(&[
        film.times("after", "sweeps", times)
            .parts(&six(64, 128))
            .figure(),
        still.figure(),
    ])
}

fn flames() -> Figure {
    let stacks = [
        (
            "cell::simulate kernels::nbody::advance kernels::nbody::naive::accelerations",
            60,
        ),
        ("cell::simulate kernels::nbody::advance __sqrt_fma", 12),
        ("cell::simulate cell::energy", 20),
        ("cell::simulate alloc::vec::Vec::push", 4),
        ("rayon kernels::nbody::par::block", 9),
    ];
    let split = |names: &str| names.split(' ').map(str::to_owned).collect();
    show::flames(
        "Profile of one call",
        &stacks.map(|(names, n)| (split(names), n)),
    )
}

/// Numbers that look random and are the same each time.
fn noise(i: u64) -> f64 {
    let mut z = i.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    (z >> 11) as f64 / (1u64 << 53) as f64
}

/// Roughly normal.
fn bell(i: u64) -> f64 {
    (0..12).map(|k| noise(12 * i + k)).sum::<f64>() - 6.0
}

fn charts() -> Vec<Named> {
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

fn maps() -> Vec<Named> {
    let plate = Array2::from_shape_fn((90, 160), |(i, j)| {
        let (y, x) = (i as f64 / 90.0, j as f64 / 160.0);
        273.0 + 80.0 * (-8.0 * ((x - 0.3).powi(2) + (y - 0.4).powi(2))).exp()
    });
    let fractal = Array2::from_shape_fn((800, 1200), |(i, j)| {
        let (cx, cy) = (-2.1 + j as f64 * 0.0025, -1.0 + i as f64 * 0.0025);
        let (mut x, mut y, mut n) = (0.0, 0.0, 0.0);
        while x * x + y * y < 4.0 && n < 200.0 {
            (x, y, n) = (x * x - y * y + cx, 2.0 * x * y + cy, n + 1.0);
        }
        n
    });
    let mut small = Array2::from_shape_fn((4, 5), |(i, j)| (i * 5 + j) as f64);
    small[[2, 3]] = f64::NAN;
    let rough = Array2::from_shape_fn((1000, 1000), |(i, j)| noise((i * 1000 + j) as u64));
    vec![
        (
            "heatmap",
            heatmap("A warm spot on a plate", &plate)
                .unit("K")
                .x("x", "m", 0.0, 1.6)
                .y("y", "m", 0.0, 0.9)
                .figure(),
        ),
        (
            "fractal",
            heatmap("Mandelbrot set", &fractal)
                .unit("iterations")
                .log()
                .x("real", "", -2.1, 0.9)
                .y("imaginary", "", -1.0, 1.0)
                .figure(),
        ),
        (
            "a missing value",
            heatmap("4 × 5, one of them missing", &small).figure(),
        ),
        (
            "noise",
            heatmap("A million random numbers", &rough).figure(),
        ),
    ]
}

fn odd() -> Vec<Named> {
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

fn others() -> Result<Vec<Named>, Box<dyn Error>> {
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
