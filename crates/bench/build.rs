//! Notes how this crate is built. evcxr builds a cell and its dependencies with one profile, so
//! what is true of this crate is true of the cell that loads it.

use std::process::Command;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let from = |name| std::env::var(name).unwrap_or_else(|_| "unknown".to_owned());
    println!("cargo::rustc-env=BENCH_OPT_LEVEL={}", from("OPT_LEVEL"));
    let version = Command::new(from("RUSTC"))
        .arg("--version")
        .output()
        .ok()
        .and_then(|out| String::from_utf8(out.stdout).ok())
        .unwrap_or_else(|| "unknown".to_owned());
    println!("cargo::rustc-env=BENCH_RUSTC={}", version.trim());
}
