//! The Rust kernel itself: found, or built once and kept for every clone of this user.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::prerequisites::Tools;
use crate::error::Error;
use crate::files::folder_bytes;
use crate::lock;
use crate::paths::{EVCXR_VERSION, Paths};
use crate::process::{self, is_program, which};
use crate::steps::Step;

/// About what a build of it takes on the disk, with the downloaded sources.
const BUILD_BYTES: u64 = 1_500_000_000;

/// Which part of the time has passed when which part of the crates is built: the last ones,
/// rust-analyzer's, are the large ones. Measured on two cores.
const TIME_OF_CRATES: [(f64, f64); 11] = [
    (0.0, 0.0),
    (0.2, 0.05),
    (0.3, 0.09),
    (0.4, 0.16),
    (0.5, 0.23),
    (0.55, 0.47),
    (0.6, 0.55),
    (0.8, 0.62),
    (0.85, 0.66),
    (0.95, 0.91),
    (1.0, 1.0),
];

/// An `evcxr_jupyter` of the right version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Evcxr {
    /// The program.
    pub(crate) program: PathBuf,
    /// Where it came from, for people.
    pub(crate) origin: &'static str,
}

/// One that is there: in the cache, else on the PATH, else in the cache but built by another
/// compiler (it calls whatever `rustc` is there; the one that built it does not matter).
pub(crate) fn find(paths: &Paths, rustc: &str) -> Option<Evcxr> {
    let own = program_in(&paths.evcxr(rustc));
    if is_program(&own) {
        return Some(Evcxr {
            program: own,
            origin: "in the cache",
        });
    }
    if let Some(program) = which("evcxr_jupyter").filter(|program| is_right_version(program)) {
        return Some(Evcxr {
            program,
            origin: "on the PATH",
        });
    }
    let prefix = format!("evcxr-{EVCXR_VERSION}-rustc-");
    let others = fs::read_dir(&paths.cache).ok()?.flatten().filter(|entry| {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        name.starts_with(&prefix) && !name.ends_with(".part")
    });
    let program = others
        .map(|entry| program_in(&entry.path()))
        .find(|program| is_program(program))?;
    Some(Evcxr {
        program,
        origin: "in the cache, built by another rustc",
    })
}

/// Finds it or builds it.
///
/// # Errors
/// When the build fails; what it has built is kept for the next try.
pub(crate) fn install(paths: &Paths, tools: &Tools, step: &Step<'_>) -> Result<Evcxr, Error> {
    if let Some(found) = find(paths, &tools.rustc) {
        return Ok(found);
    }
    let _lock = lock::take(&paths.cache.join("evcxr.lock"), |holder| {
        step.say(&format!(
            "another setup (process {holder}) is building it: waiting"
        ));
    })?;
    // The other one may have finished it.
    if let Some(found) = find(paths, &tools.rustc) {
        return Ok(found);
    }
    build(paths, &tools.rustc, step)?;
    Ok(Evcxr {
        program: program_in(&paths.evcxr(&tools.rustc)),
        origin: "built",
    })
}

/// About what a build will still write.
pub(crate) fn bytes_to_build(paths: &Paths, rustc: &str) -> u64 {
    BUILD_BYTES.saturating_sub(folder_bytes(&part_of(&paths.evcxr(rustc))))
}

/// Where a build goes on until it is complete.
fn part_of(done: &Path) -> PathBuf {
    let mut part = done.as_os_str().to_owned();
    part.push(".part");
    part.into()
}

