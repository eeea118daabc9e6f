//! Writes the Plummer spheres of `data/`: `cargo run -p kernels --example plummer -- [N SEED FILE]`.

use kernels::nbody::{nbabel, plummer};
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.as_slice() {
        [] => {
            for n in [16, 128, 1024] {
                let file = format!("{}/../../data/nbabel-{n}.txt", env!("CARGO_MANIFEST_DIR"));
                nbabel::write(file, &plummer(n, 1))?;
            }
        }
        [n, seed, file] => nbabel::write(file, &plummer(n.parse()?, seed.parse()?))?,
        _ => return Err("give no argument, or three: how many bodies, a seed, a file".into()),
    }
    Ok(())
}
