//! Each kernel beside hand-written C, interleaved in one run, answers checked first.
//!
//! `cargo bench -p kernels --bench beside_c [-- nbody heat mandelbrot pi …]`; a name that is not there is
//! answered with those that are. A new problem: a file here as `reduce.rs`, and its row in `problems.rs`.
//!
//! The C in `benches/peers/` is compiled by the C compiler that is there (`$CC`, else `cc`), with
//! `-O3 -march=native -fopenmp`, once as it is and once with `-ffast-math`. Shown are the median and the
//! smallest time of each and, against the fastest C of the problem, the ratio of medians (above 1: ours
//! is faster); where memory is the limit also GB/s and the share of the fastest STREAM copy of the same
//! race. Times on a busy machine are noise; ratios of one interleaved run are less so.

mod memory;
mod peers;
mod problems;
mod race;
mod reduce;

fn main() {
    // Cargo hands `--bench` on; what else is there names problems.
    let wanted: Vec<String> = std::env::args()
        .skip(1)
        .filter(|a| !a.starts_with("--"))
        .collect();
    let names: Vec<&str> = problems::ALL.iter().map(|(name, _)| *name).collect();
    if let Some(unknown) = wanted.iter().find(|name| !names.contains(&name.as_str())) {
        eprintln!("no problem `{unknown}`; there are {}", names.join(", "));
        std::process::exit(2);
    }
    let wants = |name: &str| wanted.is_empty() || wanted.iter().any(|w| w == name);
    let c = match peers::C::compile() {
        Ok(c) => Some(c),
        Err(why) => {
            println!("no C beside: {why}");
            None
        }
    };
    for (name, run) in problems::ALL {
        if wants(name) {
            run(c.as_ref());
        }
    }
}
