//! cargo, as a lesson's kernel calls it, but in the clone: what the kernel's template has built is not built again.

use std::process::Command;

use super::toolchain::Toolchain;
use super::{environment, registry, template};
use crate::error::Error;
use crate::paths::Paths;
use crate::process;

/// What evcxr writes into the profile of a cell, but for what [`environment`] overrides.
const OF_EVCXR: [(&str, &str); 6] = [
    ("CARGO_PROFILE_DEV_DEBUG", "false"),
    ("CARGO_PROFILE_DEV_STRIP", "debuginfo"),
    ("CARGO_PROFILE_DEV_RPATH", "true"),
    ("CARGO_PROFILE_DEV_LTO", "false"),
    ("CARGO_PROFILE_DEV_PANIC", "unwind"),
    ("RUSTFLAGS", "-Cprefer-dynamic"),
];

/// cargo with the profile, the flags and the crates of a group's kernels, and a build folder in the clone that
/// begins as a copy of their template; `None` when there is no template yet. The caller adds the command.
///
/// # Errors
/// When there is no compiler, or the disk is full.
pub(crate) fn cargo(paths: &Paths, group: &str) -> Result<Option<Command>, Error> {
    let toolchain = Toolchain::find()?;
    // Another compiler or other crates begin anew.
    let home = registry::folder(paths, group);
    let key = home.file_name().unwrap_or_default().to_string_lossy();
    let folder = paths
        .target()
        .join(format!("{group}-{}-{key}", toolchain.release()));
    if !folder.is_dir() && !template::copy(paths, group, &folder)? {
        return Ok(None);
    }
    let mut command = process::cargo();
    for name in environment::UNWANTED {
        command.env_remove(name);
    }
    command
        .current_dir(&paths.root)
        .envs(environment::of_kernel(paths, &toolchain, &folder, group))
        .envs(OF_EVCXR)
        // As evcxr does: otherwise build scripts and macros would be built with these flags too.
        .env("CARGO_BUILD_TARGET", toolchain.host())
        .env("CARGO_TARGET_DIR", folder.join("target"));
    Ok(Some(command))
}
