//! The tables of the README, made from the saved rows.

use std::path::Path;

use bench::csv::CsvError;
use bench::saved;
use show::matrix;

use crate::{SCENARIOS, Scenario};

/// Where the tables begin in a Markdown file.
const START: &str = "<!-- table of `cargo workshop compare`: begin -->";
/// Where they end.
const END: &str = "<!-- table of `cargo workshop compare`: end -->";

/// The saved whole runs as Markdown: a table for each [`Kind`](crate::Kind) of work.
///
/// # Errors
/// [`CsvError`] with the file and the line.
pub fn tables(results: &Path) -> Result<String, CsvError> {
    let saved = saved::read(results)?;
    let mut kinds: Vec<_> = SCENARIOS.iter().map(|scenario| scenario.kind).collect();
    kinds.dedup();
    let one = |kind| {
        let of_kind = |scenario: &&Scenario| scenario.kind == kind;
        let scenarios = SCENARIOS.iter().filter(of_kind);
        let columns = scenarios.flat_map(|scenario| {
            let own = saved.iter().filter(|one| one.scenario == scenario.name);
            own.map(|one| (format!("{} {}", one.scenario, short(one.size)), &one.rows))
        });
        columns.collect::<Vec<_>>()
    };
    let columns = kinds
        .into_iter()
        .map(one)
        .filter(|columns| !columns.is_empty());
    let tables: Vec<String> = columns.map(|columns| matrix(&columns).markdown()).collect();
    Ok(tables.join("\n"))
}

/// A size in few characters: 512, 4096, 17 M.
fn short(size: usize) -> String {
    match size {
        0..100_000 => size.to_string(),
        _ => show::units::count(size as f64),
    }
}

/// `text` with `tables` between its two marks; `None` when it has no marks.
///
/// ```
/// let text = "a\n<!-- table of `cargo workshop compare`: begin -->\nold\n<!-- table of `cargo workshop compare`: end -->\nb\n";
/// assert!(compare::splice(text, "new\n").unwrap().contains("begin -->\nnew\n<!--"));
/// assert_eq!(compare::splice("no marks", "new\n"), None);
/// ```
#[must_use]
pub fn splice(text: &str, tables: &str) -> Option<String> {
    let (before, rest) = text.split_once(START)?;
    let (_, after) = rest.split_once(END)?;
    Some(format!("{before}{START}\n{tables}{END}{after}"))
}
