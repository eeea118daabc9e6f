//! The table of the README: a line for each approach, a column for each kind of work.

use std::path::Path;

use bench::csv::CsvError;
use bench::{Row, Rows};
use show::units::seconds;

use crate::ranking::is_faster;
use crate::{SCENARIOS, results};

/// Where the table begins in a Markdown file.
const START: &str = "<!-- table of `cargo workshop compare`: begin -->";
/// Where it ends.
const END: &str = "<!-- table of `cargo workshop compare`: end -->";

/// The saved whole runs as Markdown: the table, then the machine and the command.
///
/// # Errors
/// [`CsvError`] with the file and the line.
pub fn tables(results: &Path) -> Result<String, CsvError> {
    let mut groups = Vec::new();
    for scenario in SCENARIOS {
        for rows in results::read(results, scenario.name)? {
            let size = rows.first().map_or(0, |row| row.size);
            groups.push((format!("{} {}", scenario.name, short(size)), rows));
        }
    }
    // Those who wait are not those who compute: two tables, each without many gaps.
    let part = |of: &dyn Fn(&str) -> bool| {
        let columns: Vec<(&str, &Rows)> = groups
            .iter()
            .map(|(head, rows)| (head.as_str(), rows))
            .filter(|(head, _)| of(head))
            .collect();
        markdown(&columns)
    };
    let waits = |head: &str| head.starts_with("requests");
    Ok(part(&|head| !waits(head)) + "\n" + &part(&waits))
}

/// A size in few characters: 512, 4096, 17 M.
fn short(size: usize) -> String {
    match size {
        0..100_000 => size.to_string(),
        _ => show::units::count(size as f64),
    }
}

/// Times as a Markdown table; the fastest of each column, on one thread and on several, in bold.
///
/// Of the Rust rows only the fastest is shown. Who cannot be told from the fastest is bold too.
///
/// ```
/// use bench::{Checked, Cost, Row, Rows};
/// let mut rows = Rows::new("a sum");
/// let row = |name, t| Row::from_times(name, &[t], Cost::NONE, Checked::on_trust("made up"));
/// rows.extend([row("rust naive", 0.5), row("rust simd", 0.1), row("numpy", 0.2)]);
/// let table = compare::markdown(&[("sum", &rows)]);
/// assert!(table.contains("| Rust | 1 | **100 ms** |") && table.contains("| numpy | 1 | 200 ms |"));
/// ```
#[must_use]
pub fn markdown(groups: &[(&str, &Rows)]) -> String {
    let mut table = String::from("| | threads |");
    for (head, _) in groups {
        table += &format!(" {head} |");
    }
    table += "\n|---|--:|";
    table += &"--:|".repeat(groups.len());
    for line in lines(groups) {
        let cells: Vec<String> = groups.iter().map(|(_, rows)| cell(&line, rows)).collect();
        let Line { label, threads } = line;
        table += &format!("\n| {label} | {threads} | {} |", cells.join(" | "));
    }
    table + "\n"
}

/// A line of the table.
#[derive(Clone, Debug, PartialEq)]
struct Line {
    label: String,
    threads: usize,
}

impl Line {
    fn of(row: &Row) -> Self {
        Self {
            label: if row.name.starts_with("rust") {
                "Rust".to_owned()
            } else {
                row.name.clone()
            },
            threads: row.threads,
        }
    }
}

/// One thread before several, otherwise in the order of the rows, Rust last.
fn lines(groups: &[(&str, &Rows)]) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for row in groups.iter().flat_map(|(_, rows)| rows.iter()) {
        let line = Line::of(row);
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    lines.sort_by_key(|line| (line.threads, line.label == "Rust"));
    lines
}

/// The fastest row of a line.
fn best<'a>(line: &Line, rows: &'a Rows) -> Option<&'a Row> {
    let own = rows.iter().filter(|row| Line::of(row) == *line);
    own.min_by(|a, b| a.median.total_cmp(&b.median))
}

fn cell(line: &Line, rows: &Rows) -> String {
    let Some(row) = best(line, rows) else {
        return "—".to_owned();
    };
    let mut rivals = rows.iter().filter(|other| other.threads == row.threads);
    let time = seconds(row.median);
    if rivals.any(|other| is_faster(other, row)) {
        time
    } else {
        format!("**{time}**")
    }
}

/// `text` with `table` between its two marks; `None` when it has no marks.
///
/// ```
/// let text = "a\n<!-- table of `cargo workshop compare`: begin -->\nold\n<!-- table of `cargo workshop compare`: end -->\nb\n";
/// assert!(compare::splice(text, "new\n").unwrap().contains("begin -->\nnew\n<!--"));
/// assert_eq!(compare::splice("no marks", "new\n"), None);
/// ```
#[must_use]
pub fn splice(text: &str, table: &str) -> Option<String> {
    let (before, rest) = text.split_once(START)?;
    let (_, after) = rest.split_once(END)?;
    Some(format!("{before}{START}\n{table}{END}{after}"))
}
