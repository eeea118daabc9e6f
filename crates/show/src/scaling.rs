//! Speed-up over the number of threads, beside what Amdahl's law says.

use crate::chart::{Chart, lines};
use bench::{Amdahl, Row, Rows};
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
    let mut sorted: Vec<&Row> = rows.iter().collect();
    sorted.sort_by_key(|row| row.threads);
    let chart = lines(title).x("threads", "").y("speed-up", "×").from_zero();
    let Some(first) = sorted.first() else {
        return chart;
    };
    let one = |row: &Row| row.speedup_over(first) * first.threads as f64;
    let (on_cores, beyond): (Vec<&Row>, Vec<&Row>) =
        sorted.iter().partition(|row| row.threads <= cores);
    let last = sorted.iter().map(|row| row.threads).max().unwrap_or(1);
    let all: BTreeSet<usize> = (1..=last.min(64)).chain([last]).collect();
    let ideal: Vec<usize> = all.iter().copied().filter(|p| *p <= cores.max(2)).collect();
    let mut chart = chart
        .marked(
            "measured",
            on_cores.iter().map(|row| row.threads),
            on_cores.iter().map(|row| one(row)),
        )
        .dashed("ideal", &ideal, &ideal);
    if !beyond.is_empty() {
        chart = chart.points(
            "more threads than cores",
            beyond.iter().map(|row| row.threads),
            beyond.iter().map(|row| one(row)),
        );
    }
    if let Some(law) = law {
        let name = format!(
            "Amdahl, s = {} %",
            crate::units::significant(100.0 * law.serial, 2)
        );
        let at: Vec<f64> = all.iter().map(|&p| law.speedup(p)).collect();
        chart = chart.dashed(&name, &all, at);
    }
    chart
}
