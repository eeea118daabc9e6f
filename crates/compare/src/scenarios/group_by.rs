//! A text file of measurements, grouped by station.

use std::fs;
use std::path::Path;

use bench::{BenchError, Race, Rows};
use kernels::threads::pinned;
use outofcore::tables::{Measurements, OnBad, Table, TableError};
use peers::Work;

use crate::plan::Plan;

/// Stations in the file, as many as in the "one billion row challenge".
const STATIONS: usize = 413;

pub(super) fn run(plan: &Plan) -> Result<Vec<Rows>, BenchError> {
    let name = format!("rung-group-by-{}.txt", std::process::id());
    let path = std::env::temp_dir().join(name);
    let rows = race(plan, &path);
    // What is left after an error is the system's to sweep.
    let _ = fs::remove_file(&path);
    rows
}

fn race(plan: &Plan, path: &Path) -> Result<Vec<Rows>, BenchError> {
    let failed = |why: String| BenchError::Failed {
        name: "group-by".to_owned(),
        why,
    };
    let pool = pinned(plan.threads).map_err(|error| failed(error.to_string()))?;
    let count = plan.size(1_000_000, 20_000_000);
    let measured = Measurements::new(peers::SEED, STATIONS);
    let begin = || -> Result<Vec<f64>, TableError> {
        measured.write(path, count as u64, &pool)?;
        Ok(Table::open(path)?.group_naive(OnBad::Refuse)?.numbers())
    };
    let oracle = begin().map_err(|error| failed(error.to_string()))?;
    let work = Work::group_by(path, count, &oracle);
    // As the peers do, each call opens the file anew.
    type Group<'a> = &'a dyn Fn(&Table) -> Result<Vec<f64>, TableError>;
    let call = |group: Group<'_>| {
        Table::open(path)
            .and_then(|table| group(&table))
            .unwrap_or_default()
    };
    let race = Race::new(&work.title)
        .against(&oracle, 0.0)
        .run("rust naive", work.cost, || {
            call(&|table| Ok(table.group_naive(OnBad::Refuse)?.numbers()))
        })
        .run("rust words", work.cost, || {
            call(&|table| Ok(table.group_words(OnBad::Refuse)?.numbers()))
        })
        .run("rust par", work.cost, || {
            call(&|table| Ok(table.group_par(OnBad::Refuse, &pool)?.numbers()))
        })
        .threads(plan.threads);
    Ok(vec![plan.go(race, &work, &[])?])
}
