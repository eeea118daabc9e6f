//! The heat equation on an array that is larger than the memory it may take, in chunks on disk.

use std::fs;
use std::path::Path;

use bench::{BenchError, Race, Rows};
use kernels::heat::{sweeps_naive, sweeps_tiled_par};
use kernels::threads::pinned;
use outofcore::chunks::{Array, ChunkError, Heat, Layout};
use peers::Work;

use crate::plan::Plan;

/// r = D Δt / Δx²; stable up to 1/4.
const R: f64 = 0.2;

/// Rows and columns of a chunk: 2 MiB.
const CHUNK: usize = 512;

pub(super) fn run(plan: &Plan) -> Result<Vec<Rows>, BenchError> {
    let folder = std::env::temp_dir().join(format!("rung-chunks-{}", std::process::id()));
    let rows = race(plan, &folder);
    // What is left after an error is the system's to sweep.
    let _ = fs::remove_dir_all(&folder);
    rows
}

fn race(plan: &Plan, folder: &Path) -> Result<Vec<Rows>, BenchError> {
    let failed = |why: String| BenchError::Failed {
        name: "chunks".to_owned(),
        why,
    };
    let pool = pinned(plan.threads).map_err(|error| failed(error.to_string()))?;
    // 8 MiB; 128 MiB.
    let (n, chunk) = plan.size((1024, CHUNK / 2), (4096, CHUNK));
    let [sweeps, per_pass] = [40, 20];
    let sampled: Vec<usize> = (0..peers::SAMPLED)
        .map(|k| k * (n - 1) / (peers::SAMPLED - 1))
        .collect();
    let plate = folder.join("plate.zarr");
    let failed_there = |error: ChunkError| failed(error.to_string());
    let layout = Layout::new([n, n], [chunk, chunk]);
    fs::create_dir_all(folder).map_err(|error| failed(error.to_string()))?;
    let array = Array::create(&plate, &layout, usize::MAX, &pool, warm(n)).map_err(failed_there)?;
    let heat = Heat {
        r: R,
        sweeps,
        per_pass,
    };
    // Less than the array: what the lowest possible bands take.
    let budget = array.heat_needs(heat, plan.threads);
    let start = array.read(0..n, 0..n).map_err(failed_there)?;
    let (mut whole, mut scratch) = (start.clone(), start.clone());
    let cooled = sweeps_naive(&mut whole, &mut scratch, n, R, sweeps);
    cooled.map_err(|error| failed(error.to_string()))?;
    let rows_of = |whole: &[f64]| -> Vec<f64> {
        let rows = sampled.iter().flat_map(|i| &whole[i * n..][..n]);
        rows.copied().collect()
    };
    let oracle = rows_of(&whole);
    let work = Work::chunks(&plate, [n, n], R, [sweeps, per_pass], &oracle);
    let on_disk = || {
        let to = folder.join("rust.zarr");
        let array = Array::open(&plate)?.heat(to, heat, budget, &pool)?;
        let rows: Result<Vec<_>, ChunkError> = sampled
            .iter()
            .map(|&i| array.read(i..i + 1, 0..n))
            .collect();
        rows.map(|rows| rows.concat())
    };
    let mut in_memory = || {
        whole.copy_from_slice(&start);
        let done = sweeps_tiled_par(&mut whole, &mut scratch, n, R, sweeps, &pool);
        done.map_or(vec![], |()| rows_of(&whole))
    };
    let race = Race::new(&work.title)
        .against(&oracle, 0.0)
        .run("rust par", work.cost, || on_disk().unwrap_or_default())
        .threads(plan.threads)
        .run("all in memory", work.cost, &mut in_memory)
        .threads(plan.threads);
    Ok(vec![plan.go(race, &work, &[])?])
}

/// A plate with a hot spot.
fn warm(n: usize) -> impl Fn(usize, usize) -> f64 {
    move |i, j| {
        let middle = n as f64 / 2.0;
        let (y, x) = (i as f64 / middle - 1.0, j as f64 / middle - 1.0);
        1.0 / (1.0 + 9.0 * (x * x + y * y))
    }
}
