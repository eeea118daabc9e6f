//! A lean copy of the standard library's sources.
//!
//! evcxr asks rust-analyzer for the type of each variable, and that reads the whole source
//! tree of the standard library at every kernel start: 50 MB, a third of it CPU intrinsics,
//! much of the rest tests. With only the crates whose types a cell meets, a kernel starts
//! in about half the time and needs a third less memory.

use std::fs;
use std::path::{Path, PathBuf};

use super::toolchain::Toolchain;
use super::tree;
use crate::error::Error;
use crate::paths::Paths;
use crate::setup::prerequisites;

/// rust-analyzer stitches these together when the folder has no `Cargo.toml`.
const CRATES: [&str; 7] = [
    "alloc",
    "core",
    "panic_abort",
    "panic_unwind",
    "proc_macro",
    "std",
    "unwind",
];

/// Where the lean copy for this toolchain lies; `RUST_SRC_PATH` points rust-analyzer there.
pub(crate) fn folder(paths: &Paths, toolchain: &Toolchain) -> PathBuf {
    paths
        .cache
        .join(format!("std-source-{}", toolchain.release()))
}

/// Makes the lean copy unless it is there.
///
/// # Errors
/// When the toolchain has no sources (`setup` adds them before), or the disk refuses.
pub(crate) fn prepare(paths: &Paths, toolchain: &Toolchain) -> Result<PathBuf, Error> {
    let lean = folder(paths, toolchain);
    if lean.join("core/src/lib.rs").is_file() {
        return Ok(lean);
    }
    if !prerequisites::has_rust_src(&toolchain.sysroot) {
        return Err(prerequisites::as_error(
            &[prerequisites::rust_src_problem()],
        ));
    }
    let library = toolchain.sysroot.join("lib/rustlib/src/rust/library");
    let part = lean.with_extension(format!("{}.part", std::process::id()));
    tree::remove(&part)?;
    for name in CRATES {
        let source = library.join(name).join("src");
        tree::copy(&source, &part.join(name).join("src"), &is_test)?;
    }
    // Another set-up may have been quicker: its copy is as good.
    match fs::rename(&part, &lean) {
        Err(_) if lean.is_dir() => tree::remove(&part)?,
        result => result.map_err(Error::io("make", &lean))?,
    }
    Ok(lean)
}

fn is_test(path: &Path) -> bool {
    path.is_dir() && path.file_name().is_some_and(|name| name == "tests")
}
