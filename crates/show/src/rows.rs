//! Measured rows as a table.

use crate::compiling;
use crate::table::Table;
use crate::units::{digits, seconds, times as ratio};
use bench::machine::Limits;
use bench::{Row, Rows};

/// Which of the columns that not every table needs say something about these rows.
pub(crate) struct Differ {
    sizes: bool,
    threads: bool,
    groups: bool,
}

impl Differ {
    pub(crate) fn of(rows: &Rows) -> Self {
        let differ =
            |key: fn(&Row) -> usize| rows.windows(2).any(|pair| key(&pair[0]) != key(&pair[1]));
        Self {
            sizes: differ(|row| row.size),
            threads: differ(|row| row.threads),
            groups: rows.windows(2).any(|pair| pair[0].group != pair[1].group),
        }
    }

    /// The row's name with what tells it from rows of the same name.
    pub(crate) fn name(&self, row: &Row) -> String {
        let mut name = row.name.clone();
        if self.groups {
            name = format!("{}: {name}", row.group);
        }
        if self.sizes && row.size > 0 {
            name += &format!(", n = {}", row.size);
        }
        if self.threads && row.threads > 1 {
            name += &format!(", {} threads", row.threads);
        }
        name
    }
}

/// Times, speed-ups over the baseline and rates as a table, with the spread and what each answer was
/// checked against; candidates without a time come last, with the reason.
///
/// ```
/// use bench::{Checked, Cost, Row, Rows};
/// let row = |name, t| Row::from_times(name, &[t], Cost::new(0.0, 1e6), Checked::on_trust("made up"));
/// let mut rows = Rows::new("a sum");
/// rows.push(row("loop", 2e-3));
/// rows.push(row("simd", 5e-4));
/// assert!(show::table(&rows).text().contains("500 µs"));
/// assert!(show::table(&rows).text().contains("4×"));
/// ```
#[must_use]
pub fn table(rows: &Rows) -> Table {
    table_with(rows, None)
}

/// The same table with a column more: how much of what this machine can do each row reached.
///
/// That is its GFLOP/s as a part of the roof over its arithmetic intensity, or its GB/s as a part
/// of the bandwidth when it does no arithmetic.
#[must_use]
pub fn table_with_limits(rows: &Rows, limits: &Limits) -> Table {
    table_with(rows, Some(limits))
}

type Column<'a> = (&'static str, Box<dyn Fn(&Row) -> String + 'a>);

fn table_with(rows: &Rows, limits: Option<&Limits>) -> Table {
    let differ = Differ::of(rows);
    let mut columns: Vec<Column<'_>> = Vec::new();
    if differ.groups {
        columns.push(("work", Box::new(|row| row.group.clone())));
    }
    columns.push(("variant", Box::new(|row| row.name.clone())));
    if differ.sizes {
        columns.push(("size", Box::new(|row| row.size.to_string())));
    }
    if differ.threads {
        columns.push(("threads", Box::new(|row| row.threads.to_string())));
    }
    columns.push(("time", Box::new(|row| seconds(row.median))));
    columns.push(("spread", Box::new(spread)));
    if rows.len() > 1 {
        columns.push(("speed-up", Box::new(|row| over(row, rows))));
    }
    if rows.iter().any(|row| row.compiling().is_some()) {
        columns.push((compiling::HEAD, Box::new(compiling::words)));
    }
    if rows.iter().any(|row| row.cost.flops > 0.0) {
        columns.push((
            "GFLOP/s",
            Box::new(|row| rate(row.cost.flops, row.gflops())),
        ));
    }
    if rows.iter().any(|row| row.cost.bytes > 0.0) {
        columns.push(("GB/s", Box::new(|row| rate(row.cost.bytes, row.gbytes()))));
    }
    if let Some(limits) = limits {
        columns.push(("of the limit", Box::new(|row| percent(share(row, limits)))));
    }
    columns.push(("samples", Box::new(|row| row.samples.to_string())));
    columns.push(("checked against", Box::new(|row| row.checked.clone())));

    let heads: Vec<&str> = columns.iter().map(|(head, _)| *head).collect();
    let mut table = Table::new(&rows.title, &heads);
    for row in rows {
        let cells: Vec<String> = columns.iter().map(|(_, cell)| cell(row)).collect();
        table = table.row(&cells);
    }
    for gap in rows.gaps() {
        let cell = |head: &&str| match *head {
            "variant" => gap.name.clone(),
            "time" => "—".to_owned(),
            "checked against" => gap.why.clone(),
            _ => String::new(),
        };
        table = table.row(&heads.iter().map(cell).collect::<Vec<_>>());
    }
    table.note(note(rows))
}

fn note(rows: &Rows) -> String {
    let mut spread = "Time: median of the samples; spread: median absolute deviation.".to_owned();
    if rows.iter().any(|row| row.compiling().is_some()) {
        spread += compiling::NOTE;
    }
    match rows.base() {
        Some(base) if rows.len() > 1 => format!("{spread} Speed-up over “{}”.", base.name),
        Some(_) => spread,
        None => "Nothing was measured.".to_owned(),
    }
}

fn spread(row: &Row) -> String {
    match row.noise() * 100.0 {
        _ if row.samples < 2 => "—".to_owned(),
        noise if !noise.is_finite() => "—".to_owned(),
        noise if noise < 0.05 => "±0 %".to_owned(),
        noise => format!(
            "±{} %",
            if noise < 9.5 {
                format!("{noise:.1}")
            } else {
                format!("{noise:.0}")
            }
        ),
    }
}

/// The speed-up over the baseline, where the two did the same amount of work.
fn over(row: &Row, rows: &Rows) -> String {
    base_of(row, rows).map_or_else(|| "—".to_owned(), |base| ratio(row.speedup_over(base)))
}

/// The row that this one can be compared with: called like the baseline, same work, same size.
pub(crate) fn base_of<'a>(row: &Row, rows: &'a Rows) -> Option<&'a Row> {
    let base = rows.base()?;
    let same = |other: &&Row| other.size == row.size && other.group == row.group;
    Some(base).filter(same).or_else(|| {
        rows.iter()
            .filter(same)
            .find(|other| other.name == base.name)
    })
}

fn rate(amount: f64, rate: f64) -> String {
    if amount > 0.0 {
        digits(rate)
    } else {
        "—".to_owned()
    }
}

/// The part of the machine's limit that a row reached; `None` when its cost is not known.
pub(crate) fn share(row: &Row, limits: &Limits) -> Option<f64> {
    let share = if row.cost.flops > 0.0 {
        row.gflops() / limits.roof(row.cost.intensity(), row.threads)
    } else {
        row.gbytes() / limits.gbytes(row.threads)
    };
    (share.is_finite() && share > 0.0).then_some(share)
}

pub(crate) fn percent(share: Option<f64>) -> String {
    match share.map(|share| share * 100.0) {
        None => "—".to_owned(),
        Some(p) if p >= 9.95 => format!("{p:.0} %"),
        Some(p) if p >= 0.095 => format!("{p:.1} %"),
        Some(_) => "<0.1 %".to_owned(),
    }
}
