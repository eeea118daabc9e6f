//! Measured rows as bars and lines.

use crate::bars::{Bar, BarChart, bar_chart};
use crate::chart::{Chart, lines};
use crate::figure::Figure;
use crate::rows::{Differ, base_of, percent, share, table};
use crate::units::seconds;
use bench::machine::Limits;
use bench::{Row, Rows};

/// Speed-up over the baseline as bars, with the median absolute deviation as whiskers.
///
/// Each row is compared with the baseline's row of the same size and group; rows without one are left out.
#[must_use]
pub fn bars(rows: &Rows) -> Figure {
    speedups(rows, |row| seconds(row.median))
}

/// The running chart of a problem: speed-up over the baseline, and beside each bar how much of what
/// this machine can do the row reached.
#[must_use]
pub fn ladder(rows: &Rows, limits: &Limits) -> Figure {
    speedups(rows, |row| match share(row, limits) {
        Some(share) => format!(
            "{}, {} of the limit",
            seconds(row.median),
            percent(Some(share))
        ),
        None => seconds(row.median),
    })
}

fn speedups(rows: &Rows, note: impl Fn(&Row) -> String) -> Figure {
    let Some(base) = rows.base() else {
        return nothing(rows);
    };
    let differ = Differ::of(rows);
    let title = if rows.title.is_empty() {
        "Speed-up".to_owned()
    } else {
        rows.title.clone()
    };
    let mut chart = bar_chart(&title, "×").axis(&format!("speed-up over {}", base.name));
    for row in rows {
        let Some(base) = base_of(row, rows) else {
            continue;
        };
        // The baseline is what the others are divided by: its own noise is in all of them.
        let spread = (row.mad > 0.0 && row.mad < row.median).then(|| {
            (
                base.median / (row.median + row.mad),
                base.median / (row.median - row.mad),
            )
        });
        chart.bars.push(Bar {
            name: differ.name(row),
            value: row.speedup_over(base),
            spread,
            note: note(row),
            base: std::ptr::eq(row, base),
        });
    }
    finish(chart, rows)
}

fn finish(mut chart: BarChart, rows: &Rows) -> Figure {
    for gap in rows.gaps() {
        chart.bars.push(Bar {
            name: gap.name.clone(),
            value: f64::NAN,
            note: gap.why.clone(),
            ..Bar::default()
        });
    }
    chart.text = Some(table(rows).text());
    chart.figure()
}

/// Times as bars with whiskers, or, when the same variants ran at several sizes, as lines over the size.
///
/// Times that differ by more than a factor of thirty get a logarithmic axis and points.
#[must_use]
pub fn times(rows: &Rows) -> Figure {
    if rows.is_empty() {
        return nothing(rows);
    }
    let differ = Differ::of(rows);
    let several = rows.iter().any(|row| {
        rows.iter()
            .any(|other| other.name == row.name && other.size != row.size)
    });
    if several {
        return over_size(rows).figure().with_text(table(rows).text());
    }
    let mut chart = bar_chart(&rows.title, "s").axis("time of one call");
    for row in rows {
        let spread = (row.mad > 0.0 && row.mad < row.median)
            .then_some((row.median - row.mad, row.median + row.mad));
        chart.bars.push(Bar {
            name: differ.name(row),
            value: row.median,
            spread,
            note: String::new(),
            base: false,
        });
    }
    let all = rows.iter().map(|row| row.median).filter(|t| *t > 0.0);
    let (low, high) = all.fold((f64::INFINITY, 0.0), |(low, high), t| {
        (t.min(low), t.max(high))
    });
    if high > 30.0 * low {
        chart = chart.log();
    }
    finish(chart, rows)
}

/// One line for each name (and number of threads), over the size.
fn over_size(rows: &Rows) -> Chart {
    let threads = rows
        .windows(2)
        .any(|pair| pair[0].threads != pair[1].threads);
    let key = |row: &Row| match threads && row.threads > 1 {
        true => format!("{}, {} threads", row.name, row.threads),
        false => row.name.clone(),
    };
    let mut names: Vec<String> = Vec::new();
    rows.iter().map(key).for_each(|name| {
        if !names.contains(&name) {
            names.push(name);
        }
    });
    names.iter().fold(
        lines(&rows.title)
            .x("size", "")
            .y("time of one call", "s")
            .log_log(),
        |chart, name| {
            let mut points: Vec<&Row> = rows.iter().filter(|row| key(row) == *name).collect();
            points.sort_by_key(|row| row.size);
            chart.marked(
                name,
                points.iter().map(|row| row.size),
                points.iter().map(|row| row.median),
            )
        },
    )
}

fn nothing(rows: &Rows) -> Figure {
    let gaps: Vec<String> = rows
        .gaps()
        .iter()
        .map(|gap| format!("{}: {}", gap.name, gap.why))
        .collect();
    let why = if gaps.is_empty() {
        "nothing was measured".to_owned()
    } else {
        gaps.join("; ")
    };
    Figure::message(&format!("{}: {why}.", rows.title))
}
