//! The heat equation on an array larger than the memory it may take, beside the same sweeps in memory and the disk.
//!
//! ```text
//! cargo run --release -p outofcore --example chunked_heat -- FOLDER make   32768 1024
//! cargo run --release -p outofcore --example chunked_heat -- FOLDER disk
//! cargo run --release -p outofcore --example chunked_heat -- FOLDER memory SWEEPS
//! cargo run --release -p outofcore --example chunked_heat -- FOLDER heat   SWEEPS PER_PASS BUDGET_MIB
//! ```
//!
//! `make` writes n × n points in chunks of m × m to `FOLDER/plate.zarr`. `disk` writes and reads as many bytes in one
//! file. `memory` sweeps as many of its rows as fit into 1 GiB, in memory. `heat` sweeps all of it within the budget,
//! to `FOLDER/later.zarr`, and compares four places with the sweeps of their surroundings in memory, bit for bit.
//! Limit it from outside, as with `ulimit -d` (KiB): what it took at most is printed.
//!
//! Measured once, on two cores (2026-11-25): 8 GiB in chunks of 512 × 512, 64 sweeps in one pass, `ulimit -d` of 1 GiB:
//! 52 s, 1.3 G points/s, at most 771 MiB. In memory 9.1 G points/s: 15 %. The disk alone, one large file written and
//! read in a row, took 20 s of it; the other half is not explained yet. Dask.array with the same chunks and halo: 81 s
//! with a Numba kernel (1182 MiB, not limited); with a NumPy kernel, on 0.5 GiB, 0.21 G points/s.

use std::error::Error;
use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::Path;
use std::time::Instant;

use kernels::heat::sweeps_tiled_par;
use outofcore::chunks::{Array, Heat, Layout};
use rayon::ThreadPool;

const R: f64 = 0.2;

fn main() -> Result<(), Box<dyn Error>> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let threads = std::thread::available_parallelism()?.get();
    let pool = kernels::threads::pool(threads)?;
    let number = |text: &str| text.parse::<usize>();
    match words[..] {
        [folder, "make", n, m] => make(Path::new(folder), number(n)?, number(m)?, &pool)?,
        [folder, "disk"] => disk(Path::new(folder))?,
        [folder, "memory", sweeps] => memory(Path::new(folder), number(sweeps)?, &pool)?,
        [folder, "heat", sweeps, per_pass, mib] => {
            let heat = Heat {
                r: R,
                sweeps: number(sweeps)?,
                per_pass: number(per_pass)?,
            };
            chunked(Path::new(folder), heat, number(mib)? << 20, &pool)?;
        }
        _ => return Err("see the first lines of this example".into()),
    }
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find(|line| line.starts_with("VmHWM"));
    println!("{}", peak.unwrap_or("VmHWM: not known here"));
    Ok(())
}

/// Numbers that zstd could do nothing with, from their place alone.
fn value(i: usize, j: usize) -> f64 {
    let mut bits = (i as u64) << 32 | j as u64;
    bits = (bits ^ bits >> 31).wrapping_mul(0x7fb5_d329_728e_a185);
    bits = (bits ^ bits >> 27).wrapping_mul(0x81da_def4_bc2d_d44d);
    (bits >> 11) as f64 / (1_u64 << 53) as f64
}

fn make(folder: &Path, n: usize, m: usize, pool: &ThreadPool) -> Result<(), Box<dyn Error>> {
    let layout = Layout::new([n, n], [m, m]);
    let start = Instant::now();
    Array::create(folder.join("plate.zarr"), &layout, 256 << 20, pool, value)?;
    rate("made", layout.bytes(), start);
    Ok(())
}

fn disk(folder: &Path) -> Result<(), Box<dyn Error>> {
    let bytes = Array::open(folder.join("plate.zarr"))?.layout().bytes();
    let path = folder.join("sequential");
    let mut piece: Vec<u8> = (0..8 << 20)
        .map(|k: u32| (k.wrapping_mul(2_654_435_761) >> 24) as u8)
        .collect();
    let start = Instant::now();
    let mut file = File::create(&path)?;
    for _ in 0..bytes / piece.len() {
        file.write_all(&piece)?;
    }
    file.sync_all()?;
    rate("disk, written in a row", bytes, start);
    // Out of the system's cache, so that the disk is what is read.
    rustix::fs::fadvise(&file, 0, None, rustix::fs::Advice::DontNeed)?;
    let start = Instant::now();
    let mut file = File::open(&path)?;
    while file.read(&mut piece)? > 0 {}
    rate("disk, read in a row", bytes, start);
    fs::remove_file(path)?;
    Ok(())
}

fn memory(folder: &Path, sweeps: usize, pool: &ThreadPool) -> Result<(), Box<dyn Error>> {
    let [rows, columns] = Array::open(folder.join("plate.zarr"))?.layout().shape;
    let rows = rows.min((1 << 27) / columns);
    let mut u: Vec<f64> = (0..rows * columns)
        .map(|k| value(k / columns, k % columns))
        .collect();
    let mut scratch = u.clone();
    for _ in 0..3 {
        let start = Instant::now();
        sweeps_tiled_par(&mut u, &mut scratch, columns, R, sweeps, pool)?;
        points("in memory", rows * columns, sweeps, start);
    }
    Ok(())
}

fn chunked(
    folder: &Path,
    heat: Heat,
    budget: usize,
    pool: &ThreadPool,
) -> Result<(), Box<dyn Error>> {
    let plate = Array::open(folder.join("plate.zarr"))?;
    let needs = plate.heat_needs(heat, pool.current_num_threads());
    println!("needs {} MiB, may take {} MiB", needs >> 20, budget >> 20);
    let start = Instant::now();
    let later = plate.heat(folder.join("later.zarr"), heat, budget, pool)?;
    let [rows, columns] = plate.layout().shape;
    points("in chunks", rows * columns, heat.sweeps, start);
    // Four places, two of them at corners: their surroundings reach as far as the sweeps.
    for place in [0, rows / 3, rows / 2, rows.saturating_sub(16)] {
        let part = place..(place + 16).min(rows);
        let wide =
            |end: usize| part.start.saturating_sub(heat.sweeps)..(part.end + heat.sweeps).min(end);
        let (i, j) = (wide(rows), wide(columns));
        let mut u = plate.read(i.clone(), j.clone())?;
        let scratch = &mut u.clone();
        kernels::heat::sweeps_naive(&mut u, scratch, j.len(), R, heat.sweeps)?;
        let answer = later.read(part.clone(), part.clone())?;
        for (row, answer) in part.clone().zip(answer.chunks(part.len())) {
            let expected = &u[(row - i.start) * j.len() + part.start - j.start..][..part.len()];
            assert_eq!(answer, expected, "row {row}");
        }
    }
    println!("four places compared: the same bits");
    Ok(())
}

fn rate(what: &str, bytes: usize, start: Instant) {
    let seconds = start.elapsed().as_secs_f64();
    println!(
        "{what}: {seconds:.2} s, {:.2} GB/s",
        bytes as f64 / seconds / 1e9
    );
}

fn points(what: &str, points: usize, sweeps: usize, start: Instant) {
    let seconds = start.elapsed().as_secs_f64();
    let rate = points as f64 * sweeps as f64 / seconds / 1e9;
    println!("{what}: {seconds:.2} s, {rate:.3} G points/s");
}
