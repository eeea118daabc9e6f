//! Rows to CSV text and back.

use std::path::Path;

use super::CsvError;
use crate::{Checked, Cost, Row, Rows};

const COLUMNS: [&str; 14] = [
    "group", "name", "size", "threads", "median_s", "mad_s", "min_s", "samples", "first_s",
    "build_s", "bytes", "flops", "checked", "missing",
];

/// Rows as CSV text: a header, then one line for each row, then one for each gap.
///
/// ```
/// let mut rows = bench::Rows::new("sum");
/// rows.push_gap("gpu", "no device, no driver");
/// let text = bench::csv::to_text(&rows);
/// assert!(text.ends_with("sum,gpu,,,,,,,,,,,,\"no device, no driver\"\n"));
/// ```
pub fn to_text(rows: &Rows) -> String {
    let mut text = COLUMNS.join(",") + "\n";
    for row in rows {
        let numbers = [
            row.size.to_string(),
            row.threads.to_string(),
            format!("{:?}", row.median),
            format!("{:?}", row.mad),
            format!("{:?}", row.min),
            row.samples.to_string(),
            format!("{:?}", row.first),
            format!("{:?}", row.build),
            format!("{:?}", row.cost.bytes),
            format!("{:?}", row.cost.flops),
        ];
        text += &format!(
            "{},{},{},{},\n",
            quote(&row.group),
            quote(&row.name),
            numbers.join(","),
            quote(&row.checked)
        );
    }
    for gap in rows.gaps() {
        let empty = ",".repeat(COLUMNS.len() - 3);
        text += &format!(
            "{},{}{empty},{}\n",
            quote(&rows.title),
            quote(&gap.name),
            quote(&gap.why)
        );
    }
    text
}

/// Rows from CSV text; `path` is only named in errors and, when groups differ, in the title.
///
/// # Errors
/// [`CsvError`] with the line and what is wrong there; times must be finite and not negative.
pub fn parse(text: &str, path: &Path) -> Result<Rows, CsvError> {
    let records = records(text, path)?;
    let mut records = records.into_iter();
    let header = records.next().map(|(_, fields)| fields).unwrap_or_default();
    if header != COLUMNS {
        return Err(CsvError::Header {
            path: path.to_owned(),
            expected: COLUMNS.join(","),
            got: header.join(","),
        });
    }
    let mut rows = Rows::default();
    let mut groups: Vec<String> = Vec::new();
    for (line, fields) in records {
        if fields.len() != COLUMNS.len() {
            return Err(CsvError::Fields {
                path: path.to_owned(),
                line,
                expected: COLUMNS.len(),
                got: fields.len(),
            });
        }
        if !groups.contains(&fields[0]) {
            groups.push(fields[0].clone());
        }
        if fields[COLUMNS.len() - 1].is_empty() {
            let mut one = Rows::default();
            one.push(row(&Record {
                path,
                line,
                fields: &fields,
            })?);
            rows.append(one);
        } else {
            rows.push_gap(&fields[1], &fields[COLUMNS.len() - 1]);
        }
    }
    rows.title = match &groups[..] {
        [group] => group.clone(),
        _ => path
            .file_stem()
            .map(|stem| stem.to_string_lossy().into_owned())
            .unwrap_or_default(),
    };
    Ok(rows)
}

/// One line, with what is needed to complain about it.
struct Record<'a> {
    path: &'a Path,
    line: usize,
    fields: &'a [String],
}

fn row(record: &Record<'_>) -> Result<Row, CsvError> {
    let cost = Cost::new(record.number(10)?, record.number(11)?);
    let checked = Checked::recorded(record.fields[12].clone());
    let mut row = Row::from_times(&record.fields[1], &[], cost, checked);
    row.group.clone_from(&record.fields[0]);
    row.size = record.count(2)?;
    row.threads = record.count(3)?;
    row.median = record.number(4)?;
    row.mad = record.number(5)?;
    row.min = record.number(6)?;
    row.samples = record.count(7)?;
    row.first = record.number(8)?;
    row.build = record.number(9)?;
    Ok(row)
}

impl Record<'_> {
    fn number(&self, column: usize) -> Result<f64, CsvError> {
        match self.fields[column].parse::<f64>() {
            Ok(value) if value.is_finite() && value >= 0.0 => Ok(value),
            _ => Err(self.wrong(column, "a finite number, not negative")),
        }
    }

    fn count(&self, column: usize) -> Result<usize, CsvError> {
        self.fields[column]
            .parse()
            .map_err(|_| self.wrong(column, "a whole number"))
    }

    fn wrong(&self, column: usize, expected: &'static str) -> CsvError {
        CsvError::Number {
            path: self.path.to_owned(),
            line: self.line,
            column: COLUMNS[column],
            got: self.fields[column].clone(),
            expected,
        }
    }
}

/// A field as it is, or in quotes where it must be.
fn quote(field: &str) -> String {
    if field.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", field.replace('"', "\"\""))
    } else {
        field.to_owned()
    }
}

/// Splits text into records, each with the line it begins on; empty lines are left out.
fn records(text: &str, path: &Path) -> Result<Vec<(usize, Vec<String>)>, CsvError> {
    let mut records = Vec::new();
    let mut chars = text.chars().peekable();
    let mut line = 1;
    while chars.peek().is_some() {
        let begins = line;
        let mut fields = Vec::new();
        loop {
            let mut field = String::new();
            if chars.next_if_eq(&'"').is_some() {
                let opened = line;
                let broken = || CsvError::Quote {
                    path: path.to_owned(),
                    line: opened,
                };
                loop {
                    match chars.next() {
                        Some('"') if chars.next_if_eq(&'"').is_some() => field.push('"'),
                        Some('"') => break,
                        Some(c) => {
                            line += usize::from(c == '\n');
                            field.push(c);
                        }
                        None => return Err(broken()),
                    }
                }
                if !matches!(chars.peek(), None | Some(',' | '\r' | '\n')) {
                    return Err(broken());
                }
            }
            while let Some(c) = chars.next_if(|c| !matches!(c, ',' | '\n')) {
                field.push(c);
            }
            let more = chars.next() == Some(',');
            if !more {
                // A spreadsheet ends its lines with \r\n.
                field.truncate(field.strip_suffix('\r').map_or(field.len(), str::len));
            }
            fields.push(field);
            if !more {
                break;
            }
        }
        line += 1;
        if fields != [""] {
            records.push((begins, fields));
        }
    }
    Ok(records)
}