/// Builds beside the final folder and renames: a folder with the final name is complete.
fn build(paths: &Paths, rustc: &str, step: &Step<'_>) -> Result<(), Error> {
    let done = paths.evcxr(rustc);
    let part = part_of(&done);
    let (root, target) = (part.join("root"), part.join("target"));
    if target.is_dir() {
        step.say(&format!(
            "goes on with the interrupted build of evcxr {EVCXR_VERSION}"
        ));
    } else {
        step.say(&format!(
            "builds evcxr {EVCXR_VERSION}, once for all clones: the longest step"
        ));
    }
    fs::create_dir_all(&target).map_err(Error::io("make", &target))?;
    let mut command = process::cargo();
    command
        .args([
            "install",
            "--locked",
            "--force",
            "--version",
            EVCXR_VERSION,
            "--root",
        ])
        .arg(&root)
        .arg("--target-dir")
        .arg(&target)
        .arg("evcxr_jupyter")
        // Outside the clone, so that its cargo configuration does not apply.
        .current_dir(&part)
        .envs([
            ("CARGO_TERM_PROGRESS_WHEN", "always"),
            ("CARGO_TERM_PROGRESS_WIDTH", "80"),
        ])
        .env_remove("RUSTFLAGS")
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .env_remove("CARGO_BUILD_TARGET");
    process::run(&mut command, &paths.cache.join("logs/evcxr.log"), |line| {
        if let Some((built, total)) = built_of(line) {
            let what = format!("{built} of {total} crates");
            step.progress(work_share(built as f64 / total as f64), &what);
        } else if line.trim_start().starts_with("Downloaded ") {
            step.sparse("downloads sources");
        }
    })?;
    fs::rename(&root, &done).map_err(Error::io("rename the finished build to", &done))?;
    // Left behind it only takes space; `doctor` would tell.
    let _ = fs::remove_dir_all(&part);
    Ok(())
}

/// "   Building [====>   ] 34/311: syn, …" → (34, 311).
fn built_of(line: &str) -> Option<(usize, usize)> {
    let (_, counts) = line
        .trim_start()
        .strip_prefix("Building [")?
        .split_once("] ")?;
    let (built, rest) = counts.split_once('/')?;
    let digits = rest
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(rest.len());
    Some((built.trim().parse().ok()?, rest[..digits].parse().ok()?))
}

/// The part of the work that is done when this part of the crates is built.
fn work_share(crates: f64) -> f64 {
    let after = TIME_OF_CRATES.windows(2).find(|pair| crates <= pair[1].0);
    after.map_or(1.0, |pair| {
        let ((x0, y0), (x1, y1)) = (pair[0], pair[1]);
        y0 + (y1 - y0) * (crates - x0) / (x1 - x0)
    })
}

fn program_in(folder: &Path) -> PathBuf {
    folder.join("bin/evcxr_jupyter")
}

/// The program does not tell its version; cargo and conda note it beside what they install.
fn is_right_version(program: &Path) -> bool {
    let Some(prefix) = program.parent().and_then(Path::parent) else {
        return false;
    };
    let by_cargo = fs::read_to_string(prefix.join(".crates2.json"))
        .is_ok_and(|list| list.contains(&format!("\"evcxr_jupyter {EVCXR_VERSION} ")));
    let by_conda = fs::read_dir(prefix.join("conda-meta")).is_ok_and(|mut entries| {
        let wanted = format!("evcxr-{EVCXR_VERSION}-");
        entries.any(|entry| {
            entry.is_ok_and(|entry| entry.file_name().to_string_lossy().starts_with(&wanted))
        })
    });
    (by_cargo || by_conda) && process::output(Command::new(program).arg("--help")).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_share_of_the_work_grows_from_nothing_to_all() {
        let shares: Vec<f64> = (0..=100)
            .map(|part| work_share(f64::from(part) / 100.0))
            .collect();
        assert!(shares.is_sorted(), "{shares:?}");
        assert!(shares[0].abs() < 1e-12 && (shares[100] - 1.0).abs() < 1e-12);
        assert!((work_share(0.25) - 0.07).abs() < 1e-12);
    }

    #[test]
    fn cargos_progress_is_read() {
        assert_eq!(
            built_of("    Building [====>    ] 34/311: syn, libc(build)"),
            Some((34, 311))
        );
        assert_eq!(built_of("Building [=>] 0/1"), Some((0, 1)));
        assert_eq!(built_of("   Compiling syn v2.0.1"), None);
    }
}
