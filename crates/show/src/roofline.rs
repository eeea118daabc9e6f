//! Measured rows under the roof of the machine.

use crate::chart::scatter;
use crate::draw::figure_saying;
use crate::figure::Figure;
use crate::rows::{Differ, percent, share};
use crate::table::Table;
use crate::units::digits;
use bench::machine::Limits;
use bench::{Row, Rows};

/// GFLOP/s over arithmetic intensity (flops per byte), under the roofs of one core and of all.
///
/// The slope is the bandwidth of the memory, the flat part the arithmetic; how far a point is below
/// its roof is what may still be gained. Rows whose cost is not known are left out, and said so.
/// Source: Williams, Waterman and Patterson, "Roofline: an insightful visual performance model for
/// multicore architectures", CACM 52(4), 2009.
///
/// ```
/// use bench::{Checked, Cost, Row, Rows, machine::Limits};
/// let limits = Limits::of(2, [40.0, 80.0], [10.0, 15.0]);
/// let mut rows = Rows::new("triad");
/// let checked = Checked::on_trust("made up");
/// rows.push(Row::from_times("triad", &[1e-3], Cost::new(8e6, 2e6 / 3.0), checked));
/// let figure = show::roofline(&rows, &limits);
/// assert!(figure.alt.contains("triad 0.667 GFLOP/s at 0.0833 FLOP/byte, 80 % of the limit"));
/// ```
#[must_use]
pub fn roofline(rows: &Rows, limits: &Limits) -> Figure {
    let usable = |row: &&Row| {
        row.cost.flops > 0.0
            && row.cost.bytes > 0.0
            && row.gflops() > 0.0
            && row.gflops().is_finite()
    };
    let points: Vec<&Row> = rows.iter().filter(usable).collect();
    let left_out: Vec<&str> = rows
        .iter()
        .filter(|row| !usable(row))
        .map(|row| row.name.as_str())
        .collect();
    if !(limits.gflops_all > 0.0 && limits.gbytes_all > 0.0) {
        return Figure::message(
            "The limits of this machine are not known, so there is no roof to draw.",
        );
    }
    let differ = Differ::of(rows);
    let ridge = limits.gflops_all / limits.gbytes_all;
    let reach = points.iter().map(|row| row.cost.intensity());
    let from = reach
        .clone()
        .fold(ridge / 16.0, |low, i| f64::min(low, i / 3.0));
    let to = reach.fold(ridge * 16.0, |high, i| f64::max(high, i * 3.0));
    // Enough points that the bends of the roofs are sharp.
    let along: Vec<f64> = (0..=400)
        .map(|i| from * (to / from).powf(f64::from(i) / 400.0))
        .collect();
    let roof = |threads: usize| {
        along
            .iter()
            .map(|&i| limits.roof(i, threads))
            .collect::<Vec<_>>()
    };
    let title = if rows.title.is_empty() {
        "Roofline"
    } else {
        &rows.title
    };
    let mut chart = scatter(title)
        .x("arithmetic intensity", "FLOP/byte")
        .y("speed", "GFLOP/s")
        .log_log();
    for row in &points {
        chart = chart.points(&differ.name(row), [row.cost.intensity()], [row.gflops()]);
    }
    if limits.threads > 1 {
        chart = chart.roof(
            &format!("limit, {} threads", limits.threads),
            true,
            &along,
            roof(limits.threads),
        );
    }
    chart = chart.roof("limit, one core", false, &along, roof(1));
    let words: Vec<String> = points
        .iter()
        .map(|row| {
            format!(
                "{} {} GFLOP/s at {} FLOP/byte, {} of the limit",
                differ.name(row),
                digits(row.gflops()),
                digits(row.cost.intensity()),
                percent(share(row, limits))
            )
        })
        .collect();
    let mut alt = format!(
        "{title}: limits of one core {} GFLOP/s and {} GB/s, of {} threads {} GFLOP/s and {} GB/s",
        digits(limits.gflops_one),
        digits(limits.gbytes_one),
        limits.threads,
        digits(limits.gflops_all),
        digits(limits.gbytes_all)
    );
    if !words.is_empty() {
        alt += &format!("; {}", words.join("; "));
    }
    if !left_out.is_empty() {
        alt += &format!(
            "; without bytes or flops, so not shown: {}",
            left_out.join(", ")
        );
    }
    alt.push('.');
    figure_saying(&chart, &alt, &text(title, &points, &differ, limits))
}

fn text(title: &str, points: &[&Row], differ: &Differ, limits: &Limits) -> String {
    let heads = ["variant", "FLOP/byte", "GFLOP/s", "limit", "reached"];
    let table = points.iter().fold(Table::new(title, &heads), |table, row| {
        let roof = limits.roof(row.cost.intensity(), row.threads);
        table.row(&[
            differ.name(row),
            digits(row.cost.intensity()),
            digits(row.gflops()),
            digits(roof),
            percent(share(row, limits)),
        ])
    });
    let note = format!(
        "Limits: {} GFLOP/s and {} GB/s on one core, {} GFLOP/s and {} GB/s on {} threads.",
        digits(limits.gflops_one),
        digits(limits.gbytes_one),
        digits(limits.gflops_all),
        digits(limits.gbytes_all),
        limits.threads
    );
    table.note(note).text()
}
