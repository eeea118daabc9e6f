//! Speed-up over the number of threads or ranks, beside what the laws of Amdahl and Gustafson say.

use crate::chart::{Chart, lines};
use crate::units::significant;
use bench::{Amdahl, Gustafson, Row, Rows};
use std::collections::BTreeSet;

/// The speed-up of each row over the one on the fewest threads, against its threads.
///
/// Rows on more threads than `cores` are points of their own: such threads take turns. Dashed are the
/// ideal, as many times faster as there are threads, and `law`, if there is one.
///
/// ```
/// use bench::{Amdahl, Checked, Cost, Row, Rows};
/// let row = |threads: usize, t: f64| {
///     let mut row = Row::from_times("sum", &[t], Cost::NONE, Checked::on_trust("made up"));
///     row.threads = threads;
///     row
/// };
/// let rows: Rows = [row(1, 1.0), row(2, 0.55), row(4, 0.56)].into_iter().collect();
/// let law = Amdahl::fit([(1, 1.0), (2, 0.55)])?;
/// let alt = show::scaling("sum", &rows, 2, Some(&law)).figure().alt;
/// assert!(alt.contains("measured: 1× at 1 to 1.8× at 2"), "{alt}");
/// assert!(alt.contains("more threads than cores: one point, 1.8× at 4"), "{alt}");
/// # Ok::<(), bench::NoFit>(())
/// ```
#[must_use]
pub fn scaling(title: &str, rows: &Rows, cores: usize, law: Option<&Amdahl>) -> Chart {
    of_fixed_work(title, "threads", rows, cores, law)
}

/// The same for ranks that do one piece of work together: strong scaling, with Amdahl's law.
///
/// ```
/// let empty = show::strong_scaling("no rows", &bench::Rows::new(""), 2, None).figure();
/// assert_eq!(empty.text, "no rows: nothing to draw, there are no points.");
/// ```
#[must_use]
pub fn strong_scaling(title: &str, rows: &Rows, cores: usize, law: Option<&Amdahl>) -> Chart {
    of_fixed_work(title, "ranks", rows, cores, law)
}

/// How many times as much each row's ranks do in the time of one, where each rank has the same amount
/// of work: weak scaling, with Gustafson's law.
///
/// ```
/// use bench::{Checked, Cost, Gustafson, Row, Rows};
/// let row = |ranks: usize, t: f64| {
///     let mut row = Row::from_times("heat", &[t], Cost::NONE, Checked::on_trust("made up"));
///     (row.threads, row.size) = (ranks, 1000 * ranks);
///     row
/// };
/// let rows: Rows = [row(1, 1.0), row(2, 1.25)].into_iter().collect();
/// let law = Gustafson::of(&rows, 2)?;
/// let alt = show::weak_scaling("heat", &rows, 2, Some(&law)).figure().alt;
/// assert!(alt.contains("measured: 1× at 1 to 1.6× at 2"), "{alt}");
/// assert!(alt.contains("Gustafson, s = 40 %"), "{alt}");
/// # Ok::<(), bench::NoFit>(())
/// ```
#[must_use]
pub fn weak_scaling(title: &str, rows: &Rows, cores: usize, law: Option<&Gustafson>) -> Chart {
    let first = fewest(rows);
    let scaled = |row: &Row| {
        first.map_or(f64::NAN, |first| {
            row.speedup_over(first) * row.threads as f64
        })
    };
    let chart = measured(title, "ranks", rows, cores, scaled).y("scaled speed-up", "×");
    let law = law.map(|law| -> (String, Law<'_>) {
        let name = format!("Gustafson, s = {} %", significant(100.0 * law.serial, 2));
        (name, Box::new(|p| law.speedup(p)))
    });
    with_law(chart, law, rows)
}

/// One piece of work on more and more `workers`, threads or ranks.
fn of_fixed_work(
    title: &str,
    workers: &str,
    rows: &Rows,
    cores: usize,
    law: Option<&Amdahl>,
) -> Chart {
    let first = fewest(rows);
    let speedup = |row: &Row| {
        first.map_or(f64::NAN, |first| {
            row.speedup_over(first) * first.threads as f64
        })
    };
    let chart = measured(title, workers, rows, cores, speedup);
    with_law(chart, law.map(amdahl), rows)
}

/// A speed-up on so many threads or ranks.
type Law<'a> = Box<dyn Fn(usize) -> f64 + 'a>;

fn amdahl(law: &Amdahl) -> (String, Law<'_>) {
    let name = format!("Amdahl, s = {} %", significant(100.0 * law.serial, 2));
    (name, Box::new(|p| law.speedup(p)))
}

fn fewest(rows: &Rows) -> Option<&Row> {
    rows.iter().min_by_key(|row| row.threads)
}

/// The numbers of threads at which a law is drawn: as far as anything was measured.
fn places(rows: &Rows) -> Vec<usize> {
    let last = rows.iter().map(|row| row.threads).max().unwrap_or(1);
    let all: BTreeSet<usize> = (1..=last.min(64)).chain([last]).collect();
    all.into_iter().collect()
}

fn measured(
    title: &str,
    hands: &str,
    rows: &Rows,
    cores: usize,
    speedup: impl Fn(&Row) -> f64,
) -> Chart {
    let chart = lines(title).x(hands, "").y("speed-up", "×").from_zero();
    if fewest(rows).is_none() {
        return chart;
    }
    let mut sorted: Vec<&Row> = rows.iter().collect();
    sorted.sort_by_key(|row| row.threads);
    let (on_cores, beyond): (Vec<&Row>, Vec<&Row>) =
        sorted.iter().partition(|row| row.threads <= cores);
    let ideal: Vec<usize> = places(rows)
        .into_iter()
        .filter(|p| *p <= cores.max(2))
        .collect();
    let chart = chart
        .marked(
            "measured",
            on_cores.iter().map(|row| row.threads),
            on_cores.iter().map(|row| speedup(row)),
        )
        .dashed("ideal", &ideal, &ideal);
    if beyond.is_empty() {
        return chart;
    }
    chart.points(
        &format!("more {hands} than cores"),
        beyond.iter().map(|row| row.threads),
        beyond.iter().map(|row| speedup(row)),
    )
}

fn with_law(chart: Chart, law: Option<(String, Law<'_>)>, rows: &Rows) -> Chart {
    let Some((name, law)) = law.filter(|_| fewest(rows).is_some()) else {
        return chart;
    };
    let all = places(rows);
    chart.dashed(&name, &all, all.iter().map(|&p| law(p)))
}
