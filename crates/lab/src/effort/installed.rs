//! What is on the disk for an approach to work.

use std::env;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Prints a line for each package asked for: name, version, bytes, and those of all that it stands on, itself included.
const QUESTION: &str = r"
import re, sys
from importlib import metadata

def files(name):
    found = metadata.distribution(name)
    paths = [found.locate_file(file) for file in found.files or []]
    return sum(path.stat().st_size for path in paths if path.exists())

def needs(name, seen):
    try:
        found = metadata.distribution(name)
    except metadata.PackageNotFoundError:
        return seen
    if found.name.lower() in seen:
        return seen
    seen[found.name.lower()] = files(name)
    for line in found.requires or []:
        if 'extra' not in line:
            needs(re.match(r'[\w.-]+', line)[0], seen)
    return seen

for name in sys.argv[1:]:
    try:
        print(name, metadata.version(name), files(name), sum(needs(name, {}).values()))
    except metadata.PackageNotFoundError:
        pass
";

/// A Python package of the environment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Package {
    /// As pip calls it.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Its files, in bytes.
    pub bytes: u64,
    /// With all packages that it stands on.
    pub with_needs: u64,
}

/// Why nobody knows what is installed.
#[derive(Debug)]
pub enum InstalledError {
    /// Python could not be started, or said no.
    Python {
        /// The program.
        python: PathBuf,
        /// What it said.
        why: String,
    },
    /// It answered something else.
    Answer {
        /// The line that makes no sense.
        line: String,
    },
}

impl fmt::Display for InstalledError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Python { python, why } => write!(
                f,
                "{} does not tell what is installed: {why}; `cargo workshop setup` makes the environment",
                python.display()
            ),
            Self::Answer { line } => write!(f, "not a package with its sizes: {line:?}"),
        }
    }
}

impl std::error::Error for InstalledError {}

/// Those of `packages` that the environment has, with their sizes; what is missing is left out.
///
/// ```no_run
/// let found = lab::effort::installed(&["numpy", "numba"], &lab::peers::Settings::default())?;
/// assert!(found[1].with_needs > found[1].bytes); // Numba stands on NumPy and LLVM
/// # Ok::<(), lab::effort::InstalledError>(())
/// ```
///
/// # Errors
/// [`InstalledError`] when Python cannot be asked or answers something else.
pub fn installed(
    packages: &[&str],
    settings: &peers::Settings,
) -> Result<Vec<Package>, InstalledError> {
    let python = &settings.python;
    let failed = |why: String| InstalledError::Python {
        python: python.clone(),
        why,
    };
    let output = Command::new(python)
        .args(["-c", QUESTION])
        .args(packages)
        .output()
        .map_err(|error| failed(error.to_string()))?;
    if !output.status.success() {
        let words = String::from_utf8_lossy(&output.stderr);
        return Err(failed(
            words.lines().last().unwrap_or("no words").to_owned(),
        ));
    }
    String::from_utf8_lossy(&output.stdout)
        .lines()
        .map(parse)
        .collect()
}

fn parse(line: &str) -> Result<Package, InstalledError> {
    let wrong = || InstalledError::Answer {
        line: line.to_owned(),
    };
    let words: Vec<&str> = line.split_whitespace().collect();
    let &[name, version, bytes, with_needs] = words.as_slice() else {
        return Err(wrong());
    };
    Ok(Package {
        name: name.to_owned(),
        version: version.to_owned(),
        bytes: bytes.parse().map_err(|_| wrong())?,
        with_needs: with_needs.parse().map_err(|_| wrong())?,
    })
}

/// Bytes of the Rust toolchain that compiles this notebook's cells, documentation left out; `None` where there is none.
#[must_use]
pub fn toolchain() -> Option<u64> {
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(rustc)
        .args(["--print", "sysroot"])
        .output()
        .ok()?;
    let root = PathBuf::from(String::from_utf8(output.stdout).ok()?.trim());
    let total = ["bin", "lib", "libexec"].map(|part| size(&root.join(part)));
    Some(total.iter().sum()).filter(|bytes| *bytes > 0)
}

/// Bytes of a folder's files; links are not followed.
fn size(folder: &Path) -> u64 {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let one = |entry: fs::DirEntry| match entry.metadata() {
        Ok(what) if what.is_dir() => size(&entry.path()),
        Ok(what) if what.is_file() => what.len(),
        _ => 0,
    };
    entries.map(one).sum()
}

#[cfg(test)]
mod tests {
    use super::{InstalledError, installed, parse, size};

    #[test]
    fn a_line_is_a_package_or_said_to_be_none() {
        let package = parse("numpy 2.1.0 100 150").unwrap();
        assert_eq!((package.bytes, package.with_needs), (100, 150));
        for wrong in ["", "numpy", "numpy 2.1.0 many 150"] {
            assert!(
                matches!(parse(wrong), Err(InstalledError::Answer { .. })),
                "{wrong:?}"
            );
        }
    }

    #[test]
    fn a_python_that_is_not_there_is_named() {
        let settings = peers::Settings {
            python: "/no/such/python".into(),
            ..Default::default()
        };
        let words = installed(&["numpy"], &settings).unwrap_err().to_string();
        assert!(
            words.contains("/no/such/python") && words.contains("setup"),
            "{words}"
        );
    }

    #[test]
    fn a_folder_is_as_large_as_its_files() {
        let folder = std::env::temp_dir().join(format!("lab-size-{}", std::process::id()));
        std::fs::create_dir_all(folder.join("below")).unwrap();
        std::fs::write(folder.join("a"), [0; 10]).unwrap();
        std::fs::write(folder.join("below/b"), [0; 5]).unwrap();
        assert_eq!(size(&folder), 15);
        std::fs::remove_dir_all(folder).unwrap();
        assert_eq!(size(std::path::Path::new("/no/such/folder")), 0);
    }
}
