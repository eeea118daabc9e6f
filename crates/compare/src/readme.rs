//! The tables and the picture of the README, made from the saved rows.

use std::path::Path;

use bench::csv::CsvError;
use bench::{Rows, saved};
use show::{Figure, matrix};

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

/// The rows of n-body that the picture shows: what a reader of NumPy knows, then Rust.
const SHOWN: [&str; 9] = [
    "cpython",
    "numpy",
    "numba",
    "cython",
    "pythran",
    "c-fast-math",
    "rust naive",
    "rust simd",
    "rust par",
];

/// The picture of the README: n-body, how many times as fast as NumPy; `None` before a whole run.
///
/// # Errors
/// [`CsvError`] with the file and the line.
pub fn picture(results: &Path) -> Result<Option<Figure>, CsvError> {
    let saved = saved::read(results)?;
    let nbody = saved.iter().find(|one| one.scenario == "nbody");
    Ok(nbody.and_then(|one| {
        let mut rows = Rows::new(&one.rows.title);
        let shown = SHOWN.iter().filter_map(|name| one.rows.row(name).ok());
        rows.extend(shown.cloned());
        let rows = rows.baseline("numpy").ok()?;
        Some(show::bars(&rows))
    }))
}

/// A size in few characters: 512, 4096, 17 M.
fn short(size: usize) -> String {
    match size {
        0..100_000 => size.to_string(),
        _ => show::units::count(size as f64),
    }
}

/// Where the picture begins in a Markdown file, and where it ends.
const PICTURE: [&str; 2] = [
    "<!-- picture of `cargo workshop compare`: begin -->",
    "<!-- picture of `cargo workshop compare`: end -->",
];

/// `text` with a picture in `file` between its two marks; `None` when it has no marks.
///
/// ```
/// let text = "<!-- picture of `cargo workshop compare`: begin -->\n<!-- picture of `cargo workshop compare`: end -->\n";
/// let figure = show::Figure::message("two bars");
/// assert!(compare::illustrate(text, &figure, "a.svg").unwrap().contains("\n![two bars](a.svg)\n"));
/// ```
#[must_use]
pub fn illustrate(text: &str, figure: &Figure, file: &str) -> Option<String> {
    let [start, end] = PICTURE;
    let (before, rest) = text.split_once(start)?;
    let (_, after) = rest.split_once(end)?;
    let alt = figure.alt.replace(['[', ']', '\n'], " ");
    Some(format!("{before}{start}\n![{alt}]({file})\n{end}{after}"))
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
