//! Notes what this crate is built from and with, and builds the program that ranks start as.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=src");
    println!("cargo::rerun-if-env-changed=MPICC");
    let rustc = env::var("RUSTC").unwrap_or_else(|_| "rustc".to_owned());
    let mpicc = env::var("MPICC").unwrap_or_else(|_| "mpicc".to_owned());

    // Code is only called in a process whose own copy of this crate says the same.
    let mut sources = Vec::new();
    for file in files(Path::new("src")) {
        sources.extend(file.to_string_lossy().bytes());
        sources.extend(fs::read(&file).unwrap_or_default());
    }
    let compiler = said(Command::new(&rustc).arg("-vV"));
    let release = said(Command::new(&rustc).arg("-V"));
    let wrapper = said(Command::new(&mpicc).arg("-show"));
    let fingerprint = format!(
        "spmd {} ({:016x}), {} ({:016x}), {mpicc} ({:016x})",
        env!("CARGO_PKG_VERSION"),
        hash(&sources),
        release.trim(),
        hash(compiler.as_bytes()),
        hash(wrapper.as_bytes()),
    );
    println!("cargo::rustc-env=SPMD_FINGERPRINT={fingerprint}");
    let folder = found(&mpicc).and_then(|program| Some(program.parent()?.to_owned()));
    let folder = folder.unwrap_or_default();
    println!("cargo::rustc-env=SPMD_MPI_BIN={}", folder.display());

    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    let built = Command::new(&rustc)
        .args([
            "--edition=2024",
            "--crate-type=bin",
            "-Copt-level=s",
            "-Cpanic=abort",
        ])
        .args(["-Cstrip=symbols", "-o"])
        .arg(out.join("host"))
        .arg("src/raw/host.rs")
        .status();
    assert!(
        built.is_ok_and(|status| status.success()),
        "the program that ranks start as (src/raw/host.rs) does not compile"
    );
}

/// Every source file, in an order that does not change.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path()))
        .collect();
    found.sort();
    found
        .into_iter()
        .flat_map(|path| {
            if path.is_dir() {
                files(&path)
            } else {
                vec![path]
            }
        })
        .collect()
}

fn said(command: &mut Command) -> String {
    let output = command.output().map(|output| output.stdout);
    String::from_utf8_lossy(&output.unwrap_or_default()).into_owned()
}

/// A program on the path, or the path itself.
fn found(program: &str) -> Option<PathBuf> {
    if program.contains('/') {
        return Some(program.into());
    }
    env::split_paths(&env::var_os("PATH")?)
        .map(|folder| folder.join(program))
        .find(|file| file.is_file())
}

/// FNV-1a.
fn hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, &byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
