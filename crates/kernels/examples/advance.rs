//! Times n-body steps in a program of its own, for who compares them with steps called from elsewhere.
//!
//! `cargo run --release -p kernels --example advance -- N` reads a number of steps a line, takes them
//! with `advance_simd` on a Plummer sphere of N bodies, and answers with the seconds that they took.

use kernels::nbody::{advance_simd, plummer};
use std::time::Instant;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let n = std::env::args().nth(1).ok_or("give the number of bodies")?;
    let mut bodies = plummer(n.parse()?, 1);
    for line in std::io::stdin().lines() {
        let steps = line?.trim().parse()?;
        let start = Instant::now();
        advance_simd(&mut bodies, 1e-6, steps);
        println!("{:e}", start.elapsed().as_secs_f64());
    }
    Ok(())
}
