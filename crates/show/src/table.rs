//! Tables: HTML that reads in light and dark, and aligned plain text.

use crate::figure::{Figure, display, escape};
use std::fmt;

/// A table with a title, named columns and rows of text.
///
/// Columns whose cells start with a digit are set to the right, like numbers in print.
///
/// ```
/// let table = show::Table::new("primes", &["n", "prime"]).row(&["1", "2"]).row(&["2", "3"]);
/// assert_eq!(table.text(), "primes\nn  prime\n-  -----\n1      2\n2      3");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    title: String,
    head: Vec<String>,
    rows: Vec<Vec<String>>,
    strong: Vec<usize>,
    note: String,
}

impl Table {
    /// An empty table.
    #[must_use]
    pub fn new<S: AsRef<str>>(title: &str, columns: &[S]) -> Self {
        Self {
            title: title.to_owned(),
            head: columns.iter().map(|c| c.as_ref().to_owned()).collect(),
            rows: Vec::new(),
            strong: Vec::new(),
            note: String::new(),
        }
    }

    /// The table with one row more; missing cells stay empty, extra ones are left out.
    #[must_use]
    pub fn row<S: AsRef<str>>(mut self, cells: &[S]) -> Self {
        let mut row: Vec<String> = cells.iter().map(|c| c.as_ref().to_owned()).collect();
        row.resize(self.head.len(), String::new());
        self.rows.push(row);
        self
    }

    /// The table with its last row in bold.
    #[must_use]
    pub fn strong(mut self) -> Self {
        self.strong.extend(self.rows.len().checked_sub(1));
        self
    }

    /// The table with a line of explanation under it.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = note.into();
        self
    }

    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is no row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    fn is_number(&self, column: usize) -> bool {
        let starts =
            |c: char| c.is_ascii_digit() || matches!(c, '−' | '-' | '+' | '±' | '—' | '<' | '≈');
        let mut cells = self
            .rows
            .iter()
            .map(|row| &row[column])
            .filter(|cell| !cell.is_empty())
            .peekable();
        cells.peek().is_some() && cells.all(|cell| cell.starts_with(starts))
    }

    /// The table as HTML with inline styles only.
    #[must_use]
    pub fn html(&self) -> String {
        let line = "border-bottom:1px solid rgba(128,128,128,0.4)";
        let side = |column| {
            if self.is_number(column) {
                "right"
            } else {
                "left"
            }
        };
        let mut out = String::from(
            "<table style=\"border-collapse:collapse;margin:0.4em 0;font-variant-numeric:tabular-nums\">",
        );
        if !self.title.is_empty() {
            out += &format!(
                "<caption style=\"text-align:left;font-weight:bold;color:inherit;padding:0.2em 0\">{}</caption>",
                escape(&self.title)
            );
        }
        out += "<thead><tr>";
        for (i, name) in self.head.iter().enumerate() {
            out += &format!(
                "<th scope=\"col\" style=\"text-align:{};padding:0.2em 0.8em;{line}\">{}</th>",
                side(i),
                escape(name)
            );
        }
        out += "</tr></thead><tbody>";
        for (r, row) in self.rows.iter().enumerate() {
            let weight = if self.strong.contains(&r) {
                "font-weight:bold;"
            } else {
                ""
            };
            out += "<tr>";
            for (i, cell) in row.iter().enumerate() {
                // A short one in two lines, broken at a hyphen, is no name and no number any more.
                let whole = match cell.chars().count() {
                    0..=24 => "white-space:nowrap;",
                    _ => "",
                };
                out += &format!(
                    "<td style=\"text-align:{};padding:0.2em 0.8em;{whole}{weight}{line}\">{}</td>",
                    side(i),
                    escape(cell)
                );
            }
            out += "</tr>";
        }
        out += "</tbody></table>";
        if !self.note.is_empty() {
            out += &format!(
                "<div style=\"font-size:90%;opacity:0.8;margin-bottom:0.4em\">{}</div>",
                escape(&self.note)
            );
        }
        out
    }

    /// The table as plain text with aligned columns.
    #[must_use]
    pub fn text(&self) -> String {
        let width = |s: &str| s.chars().count();
        let widths: Vec<usize> = (0..self.head.len())
            .map(|i| {
                self.rows
                    .iter()
                    .map(|row| width(&row[i]))
                    .chain([width(&self.head[i])])
                    .max()
                    .unwrap_or(0)
            })
            .collect();
        let line = |cells: &[String]| {
            let cells = cells.iter().enumerate().map(|(i, cell)| {
                let room = " ".repeat(widths[i] - width(cell));
                if self.is_number(i) {
                    room + cell
                } else {
                    cell.clone() + &room
                }
            });
            cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
        };
        let rule: Vec<String> = widths.iter().map(|&w| "-".repeat(w)).collect();
        let mut lines = Vec::new();
        if !self.title.is_empty() {
            lines.push(self.title.clone());
        }
        lines.extend([line(&self.head), line(&rule)]);
        lines.extend(self.rows.iter().map(|row| line(row)));
        if !self.note.is_empty() {
            lines.push(self.note.clone());
        }
        lines.join("\n")
    }

    /// Shows the table in the notebook; evcxr calls this for the last expression of a cell.
    pub fn evcxr_display(&self) {
        display(&self.html(), &self.text());
    }
}

impl From<Table> for Figure {
    fn from(table: Table) -> Self {
        Self {
            html: table.html(),
            text: table.text(),
            alt: table.text(),
        }
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_the_wrong_length_are_made_to_fit() {
        let table = Table::new("", &["a", "b"])
            .row(&["x"])
            .row(&["x", "y", "z"]);
        assert_eq!(table.text(), "a  b\n-  -\nx\nx  y");
    }

    #[test]
    fn cells_are_escaped_and_numbers_stand_right() {
        let table = Table::new("<t>", &["what", "time"])
            .row(&["Vec<f64>", "1.5 ms"])
            .strong();
        let html = table.html();
        assert!(html.contains("&lt;t&gt;") && html.contains("Vec&lt;f64&gt;"));
        assert!(
            html.contains(
                "text-align:right;padding:0.2em 0.8em;white-space:nowrap;font-weight:bold;"
            )
        );
    }
}
