//! A line for each approach, a column for each kind of work.

use bench::{Row, Rows, is_faster};

use crate::table::Table;
use crate::units::seconds;

/// Times of many approaches at many kinds of work: see [`matrix`].
#[derive(Clone, Debug, PartialEq)]
pub struct Matrix {
    heads: Vec<String>,
    lines: Vec<(Line, Vec<Option<Cell>>)>,
}

/// A line of it.
#[derive(Clone, Debug, PartialEq)]
struct Line {
    label: String,
    threads: usize,
}

/// A time, and whether nobody on as many threads was faster for sure.
#[derive(Clone, Debug, PartialEq)]
struct Cell {
    time: String,
    is_best: bool,
}

/// The rows of several kinds of work, each with the head of its column, as one table.
///
/// Of the Rust rows two are shown: the plain loops of the oracle (`rust naive`), which say what the
/// language does, and the fastest of the others (`rust simd`, `rust par`, …) on as many threads, which
/// says what the craft does. Marked is the fastest of each column on as many threads, and who cannot be told from it
/// ([`bench::is_faster`]).
///
/// ```
/// use bench::{Checked, Cost, Row, Rows};
/// let mut rows = Rows::new("a sum");
/// let row = |name, t| Row::from_times(name, &[t], Cost::NONE, Checked::on_trust("made up"));
/// rows.extend([row("rust naive", 0.5), row("rust simd", 0.1), row("numpy", 0.2)]);
/// let matrix = show::matrix(&[("sum", &rows)]);
/// let text = matrix.markdown();
/// assert!(text.contains("| Rust | 1 | **100 ms** |") && text.contains("| numpy | 1 | 200 ms |"));
/// assert!(text.contains("| Rust, naive | 1 | 500 ms |"));
/// assert!(matrix.table("sums").text().contains("Rust               1  100 ms ★"));
/// ```
#[must_use]
pub fn matrix<S: AsRef<str>>(columns: &[(S, &Rows)]) -> Matrix {
    let with_cells = |line: Line| {
        let cells = columns.iter().map(|(_, rows)| cell(&line, rows)).collect();
        (line, cells)
    };
    let rows = columns.iter().flat_map(|(_, rows)| rows.iter());
    Matrix {
        heads: columns
            .iter()
            .map(|(head, _)| head.as_ref().to_owned())
            .collect(),
        lines: lines(rows).into_iter().map(with_cells).collect(),
    }
}

impl Matrix {
    /// As Markdown, the best in bold.
    #[must_use]
    pub fn markdown(&self) -> String {
        let mut text = format!("| | threads | {} |\n|---|--:|", self.heads.join(" | "));
        text += &"--:|".repeat(self.heads.len());
        for (line, cells) in &self.lines {
            let cells: Vec<String> = cells
                .iter()
                .map(|cell| match cell {
                    None => "—".to_owned(),
                    Some(Cell {
                        time,
                        is_best: true,
                    }) => format!("**{time}**"),
                    Some(Cell { time, .. }) => time.clone(),
                })
                .collect();
            text += &format!(
                "\n| {} | {} | {} |",
                line.label,
                line.threads,
                cells.join(" | ")
            );
        }
        text + "\n"
    }

    /// As a table for a notebook, the best with a star.
    #[must_use]
    pub fn table(&self, title: &str) -> Table {
        let mut heads = vec!["", "threads"];
        heads.extend(self.heads.iter().map(String::as_str));
        let lines = self.lines.iter().map(|(line, cells)| {
            let mut row = vec![line.label.clone(), line.threads.to_string()];
            row.extend(cells.iter().map(|cell| match cell {
                None => "—".to_owned(),
                Some(cell) => cell.time.clone() + if cell.is_best { " ★" } else { "" },
            }));
            row
        });
        lines
            .fold(Table::new(title, &heads), |table, row| table.row(&row))
            .note("★: nobody on as many threads was faster for sure. Rust, naive: plain loops; Rust: the fastest of the other Rust rows.")
    }
}

impl Line {
    fn of(row: &Row) -> Self {
        let label = match row.name.as_str() {
            "rust naive" => NAIVE.to_owned(),
            name if name.starts_with("rust") => RUST.to_owned(),
            name => name.to_owned(),
        };
        Self {
            label,
            threads: row.threads,
        }
    }
}

/// The line of the oracle's plain loops.
const NAIVE: &str = "Rust, naive";

/// The line of all other Rust rows.
const RUST: &str = "Rust";

/// One thread before several, otherwise in the order of the rows, Rust last.
fn lines<'a>(rows: impl Iterator<Item = &'a Row>) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for line in rows.map(Line::of) {
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    lines.sort_by_key(|line| (line.threads, [NAIVE, RUST].contains(&line.label.as_str())));
    lines
}

fn cell(line: &Line, rows: &Rows) -> Option<Cell> {
    let own = rows.iter().filter(|row| Line::of(row) == *line);
    let row = own.min_by(|a, b| a.median.total_cmp(&b.median))?;
    let mut rivals = rows.iter().filter(|other| other.threads == row.threads);
    Some(Cell {
        time: seconds(row.median),
        is_best: !rivals.any(|other| is_faster(other, row)),
    })
}
