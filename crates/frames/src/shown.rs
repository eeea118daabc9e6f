//! A frame as a table on the page.

use lab::show::Table;
use polars::prelude::{AnyValue, DataFrame};

/// The first `rows` rows of a frame as a table with a title; numbers with four digits that count.
///
/// ```
/// use frames::polars::prelude::*;
/// let frame = df!("n" => [1, 2, 3], "root" => [1.0, 1.41421356, 1.7320508])?;
/// let table = frames::shown("roots", &frame, 2);
/// assert!(table.text().contains("1.414"));
/// assert!(table.text().contains("2 of 3 rows"));
/// # Ok::<(), PolarsError>(())
/// ```
#[must_use]
pub fn shown(title: &str, frame: &DataFrame, rows: usize) -> Table {
    let names: Vec<&str> = frame
        .columns()
        .iter()
        .map(|column| column.name().as_str())
        .collect();
    let mut table = Table::new(title, &names);
    for row in 0..frame.height().min(rows) {
        let cells: Vec<String> = frame
            .columns()
            .iter()
            .map(|column| column.get(row).map_or_else(|_| String::new(), words))
            .collect();
        table = table.row(&cells);
    }
    if frame.height() > rows {
        table = table.note(format!("{rows} of {} rows", frame.height()));
    }
    table
}

fn words(value: AnyValue<'_>) -> String {
    match value {
        AnyValue::Null => "—".to_owned(),
        AnyValue::String(text) => text.to_owned(),
        AnyValue::Float64(number) if number == 0.0 => "0".to_owned(),
        AnyValue::Float64(number) if number.abs() < 1e-3 || number.abs() >= 1e6 => {
            format!("{number:.3e}")
        }
        AnyValue::Float64(number) => format!("{number:.3}"),
        other => other.to_string(),
    }
}
