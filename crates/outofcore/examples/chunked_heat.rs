//! The heat equation on an array larger than the memory it may take, beside the same sweeps in memory and the disk.
//!
//! ```text
//! cargo run --release -p outofcore --example chunked_heat -- FOLDER make   65536 16384 512
//! cargo run --release -p outofcore --example chunked_heat -- FOLDER disk
//! cargo run --release -p outofcore --example chunked_heat -- FOLDER memory SWEEPS
//! cargo run --release -p outofcore --example chunked_heat -- FOLDER heat   SWEEPS PER_PASS BUDGET_MIB
//! ```
//!
//! `make` writes rows × columns in chunks of m × m to `FOLDER/plate.zarr`. `disk` reads as many bytes while it writes as
//! many. `memory` sweeps as many of its rows as fit into 1 GiB, in memory. `heat` sweeps all of it within the budget,
//! to `FOLDER/later.zarr`, and compares four places with the sweeps of their surroundings in memory, bit for bit.
//! Limit it from outside, as with `ulimit -d` (KiB): what it took at most is printed. A control group counts the
//! system's cache of its files too; as root, with version 1 (in version 2 the files are `memory.max` and
//! `memory.peak`, and the folder is one below `/sys/fs/cgroup`):
//!
//! ```text
//! group=/sys/fs/cgroup/memory/heat; mkdir $group; echo 1G > $group/memory.limit_in_bytes
//! sh -c "echo \$\$ > $group/cgroup.procs; exec target/release/examples/chunked_heat FOLDER heat 64 64 960"
//! cat $group/memory.max_usage_in_bytes $group/memory.failcnt; rmdir $group
//! ```
//!
//! Measured on two cores (2026-11-25), 8 GiB in chunks of 512 × 512, `ulimit -d` of 1 GiB and a budget of 960 MiB:
//!
//! | sweeps, in one pass | time | G points/s | of the rate in memory (10.3) | most memory |
//! |---|---|---|---|---|
//! | 64 | 11.4 to 14.1 s | 4.9 to 6.0 | 47 to 58 % | 752 MiB |
//! | 128 | 21.5 to 23.1 s | 5.9 to 6.4 | 58 to 62 % | 834 MiB |
//!
//! With 64 it is the disk that decides: alone it takes 9.8 and 10.4 s for as much (`disk`). With files written through
//! the system's cache, and the disk waited for after each of them, as zarrs 0.23 does it, 64 sweeps took 52 s.
//! Dask.array with a Numba kernel, the same chunks and halo, in turns with ours: 57 and 63 s, 1.04 GiB.
//!
//! In a control group of version 1 with a limit of 1 GiB, 64 sweeps took at most 754 MiB, the cache of files among
//! them (11 MiB, since chunks go past it), and the limit was never met; `make` took 24 MiB. Other programs ran, so
//! no time was taken.

use std::error::Error;
use std::fs;
use std::ops::Range;
use std::path::Path;
use std::time::{Duration, Instant};

use kernels::heat::sweeps_tiled_par;
use outofcore::chunks::{Array, Heat, Layout, disk_pass};
use rayon::ThreadPool;

const R: f64 = 0.2;

fn main() -> Result<(), Box<dyn Error>> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let threads = std::thread::available_parallelism()?.get();
    let pool = kernels::threads::pool(threads)?;
    let number = |text: &str| text.parse::<usize>();
    match words[..] {
        [folder, "make", rows, columns, m] => {
            make(
                Path::new(folder),
                [number(rows)?, number(columns)?],
                number(m)?,
                &pool,
            )?;
        }
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

fn make(
    folder: &Path,
    shape: [usize; 2],
    m: usize,
    pool: &ThreadPool,
) -> Result<(), Box<dyn Error>> {
    let layout = Layout::new(shape, [m, m]);
    let start = Instant::now();
    Array::create(folder.join("plate.zarr"), &layout, 256 << 20, pool, value)?;
    rate("made", layout.bytes(), start.elapsed());
    Ok(())
}

fn disk(folder: &Path) -> Result<(), Box<dyn Error>> {
    let bytes = Array::open(folder.join("plate.zarr"))?.layout().bytes();
    let least = disk_pass(folder, bytes)?;
    rate("the disk alone, in and out at once", 2 * bytes, least);
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
    for (down, across) in [(0, 0), (1, 2), (2, 1), (3, 3)] {
        let part = |k: usize, end: usize| (end - 16) * k / 3..(end - 16) * k / 3 + 16;
        let wide = |part: &Range<usize>, end: usize| {
            part.start.saturating_sub(heat.sweeps)..(part.end + heat.sweeps).min(end)
        };
        let own = [part(down, rows), part(across, columns)];
        let [i, j] = [wide(&own[0], rows), wide(&own[1], columns)];
        let mut u = plate.read(i.clone(), j.clone())?;
        let scratch = &mut u.clone();
        kernels::heat::sweeps_naive(&mut u, scratch, j.len(), R, heat.sweeps)?;
        let answer = later.read(own[0].clone(), own[1].clone())?;
        for (row, answer) in own[0].clone().zip(answer.chunks(16)) {
            let expected = &u[(row - i.start) * j.len() + own[1].start - j.start..][..16];
            assert_eq!(answer, expected, "row {row}");
        }
    }
    println!("four places compared: the same bits");
    Ok(())
}

fn rate(what: &str, bytes: usize, took: Duration) {
    let seconds = took.as_secs_f64();
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
